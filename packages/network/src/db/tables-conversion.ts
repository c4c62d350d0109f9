import type { CorrectionStatus, Payment, Side } from "../words.ts";

/** The facts that a conversion copies from its click's row; empty text while the click is not known. */
export interface ClickFacts {
  decision: string;
  verdict: string;
  landing_id: string;
  country: string;
  region: string;
  device: string;
  os: string;
  browser: string;
  language: string;
  sub1: string;
  sub2: string;
  sub3: string;
  sub4: string;
  sub5: string;
  source: string;
}

/** Why a conversion was answered, held or refused, with the side that decided; null if nothing was decided. */
export interface ReasonColumns {
  validation_code: string | null;
  validation_reason: string | null;
  validation_by: Side | null;
  check_code: string | null;
  check_reason: string | null;
  check_by: Side | null;
}

/** Rows of `DB` that hold corrections by hand (migrations/network/0020_correction.sql). */
export interface CorrectionTables {
  correction: {
    id: string;
    webmaster_id: string | null;
    advertiser_id: string | null;
    currency: string;
    amount_minor: number;
    reason: string;
    status: CorrectionStatus;
    proposed_by: string;
    proposed_number: number;
    proposed_at: number;
    payment: Payment;
    version: number;
  };
  correction_change: {
    correction_id: string;
    version: number;
    payment: Payment;
    payout_id: string;
    actor: string;
    reason: string | null;
    changed_at: number;
  };
  payout_correction: { payout_id: string; correction_id: string; amount_minor: number; released_at: number | null };
}
