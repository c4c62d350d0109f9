import type { Generated } from "kysely";
import type {
  BankFileFormat,
  DocumentKind,
  DocumentStatus,
  EntryKind,
  EntryOutcome,
  FeeBearer,
  LeftOutReason,
  LineKind,
  PayoutMethod,
  PayoutProviderName,
  PayoutRunJob,
  PayoutRunStatus,
  PayoutStatus,
  StatementFormat,
  StatementStatus,
  SubmissionStatus,
  UnmatchedReason,
} from "../words.ts";

/** Rows of `DB` that hold payout runs, payouts, their terms and who pays them (migrations/network/0370, 0400 to 0403, 0420, 0450, 0460). */
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
    vat_bps: number;
    /** Who pays it, once it is sent. */
    legal_entity_id: string | null;
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
  payout_handover: {
    run_id: string;
    provider: PayoutProviderName;
    requested_at: number;
    requested_by: string;
    is_done: 0 | 1;
  };
  payout_batch: {
    id: string;
    run_id: string;
    provider: PayoutProviderName;
    currency: string;
    status: "new" | "submitted" | "refused" | "unknown" | "done";
    provider_batch_id: string | null;
    created_at: number;
    first_sent_at: number | null;
    tries: Generated<number>;
    due_at: number | null;
    reason: string | null;
  };
  payout_submission: {
    payout_id: string;
    run_id: string;
    batch_id: string | null;
    status: SubmissionStatus;
    provider_status: string | null;
    provider_item_id: string | null;
    reason: string | null;
    changed_at: number;
  };
  payout_document: {
    id: string;
    payout_id: string;
    kind: DocumentKind;
    webmaster_id: string;
    status: DocumentStatus;
    version: number;
    required_at: number;
    due_at: number | null;
    file_id: string | null;
    file_name: string | null;
    file_type: string | null;
    file_bytes: number | null;
    uploaded_at: number | null;
    uploaded_by: string | null;
    reason: string | null;
    decided_at: number | null;
    decided_by: string | null;
  };
  payout_left_out: {
    run_id: string;
    webmaster_id: string;
    currency: string;
    reason: LeftOutReason;
    amount_minor: number;
    payable_at: number | null;
  };
  legal_entity: {
    id: string;
    name: string;
    country: string;
    town: string;
    postcode: string | null;
    address_lines: string;
    tax_number: string | null;
    kpp: string | null;
    vat_number: string | null;
    version: number;
    created_at: number;
    created_by: string;
    changed_at: number;
    changed_by: string;
  };
  payer_account: {
    id: string;
    legal_entity_id: string;
    method: PayoutMethod;
    currency: string;
    mask: string;
    key_id: string;
    sealed: string;
    fingerprint: string;
    created_at: number;
    created_by: string;
    disabled_at: number | null;
    disabled_by: string | null;
    disabled_reason: string | null;
  };
  payer_account_main: {
    method: PayoutMethod;
    currency: string;
    account_id: string;
    chosen_at: number;
    chosen_by: string;
  };
  payout_schedule: { webmaster_id: string; schedule: string; changed_at: number; changed_by: string };
  payout_request: {
    id: string;
    webmaster_id: string;
    currency: string;
    requested_at: number;
    requested_by: string;
    due_on: string;
    payout_id: string | null;
    withdrawn_at: number | null;
  };
  payout_terms: {
    method: PayoutMethod | "";
    currency: string;
    minimum_minor: number;
    fee_fixed_minor: number;
    fee_bps: number;
    fee_bearer: FeeBearer;
    document_above_minor: number | null;
  };
  document_number: {
    legal_entity_id: string;
    year: number;
    number: number;
    payout_id: string;
    taken_at: number;
    taken_by: string;
  };
  bank_file: {
    id: string;
    run_id: string;
    payer_account_id: string;
    format: BankFileFormat;
    message_id: string;
    payments: number;
    amount_minor: number;
    currency: string;
    made_at: number;
    made_by: string;
    voided_at: number | null;
    voided_by: string | null;
    void_reason: string | null;
  };
  payout_instruction: {
    payout_id: string;
    instructed_at: number;
    run_id: string;
    source: "file" | "provider";
    reference: string;
    ended_at: number | null;
  };
  bank_statement: {
    id: string;
    payer_account_id: string;
    format: StatementFormat;
    fingerprint: string;
    name: string | null;
    currency: string;
    from_day: string | null;
    to_day: string | null;
    opening_minor: number | null;
    closing_minor: number | null;
    status: StatementStatus;
    entry_count: number;
    created_at: number;
    created_by: string;
    committed_at: number | null;
    committed_by: string | null;
    original_message_id: string | null;
  };
  bank_statement_entry: {
    statement_id: string;
    number: number;
    /** The first payer account of the same account and currency. */
    payer_account_id: string;
    key: string;
    kind: EntryKind;
    booked_on: string | null;
    amount_minor: number;
    charge_minor: number;
    payout_id: string | null;
    accounts: string;
    bank_reference: string | null;
    document_number: number | null;
    bank_reason: string | null;
    text: string;
    outcome: EntryOutcome;
    unmatched_reason: UnmatchedReason | null;
    is_final: 0 | 1;
    resolved_by: string | null;
    resolution: string | null;
  };
}
