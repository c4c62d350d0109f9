export { QUALITY_PARTS, QUALITY_RULE_RANGES, QUALITY_RULES_MAX, type QualityRule } from "@waymark/check";
export { endOverdueLimits, tryPolicy, type WantedLimit } from "./enforce.ts";
export { getLimit, imposeLimit, LIMIT_DAYS_MAX, liftLimit, listLimits, type SourceLimit } from "./limits.ts";
export { activatePolicy, createPolicy, getPolicy, listPolicies, retirePolicy, type QualityPolicy } from "./policies.ts";
export { ALL_DAYS, forgetScores, KEPT_DAYS, scoreSources } from "./score.ts";
export { getScore, listScores, SCORE_ORDERS, type DetailedScore, type SourceScore } from "./scores.ts";
export type { SeenPart } from "./seen.ts";
export { DECISION_DAYS, WINDOW_DAYS } from "./window.ts";
