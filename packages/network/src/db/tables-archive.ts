import type { ArchiveKind, ArchiveStatus } from "../words.ts";

/** Rows of `DB` about archives and dead letters (migrations/network/0008_archive.sql). */
export interface ArchiveTables {
  dead_letter: {
    id: string;
    queue: string;
    reason: string;
    body: string;
    kept_at: number;
    object: string | null;
    place: number | null;
    bytes: number | null;
    replayed_at: number | null;
  };
  queue_state: {
    queue: string;
    seen_at: number;
    backlog: number | null;
    backlog_bytes: number | null;
    oldest_at: number | null;
    attempts: number;
    failing_since: number | null;
    error: string | null;
  };
  archive: {
    id: string;
    kind: ArchiveKind;
    shard: number;
    month: string;
    status: ArchiveStatus;
    position: string;
    rows: number;
    bytes: number;
    version: number;
    begun_at: number;
    changed_at: number;
  };
  archive_step: { archive_id: string; version: number; status: string; taken_at: number };
  archive_chunk: {
    archive_id: string;
    number: number;
    object: string;
    first_id: string;
    last_id: string;
    rows: number;
    bytes: number;
    index_at: number;
    sha256: string;
  };
  isolate_hour: { isolate: string; hour: number; first: number; last: number; clicks: number };
  audited_hour: { hour: number; clicks: number; audited_at: number };
  click_proof: {
    kind: "unsent" | "conversion";
    click_id: string;
    hour: number;
    is_stored: 0 | 1;
    seen_at: number;
  };
}
