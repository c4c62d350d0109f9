import { expect, test } from "vitest";
import { toldOf } from "./told.ts";

const calm = { repeat: 0, lateSeconds: 0, answers: "none", isShuffled: false } as const;
const sale = { order_id: "A-1" };

const told = (parts: Partial<Parameters<typeof toldOf>[1]>) =>
  toldOf(sale, { ...calm, ...parts }, 1_000)
    .toSorted((a, b) => a.nextAt - b.nextAt)
    .map(({ fields, nextAt }) => [(fields as { status?: string }).status ?? "sale", nextAt]); // of the sale, or with a status

test("a calm shop tells of the sale at once, and no more", () => {
  expect(toldOf(sale, calm, 1_000)).toEqual([{ fields: sale, nextAt: 1_000 }]);
});

test("one that is late tells of it after its seconds", () => {
  expect(told({ lateSeconds: 90 })).toEqual([["sale", 91_000]]);
});

test("one that changes its mind answers three times", () => {
  expect(told({ answers: "change_mind" }).map(([what]) => what)).toEqual(["sale", "approved", "rejected", "approved"]);
});

test("one that answers out of order tells the last thing first", () => {
  expect(told({ answers: "reject", isShuffled: true })).toEqual([
    ["rejected", 1_000],
    ["sale", 3_000],
  ]);
});
