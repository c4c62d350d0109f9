import type { FallbackReason } from "@waymark/contract/reason";
import type { Verdict } from "@waymark/contract/verdict";
import type { Generated, GeneratedAlways } from "kysely";
import type { AppealTables, ClaimTables, CorrectionTables, ClickFacts, ReasonColumns } from "./tables-conversion.ts";
import type { ArchiveTables } from "./tables-archive.ts";
import type { CheckTables } from "./tables-check.ts";
import type { ForecastTables } from "./tables-forecast.ts";
import type { JoiningTables } from "./tables-joining.ts";
import type { MoneyTables } from "./tables-money.ts";
import type { OfferTables } from "./tables-offer.ts";
import type { PayoutTables } from "./tables-payout.ts";
import type { PostbackTables } from "./tables-postback.ts";
import type { QualityTables } from "./tables-quality.ts";
import type { UploadTables } from "./tables-upload.ts";
import type {
  AbuseOutcome,
  AccountStatus,
  Check,
  ClickState,
  GoalRepeats,
  LinkStatus,
  OfferAccess,
  OfferStatus,
  MemberRole,
  OfferValidation,
  Payment,
  PostbackOutcomeWord,
  Role,
  Validation,
} from "../words.ts";

/** Why clicks of something are unwanted from some moment on. */
export type StopReason = "paused" | "expired" | "cap" | "webmaster_blocked" | "advertiser_blocked" | "not_approved";

