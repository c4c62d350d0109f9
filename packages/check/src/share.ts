/** Holds beyond these shares need the operator's answer about the webmaster. */
const SHARE_MAX = { webmaster: 0.1, offer: 0.02 } as const;

/** Of so few conversions, a share says nothing: the first few may be held. */
const CHECKED_MIN = { webmaster: 20, offer: 100 } as const;

/**
 * Whether one more conversion of a webmaster or an offer may be held without asking the operator about the webmaster.
 * `held` and `checked` are counts of their conversions in the window, without this one.
 */
export function isWithinShare(
  { held, checked }: { held: number; checked: number },
  kind: keyof typeof SHARE_MAX,
): boolean {
  return held + 1 <= SHARE_MAX[kind] * Math.max(checked + 1, CHECKED_MIN[kind]);
}
