/** So many of so many: whole numbers, `found` at most `of`. */
export interface Share {
  found: number;
  of: number;
}

/**
 * What a score is made of. Of judged conversions: `stopped` by the check, `servers` behind their clicks. Of the advertiser's
 * decisions: `rejected`. Of approvals: `reversed`. Of clicks: those of bots, pages and repeated visitors.
 */
export const QUALITY_PARTS = ["stopped", "rejected", "reversed", "servers", "clicks"] as const;

export type QualityPart = (typeof QUALITY_PARTS)[number];

/** The shares of a source, or of some of them together. */
export type Shares = Readonly<Record<QualityPart, Share>>;

/** How much a part counts: visitors click twice for honest reasons. */
const WEIGHTS: Readonly<Record<QualityPart, number>> = {
  stopped: 1,
  rejected: 1,
  reversed: 1,
  servers: 1,
  clicks: 0.5,
};

/** Judged conversions below which a source has no score. */
export const QUALITY_MIN = 20;
/** What a source is compared with needs so many conversions, decisions or clicks. */
const PEERS_MIN = 100;
/** Other webmasters of an offer without whom a source is compared with the network alone. */
const WEBMASTERS_MIN = 3;
/** How many of its own a comparison needs to weigh as much as what is more general. */
const STRENGTH = 20;

const NOTHING: Share = { found: 0, of: 0 };

export const noShares = (): Record<QualityPart, Share> => ({
  ...{ stopped: NOTHING, rejected: NOTHING, reversed: NOTHING, servers: NOTHING, clicks: NOTHING },
});

const plus = (a: Share, b: Share): Share => ({ found: a.found + b.found, of: a.of + b.of });
const minus = (a: Share, b: Share): Share => ({ found: a.found - b.found, of: a.of - b.of });

const byPart = <Value>(valueOf: (part: QualityPart) => Value): Record<QualityPart, Value> =>
  Object.fromEntries(QUALITY_PARTS.map((part) => [part, valueOf(part)])) as Record<QualityPart, Value>; // every part

/** The shares of both together. */
export const addShares = (a: Shares, b: Shares): Shares => byPart((part) => plus(a[part], b[part]));

/** The shares of a whole without those of one of its parts. */
export const withoutShares = (whole: Shares, own: Shares): Shares => byPart((part) => minus(whole[part], own[part]));

/**
 * What is usual of an offer for each of its webmasters: the shares of the others, without the one of whom most is found, so
 * that a second fraud does not make the first usual. With fewer than three others: nothing.
 */
export function peersOf(webmasters: ReadonlyMap<string, Shares>): (webmasterId: string) => Shares {
  const total = [...webmasters.values()].reduce<Shares>(addShares, noShares());
  const ranked = byPart((part) =>
    [...webmasters]
      .map(([id, shares]) => ({ id, share: shares[part] }))
      .toSorted((a, b) => b.share.found - a.share.found || b.share.of - a.share.of || (a.id < b.id ? -1 : 1))
      .slice(0, 2),
  );
  return (webmasterId) => {
    const own = webmasters.get(webmasterId);
    if (webmasters.size - (own === undefined ? 0 : 1) < WEBMASTERS_MIN) return noShares();
    return byPart((part) => {
      const worst = ranked[part].find(({ id }) => id !== webmasterId)?.share ?? NOTHING;
      return minus(minus(total[part], own?.[part] ?? NOTHING), worst);
    });
  };
}

/**
 * The share that is usual, from 0 to 1, or null: too little is known. It is the mean of a beta distribution whose prior is
 * the other webmasters' share on the whole network, weighing as 20 observations, after what the offer's peers have
 * (Gelman et al., Bayesian Data Analysis, section 2.4).
 */
export function usualShare(peers: Share, network: Share): number | null {
  const prior = network.of >= PEERS_MIN ? network.found / network.of : null;
  if (prior === null) return peers.of >= PEERS_MIN ? peers.found / peers.of : null;
  return (peers.found + STRENGTH * prior) / (peers.of + STRENGTH);
}

/**
 * The share of a source that is bad beyond what is usual, from 0 to 1. The own share is shrunk to the usual one in the
 * same way: (found + 20 · usual) / (of + 20). What is usual is taken off as deaths that a poison did not cause are: (own −
 * usual) / (1 − usual) (W. S. Abbott, A Method of Computing the Effectiveness of an Insecticide, 1925). So more data of the
 * same share moves it away from 0, and never to the other side.
 */
export function excessOf({ found, of }: Share, usual: number): number {
  if (usual >= 1) return 0;
  // Own less usual, without their difference, which is inexact where nearly everything is usual.
  const beyond = (found - of * usual) / (of + STRENGTH);
  return Math.min(1, Math.max(0, beyond / (1 - usual)));
}

/** A part of a score: what was counted, and what it takes from 100 alone. */
export interface ScoredPart extends Share {
  part: QualityPart;
  /** Null: too little is known to compare with, and the part does not count. */
  usual: number | null;
  /** Points, one decimal. */
  points: number;
}

/** Why there is no score: fewer than 20 judged conversions, or nothing to compare with. */
export type NoScore = "too_few" | "no_peers";

/** How clean and honest the traffic of a source is. */
export interface Quality {
  /** A whole number from 0 to 100; 100: nothing is more frequent than usual. Null: see `absent`. */
  score: number | null;
  absent: NoScore | null;
  /** Every part, in the order of `QUALITY_PARTS`. */
  parts: ScoredPart[];
}

/**
 * The score of a source: 100 times the product of (1 − excess) to the power of the part's weight. If the parts were
 * independent, it would be the share of the traffic in which nothing is wrong beyond what is usual.
 */
export function qualityOf(shares: Shares, usual: Readonly<Record<QualityPart, number | null>>): Quality {
  const rests = QUALITY_PARTS.map((part) => {
    const expected = usual[part];
    return expected === null ? 1 : (1 - excessOf(shares[part], expected)) ** WEIGHTS[part];
  });
  const parts = QUALITY_PARTS.map((part, i) => ({
    ...{ part, ...shares[part], usual: usual[part] },
    points: Math.round(1_000 * (1 - (rests[i] ?? 1))) / 10,
  }));
  const absent = absenceOf(shares, parts);
  return {
    score: absent === null ? Math.round(100 * rests.reduce((product, rest) => product * rest, 1)) : null,
    ...{ absent, parts },
  };
}

function absenceOf({ stopped }: Shares, parts: readonly ScoredPart[]): NoScore | null {
  if (stopped.of < QUALITY_MIN) return "too_few";
  return parts.every(({ usual }) => usual === null) ? "no_peers" : null;
}
