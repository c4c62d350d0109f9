/** What a trial flags of a webmaster, or of several together. */
export interface FlaggedOf {
  flagged: number;
  falseAlarms: number;
  /** Their commissions, in minor units by currency. */
  commission: Record<string, number>;
}

/** What a trial flags, by webmaster. */
export interface ByWebmaster {
  webmasters: Record<string, FlaggedOf>;
  /** Of the webmasters that are not kept by themselves, together. */
  others: FlaggedOf;
}

/** Webmasters that a trial keeps by themselves. */
const KEPT_MAX = 1_000;

export const noneFlagged = (): FlaggedOf => ({ flagged: 0, falseAlarms: 0, commission: {} });

export function addFlaggedOf(sum: FlaggedOf, { flagged, falseAlarms, commission }: FlaggedOf): void {
  sum.flagged += flagged;
  sum.falseAlarms += falseAlarms;
  for (const [currency, minor] of Object.entries(commission))
    sum.commission[currency] = (sum.commission[currency] ?? 0) + minor;
}

/**
 * The webmasters with most money, and all others together. Amounts of several currencies have no order: a webmaster stands
 * by the largest share that they have of what is flagged in a currency, then by the count, then by the id.
 */
export function topWebmasters({ webmasters, others }: ByWebmaster, max: number = KEPT_MAX): ByWebmaster {
  const all = Object.entries(webmasters);
  const total = noneFlagged();
  for (const [, one] of all) addFlaggedOf(total, one);
  const shareOf = ({ commission }: FlaggedOf) =>
    Math.max(0, ...Object.entries(commission).map(([currency, minor]) => minor / (total.commission[currency] || 1)));
  const ranked = all
    .map(([id, one]) => ({ id, one, share: shareOf(one) }))
    .toSorted((a, b) => b.share - a.share || b.one.flagged - a.one.flagged || (a.id < b.id ? -1 : 1));
  const rest = noneFlagged();
  addFlaggedOf(rest, others);
  for (const { one } of ranked.slice(max)) addFlaggedOf(rest, one);
  return { webmasters: Object.fromEntries(ranked.slice(0, max).map(({ id, one }) => [id, one])), others: rest };
}
