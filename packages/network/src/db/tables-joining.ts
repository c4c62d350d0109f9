import type {
  BlockReason,
  ApplicationStatus,
  Approval,
  BlockEvent,
  ProofMethod,
  Role,
  SourceKind,
  SourceStatus,
  ThreadSubject,
} from "../words.ts";

/** How offers are joined, accounts, threads (migrations/network/0007_joining.sql). */
export interface JoiningTables {
  joining: {
    offer_id: string;
    version: number;
    questions: string;
    approval: Approval;
    contact: string | null;
    changed_at: number;
    changed_by: string;
  };
  application: {
    id: string;
    offer_id: string;
    advertiser_id: string;
    webmaster_id: string;
    status: ApplicationStatus;
    answers: string;
    applied_at: number;
    reason: string | null;
    changed_at: number;
    version: number;
  };
  application_change: {
    application_id: string;
    version: number;
    event: string;
    status: string;
    actor: string;
    reason: string | null;
    changed_at: number;
  };
  profile: { account_id: string; version: number; profile: string; changed_at: number; changed_by: string };
  block: {
    account_id: string;
    version: number;
    event: BlockEvent;
    actor: string;
    reason: string;
    reason_code: BlockReason | null;
    changed_at: number;
  };
  traffic_source: {
    id: string;
    webmaster_id: string;
    kind: SourceKind;
    url: string;
    name: string;
    proof: string;
    status: SourceStatus;
    method: ProofMethod | null;
    reason: string | null;
    created_at: number;
    check_at: number | null;
    checked_at: number | null;
  };
  thread: {
    id: string;
    subject_kind: ThreadSubject;
    subject_id: string;
    title: string;
    advertiser_id: string | null;
    webmaster_id: string | null;
    opened_by: Role;
    opened_at: number;
    messages: number;
    last_at: number;
    closed_at: number | null;
    searched_title: string;
  };
  message: {
    thread_id: string;
    number: number;
    side: Role;
    actor: string;
    text: string;
    sent_at: number;
    id: string;
  };
  thread_read: { thread_id: string; side: Role; number: number };
  attachment: {
    id: string;
    thread_id: string;
    side: Role;
    number: number | null;
    name: string;
    type: string;
    size_bytes: number;
    created_at: number;
  };
  outgoing_mail: {
    id: string;
    recipient: string;
    kind: string;
    parameters: string;
    language: "en" | "ru" | null;
    tries: number;
    due_at: number;
  };
}
