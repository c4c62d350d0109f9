import { HEADERS_END, type FeatureName, type Features } from "./features.ts";
import { quantile, sorted } from "./statistics.ts";

/** What is usual: the middle of values, and how far they lie below and above it, in robust deviations. */
export interface Norm {
  conversions: number;
  median: number;
  low: number;
  high: number;
}

/** What is usual for an offer. */
export interface OfferNorms {
  /** Of the logarithm of seconds. */
  ctit: Norm | null;
  /** Of the logarithm of minor units. */
  amount: Norm | null;
}

export interface Norms {
  network: OfferNorms;
  offers: Readonly<Record<string, OfferNorms>>;
  /** By sum of header flags: the share of conversions with at least these flags. */
  headers: readonly number[];
}

/** A norm needs so many conversions. */
const NORM_MIN = 30;

/** 80 % of a normal distribution lie within so many deviations. */
const DEVIATIONS = 1.2816;
const SPREAD_MIN = 0.05;

export function normOf(values: readonly number[]): Norm | null {
  if (values.length < NORM_MIN) return null;
  const inOrder = sorted(values);
  const median = quantile(inOrder, 0.5);
  return {
    ...{ conversions: values.length, median },
    low: Math.max(SPREAD_MIN, (median - quantile(inOrder, 0.1)) / DEVIATIONS),
    high: Math.max(SPREAD_MIN, (quantile(inOrder, 0.9) - median) / DEVIATIONS),
  };
}

/** Shorter times are no shorter in truth: clocks differ. */
const SECONDS_MIN = 1;

export const logSeconds = ({ ctitMs }: Features): number | null =>
  ctitMs === null || ctitMs === undefined ? null : Math.log(Math.max(SECONDS_MIN, ctitMs / 1_000));

export const logAmount = ({ amountMinor }: Features): number | null =>
  amountMinor === null || amountMinor === undefined || amountMinor <= 0 ? null : Math.log(amountMinor);

const deviation = (value: number | null, norm: Norm | null | undefined) =>
  value === null || norm === null || norm === undefined
    ? null
    : (value - norm.median) / (value < norm.median ? norm.low : norm.high);

/** The shares of conversions with at least the same header flags. */
export function headerShares(all: Iterable<Features>): number[] {
  const counts = Array.from({ length: HEADERS_END }, () => 0);
  let known = 0;
  for (const { headers } of all) {
    if (headers === null || headers === undefined) continue;
    known++;
    counts[headers]! += 1; // a sum of flags
  }
  return counts.map((_, flags) => {
    const same = counts.reduce((sum, count, other) => ((other & flags) === flags ? sum + count : sum), 0);
    return (same + 1) / (known + 1);
  });
}

/** One number of a conversion: the greater, the more unusual. Null: not known. */
type Measure = (features: Features, norms: Norms, offerId: string) => number | null;

const feature =
  (name: FeatureName): Measure =>
  (features) =>
    features[name] ?? null;

const ctitDeviation: Measure = (features, { network, offers }, offerId) =>
  deviation(logSeconds(features), offers[offerId]?.ctit ?? network.ctit);

export const MEASURES = {
  ctit_below: (...of) => {
    const distance = ctitDeviation(...of);
    return distance === null ? null : -distance;
  },
  ctit_above: ctitDeviation,
  /** Amounts of different offers have nothing in common. */
  amount_above: (features, { offers }, offerId) => deviation(logAmount(features), offers[offerId]?.amount),
  hosting: feature("hosting"),
  headers_rarity: ({ headers }, norms) =>
    headers === null || headers === undefined ? null : -Math.log10(norms.headers[headers] ?? 1),
  not_navigated: ({ fetched, passive }) =>
    fetched === null || fetched === undefined ? null : 2 * fetched + (passive ?? 0),
  same_visitor: feature("sameVisitor"),
  own_address: feature("ownAddress"),
  short_lift: feature("shortLift"),
  long_lift: feature("longLift"),
  cluster_lift: feature("clusterLift"),
  rate_lift: feature("rateLift"),
  flood: feature("flood"),
  hosting_lift: feature("hostingLift"),
  headers_lift: feature("headersLift"),
  repeated_lift: feature("repeatedLift"),
  passive_lift: feature("passiveLift"),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[]; // its keys are closed
