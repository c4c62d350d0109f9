/** Free parameters of a click in the visitor's URL, for which a link may have defaults. */
export const SUB_NAMES = ["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const;

export type SubName = (typeof SUB_NAMES)[number];

/** Other networks' names for sub1, sub2 …, in order. Some of Impact's and Admitad's differ only in case. */
const ALIASES = [
  "aff_sub aff_sub2 aff_sub3 aff_sub4 aff_sub5", // TUNE
  "subid subid1 subid2 subid3 subid4", // Admitad
  "s1 s2 s3 s4 s5", // CAKE
  "subId1 subId2 subId3", // Impact
];

/** Our name for another network's. */
export const SUB_ALIASES: ReadonlyMap<string, SubName> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ ALIASES.flatMap((names) =>
    names.split(" ").map((name, i) => [name, SUB_NAMES[i] ?? "sub1"] as const),
  ), // five at most
);

/** Longest stored sub-id or source, in UTF-16 units; a longer one is cut and the click flagged. */
export const SUB_LENGTH_MAX = 255;
