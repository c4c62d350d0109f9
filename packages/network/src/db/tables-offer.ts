import type { DestinationChangeStatus, DestinationField } from "../words.ts";
import type { Role, TermsAnswer, TermsStatus } from "../words.ts";

/** Rows that belong to offers, besides goals and landings (migrations/network/0006_offers.sql). */
export interface OfferTables {
  offer_webmaster: { offer_id: string; webmaster_id: string };
  offer_change: { offer_id: string; version: number; actor: string; changed_at: number; fields: string };
  creative: {
    id: string;
    offer_id: string;
    name: string;
    type: string;
    size_bytes: number;
    created_at: number;
    removed_at: number | null;
  };
  terms: {
    id: string;
    offer_id: string;
    webmaster_id: string | null;
    says: string;
    starts_at: number;
    ends_at: number | null;
    status: TermsStatus;
    in_force_from: number | null;
    proposed_by: string;
    proposed_at: number;
  };
  terms_answer: {
    terms_id: string;
    side: Role;
    answer: TermsAnswer;
    actor: string;
    reason: string | null;
    answered_at: number;
    /** 1: the operator confirmed that the terms may cost more than they bring. */
    accepts_loss: number;
  };
  offer_figures: {
    offer_id: string;
    clicks: number;
    conversions: number;
    approved: number;
    decided: number;
    decision_ms_median: number | null;
    commissions: string;
    counted_at: number;
  };
  destination_change: {
    id: string;
    offer_id: string;
    advertiser_id: string;
    field: DestinationField;
    value: string;
    hosts: string;
    status: DestinationChangeStatus;
    requested_by: string;
    requested_at: number;
    reason: string | null;
    decided_at: number | null;
    closed_at: number | null;
  };
  /** `reason`: why it was revoked or restored last. */
  approved_host: {
    advertiser_id: string;
    host: string;
    approved_at: number;
    approved_by: string;
    revoked_at: number | null;
    reason: string | null;
  };
}
