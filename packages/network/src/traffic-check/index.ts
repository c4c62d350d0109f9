export { RULE_NAMES } from "@waymark/check";
export { checkDue } from "./check-due.ts";
export { eraseAddresses } from "./erase.ts";
export { listJudgments, summariseTraffic, type OfferTraffic, type SeenJudgment } from "./judgments.ts";
export { answerAsked, listAsked, type Asked } from "./pending.ts";
export { recheck, RECHECKS_MAX } from "./recheck.ts";
export {
  activateRuleSet,
  createRuleSet,
  getRuleSet,
  listRuleSets,
  retireRuleSet,
  type RuleSetVersion,
} from "./rule-sets.ts";
export { continueTrials, getTrial, listTrials, noFigures, tryRuleSet, type Flagged, type Trial } from "./trials.ts";
export { GROUPS_MAX, readVisitors } from "./visitors.ts";
