import type {
  Channel,
  CheckRule,
  ConversionStatus,
  LeftOutReason,
  LinkDefaults,
  MemberRole,
  PayoutAccount,
  PayoutDocument,
  PayoutRunStatus,
  PayoutStatus,
  Thread,
  TrafficKind,
  TrafficSource,
  UploadRowOutcome,
} from "@waymark/client";

/**
 * Closed lists of the API that pages offer to choose from, in the order in which they are shown. Types alone can't be
 * counted through: `dev/cabinet.test.ts` compares these with the network's own.
 */

export const CONVERSION_STATUSES = [
  ...(["pending", "held", "approved", "paid", "rejected", "reversed"] as const),
] satisfies readonly ConversionStatus[];

export const CHANNELS = ["postback", "replay", "pixel", "upload", "api", "claim"] as const satisfies readonly Channel[];

/** What a webmaster adds to the address of a link. */
export const SUB_IDS = [
  ...(["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const),
] satisfies readonly (keyof LinkDefaults)[];
export type SubId = (typeof SUB_IDS)[number];

export const MEMBER_ROLES = ["owner", "manager", "finance", "read_only"] as const satisfies readonly MemberRole[];

export const TRAFFIC_KINDS = [
  ...(["content", "seo", "search_ads", "brand_bidding", "display", "native", "push", "popunder", "video"] as const),
  ...(["social", "influencer", "messenger", "email", "sms", "in_app", "cashback", "coupon", "incentive"] as const),
  ...(["toolbar", "adult"] as const),
] satisfies readonly TrafficKind[];

export const SOURCE_KINDS = ["site", "channel"] as const satisfies readonly TrafficSource["kind"][];

export const SOURCE_STATUSES = [
  ...(["unverified", "checking", "verified", "failed"] as const),
] satisfies readonly TrafficSource["status"][];

export const PAYOUT_METHODS = [
  ...(["sepa", "russian_bank", "swift", "paypal", "usdt_trc20", "other"] as const),
] satisfies readonly PayoutAccount["method"][];

export const TAX_PROFILES = [
  ...(["none", "rate", "reverse_charge", "self_employed"] as const),
] satisfies readonly PayoutAccount["tax"]["profile"][];

export const PAYOUT_RUN_STATUSES = [
  ...(["draft", "approved", "sent", "settled", "cancelled"] as const),
] satisfies readonly PayoutRunStatus[];

export const DOCUMENT_KINDS = ["act", "receipt"] as const satisfies readonly PayoutDocument["kind"][];

export const DOCUMENT_STATUSES = [
  ...(["required", "check", "accepted", "missed", "not_needed"] as const),
] satisfies readonly PayoutDocument["status"][];

export const PAYOUT_STATUSES = [
  ...(["new", "on_payment", "paid", "returned", "declined", "cancelled"] as const),
] satisfies readonly PayoutStatus[];

/** Why a run does not pay an amount. */
export const LEFT_OUT_REASONS = [
  ...(["below_minimum", "below_fee", "not_scheduled", "no_account", "account_on_hold", "frozen", "owed"] as const),
  ...(["excluded", "receipt_missing", "after_cut_off"] as const),
  ...(["on_hold", "held", "check_pending"] as const),
] satisfies readonly LeftOutReason[];

export type ThreadSubject = NonNullable<Thread["subject"]>;

/** What a thread with the support may be about. */
export const THREAD_SUBJECTS = [
  ...(["offer", "conversion", "upload", "payout"] as const),
] satisfies readonly ThreadSubject["kind"][];

/** The files that messages of a thread may carry. */
export const ATTACHMENTS = {
  endings: ["png", "jpg", "jpeg", "gif", "webp", "pdf", "xlsx", "txt", "csv"],
  bytesMax: 5_000_000,
  perMessageMax: 10,
} as const;

/** What a row of an upload does with a conversion. */
export const UPLOAD_OUTCOMES = [
  ...(["create", "approve", "reject", "adjust", "unchanged", "duplicate", "error"] as const),
] satisfies readonly UploadRowOutcome[];

/** The shortest password that the API accepts. */
export const PASSWORD_LENGTH_MIN = 10;

/** The rules of the traffic check. */
export const CHECK_RULES = [
  ...(["ctit_short", "ctit_long", "ctit_clustered", "asn_hosting", "cr_outlier", "click_flood"] as const),
  ...(["duplicate_visitor", "self_conversion", "amount_outlier", "not_a_navigation", "headers"] as const),
] as const satisfies readonly CheckRule[];

/** Why a click was sent to a fallback, or does not count. */
export const REFUSALS = [
  ...(["paused", "expired", "cap", "geo", "device", "os", "browser", "language", "asn", "schedule"] as const),
  ...(["webmaster_blocked", "advertiser_blocked", "not_approved"] as const),
] as const;
