import { describe, expect, test } from "vitest";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { isCircling, isReturning } from "./loops.ts";

const keysOf = (byte: string) => readClickKeys(JSON.stringify({ current: 1, keys: { 1: btoa(byte.repeat(32)) } }));
const keys = keysOf("a");
const NOW = 1_800_000_000_000;

const idOf = ({ linkNumber = 7, clickedAt = NOW, by = keys } = {}) =>
  mintClickId(by, { clickedAt, linkNumber, bucket: 3, random: new Uint8Array(5) });

describe("a visit comes back from the link's own landing", () => {
  const isBack = (query: string) => isReturning(query, { keys, linkNumber: 7, now: NOW + 1_000 });

  test.each([
    ["under any name", `?cid=${idOf()}`, true],
    ["in capitals", `?cid=${idOf().toUpperCase()}`, true],
    ["behind others", `?sub1=a&x=${idOf({ linkNumber: 8 })}&y=${idOf()}&z`, true],
    ["without an id", "?sub1=a&sub2=a-long-text-that-is-no-click-id-but-looks-like", false],
    ["with an id of another link", `?sub1=${idOf({ linkNumber: 8 })}`, false],
    ["with an old id", `?sub1=${idOf({ clickedAt: NOW - 10_000 })}`, false],
    ["with a forged id", `?sub1=${idOf({ by: keysOf("b") })}`, false],
    ["with a longer text", `?sub1=${idOf()}0`, false],
    ["behind too many ids", `?${`a=${idOf({ linkNumber: 8 })}&`.repeat(3)}b=${idOf()}`, false],
  ])("%s", (_, query, expected) => expect(isBack(query)).toBe(expected));
});

describe("a fallback sends a visitor back", () => {
  const visits = (count: number, visitor: string, { link = 7, from = NOW, everyMs = 100 } = {}) =>
    Array.from({ length: count }, (_, i) => isCircling(visitor, link, from + i * everyMs));

  test("if it gets the same visitor six times within seconds", () => {
    expect(visits(7, "one")).toEqual([false, false, false, false, false, true, true]);
    expect(visits(5, "two"), "another visitor").not.toContain(true);
    expect(visits(5, "one", { link: 8 }), "another link").not.toContain(true);
    expect(visits(20, "one", { from: NOW + 60_000, everyMs: 3_000 }), "a patient person").not.toContain(true);
    expect(visits(1, "one", { from: NOW - 60_000 }), "a clock that was set back").toEqual([false]);
  });

  test("and a thousand visitors are counted at most: then all counts begin again", () => {
    const from = NOW + 200_000;
    expect(visits(5, "first", { from, everyMs: 0 })).not.toContain(true);
    for (let i = 0; i < 1_000; i++) expect(isCircling(`v${i}`, 7, from)).toBe(false);
    expect(visits(1, "first", { from })).toEqual([false]);
  });
});
