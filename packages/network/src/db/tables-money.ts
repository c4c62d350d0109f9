import type {
  AccountHoldReason,
  FreezeEvent,
  MoneyAct,
  MoneyRequestStatus,
  PayoutMethod,
  TaxProfileKind,
} from "../words.ts";

/** Rows of `DB` that guard acts on money (migrations/network/0140_money_guard.sql). */
export interface MoneyTables {
  money_use: {
    id: string;
    person: string;
    pool: "made" | "paid";
    act: MoneyAct;
    subject: string;
    currency: string;
    amount_minor: number;
    used_at: number;
    is_within: 0 | 1;
  };
  money_request: {
    id: string;
    act: MoneyAct;
    subject: string;
    input: string;
    amounts: string;
    description: string;
    reason: string | null;
    status: MoneyRequestStatus;
    requested_by: string;
    requested_at: number;
  };
  money_answer: {
    request_id: string;
    status: Exclude<MoneyRequestStatus, "waiting">;
    actor: string;
    reason: string | null;
    answered_at: number;
  };
  money_limit: {
    act: MoneyAct;
    currency: string;
    limit_minor: number | null;
    changed_at: number;
    changed_by: string;
  };
  freeze: {
    webmaster_id: string;
    version: number;
    event: FreezeEvent;
    reason: string;
    actor: string;
    changed_at: number;
  };
  payout_account: {
    id: string;
    webmaster_id: string;
    method: PayoutMethod;
    currency: string;
    mask: string;
    tax_profile: TaxProfileKind;
    tax_rate_bps: number | null;
    key_id: string;
    sealed: string;
    fingerprint: string;
    created_at: number;
    created_by: string;
    usable_at: number;
    removed_at: number | null;
    removed_by: string | null;
    removed_reason: string | null;
  };
  payout_account_main: {
    webmaster_id: string;
    currency: string;
    account_id: string;
    chosen_at: number;
    chosen_by: string;
  };
  payout_account_hold: {
    account_id: string;
    reason: AccountHoldReason;
    opened_at: number;
    opened_by: string;
    note: string | null;
    ask_at: number | null;
    ended_at: number | null;
    ended_by: string | null;
    end_reason: string | null;
  };
  payout_withholding: { webmaster_id: string; rate_bps: number; reason: string; set_at: number };
  payout_minimum: { webmaster_id: string; currency: string; minimum_minor: number };
  money_guard: { id: number; invited_days: number };
  operator_voucher: { person_id: string; vouched_by: string; reason: string; vouched_at: number };
}
