import { atMost } from "./negative-binomial.ts";

const PROBABILITY_MAX = 1e-6;

/** A postback that is broken brings no more than this share of what is expected: a change of quality rarely does. */
const BROKEN_SHARE_MAX = 0.05;

/** Clicks of one link, by the hour of the click. */
export interface LinkClicks {
  id: string;
  /** Valid clicks by their age in whole hours: index 0 are those of the last hour. */
  clicksByAge: ArrayLike<number>;
  /** Conversions of these clicks. */
  conversions: number;
  /** Conversions a click, from the link's history. */
  rate: number;
}

export type Collapse =
  | { kind: "postback_broken"; expected: number; conversions: number; probability: number }
  | { kind: "links_fell"; links: string[] };

/**
 * Tells a broken postback from links whose visitors stopped buying, by the links of one advertiser: the first ends the
 * conversions of all of them while clicks go on. `convertedShareByAge` is the share of conversions that have come when
 * their click is so many hours old. `dispersion` is that of conversions around what is expected. Undefined if neither.
 */
export function judgeConversions(
  links: readonly LinkClicks[],
  { convertedShareByAge, dispersion }: { convertedShareByAge: ArrayLike<number>; dispersion: number },
): Collapse | undefined {
  const judged = links.map((link) => {
    const expected = expectConversions(link, convertedShareByAge);
    return { ...link, expected, hasFallen: atMost(link.conversions, { mean: expected, dispersion }) < PROBABILITY_MAX };
  });
  const expected = judged.reduce((sum, link) => sum + link.expected, 0);
  const conversions = judged.reduce((sum, link) => sum + link.conversions, 0);
  const probability = atMost(conversions, { mean: expected, dispersion });
  if (probability < PROBABILITY_MAX && conversions <= BROKEN_SHARE_MAX * expected)
    return { kind: "postback_broken", expected, conversions, probability };
  const fallen = judged.filter(({ hasFallen }) => hasFallen).map(({ id }) => id);
  return fallen.length > 0 ? { kind: "links_fell", links: fallen } : undefined;
}

/** Conversions of the clicks that should have come by now. */
function expectConversions({ clicksByAge, rate }: LinkClicks, convertedShareByAge: ArrayLike<number>): number {
  let expected = 0;
  for (let age = 0; age < clicksByAge.length; age++) {
    const share = convertedShareByAge[Math.min(age, convertedShareByAge.length - 1)] ?? 1;
    expected += clicksByAge[age]! * rate * share; // age < its length
  }
  return expected;
}
