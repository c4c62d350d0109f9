export { MARKS } from "./evidence.ts";
export { codeOf, judgeFirst, SHARE_MS, verdictOf, type FirstJudgment } from "./first.ts";
export { readRules, readRulesInForce, splitCuts, type RulesInForce } from "./in-force.ts";
export { readShares } from "./neighbours.ts";
export { networkClassOf } from "./networks.ts";
export { insertChecks } from "./queries.ts";
export { CHECK_CODES, type CheckCode } from "./reasons.ts";
export { eraseSignInAddresses, noteSignIn, type SignInAddress } from "./sign-ins.ts";
