import type { LeftOutReason, LineKind, PayoutRunJob, PayoutRunStatus, PayoutStatus } from "../words.ts";

/** Rows of `DB` that hold payout runs and payouts (migrations/network/0370_payout_runs.sql). */
export interface PayoutTables {
  payout_run: {
    id: string;
    date: string | null;
    status: PayoutRunStatus;
    job: PayoutRunJob | null;
    job_by: string;
    version: number;
    cut_off_at: number;
    position: string;
    created_at: number;
    created_by: string;
  };
  payout_run_step: {
    run_id: string;
    version: number;
    status: PayoutRunStatus;
    actor: string;
    taken_at: number;
    reason: string | null;
    fingerprint: string | null;
  };
  payout: {
    id: string;
    run_id: string;
    webmaster_id: string;
    currency: string;
    amount_minor: number;
    line_count: number;
    minimum_minor: number;
    account_id: string | null;
    account_fingerprint: string | null;
    status: PayoutStatus;
    job: "draft" | "settle" | "return" | null;
    job_by: string;
    position: string;
    version: number;
    status_reason: string | null;
    created_at: number;
    paid_at: number | null;
    vat_minor: number;
    withheld_minor: number;
    fee_minor: number;
    net_minor: number;
    charge_minor: number;
  };
  payout_change: {
    payout_id: string;
    version: number;
    status: PayoutStatus;
    actor: string;
    reason: string | null;
    changed_at: number;
  };
  payout_line: {
    payout_id: string;
    conversion_id: string;
    kind: LineKind;
    amount_minor: number;
    released_at: number | null;
    is_dropped: 0 | 1;
  };
  payout_left_out: {
    run_id: string;
    webmaster_id: string;
    currency: string;
    reason: LeftOutReason;
    amount_minor: number;
    payable_at: number | null;
  };
}