/** Rows of `DB` as they are stored (migrations/network); names are mapped once, in each folder's queries. */
export interface Tables
  extends
    ArchiveTables,
    CheckTables,
    ForecastTables,
    OfferTables,
    JoiningTables,
    PostbackTables,
    CorrectionTables,
    AppealTables,
    ClaimTables,
    UploadTables,
    MoneyTables,
    QualityTables,
    PayoutTables {
  advertiser: {
    id: string;
    name: string;
    status: AccountStatus;
    created_at: number;
    searched_name: Generated<string>;
  };
  entity_number: { number: GeneratedAlways<number>; id: string };
  day_zone: { since: number; zone: string };
  report_view: {
    id: string;
    person_id: string;
    name: string;
    query: string;
    version: number;
    created_at: number;
    changed_at: number;
  };
  quota: { account: string; name: string; max: number; changed_at: number };
  postback_token: {
    sha256: string;
    advertiser_id: string;
    created_at: number;
    revoked_at: number | null;
    revoked_by: Generated<string | null>;
    revoked_reason: Generated<string | null>;
    name: Generated<string>;
    expires_at: Generated<number | null>;
    id: string;
  };
  webmaster: {
    id: string;
    name: string;
    status: AccountStatus;
    hold_days: number;
    created_at: number;
    searched_name: Generated<string>;
    frozen_at: Generated<number | null>;
  };
  api_key: {
    sha256: string;
    id: string;
    name: string;
    role: Role;
    advertiser_id: string | null;
    webmaster_id: string | null;
    created_at: number;
    revoked_at: number | null;
    scopes: Generated<string>;
    expires_at: Generated<number | null>;
    last_used_at: Generated<number | null>;
    created_by: Generated<string>;
    person_id: Generated<string | null>;
    revoked_by: Generated<string | null>;
    revoked_reason: Generated<string | null>;
  };
  /** Times of better-auth's tables are ISO 8601 text. */
  person: {
    id: string;
    name: string;
    email: string;
    email_verified: 0 | 1;
    image: string | null;
    two_factor_enabled: 0 | 1;
    role: Role;
    advertiser_id: string | null;
    webmaster_id: string | null;
    created_at: string;
    updated_at: string;
    member_role: Generated<MemberRole>;
    removed_at: Generated<number | null>;
    searched_name: Generated<string>;
    language: Generated<"en" | "ru" | null>;
    zone: Generated<string | null>;
    currency: Generated<string | null>;
  };
  scheduled_report: {
    id: string;
    person_id: string;
    account: string;
    name: string;
    query: string;
    every: "day" | "week" | "month";
    zone: string | null;
    status: "active" | "paused";
    unsubscribe_sha256: string;
    period_day: number;
    due_at: number;
    created_at: number;
    version: Generated<number>;
    last_mail_at: number | null;
    last_mail_outcome: "sent" | "not_counted" | "undelivered" | null;
  };
  test_click: { id: string; click_id: string; link_id: string; webmaster_id: string; created_at: number };
  network_settings: { version: number; settings: string; changed_at: number; changed_by: string };
  legal_text: {
    kind: "terms" | "privacy";
    version: number;
    texts: string;
    changed_at: number;
    changed_by: string;
  };
  terms_acceptance: { person_id: string; version: number; accepted_at: number };
  sign_in_address: { day: number; webmaster_id: string; address: string };
  two_factor: { person_id: string; secret: string; last_step: number };
  session: {
    id: string;
    token: string;
    person_id: string;
    expires_at: string;
    created_at: string;
    user_agent: string | null;
    confirmed_at: Generated<number | null>;
    last_used_at: number | null;
    network: string | null;
  };
  credential: {
    id: string;
    account_id: string;
    provider_id: string;
    person_id: string;
    password: string | null;
    created_at: string;
    updated_at: string;
  };
  invitation: {
    id: string;
    sha256: string;
    email: string;
    role: Role;
    advertiser_id: string | null;
    webmaster_id: string | null;
    invited_by: string;
    created_at: number;
    expires_at: number;
    accepted_at: number | null;
    revoked_at: number | null;
    revoked_by: string | null;
    revoked_reason: string | null;
    member_role: MemberRole;
    accepted_by: Generated<string | null>;
  };
  account_code: {
    id: string;
    sha256: string;
    purpose: "confirm" | "reset";
    email: string;
    name: string;
    created_at: number;
    expires_at: number;
    ended_at: number | null;
  };
  audit: {
    id: string;
    at: number;
    account: string;
    actor: string;
    event: string;
    subject: string;
    before: string | null;
    after: string | null;
    reason: string | null;
    network: string | null;
  };
  idempotency: {
    id: string;
    fingerprint: string;
    status: number | null;
    body: string | null;
    created_at: number;
    claimed_until: Generated<number>;
    content: Generated<string | null>;
  };
  offer: {
    id: string;
    advertiser_id: string;
    name: string;
    status: OfferStatus;
    validation: OfferValidation;
    validation_days: number | null;
    hold_days: number;
    attribution_days: number;
    claim_days: number;
    click_parameter: string;
    fallback_url: string | null;
    version: number;
    created_at: number;
    routing: string;
    expires_at: number | null;
    capped_at: number | null;
    capped_reason: string | null;
    description: string;
    categories: string;
    traffic_allowed: string;
    traffic_forbidden: string;
    preview_url: string | null;
    access: OfferAccess;
    status_reason: string | null;
    stopped_by: "advertiser" | "operator" | null;
    is_paused_by_advertiser: 0 | 1;
    advertiser_pause_reason: string | null;
    click_policy: string;
    earlier_click_policies: string;
  };
  goal: {
    id: string;
    offer_id: string;
    code: string;
    is_default: 0 | 1;
    currency: string;
    revenue_fixed_minor: number;
    revenue_bps: number;
    commission_fixed_minor: number;
    commission_bps: number;
    repeats: GoalRepeats;
  };
  landing: { id: string; offer_id: string; url: string; weight: number };
  link: {
    number: GeneratedAlways<number>;
    id: string;
    slug: string;
    offer_id: string;
    webmaster_id: string;
    landing_id: string | null;
    status: LinkStatus;
    fallback_url: string | null;
    defaults: string;
    created_at: number;
    expires_at: Generated<number | null>;
    skeleton: Generated<string | null>;
    paused_by: Generated<"webmaster" | "operator" | null>;
    paused_reason: Generated<string | null>;
    is_paused_by_webmaster: Generated<0 | 1>;
    webmaster_pause_reason: Generated<string | null>;
    version: Generated<number>;
    advertiser_id: Generated<string>;
  };
  side_mail: { side: string; day: number; mails: number };
  stop: { subject: string; reason: StopReason; since: number; until: number | null };
  progress: { name: string; position: string; changed_at: number };
  job_failure: { job: string; failing_since: number; failed_at: number; failures: number; error: string };
  book_check: { ended_at: number; conversions: number; faults: number; found: string };
  abuse_report: {
    id: string;
    link: string;
    link_id: string | null;
    reason: string;
    text: string;
    contact: string;
    reported_at: number;
    outcome: Generated<AbuseOutcome | null>;
    outcome_reason: Generated<string | null>;
    closed_at: Generated<number | null>;
    closed_by: Generated<string | null>;
  };
  outbox: { key: string; mark: string; changed_at: number };
  lease: { name: string; holder: string; until: number };
  postback: {
    receipt: string;
    advertiser_id: string;
    click_id: string;
    accepted_at: number;
    outcome: PostbackOutcomeWord;
    reason: string | null;
    conversion_id: string | null;
    request: string;
    replay_of: Generated<string | null>;
    resolved_at: Generated<number | null>;
  };
  conversion: ConversionRow;
  conversion_change: {
    conversion_id: string;
    version: number;
    event: string;
    actor: string;
    reason: string | null;
    reason_code: string | null;
    source: string | null;
    flag: string | null;
    changed_at: number;
    validation: string;
    check_state: string;
    payment: string;
    setoff: string;
    hold_over: 0 | 1;
    click_facts: ConversionRow["click_facts"];
    revenue_minor: number;
    commission_minor: number;
  };
  transfer: {
    id: string;
    debit: string;
    credit: string;
    currency: string;
    amount_minor: number;
    conversion_id: string | null;
    payout_id: string | null;
    posted_at: number;
    correction_id: string | null;
    statement_id: string | null;
    /** Whose money it moves; null if no webmaster's. */
    webmaster_id: GeneratedAlways<string | null>;
  };
  balance: { account: string; currency: string; balance_minor: number };
}

