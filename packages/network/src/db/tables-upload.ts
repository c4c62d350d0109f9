import type { Generated } from "kysely";
import type { MissingPolicy, UploadStatus } from "../words.ts";

/** Rows of migrations/network/0009_uploads.sql, 0011_upload_readings.sql and 0016_upload_files.sql. */
export interface UploadTables {
  upload_schedule: { offer_id: string; version: number; schedule: string; changed_at: number; changed_by: string };
  upload_period: {
    offer_id: string;
    starts_at: number;
    ends_at: number;
    due_at: number;
    overdue_at: number;
    missing: MissingPolicy;
    upload_id: string | null;
    received_at: number | null;
    reminded: number;
  };
  upload_column: {
    advertiser_id: string;
    name: string;
    field: string;
    upload_id: string | null;
    kept_at: number | null;
  };
  upload_reading: {
    advertiser_id: string;
    kind: "status" | "decimal" | "dates";
    name: string;
    meaning: string;
    upload_id: string | null;
    kept_at: number | null;
  };
  upload: {
    id: string;
    offer_id: string;
    advertiser_id: string;
    status: UploadStatus;
    name: string;
    created_at: number;
    created_by: string;
    sha256: string;
    bytes: number;
    dialect: string;
    notation: string;
    columns: string;
    mapping: string;
    period_starts_at: number | null;
    rows: number;
    empty_rows: number;
    kept: string;
    file_deleted_at: number | null;
    round: number;
    reverses_paid: 0 | 1;
    compared_to: string;
    fault: string | null;
    fault_row: number | null;
    validated_at: number | null;
    committed_at: number | null;
    undone_at: number | null;
    undo_reason: string | null;
  };
  upload_chunk: {
    upload_id: string;
    chunk: number;
    kind: "rows" | "missing";
    state: "cut" | "validated" | "committed" | "undone";
    round: number;
    first_row: number;
    rows: number;
    from_byte: number;
    to_byte: number;
    repeats_from: number;
    repeats_to: number;
    mark: string;
    summary: string;
    lease_holder: string;
    lease_until: number;
  };
  upload_step: { upload_id: string; step: string; taken_at: number; actor: string; reason: Generated<string | null> };
  upload_webmaster: { webmaster_id: string; upload_id: string };
}
