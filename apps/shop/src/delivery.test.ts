import { expect, test } from "vitest";
import { delayMs, outcomeOf, retryAfterMs, standingAfter, type Outcome, type Standing } from "./delivery.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const RECEIPT = `{"id":"rcp_1","status":"accepted"}`;

test.each([
  [1, 0, 1_000],
  [2, 0, 2_000],
  [3, 0, 4_000],
  [10, 0, 512_000],
  [11, 0, 600_000],
  [5_000, 0, 600_000], // 2^4999 is Infinity, the longest delay is not
  [1, 5_000, 5_000], // the network asks for more
  [4, 5_000, 8_000], // it asks for less than we would wait anyway
])("after %i attempts, asked for %i ms, the shop waits %i ms", (attempts, askedMs, expected) =>
  expect(delayMs(attempts, askedMs)).toBe(expected),
);

test.each([
  [null, 0],
  ["", 0],
  ["soon", 0],
  ["-5", 0],
  ["5", 5_000],
  ["999999999999999999999", 3_600_000],
  ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
  ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
  ["Fri, 01 Jan 2100 00:00:00 GMT", 3_600_000],
])("Retry-After %j means %i ms", (header, expected) => expect(retryAfterMs(header, NOW)).toBe(expected));

test.each([
  [200, RECEIPT, { kind: "acknowledged", receipt: "rcp_1" }],
  [200, "<html>", { kind: "acknowledged", receipt: null }],
  [200, "null", { kind: "acknowledged", receipt: null }],
  [200, `{"id":{"a":1}}`, { kind: "acknowledged", receipt: null }],
  [400, "", { kind: "refused" }],
  [401, RECEIPT, { kind: "refused" }],
  [404, "", { kind: "refused" }],
  [429, "", { kind: "retry", retryAfterMs: 7_000 }],
  [500, "", { kind: "retry", retryAfterMs: 7_000 }],
  [503, RECEIPT, { kind: "retry", retryAfterMs: 7_000 }],
  [302, "", { kind: "retry", retryAfterMs: 7_000 }], // not an acknowledgement
  [204, "", { kind: "retry", retryAfterMs: 7_000 }],
] as const)("%i %j → %j", (status, body, expected) =>
  expect(outcomeOf({ status, retryAfter: "7", body }, NOW)).toEqual(expected),
);

test("a missing answer is retried", () =>
  expect(outcomeOf(undefined, NOW)).toEqual({ kind: "retry", retryAfterMs: 0 }));

const waiting: Standing = { state: "waiting", nextAt: NOW, receipt: null, repeatsLeft: 0 };
const repeating: Standing = { state: "acknowledged", nextAt: NOW, receipt: "rcp_1", repeatsLeft: 2 };
const acknowledged: Outcome = { kind: "acknowledged", receipt: "rcp_2" };
const refused: Outcome = { kind: "refused" };
const retry: Outcome = { kind: "retry", retryAfterMs: 0 };

test.each<[string, Standing, Outcome, number, Partial<Standing>]>([
  ["an acknowledgement ends it", waiting, acknowledged, 0, { state: "acknowledged", receipt: "rcp_2", nextAt: null }],
  ["or begins the repeats", waiting, acknowledged, 2, { state: "acknowledged", nextAt: NOW + 1_000, repeatsLeft: 2 }],
  ["a refusal ends it", waiting, refused, 2, { state: "refused", nextAt: null }],
  ["a failure is tried again", waiting, retry, 2, { state: "waiting", nextAt: NOW + 4_000 }],
  [
    "a repeat keeps the first receipt",
    repeating,
    acknowledged,
    0,
    { receipt: "rcp_1", repeatsLeft: 1, nextAt: NOW + 1_000 },
  ],
  ["the last repeat ends it", { ...repeating, repeatsLeft: 1 }, acknowledged, 9, { repeatsLeft: 0, nextAt: null }],
  [
    "a refused repeat takes nothing back",
    repeating,
    refused,
    0,
    { state: "acknowledged", receipt: "rcp_1", repeatsLeft: 0, nextAt: null },
  ],
  [
    "a failed repeat is tried again",
    repeating,
    retry,
    0,
    { state: "acknowledged", repeatsLeft: 2, nextAt: NOW + 4_000 },
  ],
])("%s", (_, before, outcome, repeat, expected) =>
  expect(standingAfter({ ...before, attempts: 3 }, outcome, { now: NOW, repeat })).toMatchObject(expected),
);
