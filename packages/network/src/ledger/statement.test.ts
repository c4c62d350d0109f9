import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOLDINGS } from "./accounts.ts";
import { readStatementPeriod } from "./statement-period.ts";
import { movementOf, noPurses, owedOf, StatementSums, type TransferSum } from "./statement.ts";

test.each([
  // Approval, and a conversion that is approved as soon as it is recorded.
  ["pending", "on_hold", false, "earned", 5n],
  [null, "available", false, "earned", 5n],
  // Reversed, reopened, a smaller amount.
  ["available", null, false, "reversed", -5n],
  ["on_hold", "pending", false, "reversed", -5n],
  [null, "available", true, "corrections", 5n],
  ["available", null, true, "corrections", -5n],
  // Payments and what they set off, and their returns.
  ["on_payment", "paid", false, "paid", -5n],
  ["paid", "on_payment", false, "paid", 5n],
  ["on_payment", "paid", true, "paid", -5n],
  ["paid", "available", false, "returned", 5n],
  ["available", "paid", false, "returned", -5n],
  // Inside of the balance, and outside of it.
  ["on_hold", "available", false, null, 0n],
  ["available", "on_payment", true, null, 0n],
  [null, "pending", false, null, 0n],
  ["pending", null, false, null, 0n],
] as const)("%s → %s, correction: %s, is %s of %s", (source, target, isCorrection, movement, minor) => {
  const moved = movementOf({ source, target, isCorrection, minor: 5n });
  expect(moved).toEqual(movement === null ? null : { movement, minor });
});

const account = fc.constantFrom(null, ...HOLDINGS);
const sums: fc.Arbitrary<TransferSum[]> = fc.array(
  fc
    .record({
      ...{ source: account, target: account, isCorrection: fc.boolean() },
      offerId: fc.constantFrom(null, "off_1", "off_2"),
      payoutId: fc.constantFrom(null, "pay_1"),
      minor: fc.bigInt({ min: 1n, max: 2n ** 60n }),
    })
    .filter(({ source, target }) => source !== target),
);

test("opening balance + movements = closing balance, of any transfers", () =>
  fc.assert(
    fc.property(sums, (list) => {
      const statement = new StatementSums(noPurses());
      for (const sum of list) statement.add(sum);
      const moved = Object.values(statement.movements).reduce((sum, minor) => sum + minor, 0n);
      expect(owedOf(statement.closing)).toBe(owedOf(statement.opening) + moved);
    }),
  ));

describe("a period", () => {
  test.each([
    ["2026", "UTC", "2026-01-01", "2026-12-31", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["2026-12", "UTC", "2026-12-01", "2026-12-31", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["2028-02", "Europe/Moscow", "2028-02-01", "2028-02-29", "2028-01-31T21:00:00Z", "2028-02-29T21:00:00Z"],
    // The clock goes back in between.
    ["2026-10", "Europe/Berlin", "2026-10-01", "2026-10-31", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"],
    ["2026-11-16/2026-11-16", "UTC", "2026-11-16", "2026-11-16", "2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z"],
  ])("%s in %s is from %s to %s", (text, zone, firstDay, lastDay, from, to) => {
    expect(readStatementPeriod(text, zone)).toEqual({ firstDay, lastDay, from: Date.parse(from), to: Date.parse(to) });
  });

  test.each([
    ...["", "26", "2026-13", "2026-00", "2026-1", "2026-11-31/2026-12-01", "2026-11-16/2026-11-15", "2026-11-16"],
    ...["2026-11-16/", "2026-11-01/2026-11-02/2026-11-03", "2026-11/2026-12", " 2026", "2026-W01"],
  ])("%j is refused", (text) => {
    expect(() => readStatementPeriod(text, "UTC")).toThrow("The period can't be read");
  });

  test("ends where the next one begins", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.constantFrom("UTC", "America/New_York"), (day, zone) => {
        const date = (of: number) => new Date(of * 86_400_000).toISOString().slice(0, 10);
        const [one, next] = [day, day + 1].map((of) => readStatementPeriod(`${date(of)}/${date(of)}`, zone));
        expect(one?.to).toBe(next?.from);
      }),
    ));
});
