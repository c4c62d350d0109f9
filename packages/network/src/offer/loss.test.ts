import { expect, test } from "vitest";
import { faultsInForce } from "./loss.ts";
import type { Amendment, Rates } from "./terms.ts";

const FIRST = {
  ...{ validationDays: null, holdDays: 0, attributionDays: 30, claimDays: 14 },
  ...{ revenueFixedMinor: 500, revenueBps: 0, commissionFixedMinor: 400, commissionBps: 0 },
};

/** In force from then on, for everyone or one webmaster. */
const terms = (rate: Partial<Rates>, more: Partial<Amendment> = {}): Amendment => ({
  ...{ offerId: "off_1", webmasterId: null, inForceFrom: 10, endsAt: null },
  change: { rates: { sale: rate } },
  ...more,
});

const commission = (commissionFixedMinor: number, more?: Partial<Amendment>) => terms({ commissionFixedMinor }, more);
const revenue = (revenueFixedMinor: number, more?: Partial<Amendment>) => terms({ revenueFixedMinor }, more);

const pathsOf = (amendments: Amendment[], added: Amendment, acceptsLoss = false) =>
  faultsInForce({ goals: [{ code: "sale", first: FIRST }], amendments }, added, { acceptsLoss }).map(
    ({ path }) => path,
  );

const LOSS = ["rates.sale.commission_fixed_minor"];
const own = { webmasterId: "wm_1" };

test.each<[string, Amendment[], Amendment, string[]]>([
  ["a commission below the revenue", [], commission(450), []],
  ["a commission above it", [], commission(501), LOSS],
  ["each alone is fine, together they lose", [commission(450)], revenue(420), LOSS],
  ["a higher revenue came first", [revenue(900)], commission(800), []],
  ["that revenue ends before", [revenue(900, { endsAt: 50 })], commission(800), LOSS],
  ["the commission ends with that revenue", [revenue(900, { endsAt: 50 })], commission(800, { endsAt: 50 }), []],
  ["a lower revenue comes later", [revenue(420, { inForceFrom: 90 })], commission(450), LOSS],
  ["a lower revenue comes after its end", [revenue(420, { inForceFrom: 90 })], commission(450, { endsAt: 90 }), []],
  ["a lower revenue hits a webmaster's own commission", [commission(450, own)], revenue(420), LOSS],
  ["own terms meet everyone's", [revenue(420)], commission(450, own), LOSS],
  ["another webmaster's terms do not matter", [revenue(300, { webmasterId: "wm_2" })], commission(450, own), []],
  ["a loss that stands is not confirmed again", [commission(700)], terms({}, { change: { holdDays: 3 } }), []],
  ["later terms of their own replace it", [commission(450, { ...own, inForceFrom: 20 })], commission(100, own), []],
  ["terms that pay nothing", [], terms({ revenueFixedMinor: 0, commissionFixedMinor: 0 }), ["rates.sale"]],
])("%s", (_, amendments, added, faults) => expect(pathsOf(amendments, added)).toEqual(faults));

test("a confirmed loss is none, and terms that pay nothing stay one", () => {
  expect(pathsOf([commission(450)], revenue(420), true)).toEqual([]);
  expect(pathsOf([], terms({ revenueFixedMinor: 0, commissionFixedMinor: 0 }), true)).toEqual(["rates.sale"]);
});
