import { RULE_NAMES } from "@waymark/check";

/** Why the traffic check holds a conversion: the rule that found most, or that the operator is asked first. */
export const CHECK_CODES = [...RULE_NAMES, "check_pending"] as const;

export type CheckCode = (typeof CHECK_CODES)[number];
