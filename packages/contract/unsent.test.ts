import fc from "fast-check";
import { expect, test } from "vitest";
import { readClickKeys } from "./click-id.ts";
import { clickEventOf } from "./testing.ts";
import { readUnsent, unsentLine, verifyUnsent } from "./unsent.ts";

const click = clickEventOf({ sub1: 'a "quoted" {brace}' });
const line = JSON.stringify({ event: "click.unsent", click });

test.each([
  ["as the Worker wrote it", line],
  ["behind a time stamp", `2026-11-23T12:00:00Z ERROR ${line}`],
  ["of wrangler tail", JSON.stringify({ outcome: "ok", logs: [{ level: "error", message: [line] }] })],
  ["of a log service that reads JSON", JSON.stringify({ source: { event: "click.unsent", click }, level: "error" })],
])("a line %s returns its click", (_, text) => {
  expect(readUnsent(`{"event":"journal.refused"}\n${text}\n\nnot { json click.unsent`)).toEqual([click]);
});

test("a log without such lines returns none", () => {
  expect(readUnsent('{"event":"other","click":{}}\n')).toEqual([]);
});

test("a request in a wrangler tail log returns none, for any user agent", () => {
  const event = { request: { url: "https://go.example/demo", headers: { "user-agent": line } } };
  expect(readUnsent(JSON.stringify({ outcome: "ok", event, logs: [] }))).toEqual([]);
  expect(readUnsent(JSON.stringify({ outcome: "ok", event, logs: [{ message: [line] }] }))).toEqual([click]);
});

const keysOf = (fill: number) =>
  readClickKeys(JSON.stringify({ current: 1, keys: { 1: btoa(String.fromCharCode(fill).repeat(32)) } }));
const [ours, theirs] = [keysOf(1), keysOf(2)];

test("a line of the edge is verified, in any order of its keys", () => {
  const [signed = {}] = readUnsent(unsentLine(ours, click));
  expect(verifyUnsent(ours, signed)).toEqual(click);
  expect(verifyUnsent(ours, Object.fromEntries(Object.entries(signed).toReversed()))).toEqual(click);
  expect(verifyUnsent(theirs, signed), "another network's").toBeUndefined();
  expect(verifyUnsent(ours, { ...click }), "unsigned").toBeUndefined();
});

test("a line holds no hash of the visitor's address, and is verified without it", () => {
  const line = unsentLine(ours, { ...click, address: "0123456789abc" });
  expect(line).not.toContain("0123456789abc");
  expect(line).not.toContain("address");
  expect(verifyUnsent(ours, readUnsent(line)[0] ?? {})).toEqual(click);
});

test("a line that was changed anywhere is not ours", () => {
  const [signed = {}] = readUnsent(unsentLine(ours, click));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(signed), "another"), fc.jsonValue({ maxDepth: 0 }), (name, value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(signed[name]));
      expect(verifyUnsent(ours, { ...signed, [name]: value })).toBeUndefined();
    }),
  );
});
