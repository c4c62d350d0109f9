/** Pairs that look alike in some typeface or handwriting. */
const LOOK_ALIKES = [
  ["rn", "m"],
  ["vv", "w"],
  ["o", "0"],
  ["l", "1"],
  ["i", "1"],
  ["_", "-"],
] as const;

/** A slug with look-alikes replaced. It is unique among links, so that none can pose as another. */
export const skeletonOf = (slug: string): string =>
  LOOK_ALIKES.reduce((text, [seen, taken]) => text.replaceAll(seen, taken), slug);
