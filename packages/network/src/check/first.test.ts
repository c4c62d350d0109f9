import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_RULE_SET, type Cuts } from "@waymark/check";
import type { ConversionRow } from "../db/index.ts";
import { verdictOf } from "./first.ts";
import type { Shares } from "./neighbours.ts";

/** A rule set with cuts: what they are does not matter here. */
const force = { version: 1, rules: DEFAULT_RULE_SET, cuts: {} as Cuts };

const rowOf = (webmaster: number) =>
  ({
    webmaster_id: `wm_${webmaster}`,
    offer_id: "off_1",
    check_state: "clear",
    payment: "none",
    setoff: "none",
  }) as ConversionRow; // all that is read

const judgmentOf = (isFlagged: boolean) => ({ score: 0, isFlagged, findings: [] });

const sales = fc.array(fc.record({ webmaster: fc.nat({ max: 2 }), first: fc.boolean(), second: fc.boolean() }), {
  maxLength: 400,
});

test("both stages together hold at most a tenth of a webmaster's conversions, of few at most two", () => {
  fc.assert(
    fc.property(sales, (all) => {
      const shares: Shares = { webmasters: new Map(), offers: new Map() };
      const passed = all.filter(
        ({ webmaster, first }) =>
          verdictOf(rowOf(webmaster), judgmentOf(first), { force, shares, isCounted: false }) === "clear",
      );
      for (const { webmaster, second } of passed)
        verdictOf(rowOf(webmaster), judgmentOf(second), { force, shares, isCounted: true });
      for (const [id, { checked, held }] of shares.webmasters) {
        expect(checked).toBe(all.filter(({ webmaster }) => `wm_${webmaster}` === id).length);
        expect(held).toBeLessThanOrEqual(Math.max(2, 0.1 * checked));
      }
      const { checked = 0, held = 0 } = shares.offers.get("off_1") ?? {};
      expect(held).toBeLessThanOrEqual(Math.max(2, 0.02 * checked));
    }),
  );
});

test("a flagged conversion waits beyond the share, and is held after the operator's word", () => {
  const verdictAfter = (answer: "hold" | "release" | null) =>
    verdictOf(rowOf(0), judgmentOf(true), {
      ...{ force, isCounted: false },
      shares: { webmasters: new Map([["wm_0", { checked: 20, held: 2, answer }]]), offers: new Map() },
    });
  expect([null, "release" as const, "hold" as const].map(verdictAfter)).toEqual(["wait", "wait", "hold"]);
});

test("without cuts, and of what is stopped already, a flagged one is only marked", () => {
  const shares = (): Shares => ({ webmasters: new Map(), offers: new Map() });
  const flagged = judgmentOf(true);
  expect(verdictOf(rowOf(0), flagged, { force: { ...force, cuts: null }, shares: shares(), isCounted: false })).toBe(
    "flagged",
  );
  const held: ConversionRow = { ...rowOf(0), check_state: "held" };
  expect(verdictOf(held, flagged, { force, shares: shares(), isCounted: false })).toBe("flagged");
});
