/** Pairs that a reader takes for each other in some typeface or hand. */
const LOOK_ALIKES = [
  ["rn", "m"],
  ["vv", "w"],
  ["o", "0"],
  ["l", "1"],
  ["i", "1"],
  ["_", "-"],
] as const;

/** What is left of a slug when look-alikes count as the same: unique among links, so that none can pose as another. */
export const skeletonOf = (slug: string): string =>
  LOOK_ALIKES.reduce((text, [seen, taken]) => text.replaceAll(seen, taken), slug);
