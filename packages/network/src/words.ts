/**
 * The closed lists of stored words: statuses, roles and kinds. Tables, rules, the API and tests use these; lists that
 * only one folder uses are exported there.
 */

/** Services that pay payouts by their API. */
export const PAYOUT_PROVIDERS = ["paypal"] as const;
export type PayoutProviderName = (typeof PAYOUT_PROVIDERS)[number];

/** What became of a payout at its provider. A person resolves `blocked`, `refused` and `unknown`. */
export const SUBMISSION_STATUSES = [
  "waiting",
  "submitted",
  "unclaimed",
  "on_hold",
  "blocked",
  "refused",
  "unknown",
  "paid",
  "returned",
] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

/** Roles of users. */
export const ROLES = ["operator", "advertiser", "webmaster"] as const;
export type Role = (typeof ROLES)[number];

/** What a person does in their account. */
export const MEMBER_ROLES = ["owner", "manager", "finance", "read_only"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** What a route or an API key is for: reading, changing, moving money, storing clicks from the edge's log. */
export const SCOPES = ["read", "write", "payouts", "restore"] as const;
export type Scope = (typeof SCOPES)[number];

/** What a member may do: by scope, and `account`: manage the members and the name of the account. */
export const RIGHTS = [...SCOPES, "account"] as const;
export type Right = (typeof RIGHTS)[number];

/** Sides that decide, as shown to the other sides: never a person or a key. */
export const SIDES = ["webmaster", "advertiser", "operator", "network"] as const;
export type Side = (typeof SIDES)[number];

export const ACCOUNT_STATUSES = ["active", "blocked"] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export const BLOCK_EVENTS = ["block", "unblock"] as const;
export type BlockEvent = (typeof BLOCK_EVENTS)[number];

/** Why an account is blocked, where the reason has consequences of its own. */
export const BLOCK_REASONS = ["fraud", "rules", "request", "other"] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** What a block does to the money of a webmaster. */
export const BLOCK_MONEY = ["freeze", "keep"] as const;
export type BlockMoney = (typeof BLOCK_MONEY)[number];

/** What happens to the money of a webmaster, and how it ends. */
export const FREEZE_EVENTS = ["freeze", "release", "refuse"] as const;
export type FreezeEvent = (typeof FREEZE_EVENTS)[number];

export const OFFER_STATUSES = ["draft", "submitted", "active", "paused", "archived"] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/** Who may see an offer and join it: all webmasters, approved ones, listed ones. */
export const OFFER_ACCESS = ["public", "application", "private"] as const;
export type OfferAccess = (typeof OFFER_ACCESS)[number];

/** How an advertiser validates an offer's conversions. */
export const OFFER_VALIDATIONS = ["real_time", "upload"] as const;
export type OfferValidation = (typeof OFFER_VALIDATIONS)[number];

/** How often one click may reach a goal: once an order, once, or with every report that names no order. */
export const GOAL_REPEATS = ["by_order", "never", "always"] as const;
export type GoalRepeats = (typeof GOAL_REPEATS)[number];

/** Statuses of proposed terms; all but the first are also answers. */
export const TERMS_STATUSES = ["proposed", "accepted", "refused", "withdrawn"] as const;
export type TermsStatus = (typeof TERMS_STATUSES)[number];
export const TERMS_ANSWERS = ["accepted", "refused", "withdrawn"] as const satisfies readonly TermsStatus[];
export type TermsAnswer = (typeof TERMS_ANSWERS)[number];

/** The fields of an offer that send visitors or webmasters to other sites. */
export const DESTINATION_FIELDS = ["landings", "fallback_url", "preview_url", "deep_link_hosts"] as const;
export type DestinationField = (typeof DESTINATION_FIELDS)[number];

/** Statuses of a change to hosts that the operator has not seen. `withdrawn`: another change took its place. */
export const DESTINATION_CHANGE_STATUSES = ["pending", "approved", "refused", "withdrawn"] as const;
export type DestinationChangeStatus = (typeof DESTINATION_CHANGE_STATUSES)[number];

export const LINK_STATUSES = ["active", "paused"] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** Which webmasters are approved automatically: none, all, those with a verified traffic source. */
export const APPROVALS = ["by_hand", "automatic", "verified_source"] as const;
export type Approval = (typeof APPROVALS)[number];

export const APPLICATION_STATUSES = ["pending", "approved", "refused", "withdrawn", "revoked"] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];
export const APPLICATION_VERBS = ["apply", "approve", "refuse", "withdraw", "revoke"] as const;
export type ApplicationVerb = (typeof APPLICATION_VERBS)[number];

