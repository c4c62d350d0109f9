import { insertRows, type Statement, type Tables } from "../db/index.ts";

/** Judged twice by one version, a conversion keeps the first judgment. */
export const insertChecks = (rows: readonly Tables["conversion_check"][]): Statement[] =>
  insertRows(
    "conversion_check",
    [
      ...(["conversion_id", "stage", "rule_set", "offer_id", "webmaster_id", "features"] as const),
      ...(["score", "verdict", "findings", "checked_at"] as const),
    ],
    rows,
  );

export const insertEvidence = (rows: readonly Tables["conversion_evidence"][]): Statement[] =>
  insertRows(
    "conversion_evidence",
    [
      ...([
        "conversion_id",
        "offer_id",
        "link_id",
        "webmaster_id",
        "day",
        "address",
        "agent",
        "asn",
        "network",
      ] as const),
      ...(["signals", "ctit_ms", "ctit_bucket", "marks", "is_own_address", "recorded_at"] as const),
    ],
    rows,
  );
