export { ctitBucket } from "./bucket.ts";
export { calibrate, SAMPLE_MIN, type Calibrated } from "./calibrate.ts";
export type { Cuts } from "./cuts.ts";
export { firstFeatures, type Evidence, type FeatureName, type Features, type NetworkClass } from "./features.ts";
export { judge, type Finding, type Judgment } from "./judge.ts";
export { pictureOf, secondFeatures, type ClickTally, type Group, type Tally } from "./picture.ts";
export {
  addShares,
  noShares,
  peersOf,
  QUALITY_PARTS,
  qualityOf,
  usualShare,
  withoutShares,
  type QualityPart,
  type ScoredPart,
  type Shares,
} from "./quality.ts";
export {
  faultOfRules,
  isLimited,
  isRecovered,
  QUALITY_RULE_RANGES,
  QUALITY_RULES_MAX,
  type QualityRule,
  type ScoredDay,
} from "./quality-policy.ts";
export { DEFAULT_RULE_SET, parseRuleSet, type RuleSet } from "./rule-set.ts";
export { RULE_NAMES, type RuleName } from "./rules.ts";
export { isWithinShare } from "./share.ts";