export interface ConversionRow extends ClickFacts, ReasonColumns {
  id: string;
  identity: string;
  offer_id: string;
  goal_id: string;
  link_id: string;
  webmaster_id: string;
  advertiser_id: string;
  click_id: string;
  order_id: string | null;
  clicked_at: number;
  occurred_at: number;
  recorded_at: number;
  currency: string;
  amount_minor: number | null;
  amount_at: number;
  revenue_minor: number;
  commission_minor: number;
  hold_days: number;
  validation: Validation;
  check_state: Check;
  payment: Payment;
  setoff: Payment;
  hold_over: 0 | 1;
  available_at: number | null;
  approves_at: number | null;
  answered_at: number;
  claimable: -1 | 0 | 1;
  version: number;
  /** The latest answer of the advertiser or refusal by the check, also of one that was reopened since; null: none. */
  decided_at: number | null;
  once: string | null;
  is_test: 0 | 1;
  click_facts: ClickState;
  facts_at: number | null;
  channel: string;
  flag: string | null;
  /** Whether the second stage of the traffic check is still to come: before the hold ends, or for the record. */
  check_due: "no" | "record" | "must";
  /** Of its last change. */
  changed_at: number;
}

/** Rows of a click shard (migrations/clicks). */
export interface ClickTables {
  click_month: {
    name: string;
    since: number;
    until: number;
    dropped_at: number | null;
    form: number;
    erased_until: number;
  };
  /** Of each month `click_{month}`, and its visitors `visitor_{month}`: only packages/network/src/click names them. */
  click: {
    click_id: string;
    link_id: string;
    offer_id: string;
    webmaster_id: string;
    advertiser_id: string;
    decision: "landing" | "fallback";
    reason: FallbackReason | null;
    verdict: Verdict;
    landing_id: string | null;
    visitor: string;
    country: string;
    region: string;
    city: string;
    asn: number;
    language: string;
    user_agent: string;
    device: string;
    os: string;
    browser: string;
    sub1: string;
    sub2: string;
    sub3: string;
    sub4: string;
    sub5: string;
    source: string;
    cut: 0 | 1;
    isolate: string;
    sequence: number;
    grace: 0 | 1;
    is_first: 0 | 1;
    /** Flags (@waymark/contract/signals). */
    signals: number;
    /** The referrer's host; empty if there is none. */
    referrer: string;
    /** Keyed hash of the address, valid for one UTC day; empty if it is unknown or was erased. Shown to no one. */
    address: string;
  };
  anonymous_seen: { day: number; nonce: string };
  sub_day: {
    day: number;
    webmaster_id: string;
    offer_id: string;
    link_id: string;
    name: string;
    value: string;
    clicks: number;
    uniques: number;
    bots: number;
    duplicates: number;
    embedded: number;
    valid: number | null;
  };
  hour_month: {
    name: string;
    since: number;
    until: number;
    dropped_at: number | null;
    has_old_uniques: 0 | 1;
  };
  due_hour: { hour: number };
  closed_month: { month: number; is_due: 0 | 1 };
  day_size: { day: number; hour_rows: number };
}
