import type { AppealStatus, ClaimKind, ClaimStatus, CorrectionStatus, Payment, Side } from "../words.ts";

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

/** Rows of `DB` that hold the claims of webmasters (migrations/network/0500_claims.sql). */
export interface ClaimTables {
  claim: {
    id: string;
    kind: ClaimKind;
    status: ClaimStatus;
    webmaster_id: string;
    offer_id: string;
    advertiser_id: string;
    goal_id: string;
    link_id: string;
    click_id: string;
    subject: string;
    identity: string | null;
    conversion_id: string | null;
    order_id: string | null;
    occurred_from: number;
    occurred_until: number;
    amount_minor: number | null;
    currency: string;
    comment: string | null;
    filed_at: number;
    filed_by: string;
    due_at: number;
    ended_at: number | null;
    ended_by: string | null;
    answer_code: string | null;
    answer_reason: string | null;
    result_id: string | null;
  };
}

/** Rows of `DB` that hold the appeals of webmasters against the network's check (migrations/network/0484_appeals.sql). */
export interface AppealTables {
  appeal: {
    id: string;
    conversion_id: string;
    webmaster_id: string;
    offer_id: string;
    check_code: string | null;
    check_reason: string | null;
    check_by: Side | null;
    comment: string;
    status: AppealStatus;
    appealed_at: number;
    appealed_by: string;
    due_at: number;
    ended_at: number | null;
    ended_by: string | null;
    ended_version: number | null;
    answer_code: string | null;
    answer_reason: string | null;
  };
}
