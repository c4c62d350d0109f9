import type { SubName } from "@waymark/contract/sub-id";
import type { GeneratedAlways } from "kysely";
import type { OwnTrafficKind } from "../words.ts";

/** Rows of `DB` that belong to the traffic check (migrations/network/0490_traffic_check.sql, 0510_own_traffic.sql). */
export interface CheckTables {
  own_traffic: {
    id: string;
    kind: OwnTrafficKind;
    parameter: SubName | null;
    networks: number;
    key_id: string;
    sealed: string;
    since: number;
    until: number | null;
    added_by: string;
    ended_by: string | null;
  };
  rule_set: {
    version: number;
    id: string;
    rules: string;
    cuts: string | null;
    sample: number;
    note: string | null;
    status: RuleSetStatus;
    created_at: number;
    created_by: string;
  };
  rule_set_offer: { version: number; offer_id: string; cuts: string };
  rule_set_change: {
    number: GeneratedAlways<number>;
    version: number;
    status: Exclude<RuleSetStatus, "draft">;
    changed_at: number;
    actor: string;
    reason: string;
  };
  conversion_evidence: {
    conversion_id: string;
    offer_id: string;
    link_id: string;
    webmaster_id: string;
    day: number;
    address: string;
    agent: string;
    asn: number;
    network: string;
    signals: number;
    ctit_ms: number;
    ctit_bucket: number;
    marks: number;
    is_own_address: 0 | 1;
    recorded_at: number;
  };
  conversion_check: {
    conversion_id: string;
    stage: 1 | 2;
    rule_set: number;
    offer_id: string;
    webmaster_id: string;
    features: string;
    score: number;
    verdict: CheckVerdict;
    findings: string;
    checked_at: number;
  };
  check_answer: {
    webmaster_id: string;
    answered_at: number;
    answer: CheckAnswer;
    actor: string;
    reason: string;
  };
  rule_set_trial: {
    id: string;
    version: number;
    since: number;
    until: number;
    status: "running" | "done";
    figures: string;
    position_at: number;
    position_id: string;
    created_at: number;
    created_by: string;
  };
}

export type RuleSetStatus = "draft" | "active" | "retired";

/** `flagged`: only recorded. `wait`: held until the operator has answered about the webmaster. */
export type CheckVerdict = "clear" | "flagged" | "hold" | "wait";

export type CheckAnswer = "hold" | "release";
