import type { Cuts } from "./cuts.ts";
import type { Features } from "./features.ts";
import {
  headerShares,
  logAmount,
  logSeconds,
  MEASURE_NAMES,
  MEASURES,
  normOf,
  type MeasureName,
  type Norms,
  type OfferNorms,
} from "./measures.ts";
import { scoreOf } from "./score.ts";
import { sorted } from "./statistics.ts";
import type { RuleSet } from "./rule-set.ts";
import { tailOf, type Tail } from "./tail.ts";

/** A conversion of the network that was approved and stayed so, with what was stored of it. */
export interface Calibrated {
  offerId: string;
  webmasterId: string;
  first: Features;
  /** Null: it never came to the second stage. */
  second: Features | null;
}

/** Fewer conversions teach nothing: rules only record. */
export const SAMPLE_MIN = 500;

/** The most of the sample that is one webmaster's is one in so many. */
const WEBMASTERS_MIN = 10;

/**
 * Learns what is usual from conversions that were approved and stayed so. Null with fewer than 500 after thinning, so
 * that at most a tenth is one webmaster's. The same sample in the same order gives the same cuts.
 */
export function calibrate(ruleSet: RuleSet, sample: Iterable<Calibrated>): Cuts | null {
  const rows = thinned([...sample]);
  if (rows.length < SAMPLE_MIN) return null;
  const norms = normsOf(rows);
  const tails: Partial<Record<MeasureName, Tail>> = {};
  for (const name of MEASURE_NAMES) {
    const values = rows.flatMap(({ offerId, first, second }) => MEASURES[name](second ?? first, norms, offerId) ?? []);
    if (values.length > 0) tails[name] = tailOf(values);
  }
  const cuts = { sample: rows.length, norms, tails };
  return { ...cuts, thresholds: thresholdsOf(ruleSet, rows, cuts) };
}

/** At most a tenth of each webmaster's, evenly over its rows. */
function thinned(rows: readonly Calibrated[]): Calibrated[] {
  const byWebmaster = [...Map.groupBy(rows, ({ webmasterId }) => webmasterId).values()];
  const counts = sorted(byWebmaster.map(({ length }) => length));
  const total = (most: number) => counts.reduce((sum, count) => sum + Math.min(count, most), 0);
  let most = counts.at(-1) ?? 0;
  while (most > 0 && WEBMASTERS_MIN * most > total(most))
    most = Math.min(most - 1, Math.floor(total(most) / WEBMASTERS_MIN));
  return byWebmaster.flatMap(
    (own) =>
      own.length <= most ? own : Array.from({ length: most }, (_, i) => own[Math.floor((i * own.length) / most)]!), // within
  );
}

function normsOf(rows: readonly Calibrated[]): Norms {
  const of = (some: readonly Calibrated[]): OfferNorms => ({
    ctit: normOf(some.flatMap(({ first }) => logSeconds(first) ?? [])),
    amount: normOf(some.flatMap(({ first }) => logAmount(first) ?? [])),
  });
  const byOffer = Map.groupBy(rows, ({ offerId }) => offerId);
  return {
    network: of(rows),
    offers: Object.fromEntries([...byOffer].map(([id, some]) => [id, of(some)] as const)),
    headers: headerShares(rows.map(({ first }) => first)),
  };
}

/** Scores above which, of the sample, not more than the shares of the rule set lie: the later stage has what is left. */
function thresholdsOf(
  ruleSet: RuleSet,
  rows: readonly Calibrated[],
  cuts: Omit<Cuts, "thresholds">,
): Cuts["thresholds"] {
  const { first: firstMax, both } = ruleSet.flaggedMax;
  const first = greatest(
    rows.map((row) => scoreOf(ruleSet, cuts, { stage: 1, features: row.first, offerId: row.offerId })),
    Math.floor(firstMax * rows.length),
  );
  const later = rows.flatMap(({ first: known, second, offerId }) => {
    if (second === null) return [];
    const isFlagged = scoreOf(ruleSet, cuts, { stage: 1, features: known, offerId }) > first;
    return [isFlagged ? Infinity : scoreOf(ruleSet, cuts, { stage: 2, features: second, offerId })];
  });
  return { first, second: later.length < SAMPLE_MIN ? null : greatest(later, Math.floor(both * later.length)) };
}

/** The value that only so many of the others are above. */
const greatest = (values: readonly number[], above: number) => sorted(values).at(-1 - above) ?? 0;
