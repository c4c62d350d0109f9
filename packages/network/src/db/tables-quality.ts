import type { GeneratedAlways } from "kysely";
import type { LimitEnd, LimitKind, ScoredKind } from "../words.ts";
import type { RuleSetStatus } from "./tables-check.ts";

/** Rows of `DB` that belong to the quality of sources (migrations/network/0520_source_quality.sql). */
export interface QualityTables {
  source_score_day: { day: number; finished_at: number; left_out: number };
  source_score: {
    day: number;
    kind: ScoredKind;
    id: string;
    webmaster_id: string;
    offer_id: string;
    score: number | null;
    absent: "too_few" | "no_peers" | null;
    badness: number;
    conversions: number;
    shares: string;
    parts: string | null;
    subs: string;
    subs_left: number;
  };
  quality_policy: {
    version: number;
    id: string;
    rules: string;
    note: string | null;
    status: RuleSetStatus;
    created_at: number;
    created_by: string;
  };
  quality_policy_change: {
    number: GeneratedAlways<number>;
    version: number;
    status: Exclude<RuleSetStatus, "draft">;
    changed_at: number;
    actor: string;
    reason: string;
  };
  source_limit: {
    id: string;
    subject: string;
    kind: LimitKind;
    webmaster_id: string;
    link_id: string | null;
    offer_id: string | null;
    hold_days: number | null;
    is_pausing: 0 | 1;
    reason: string;
    policy_version: number | null;
    rule_name: string | null;
    rule: string | null;
    score: number | null;
    parts: string | null;
    since: number;
    until: number;
    began_by: string;
    ended_at: number | null;
    ended_by: string | null;
    ended_as: LimitEnd | null;
    end_reason: string | null;
    again_from: number | null;
  };
}
