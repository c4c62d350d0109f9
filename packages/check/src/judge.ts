import type { Cuts } from "./cuts.ts";
import type { Features } from "./features.ts";
import { MEASURES, type Norm } from "./measures.ts";
import { ruleOf, type Evident, type RuleName, type Sight } from "./rules.ts";
import type { RuleSet } from "./rule-set.ts";
import { strengthsOf, type Strength } from "./score.ts";
import { rarityOf, valueAt } from "./tail.ts";
import { significant } from "./words.ts";

/** What one rule found. Webmasters see it: it has no cut. */
export interface Finding extends Evident {
  rule: RuleName;
  /** What it looked at: the conversion itself, or its link or sub-id in the picture of the offer. */
  scope: "conversion" | "link";
  /** The share of approved conversions that are less unusual, rounded down to a usual figure. */
  share: number;
}

export interface Judgment {
  score: number;
  isFlagged: boolean;
  /** The strongest first. */
  findings: Finding[];
}

/**
 * Judges a conversion by what is known of it at a stage. Without cuts, or where too few conversions came so far, nothing
 * is flagged. The same arguments give the same judgment.
 */
export function judge(
  ruleSet: RuleSet,
  cuts: Cuts | null,
  stage: 1 | 2,
  features: Features,
  offerId: string,
): Judgment {
  if (cuts === null) return { score: 0, isFlagged: false, findings: [] };
  const strengths = strengthsOf(ruleSet, cuts, { stage, features, offerId }).toSorted((a, b) => b.total - a.total);
  const score = strengths.reduce((sum, { total }) => sum + total, 0);
  const threshold = stage === 1 ? cuts.thresholds.first : cuts.thresholds.second;
  return {
    score,
    isFlagged: threshold !== null && score > threshold,
    findings: strengths.flatMap((strength) => findingOf(strength, cuts, features, offerId)),
  };
}

/** Shares that sentences name. */
const SHARES = [0.999, 0.995, 0.99, 0.98, 0.95, 0.9] as const;

function findingOf({ rule, first, second }: Strength, cuts: Cuts, features: Features, offerId: string): Finding[] {
  const { first: atOnce, second: later } = ruleOf(rule);
  const view = second > first ? later : atOnce;
  const tail = view && cuts.tails[view.measure];
  const value = view && MEASURES[view.measure](features, cuts.norms, offerId);
  if (view === undefined || tail === undefined || value === null || value === undefined) return [];
  const rare = 10 ** -rarityOf(tail, value);
  const share = SHARES.find((one) => 1 - one >= rare) ?? 0.5;
  return [
    {
      ...{ rule, scope: view === later ? "link" : "conversion", share },
      ...view.evidence({ features, share, ...usualOf(view.measure, valueAt(tail, 1 - share), cuts, offerId) }),
    },
  ];
}

/** A measure's value in its own unit, if it has one: seconds, or minor units. */
function usualOf(
  measure: string,
  deviation: number,
  { norms }: Cuts,
  offerId: string,
): Pick<Sight, "usual" | "isOfOffer"> {
  const own = norms.offers[offerId];
  const at = (norm: Norm | null | undefined, sign: number) =>
    norm === null || norm === undefined
      ? null
      : Math.exp(norm.median + sign * deviation * (sign * deviation < 0 ? norm.low : norm.high));
  const isOfOffer = own?.ctit !== null && own?.ctit !== undefined;
  const ctit = isOfOffer ? own.ctit : norms.network.ctit;
  switch (measure) {
    case "ctit_below":
      return { usual: significant(at(ctit, -1), "down"), isOfOffer };
    case "ctit_above":
      return { usual: significant(at(ctit, 1), "up"), isOfOffer };
    case "amount_above":
      return { usual: significant(at(own?.amount, 1), "up"), isOfOffer: true };
    default:
      return { usual: null, isOfOffer };
  }
}
