import type { Learnt } from "./cuts.ts";
import type { Features } from "./features.ts";
import { MEASURES, type MeasureName } from "./measures.ts";
import { RULE_NAMES, ruleOf, type RuleName, type RuleParameters } from "./rules.ts";
import type { RuleSet } from "./rule-set.ts";
import { rarityOf } from "./tail.ts";

/** Features at a stage: what the second stage judges includes the first's. */
export interface Judged {
  stage: 1 | 2;
  features: Features;
  offerId: string;
}

/** What one rule finds: how much rarer than its tail each of its measures is, in decades. */
export interface Strength {
  rule: RuleName;
  first: number;
  second: number;
  total: number;
}

export const scoreOf = (ruleSet: RuleSet, cuts: Learnt, judged: Judged): number =>
  strengthsOf(ruleSet, cuts, judged).reduce((sum, { total }) => sum + total, 0);

/** The rules that find something. */
export function strengthsOf(ruleSet: RuleSet, cuts: Learnt, judged: Judged): Strength[] {
  return RULE_NAMES.flatMap((rule) => {
    const parameters = ruleSet.rules[rule];
    if (!parameters.isOn) return [];
    const { first: atOnce, second: later } = ruleOf(rule);
    const first = atOnce === undefined ? 0 : strengthOf(atOnce.measure, parameters, cuts, judged);
    const second =
      later === undefined || judged.stage === 1 || (judged.features.peerConversions ?? 0) < parameters.samplesMin
        ? 0
        : strengthOf(later.measure, parameters, cuts, judged);
    const total = parameters.weight * (first + second);
    return total > 0 ? [{ rule, first, second, total }] : [];
  });
}

function strengthOf(
  measure: MeasureName,
  { tail, samplesMin }: RuleParameters,
  { norms, tails }: Learnt,
  { features, offerId }: Judged,
): number {
  const known = tails[measure];
  const value = MEASURES[measure](features, norms, offerId);
  if (known === undefined || value === null || known.count < samplesMin) return 0;
  return Math.max(0, rarityOf(known, value) + Math.log10(tail));
}
