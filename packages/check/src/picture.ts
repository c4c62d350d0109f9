import { BUCKET_MAX, ctitBucket } from "./bucket.ts";
import type { Features } from "./features.ts";
import { quantile, sorted } from "./statistics.ts";

/** Whose sub-id a tally is of; empty: all of the link. */
type SubName = "" | "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "source";

/** A part of an offer's traffic: a link, or one value of one of its sub-ids. */
export interface Group {
  linkId: string;
  webmasterId: string;
  subName: SubName;
  /** Empty for all of the link. */
  subValue: string;
}

/** Conversions of a group whose time from the click is in one bucket, and how many of them have a feature. */
export interface Tally extends Group {
  bucket: number;
  conversions: number;
  /** Whose feature `hosting` is 1. */
  hosting: number;
  /** Whose feature `headers` is above 0. */
  odd: number;
  /** Whose feature `sameVisitor` is above 0. */
  repeated: number;
  /** Whose feature `passive` is 1. */
  passive: number;
}

/** Clicks of a group in the same window. */
export interface ClickTally extends Group {
  /** First clicks of visitors. */
  uniques: number;
}

const COUNTED = ["hosting", "odd", "repeated", "passive"] as const;
type Counted = (typeof COUNTED)[number];

/** Sums of a group, or of a webmaster's links. */
interface Sums extends Record<Counted, number> {
  webmasterId: string;
  conversions: number;
  uniques: number;
  /** Conversions in buckets below each. */
  below: Float64Array;
}

/** What an offer's traffic looked like in a window. */
export interface Picture {
  groups: ReadonlyMap<string, Sums>;
  /** By webmaster: what each sees of the others. */
  peers: Map<string, Peers>;
  webmasters: ReadonlyMap<string, Sums>;
}

const keyOf = ({ linkId, subName, subValue }: Group) => JSON.stringify([linkId, subName, subValue]);

/** The picture of one offer, from what SQL can group: conversions by bucket, and clicks, of its links and sub-ids. */
export function pictureOf(tallies: Iterable<Tally>, clickTallies: Iterable<ClickTally>): Picture {
  const groups = new Map<string, Sums>();
  const webmasters = new Map<string, Sums>();
  const sumsOf = (all: Map<string, Sums>, key: string, webmasterId: string) => {
    const sums = all.get(key) ?? emptySums(webmasterId);
    all.set(key, sums);
    return sums;
  };
  const sumsFor = (group: Group) => [
    sumsOf(groups, keyOf(group), group.webmasterId),
    ...(group.subName === "" ? [sumsOf(webmasters, group.webmasterId, group.webmasterId)] : []),
  ];
  for (const tally of tallies)
    for (const sums of sumsFor(tally)) {
      sums.conversions += tally.conversions;
      for (const name of COUNTED) sums[name] += tally[name];
      sums.below[tally.bucket + 1]! += tally.conversions; // a bucket's number is at most BUCKET_MAX
    }
  for (const tally of clickTallies) for (const sums of sumsFor(tally)) sums.uniques += tally.uniques;
  for (const { below } of [...groups.values(), ...webmasters.values()])
    for (let i = 1; i < below.length; i++) below[i]! += below[i - 1]!; // within
  return { groups, webmasters, peers: new Map() };
}

const emptySums = (webmasterId: string): Sums => ({
  ...{ webmasterId, conversions: 0, uniques: 0, hosting: 0, odd: 0, repeated: 0, passive: 0 },
  below: new Float64Array(BUCKET_MAX + 2),
});

/** Conversions of a group in buckets from one to another, both included. */
const countIn = ({ below }: Sums, from: number, to: number) =>
  below[Math.min(BUCKET_MAX, to) + 1]! - below[Math.max(0, from)]!; // within

/** The other webmasters of an offer. */
interface Peers {
  conversions: number;
  /** How much each counts: the first conversions count fully, so that no large webmaster decides alone what is usual. */
  weighted: { sums: Sums; weight: number }[];
  /** Logarithm of the odds that a visitor converts: median and robust deviation; null with too few peers. */
  rate: { median: number; deviation: number } | null;
  shares: Map<number, number>;
}

const CONVERSIONS_HALVED = 20;
const PEERS_MIN = 3;
const VISITORS_MIN = 30;
/** Rates of honest webmasters differ at least so much. */
const DEVIATION_MIN = 0.25;
const TO_SIGMA = 1.4826;

function peersOf(picture: Picture, webmasterId: string): Peers {
  const known = picture.peers.get(webmasterId);
  if (known !== undefined) return known;
  const others = [...picture.webmasters.values()].filter((sums) => sums.webmasterId !== webmasterId);
  const rates = sorted(others.filter(({ uniques }) => uniques >= VISITORS_MIN).map(logOdds));
  const median = rates.length < PEERS_MIN ? null : quantile(rates, 0.5);
  const peers: Peers = {
    conversions: others.reduce((sum, { conversions }) => sum + conversions, 0),
    weighted: others
      .filter(({ conversions }) => conversions > 0)
      .map((sums) => ({ sums, weight: sums.conversions / (1 + sums.conversions / CONVERSIONS_HALVED) })),
    rate: median === null ? null : { median, deviation: Math.max(DEVIATION_MIN, deviationOf(rates, median)) },
    shares: new Map(),
  };
  picture.peers.set(webmasterId, peers);
  return peers;
}

