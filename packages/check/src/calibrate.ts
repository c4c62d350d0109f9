import type { Cuts, Learnt } from "./cuts.ts";
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
import { tailOf, withAtLeast, type Tail } from "./tail.ts";

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
  const { tails, ...rest } = learnt(rows);
  return { ...rest, tails: withDrift(tails), thresholds: thresholdsOf(ruleSet, rows) };
}

/** How much the lift of honest conversions may rise after the calibration: a quarter. */
const DRIFT = 0.1;

/** Peers change, and with them every lift a little. */
const withDrift = (tails: Learnt["tails"]): Learnt["tails"] =>
  Object.fromEntries(
    Object.entries(tails).map(([name, tail]) => [
      name,
      name.endsWith("_lift")
        ? { ...tail, points: tail.points.map(([value, share]) => [value > 0 ? value + DRIFT : value, share] as const) }
        : tail,
    ]),
  );

/**
 * What honest traffic may have although the sample lacks it, as a value and the share that is as great: gateways of
 * offices stand on networks of servers, and an office may come later.
 */
const ASSUMED: Readonly<Partial<Record<MeasureName, readonly [value: number, share: number]>>> = {
  hosting: [1, 0.02],
  hosting_lift: [0.3, 0.02],
};

function learnt(rows: readonly Calibrated[]): Learnt {
  const norms = normsOf(rows);
  const tails: Partial<Record<MeasureName, Tail>> = {};
  for (const name of MEASURE_NAMES) {
    const values = rows.flatMap(({ offerId, first, second }) => MEASURES[name](second ?? first, norms, offerId) ?? []);
    const assumed = ASSUMED[name];
    if (values.length === 0) continue;
    tails[name] = assumed === undefined ? tailOf(values) : withAtLeast(tailOf(values), assumed);
  }
  return { sample: rows.length, norms, tails };
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

/** Parts of the sample, by webmaster. */
const FOLDS = 5;

/**
 * Scores above which, of the sample, not more than the shares of the rule set lie: the later stage has what is left. A
 * part is scored by what the webmasters of the others teach, since a row is never unusual beside itself.
 */
function thresholdsOf(ruleSet: RuleSet, rows: readonly Calibrated[]): Cuts["thresholds"] {
  const { first: firstMax, both } = ruleSet.flaggedMax;
  const scored = byFold(rows).flatMap(({ own, others }) => {
    const taught = learnt(others);
    return own.map(({ first, second, offerId, webmasterId }) => ({
      webmasterId,
      first: scoreOf(ruleSet, taught, { stage: 1, features: first, offerId }),
      second: second && scoreOf(ruleSet, taught, { stage: 2, features: second, offerId }),
    }));
  });
  const first = thresholdOf(
    scored.map((score) => ({ ...score, score: score.first })),
    firstMax,
  );
  const later = scored.flatMap((score) =>
    score.second === null ? [] : [{ ...score, score: score.first > first ? Infinity : score.second }],
  );
  return { first, second: later.length < SAMPLE_MIN ? null : thresholdOf(later, both) };
}

/** One webmaster makes at most one part in so many of what may be flagged: an unusual one must not hide all others. */
const QUOTA_PARTS = 3;

/** The least score that not more than a share of the sample is above. */
function thresholdOf(scored: readonly { webmasterId: string; score: number }[], share: number): number {
  const quota = Math.floor(share * scored.length);
  const ownMax = Math.max(1, Math.floor(quota / QUOTA_PARTS));
  const above = new Map<string, number>();
  let counted = 0;
  for (const { webmasterId, score } of scored.toSorted((a, b) => b.score - a.score)) {
    const own = above.get(webmasterId) ?? 0;
    if (own >= ownMax) continue;
    if (counted >= quota) return score;
    above.set(webmasterId, own + 1);
    counted++;
  }
  return 0;
}

function byFold(rows: readonly Calibrated[]): { own: Calibrated[]; others: Calibrated[] }[] {
  const numbers = new Map<string, number>();
  for (const { webmasterId } of rows) if (!numbers.has(webmasterId)) numbers.set(webmasterId, numbers.size % FOLDS);
  return Array.from({ length: FOLDS }, (_, fold) => ({
    own: rows.filter(({ webmasterId }) => numbers.get(webmasterId) === fold),
    others: rows.filter(({ webmasterId }) => numbers.get(webmasterId) !== fold),
  }));
}
