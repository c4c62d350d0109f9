/** What a conversion takes over from its click's row; empty text while it is not known. */
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

/** Rows of `DB` that hold corrections by hand (migrations/network/0005_conversions.sql, 0010_corrections.sql). */
export interface AdjustmentTables {
  adjustment: {
    id: string;
    webmaster_id: string | null;
    advertiser_id: string | null;
    currency: string;
    amount_minor: number;
    reason: string;
    status: "proposed" | "posted" | "declined";
    proposed_by: string;
    proposed_number: number;
    proposed_at: number;
    payment: "none" | "on_payment" | "paid";
    version: number;
  };
  adjustment_answer: {
    adjustment_id: string;
    status: "posted" | "declined";
    actor: string;
    answered_at: number;
  };
  adjustment_change: {
    adjustment_id: string;
    version: number;
    payment: "none" | "on_payment" | "paid";
    payout_id: string;
    actor: string;
    reason: string | null;
    changed_at: number;
  };
  payout_adjustment: { payout_id: string; adjustment_id: string; amount_minor: number; released_at: number | null };
}