const deviationOf = (values: readonly number[], median: number) =>
  TO_SIGMA * quantile(sorted(values.map((value) => Math.abs(value - median))), 0.5);

const logOdds = ({ conversions, uniques }: Sums) =>
  Math.log((conversions + 0.5) / (Math.max(0, uniques - conversions) + 0.5));

/**
 * The share of peers' conversions that have something, without the peer who has most of it: another webmaster who does
 * the same must not make it usual.
 */
function shareOf(peers: Peers, countOf: (sums: Sums) => number): number | null {
  if (peers.weighted.length < PEERS_MIN) return null;
  let [most, mostWeight, sum, weights] = [0, 0, 0, 0];
  for (const { sums, weight } of peers.weighted) {
    const part = (weight * countOf(sums)) / sums.conversions;
    sum += part;
    weights += weight;
    if (part > most) [most, mostWeight] = [part, weight];
  }
  return (sum - most) / (weights - mostWeight);
}

/** Conversions that are added to what is seen and what is expected, so that few prove little. */
const ADDED = 1;

/** How many more there are than expected, as a logarithm; the conversion itself does not count. */
const liftOf = (count: number, expected: number) => Math.log10((Math.max(0, count - 1) + ADDED) / (expected + ADDED));

/** Buckets on each side that are the same few seconds, and about the same length. */
const CLUSTER = 1;
const ABOUT = 2;

/** Adds to a conversion's features what the picture of its offer's window says of its link and its sub-ids. */
export function secondFeatures(first: Features, picture: Picture, groups: readonly Group[]): Features {
  const link = groups.find(({ subName }) => subName === "");
  const sums = link && picture.groups.get(keyOf(link));
  if (link === undefined || sums === undefined || first.ctitMs === null || first.ctitMs === undefined) return first;
  const peers = peersOf(picture, link.webmasterId);
  const parts = groups.flatMap((group) => picture.groups.get(keyOf(group)) ?? []);
  const bucket = ctitBucket(first.ctitMs);
  /** The greatest of the lifts in the groups. */
  const most = (lift: (part: Sums) => number | null) =>
    parts.reduce<number | null>((greatest, part) => {
      const one = lift(part);
      return one === null || (greatest !== null && greatest >= one) ? greatest : one;
    }, null);
  const share = (from: number, to: number) => rangeShare(peers, from, to);
  const rangeLift = (from: number, to: number) => {
    const usual = share(from, to);
    return usual === null ? null : most((part) => liftOf(countIn(part, from, to), (part.conversions - 1) * usual));
  };
  const countLift = (name: Counted) => {
    const usual = shareOf(peers, (one) => one[name]);
    return usual === null ? null : most((part) => liftOf(part[name], (part.conversions - 1) * usual));
  };
  const about = share(bucket - ABOUT, bucket + ABOUT);
  const { rate } = peers;
  const rateLift =
    about === null || rate === null
      ? null
      : most((part) =>
          part.uniques < VISITORS_MIN
            ? null
            : liftOf(
                countIn(part, bucket - ABOUT, bucket + ABOUT),
                (part.uniques * about) / (1 + Math.exp(-rate.median)),
              ),
        );
  const rateDeviation = rate === null || sums.uniques < VISITORS_MIN ? null : rateDeviationOf(sums, rate);
  const below = share(0, bucket);
  const lift = rangeLift(bucket - ABOUT, bucket + ABOUT);
  const longLift = below === null || below > 0.5 ? lift : 0;
  return {
    ...first,
    ...{ linkConversions: sums.conversions, peerConversions: peers.conversions, linkVisitors: sums.uniques },
    ...{ shortLift: below === null || below <= 0.5 ? lift : 0, longLift },
    clusterLift: rangeLift(bucket - CLUSTER, bucket + CLUSTER),
    ...{ rateLift, rateDeviation },
    flood: rateDeviation === null || longLift === null ? null : Math.max(0, -rateDeviation) * Math.max(0, longLift),
    hostingLift: liftIf(first.hosting, () => countLift("hosting")),
    headersLift: liftIf(first.headers, () => countLift("odd")),
    repeatedLift: liftIf(first.sameVisitor, () => countLift("repeated")),
    passiveLift: liftIf(first.passive, () => countLift("passive")),
  };
}

/** A conversion without what the group has much of is no part of the excess: zero. */
const liftIf = (feature: number | null | undefined, lift: () => number | null) =>
  feature === null || feature === undefined ? null : feature === 0 ? 0 : lift();

function rangeShare(peers: Peers, from: number, to: number): number | null {
  const key = from * 1_000 + to;
  const known = peers.shares.get(key);
  if (known !== undefined) return known;
  const share = shareOf(peers, (sums) => countIn(sums, from, to));
  if (share !== null) peers.shares.set(key, share);
  return share;
}

function rateDeviationOf(sums: Sums, { median, deviation }: { median: number; deviation: number }): number {
  const noise = 1 / (sums.conversions + 0.5);
  return (logOdds(sums) - median) / Math.sqrt(deviation ** 2 + noise);
}
