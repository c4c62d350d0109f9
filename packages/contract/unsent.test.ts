import { expect, test } from "vitest";
import { clickEventOf } from "./testing.ts";
import { readUnsent } from "./unsent.ts";

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
