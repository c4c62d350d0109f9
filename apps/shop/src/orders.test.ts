import { expect, test } from "vitest";
import { orderIdOf } from "./orders.ts";

const low = new Uint8Array(10);
const high = new Uint8Array(10).fill(255);

test("order ids sort by time with any random part, over powers of the base too", () => {
  const times = [0, Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 23) + 1, 36 ** 8 - 1, 36 ** 8, Date.UTC(4026, 0)];
  const ids = times.flatMap((now) => [orderIdOf(now, low), orderIdOf(now, high)]);
  expect(ids.toSorted()).toEqual(ids);
});

test("an order id carries all of its randomness and has one length", () => {
  expect(orderIdOf(Date.UTC(2026, 10, 23), high)).toMatch(/^ord-[0-9a-z]{9}f{20}$/);
  expect(orderIdOf(0, low)).toBe(`ord-${"0".repeat(29)}`);
});
