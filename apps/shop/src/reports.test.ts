import { expect, test } from "vitest";
import { reportsOf } from "./reports.ts";

const calm = { repeat: 0, lateSeconds: 0, answers: "none", isShuffled: false } as const;
const sale = { order_id: "A-1" };

const reported = (parts: Partial<Parameters<typeof reportsOf>[1]>) =>
  reportsOf(sale, { ...calm, ...parts }, 1_000)
    .toSorted((a, b) => a.nextAt - b.nextAt)
    .map(({ fields, nextAt }) => [(fields as { status?: string }).status ?? "sale", nextAt]); // of the sale, or with a status

test("a shop without settings reports the sale once, immediately", () => {
  expect(reportsOf(sale, calm, 1_000)).toEqual([{ fields: sale, nextAt: 1_000 }]);
});

test("a shop that reports late does so after the set seconds", () => {
  expect(reported({ lateSeconds: 90 })).toEqual([["sale", 91_000]]);
});

test("a shop that changes its mind answers three times", () => {
  expect(reported({ answers: "change_mind" }).map(([what]) => what)).toEqual([
    "sale",
    "approved",
    "rejected",
    "approved",
  ]);
});

test("a shop that answers out of order sends the last answer first", () => {
  expect(reported({ answers: "reject", isShuffled: true })).toEqual([
    ["rejected", 1_000],
    ["sale", 3_000],
  ]);
});
