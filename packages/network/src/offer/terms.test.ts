import fc from "fast-check";
import { expect, test } from "vitest";
import { termsIn, type Amendment, type Terms } from "./terms.ts";

const FIRST: Terms = {
  validationDays: null,
  holdDays: 7,
  attributionDays: 30,
  claimDays: 14,
  revenueFixedMinor: 800,
  revenueBps: 0,
  commissionFixedMinor: 500,
  commissionBps: 0,
};

const amendment = (inForceFrom: number, change: Amendment["change"], parts: Partial<Amendment> = {}): Amendment => ({
  offerId: "off_1",
  webmasterId: null,
  inForceFrom,
  endsAt: null,
  change,
  ...parts,
});

const sale = (commissionFixedMinor: number) => ({ rates: { sale: { commissionFixedMinor } } });

const commissionAt = (at: number, amendments: Amendment[], webmasterId = "wm_1", goalCode = "sale") =>
  termsIn(FIRST, amendments, { goalCode, webmasterId, at }).commissionFixedMinor;

const everybodys = amendment(100, sale(600));
const own = amendment(50, sale(900), { webmasterId: "wm_1" });
const weekend = amendment(200, sale(700), { endsAt: 300 });

test.each([
  ["before any amendment", 99, [everybodys], "wm_1", "sale", 500],
  ["from its first moment", 100, [everybodys], "wm_1", "sale", 600],
  ["another goal", 100, [everybodys], "wm_1", "lead", 500],
  ["a webmaster's own before those for everyone, even if older", 100, [own, everybodys], "wm_1", "sale", 900],
  ["another webmaster", 100, [own, everybodys], "wm_2", "sale", 600],
  ["while it lasts", 299, [everybodys, weekend], "wm_1", "sale", 700],
  ["at its end, what was before", 300, [everybodys, weekend], "wm_1", "sale", 600],
] as const)("the rates of a conversion: %s", (_, at, amendments, webmasterId, goalCode, minor) => {
  expect(commissionAt(at, [...amendments], webmasterId, goalCode)).toBe(minor);
});

test("fields that an amendment omits keep the values in force", () => {
  const amendments = [
    amendment(10, { holdDays: 14, validationDays: 3 }),
    amendment(20, { validationDays: null }, { webmasterId: "wm_1" }),
  ];
  expect(termsIn(FIRST, amendments, { goalCode: "sale", webmasterId: "wm_1", at: 20 })).toEqual({
    ...FIRST,
    holdDays: 14,
    validationDays: null,
  });
});

test("later terms never change what applied at a moment", () => {
  const amendments = fc.array(
    fc.record({
      offerId: fc.constant("off_1"),
      webmasterId: fc.constantFrom(null, "wm_1", "wm_2"),
      inForceFrom: fc.nat(100),
      endsAt: fc.option(fc.integer({ min: 101, max: 200 }), { nil: null }),
      change: fc.nat(1_000).map(sale),
    }),
  );
  fc.assert(
    fc.property(amendments, fc.nat(100), (all, at) => {
      const sorted = all.sort((a, b) => a.inForceFrom - b.inForceFrom);
      const known = sorted.filter(({ inForceFrom }) => inForceFrom <= at);
      expect(commissionAt(at, sorted)).toBe(commissionAt(at, known));
    }),
  );
});