export const SOURCE_KINDS = ["site", "channel"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const SOURCE_STATUSES = ["unverified", "checking", "verified", "failed"] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** How the ownership of a traffic source was proved. */
export const PROOF_METHODS = ["dns", "file", "operator"] as const;
export type ProofMethod = (typeof PROOF_METHODS)[number];

/** What a thread with the support may be about. */
export const THREAD_SUBJECTS = ["offer", "conversion", "upload", "payout"] as const;
/** `general`: about nothing in particular. */
export type ThreadSubject = (typeof THREAD_SUBJECTS)[number] | "general";

/** The outcomes of a report about a link: the operator acted on it, found nothing, or knew of it. */
export const ABUSE_OUTCOMES = ["acted", "unfounded", "duplicate"] as const;
export type AbuseOutcome = (typeof ABUSE_OUTCOMES)[number];

/** The outcomes of a postback. */
export const POSTBACK_OUTCOMES = ["recorded", "updated", "duplicate", "stale", "parked", "rejected"] as const;
export type PostbackOutcomeWord = (typeof POSTBACK_OUTCOMES)[number];

/** How a parked postback was resolved. */
export const RESOLUTIONS = ["accept", "attribute", "dismiss", "replay"] as const;
export type ResolutionWord = (typeof RESOLUTIONS)[number];

/** The advertiser's answer. */
export const VALIDATIONS = ["pending", "approved", "rejected", "reversed"] as const;
export type Validation = (typeof VALIDATIONS)[number];

/** The network's check. */
export const CHECKS = ["clear", "held", "refused"] as const;
export type Check = (typeof CHECKS)[number];

/**
 * What became of a webmaster's appeal against the check. `moot`: the advertiser rejected the conversion, so that the check
 * no longer matters.
 */
export const APPEAL_STATUSES = ["open", "accepted", "declined", "withdrawn", "moot"] as const;
export type AppealStatus = (typeof APPEAL_STATUSES)[number];

/** How the operator lists traffic of the network itself. */
export const OWN_TRAFFIC_KINDS = ["address", "parameter"] as const;
export type OwnTrafficKind = (typeof OWN_TRAFFIC_KINDS)[number];

/**
 * What a webmaster claims: an order that was not recorded for them, another amount of an own conversion, or an own
 * conversion that the advertiser rejected or reversed.
 */
export const CLAIM_KINDS = ["untracked", "wrong", "declined"] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

export const CLAIM_STATUSES = ["open", "accepted", "declined", "withdrawn"] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** The side whose answer an open claim waits for. */
export const CLAIM_WAITS_FOR = ["advertiser", "operator"] as const;
export type ClaimWaitsFor = (typeof CLAIM_WAITS_FOR)[number];

/** Payment states of a commission, of its set-off, and of a correction. */
export const PAYMENTS = ["none", "on_payment", "paid"] as const;
export type Payment = (typeof PAYMENTS)[number];

/** Whether the row of a conversion's click is known. */
export const CLICK_STATES = ["known", "awaited", "missing"] as const;
export type ClickState = (typeof CLICK_STATES)[number];

export const UPLOAD_STATUSES = [
  "received",
  "validating",
  "comparing",
  "validated",
  "committing",
  "committed",
  "undoing",
  "undone",
  "failed",
  "cancelled",
] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** Policies for pending conversions of a period that a complete upload does not mention. */
export const MISSING_POLICIES = ["reject", "keep", "approve"] as const;
export type MissingPolicy = (typeof MISSING_POLICIES)[number];

/** Ways to pay a webmaster. `other`: a service by agreement, like Payoneer, WebMoney or a card. */
export const PAYOUT_METHODS = ["sepa", "russian_bank", "swift", "paypal", "usdt_trc20", "other"] as const;
export type PayoutMethod = (typeof PAYOUT_METHODS)[number];

/** Files by which banks and payment services are told what to pay. */
export const BANK_FILE_FORMATS = ["pain.001", "1c", "paypal_csv", "csv"] as const;
export type BankFileFormat = (typeof BANK_FILE_FORMATS)[number];

/** Files that come back from banks: statements of accounts, and what became of a file of payments. */
export const STATEMENT_FORMATS = ["camt.053", "pain.002", "1c", "csv"] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** A statement takes effect when it is committed. */
export const STATEMENT_STATUSES = ["draft", "committing", "committed", "discarded"] as const;
export type StatementStatus = (typeof STATEMENT_STATUSES)[number];

/** What an entry of a statement is. `rejection` and `acceptance` are answers to orders: no money moved by them. */
export const ENTRY_KINDS = ["payment", "return", "charge", "rejection", "acceptance", "other"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What an entry does. `noted` changes nothing, `repeated` took effect by another statement. */
export const ENTRY_OUTCOMES = ["paid", "returned", "charge", "noted", "repeated", "ignored", "unmatched"] as const;
export type EntryOutcome = (typeof ENTRY_OUTCOMES)[number];

/** Why an entry waits for a person. */
export const UNMATCHED_REASONS = [
  "no_reference",
  "payout_unknown",
  "not_sent",
  "currency_differs",
  "account_differs",
  "amount_differs",
  "number_differs",
  "paid_twice",
  "already_returned",
  "returned_twice",
  "paid_before",
  "duplicate_order",
] as const;
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];

/** What a payout account is at a time: `waiting` so long after it was added, `on_hold` until a hold ends. */
export const PAYOUT_ACCOUNT_STATUSES = ["active", "waiting", "on_hold", "removed"] as const;
export type PayoutAccountStatus = (typeof PAYOUT_ACCOUNT_STATUSES)[number];

/** Why no payout goes to an account. */
export const ACCOUNT_HOLD_REASONS = ["shared", "agreement", "screening", "operator"] as const;
export type AccountHoldReason = (typeof ACCOUNT_HOLD_REASONS)[number];

/** What became of a request of a payout: a payout takes it, or gives it back when it is cancelled or returned. */
export const PAYOUT_REQUEST_STATUSES = ["open", "taken", "withdrawn"] as const;
export type PayoutRequestStatus = (typeof PAYOUT_REQUEST_STATUSES)[number];

/** Who pays the fee of a payout. */
export const FEE_BEARERS = ["network", "webmaster"] as const;
export type FeeBearer = (typeof FEE_BEARERS)[number];

/** How payouts to an account are taxed. */
export const TAX_PROFILES = ["none", "rate", "reverse_charge", "self_employed"] as const;
export type TaxProfileKind = (typeof TAX_PROFILES)[number];

export const CORRECTION_STATUSES = ["proposed", "posted", "declined"] as const;
export type CorrectionStatus = (typeof CORRECTION_STATUSES)[number];

/**
 * Acts that make or move money. Above a limit they wait for a second person. `terms`: amendments and individual terms.
 * `loss`: an offer with a commission above its revenue opens. `resolve`: a parked postback is applied. `report`: an
 * operator reports conversions for an advertiser. `claim`: an operator accepts a claim. `limits`: a limit is raised.
 */
export const MONEY_ACTS = [
  "correction",
  "adjust",
  "terms",
  "loss",
  "resolve",
  "report",
  "claim",
  "payout_run",
  "frozen",
  "limits",
] as const;
export type MoneyAct = (typeof MONEY_ACTS)[number];

export const MONEY_REQUEST_STATUSES = ["waiting", "confirmed", "refused"] as const;
export type MoneyRequestStatus = (typeof MONEY_REQUEST_STATUSES)[number];

export const PAYOUT_RUN_STATUSES = ["draft", "approved", "sent", "settled", "cancelled"] as const;
export type PayoutRunStatus = (typeof PAYOUT_RUN_STATUSES)[number];

/** What a run does step by step; its status follows at the end. */
export const PAYOUT_RUN_JOBS = ["draft", "settle", "cancel"] as const;
export type PayoutRunJob = (typeof PAYOUT_RUN_JOBS)[number];

/**
 * Why a run does not pay an amount. `below_fee`: its fee would take all of it.
 * `not_scheduled`: the schedule has another day, or no request is open. `owed`: the webmaster owes the network. `after_cut_off`: available after the cut-off.
 * `on_hold`: the hold days have not passed. `held`: stopped by the traffic check. `check_pending`: the click is not stored.
 */
export const LEFT_OUT_REASONS = [
  ...([
    "below_minimum",
    "below_fee",
    "not_scheduled",
    "no_account",
    "account_on_hold",
    "frozen",
    "owed",
    "excluded",
    "receipt_missing",
  ] as const),
  ...(["after_cut_off", "on_hold", "held", "check_pending"] as const),
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** What a payout needs: a signed act or invoice before it is paid, and a self-employed person's receipt afterwards. */
export const DOCUMENT_KINDS = ["act", "receipt"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const DOCUMENT_STATUSES = ["required", "check", "accepted", "missed", "not_needed"] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

export const PAYOUT_STATUSES = ["new", "on_payment", "paid", "returned", "declined", "cancelled"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** What a line of a payout pays, or sets off. */
export const LINE_KINDS = ["commission", "setoff"] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Kinds of data that are moved to the archive. */
export const ARCHIVE_KINDS = ["clicks", "postbacks"] as const;
export type ArchiveKind = (typeof ARCHIVE_KINDS)[number];

export const ARCHIVE_STATUSES = ["copying", "verifying", "dropping", "done"] as const;
export type ArchiveStatus = (typeof ARCHIVE_STATUSES)[number];

/** Changes of the payment of a conversion to its webmaster. Advertisers see no reason of them. */
export const PAYMENT_EVENTS = ["pay", "settle", "return", "setoff_pay", "setoff_settle", "setoff_return"] as const;

/** The verbs of a conversion's history. */
export const CONVERSION_VERBS = [
  ...(["record", "complete", "confirm", "adjust", "order_moved", "click_known", "click_missing"] as const),
  ...(["approve", "late_approval", "reject", "reverse", "reopen", "hold", "release", "refuse", "end_hold"] as const),
  ...PAYMENT_EVENTS,
] as const;
export type ConversionVerb = (typeof CONVERSION_VERBS)[number];

/** What has a score and may be limited. */
export const SCORED_KINDS = ["webmaster", "link"] as const;
export type ScoredKind = (typeof SCORED_KINDS)[number];

/** `hold`: new conversions are held longer. `pause`: the link is paused. */
export const LIMIT_KINDS = ["hold", "pause"] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** How a limit ended: the operator lifted it, the score recovered, or its date came. */
export const LIMIT_ENDS = ["lifted", "recovered", "over"] as const;
export type LimitEnd = (typeof LIMIT_ENDS)[number];
