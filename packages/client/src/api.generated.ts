import type { RawBody } from "./body.ts";
// Made from the API's OpenAPI document by `pnpm client`; `pnpm check` compares.
/** A page of a list. */
export interface Page<Item> {
  data: Item[];
  /** Send it as `cursor` to get the next page; null on the last page */ next_cursor: string | null;
}
export type AbuseReport = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The reported link, as the reporter wrote it */
  link: string;
  /** Id of the partner link */
  link_id: string | null;
  /** Why the link was reported */
  reason_code: string;
  /** What the reporter wrote */
  reason: string;
  /** How to reach the reporter; empty if not stated */
  contact: string;
  /** When it was reported */
  reported_at: string;
  /** Status */
  status: "open" | "closed";
  /** Null while the report is open */
  outcome: "acted" | "unfounded" | "duplicate" | null;
  /** Why the report was closed with this outcome; null while it is open */
  outcome_reason: string | null;
  /** When the report was closed; null while it is open */
  closed_at: string | null;
};
export type AbuseReportClosing = {
  /** The outcome */
  outcome: "acted" | "unfounded" | "duplicate";
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type Acceptance = {
  /** The code from the mail */
  token: string;
  /** The person's name */
  name: string;
  /** Password, 10 to 128 characters */
  password: string;
};
export type Account = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name, for people */
  name: string;
  /** Status */
  status: "active" | "blocked";
  /** The account's own description */
  about: string;
  /** Web page of the account; empty: none */
  website: string;
  /** ISO 3166-1 alpha-2 country code, like `DE`; empty if not known */
  country: string;
  /** How to reach the account's people, as they state */
  contact: string;
  /** Version of the resource, which each change increments */
  version: number;
  /** When it was created */
  created_at: string;
};
export type AdvertiserHost = {
  /** A host, or with a dot before it a host and all below it */
  host: string;
  /** Since when the operator has seen it */
  approved_at: string;
  /** Since when nothing is served from it; null: it is served */
  revoked_at: string | null;
  /** Why it was revoked, or restored last */
  reason: string | null;
};
export type AdvertiserHostStep = {
  /** As in the list: `shop.example`, `.shop.example` */
  host: string;
  /** The reason; visible to the advertiser */
  reason: string;
};
export type AllPayoutTerms = {
  /** Terms that are set, by method and currency */
  data: PayoutTerms[];
};
/** The reason of an advertiser's answer */
export type AnswerReason =
  | "cancelled"
  | "returned"
  | "not_paid"
  | "not_delivered"
  | "out_of_stock"
  | "duplicate"
  | "invalid_data"
  | "not_eligible"
  | "other_channel"
  | "fraud"
  | "terms_violated"
  | "test_order"
  | "reported_by_mistake"
  | "other";
export type ApiKey = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name, for people */
  name: string;
  /** What the key may do: `read` allows every GET, `write` allows changes, `payouts` allows moving money */
  scopes: Scope[];
  /** When it was created */
  created_at: string;
  /** When it expires; null: never */
  expires_at: string | null;
  /** When it was last used, to the minute; null: never */
  last_used_at: string | null;
  /** When it was revoked; null while it is in force */
  revoked_at: string | null;
  /** The side that revoked it; null while it is in force */
  revoked_by: Side | null;
  /** Why it was revoked; null if no reason was given */
  revoked_reason: string | null;
  /** The member who made it; null if that is not known */
  member_id: string | null;
};
export type Appeal = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `accepted`: the conversion was released. `declined`: it was refused, or stays refused. `moot`: the advertiser rejected the conversion, so that the network's check no longer matters */
  status: "open" | "accepted" | "declined" | "withdrawn" | "moot";
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Id of the conversion; null if there is none */
  conversion_id: string;
  /** The conversion */
  conversion: AppealedConversion;
  /** The hold or refusal that the webmaster appealed against, as it was then */
  against: Reason;
  /** What the webmaster says */
  comment: string;
  /** When the webmaster appealed */
  appealed_at: string;
  /** The person or API key that appealed */
  appealed_by_id: string;
  /** When the operator should have answered */
  due_at: string;
  /** It is open although it should have been answered */
  is_overdue: boolean;
  /** When it was answered, withdrawn or became moot */
  ended_at: string | null;
  /** Who ended it, and why; null while it is open */
  answer: Reason;
};
export type AppealAnswer = {
  /** In your words; visible to the webmaster and, if the conversion changes, to the advertiser. To decline, it or a `reason_code` is required */
  reason?: string | null | undefined;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
};
export type AppealAnswerOfMany = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `accept` releases the conversion. `decline` refuses it; a conversion that is refused stays so */
  verb: "accept" | "decline";
  /** In your words; visible to the webmaster and, if the conversion changes, to the advertiser. To decline, it or a `reason_code` is required */
  reason?: string | null | undefined;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
};
export type AppealAnswerOutcome = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The appeal after it; null if refused */
  appeal: Appeal | null;
  /** Why one item of a request was refused */
  error: ItemError;
};
export type AppealAnswers = {
  /** Given in this order */
  answers: AppealAnswerOfMany[];
};
/** The conversion as it is now */
export type AppealedConversion = {
  /** Id of the partner link */
  link_id: string;
  /** The advertiser's number of the order */
  order_id: string | null;
  /** When the conversion happened, as the advertiser reported it */
  occurred_at: string;
  /** What the webmaster earns */
  commission: Money;
  /** The network's check */
  check: CheckState;
  /** The advertiser's answer */
  validation: Validation;
  /** Version of the resource, which each change increments */
  version: number;
};
export type Application = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the offer */
  offer_id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Status */
  status: ApplicationStatus;
  /** The answers */
  answers: {
    /** Code of the question */
    code: string;
    /** The question, as it was asked */
    question: string;
    /** The answer, as the webmaster wrote it */
    answer: string;
  }[];
  /** The reason as text; visible to the parties concerned */
  reason: string | null;
  /** When the webmaster applied */
  applied_at: string;
  /** When it changed */
  changed_at: string;
  /** Version of the resource, which each change increments */
  version: number;
};
export type ApplicationHistory = Application & {
  /** Its history, oldest first */
  changes: {
    /** Version of the resource, which each change increments */
    version: number;
    /** What was done, or what to do */
    verb: string;
    /** Status */
    status: ApplicationStatus;
    /** The reason as text; visible to the parties concerned */
    reason: string | null;
    /** When it changed */
    changed_at: string;
  }[];
};
export type ApplicationReview = {
  /** The reason as text; visible to the parties concerned */
  reason?: string | null | undefined;
  /** The version that you saw. If it is stale, nothing is changed (409) */
  version?: number | undefined;
};
/** Status of an application */
export type ApplicationStatus = "pending" | "approved" | "refused" | "withdrawn" | "revoked";
export type Archive = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Kind */
  kind: "clicks" | "postbacks";
  /** -1: the network's own database */
  shard: number;
  /** The UTC month, like `202611` */
  month: string;
  /** Status */
  status: "copying" | "verifying" | "dropping" | "done";
  /** Number of rows */
  rows: number;
  /** Size in bytes */
  size_bytes: number;
  /** When it began */
  begun_at: string;
  /** When it changed */
  changed_at: string;
};
export type ArchiveChunk = {
  /** Number of the part, counted from 0 */
  number: number;
  /** Name of the object in the archive's bucket */
  object: string;
  /** The first id in it */
  first_id: string;
  /** The last id in it */
  last_id: string;
  /** Number of rows */
  rows: number;
  /** Size in bytes */
  size_bytes: number;
  /** SHA-256 of the bytes, in hexadecimal */
  sha256: string;
};
export type ArchiveManifest = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Kind */
  kind: "clicks" | "postbacks";
  /** -1: the network's own database */
  shard: number;
  /** The UTC month, like `202611` */
  month: string;
  /** Status */
  status: "copying" | "verifying" | "dropping" | "done";
  /** Number of rows */
  rows: number;
  /** Size in bytes */
  size_bytes: number;
  /** When it began */
  begun_at: string;
  /** When it changed */
  changed_at: string;
  /** The parts of the archive, in their order */
  chunks: ArchiveChunk[];
};
export type Attachment = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name, for people */
  name: string;
  /** Media type of the file */
  type: string;
  /** Size in bytes */
  size_bytes: number;
  /** When it was created */
  created_at: string;
};
export type AuditEntry = {
  /** Sorts by time */
  id: string;
  /** When it was done */
  done_at: string;
  /** What was done: `subject.verb` */
  event: string;
  /** Id of what it was done to */
  subject_id: string;
  /** The side that did it */
  side: Side;
  /** The person, API key or job that did it; null if it is another side's */
  actor_id: string | null;
  /** Fields before; null if the history does not keep them */
  before: Record<string, unknown> | null;
  /** Fields after; null if the history does not keep them */
  after: Record<string, unknown> | null;
  /** The reason that was given */
  reason: string | null;
  /** The caller's network as a keyed hash; null for another side's, and where it is not kept */
  network: string | null;
};
export type Balance = {
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** Money of conversions that are not approved yet */
  pending: Money;
  /** Money of approved conversions whose hold has not ended */
  on_hold: Money;
  /** Money that the next payout run pays */
  available: Money;
  /** Money in payouts that are not settled yet */
  on_payment: Money;
  /** Money that was paid */
  paid: Money;
  /** What would be available, but is frozen until the operator decides */
  frozen: Money;
  /** The smallest payout in this currency */
  payout_minimum: Money;
  /** Commission of conversions that the advertiser or the network's check rejected; in no balance */
  rejected: Money;
  /** Commission of conversions that were approved, and reversed later; in no balance */
  reversed: Money;
};
/** What an entry of a bank statement does */
export type BankEntryOutcome = "paid" | "returned" | "charge" | "noted" | "repeated" | "ignored" | "unmatched";
export type BankFile = {
  /** Id of the message in the file. The same payments have the same id, so that a bank refuses them twice */
  message_id: string;
  /** Control sums of the file */
  file: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** The file; null when the request is repeated, because it is not kept */
  secret: {
    /** Name for the file */
    name: string;
    /** Content type of the request */
    content_type: string;
    /** Bytes of the file, in base64 */
    content_base64: string;
  } | null;
  /** The first answer to this request had the file */
  secret_shown_before: boolean;
};
/** Format of a file for a bank or payment service */
export type BankFileFormat = "pain.001" | "1c" | "paypal_csv" | "csv";
export type BankFilePreview = {
  /** The network's account that pays */
  payer: {
    /** Id of the resource. Ids are opaque: compare them, do not parse them */
    id: string;
    /** What the owner of the account recognises it by */
    mask: string;
    /** Name of the legal entity that pays */
    legal_entity_name: string;
  };
  /** How many files these payouts need */
  parts: number;
  /** What the file pays */
  file: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** What the file can't pay; `refused` says why */
  left_out: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** What earlier files, or a provider, already pay: a payout is in one file */
  paid_elsewhere: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** What this file is not for: other methods, and other parts */
  others: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** All that the run still has to pay in the currency: `file`, `left_out`, `paid_elsewhere` and `others` together */
  run: {
    /** How many payouts */
    payouts: number;
    /** What the webmasters get, together */
    net: Money;
  };
  /** Message id of the earlier file that this would be again, because nothing else is left to pay; null: another file */
  repeats: string | null;
  /** Payouts that this file can't pay, each with its reason */
  refused: {
    /** Id of the payout; null if there is none */
    payout_id: string;
    /** Id of the webmaster */
    webmaster_id: string;
    /** What the webmaster gets */
    net: Money;
    /** Why the file can't pay it */
    text: string;
  }[];
};
export type BankFileRecord = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Format of the file */
  format: BankFileFormat;
  /** Id of the message in the file. A file that was made again has the same one */
  message_id: string;
  /** How many payouts it pays */
  payouts: number;
  /** What it pays, together */
  net: Money;
  /** When it was made */
  made_at: string;
  /** Id of the person who made it */
  made_by: string;
  /** When it was declared void; null: its payouts are in no other file */
  voided_at: string | null;
  /** Id of the person who declared it void */
  voided_by: string | null;
  /** Why it is void */
  void_reason: string | null;
};
export type BankStatement = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The network's account that it is of */
  payer_account_id: string;
  /** Format of the file */
  format: "camt.053" | "pain.002" | "1c" | "csv";
  /** The bank's name for it */
  name: string | null;
  /** `draft`: nothing has changed yet. `committing`: its entries take effect step by step. `committed`, `discarded` */
  status: "draft" | "committing" | "committed" | "discarded";
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** First day, as the bank says */
  from_day: string | null;
  /** Last day, as the bank says */
  to_day: string | null;
  /** Balance before its entries; null: it has none */
  opening: Money | null;
  /** Balance after its entries: opening and all entries together */
  closing: Money | null;
  /** How many entries it has */
  entries: number;
  /** When it was created */
  created_at: string;
  /** When its effect was decided; null: it is a draft */
  committed_at: string | null;
};
export type BankStatementDiscarding = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type BankStatementEntry = {
  /** Its place in the statement, from 1 on */
  number: number;
  /** `rejection` and `acceptance` are a bank's answers to orders: no money moved by them */
  kind: "payment" | "return" | "charge" | "rejection" | "acceptance" | "other";
  /** Day of the booking; null: an answer to an order */
  booked_on: string | null;
  /** Negative: went out */
  amount: Money;
  /** What the bank kept of it */
  charge: Money;
  /** The payout that it names, or that it was assigned to */
  payout_id: string | null;
  /** The bank's id of it */
  bank_reference: string | null;
  /** Number of the payment document */
  document_number: number | null;
  /** The bank's code of a reason, like AC04 */
  bank_reason: string | null;
  /** What the bank says of it */
  text: string;
  /** `paid`: the payout is paid. `returned`: its money is available again. `charge`: the network's expense. `noted`: changes nothing. `repeated`: took effect by another statement. `ignored`: a person said so. `unmatched`: waits for a person */
  outcome: BankEntryOutcome;
  /** Why it is unmatched. `no_reference`: names no payout. `payout_unknown`. `not_sent`: the payout was not sent. `currency_differs`, `account_differs`, `amount_differs`, `number_differs` (of the payment document). `paid_twice`, `returned_twice`: another entry did that. `already_returned`: it was returned, and yet paid. `paid_before`: rejected, and yet paid. `duplicate_order`: the bank has the order already, and may have paid it */
  reason_code:
    | "no_reference"
    | "payout_unknown"
    | "not_sent"
    | "currency_differs"
    | "account_differs"
    | "amount_differs"
    | "number_differs"
    | "paid_twice"
    | "already_returned"
    | "returned_twice"
    | "paid_before"
    | "duplicate_order"
    | null;
  /** Whether it took effect; until then the outcome is a forecast */
  is_final: boolean;
  /** Why a person decided so; null: no decision was needed */
  resolution: string | null;
  /** Id of the person who decided */
  resolved_by: string | null;
};
export type BankStatementEntryAssignment = {
  /** What a payment has beyond its amount, and what a return lacks, is what the bank charged */
  payout_id: string;
  /** Why; the audit records it */
  reason: string;
};
export type BankStatementEntryReason = {
  /** Why; the audit records it */
  reason: string;
};
export type BankStatementWithOutcomes = BankStatement & {
  /** What its entries do, or did; of a draft what they would do now */
  outcomes: {
    /** The outcome */
    outcome: BankEntryOutcome;
    /** How many entries */
    entries: number;
    /** Sum of the entries; negative: went out */
    amount: Money;
  }[];
  /** The books beside the bank */
  cash: {
    /** `network:cash` of the currency in the books; negative: more was paid than came in */
    ledger: Money;
    /** Entries of all committed statements that are paid, returned or charged */
    statements: Money;
    /** 0.00 once every payment, return and charge stands in a statement */
    difference: Money;
  };
};
export type BlockReason = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type BookReport = {
  /** How many of each were checked */
  checked: Record<string, number>;
  /** The faults found; empty if the books are correct */
  faults: {
    /** `transfer_missing`: A change of a conversion or a correction did not post this transfer. `transfer_differs`: A transfer differs from what its cause requires. `transfer_surplus`: A transfer is posted that its cause does not require. `transfer_without_cause`: A transfer names no conversion, correction, payout or bank statement that exists. `history_differs`: A conversion, a correction or a payout differs from its history. `balance_differs`: A running balance is not the sum of its transfers. `currency_unbalanced`: The balances of a currency do not add up to 0. `line_differs`: The payment or the amount of a conversion or a correction differs from its payout lines. `payout_differs`: A payout is not the sum of its lines. `statement_differs`: An entry of a bank statement paid or returned a payout that does not agree with it. `disbursed_differs`: What left the network's cash is not what the accounts `paid` of webmasters have got. `frozen_paid`: A payout was made while the money of its webmaster was frozen. `freeze_differs`: Whether a webmaster's money is frozen differs from its history. `fact_differs`: What reports read of a conversion differs from the conversion. `order_twice`: An order is recorded twice for a goal. */
    code:
      | "transfer_missing"
      | "transfer_differs"
      | "transfer_surplus"
      | "transfer_without_cause"
      | "history_differs"
      | "balance_differs"
      | "currency_unbalanced"
      | "line_differs"
      | "payout_differs"
      | "statement_differs"
      | "disbursed_differs"
      | "frozen_paid"
      | "freeze_differs"
      | "fact_differs"
      | "order_twice";
    /** What the fault is about: a transfer, conversion, payout or balance account */
    subject: string;
    /** What is wrong */
    detail: string;
  }[];
  /** Send it as `cursor` to get the next page; null on the last page */
  next_cursor: string | null;
};
/** A browser; an empty text where it is unknown */
export type BrowserFilter =
  | ""
  | "other"
  | "yandex"
  | "opera"
  | "edge"
  | "samsung"
  | "uc"
  | "huawei"
  | "mi"
  | "qq"
  | "firefox"
  | "chrome"
  | "safari"
  | "in-app";
/** Why a conversion changed */
export type ChangeReason =
  | "webmaster_blocked"
  | "pixel"
  | "click_missing"
  | "click_duplicate"
  | "click_bot"
  | "click_embedded"
  | "click_fallback"
  | "click_stopped"
  | "own_traffic"
  | "check_pending"
  | "ctit_short"
  | "ctit_long"
  | "ctit_clustered"
  | "asn_hosting"
  | "cr_outlier"
  | "click_flood"
  | "duplicate_visitor"
  | "self_conversion"
  | "amount_outlier"
  | "not_a_navigation"
  | "headers"
  | "validation_days_over"
  | "missing_in_upload"
  | "other_click"
  | "upload_undone"
  | "reattributed"
  | "cancelled"
  | "returned"
  | "not_paid"
  | "not_delivered"
  | "out_of_stock"
  | "duplicate"
  | "invalid_data"
  | "not_eligible"
  | "other_channel"
  | "fraud"
  | "terms_violated"
  | "test_order"
  | "reported_by_mistake"
  | "other"
  | "order_unknown";
/** How a conversion was reported */
export type Channel = "postback" | "replay" | "pixel" | "upload" | "api" | "claim";
export type CheckFinding = {
  /** The rule */
  code: CheckRule;
  /** The conversion's own value, in the rule's unit (docs/traffic-check.md) */
  value: number;
  /** What is usual, rounded: never the rule's cut */
  comparison: number;
  /** What it looked at: the conversion itself, or its link or sub-id among the offer's others */
  scope: "conversion" | "link";
  /** The share of approved conversions that are less unusual, rounded down */
  share: number;
  /** Both as a sentence */
  sentence: string;
};
export type CheckJudgment = {
  /** 1: as its click became known. 2: before the hold ends */
  stage: number;
  /** `hold`: held. `wait`: held until the operator has answered about the webmaster. The operator also sees `clear` and `flagged` (only recorded) */
  verdict: "clear" | "flagged" | "hold" | "wait";
  /** What the rules found, the strongest first */
  findings: CheckFinding[];
  /** When it was judged */
  checked_at: string;
  /** The version of the rules; 0: the default ones. Visible to the operator only */
  rule_set_number?: number | undefined;
  /** The sum of what the rules found. Visible to the operator only */
  score?: number | undefined;
  /** What is known of the conversion as numbers (docs/traffic-check.md). Visible to the operator only */
  features?: Record<string, number | null> | undefined;
};
export type CheckJudgments = {
  /** The items */
  data: CheckJudgment[];
};
export type CheckQuestion = {
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** Conversions that wait; at most 1,000 are counted */
  waiting: number;
  /** Their commissions, by currency */
  commission: Money[];
  /** When the first of them was recorded */
  oldest_at: string;
  /** Judgments of the last 28 days, or since your last release */
  checked: number;
  /** Of them, those that held the conversion */
  held: number;
  /** The most frequent rule first */
  rules: {
    /** The rule */
    code: CheckRule;
    /** Waiting conversions in which it found most */
    conversions: number;
  }[];
};
export type CheckQuestions = {
  /** The items */
  data: CheckQuestion[];
};
/** A rule of the traffic check */
export type CheckRule =
  | "ctit_short"
  | "ctit_long"
  | "ctit_clustered"
  | "asn_hosting"
  | "cr_outlier"
  | "click_flood"
  | "duplicate_visitor"
  | "self_conversion"
  | "amount_outlier"
  | "not_a_navigation"
  | "headers";
/** Where the network's check of a conversion stands */
export type CheckState = "clear" | "held" | "refused";
export type CheckedChunk = {
  /** Number of the part, counted from 0 */
  number: number;
  /** Name of the object in the archive's bucket */
  object: string;
  /** The first id in it */
  first_id: string;
  /** The last id in it */
  last_id: string;
  /** Number of rows */
  rows: number;
  /** Size in bytes */
  size_bytes: number;
  /** SHA-256 of the bytes, in hexadecimal */
  sha256: string;
  /** The fault of the chunk; null if it has none */
  fault: string | null;
};
export type Claim = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `untracked`: an order that was not recorded. `wrong`: a conversion with a wrong amount. `declined`: a conversion that the advertiser rejected or reversed */
  kind: ClaimKind;
  /** `withdrawn`: the webmaster took it back */
  status: "open" | "accepted" | "declined" | "withdrawn";
  /** Whose answer it waits for: the advertiser's until `due_at`, the operator's from then on. Null: it is ended */
  waits_for: "advertiser" | "operator" | null;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** Code of the goal */
  goal: string;
  /** Id of the partner link */
  link_id: string;
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** The advertiser's number of the order */
  order_id: string | null;
  /** When the order was made, or the beginning of that day */
  occurred_at: string;
  /** Only the day of the order is stated */
  is_whole_day: boolean;
  /** The amount that is claimed; null: none is */
  amount: Money | null;
  /** The webmaster's own conversion that it is about; null for an order that was not recorded */
  conversion_id: string | null;
  /** The conversion */
  conversion: ClaimedConversion;
  /** Another webmaster's conversion that has the order of this open claim; null: none has. Visible to the operator and the advertiser only */
  competing?:
    | {
        /** Id of the conversion; null if there is none */
        conversion_id: string;
        /** Id of the webmaster */
        webmaster_id: string;
        /** Name of the webmaster */
        webmaster_name: string;
        /** The advertiser's answer */
        validation: Validation;
      }
    | null
    | undefined;
  /** What the webmaster says */
  comment: string | null;
  /** When the webmaster claimed it */
  filed_at: string;
  /** The person or API key that claimed it. Visible to the operator and that side only */
  filed_by_id?: string | undefined;
  /** When the advertiser should have answered, by the offer's terms when it was claimed. From then on only the operator can decline it */
  due_at: string;
  /** When it was answered or withdrawn */
  ended_at: string | null;
  /** Who ended it, and why; null while it is open */
  answer: Reason;
  /** The conversion that its acceptance recorded or changed; null while there is none */
  result_conversion_id: string | null;
};
export type ClaimAnswer = {
  /** In your words; visible to the webmaster. To decline, it or a `reason_code` is required */
  reason?: string | null | undefined;
  /** `order_unknown`: you find no such order. The others are those of an answer to a conversion */
  reason_code?: ClaimReason | null | undefined;
  /** To accept a claim with a `competing` conversion: takes the order from that one, which is rejected or reversed with the code `reattributed` */
  reverses_competing?: boolean | undefined;
};
export type ClaimAnswerOfMany = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `accept` records or approves the conversion, or changes its amount. `decline`: by the advertiser only until `due_at` */
  verb: "accept" | "decline";
  /** In your words; visible to the webmaster. To decline, it or a `reason_code` is required */
  reason?: string | null | undefined;
  /** `order_unknown`: you find no such order. The others are those of an answer to a conversion */
  reason_code?: ClaimReason | null | undefined;
  /** To accept a claim with a `competing` conversion: takes the order from that one, which is rejected or reversed with the code `reattributed` */
  reverses_competing?: boolean | undefined;
};
export type ClaimAnswerOutcome = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The claim after it; null if refused */
  claim: Claim | null;
  /** Why one item of a request was refused */
  error: ItemError;
};
export type ClaimAnswers = {
  /** Given in this order */
  answers: ClaimAnswerOfMany[];
};
/** What a webmaster claims */
export type ClaimKind = "untracked" | "wrong" | "declined";
export type ClaimOutcome = {
  /** The claim; null: it is not filed */
  claim: Claim | null;
  /** Why it is not filed */
  reason_code:
    | "token_revoked"
    | "pixel_not_allowed"
    | "ragged_row"
    | "bad_quotes"
    | "bad_json"
    | "nothing_named"
    | "cell_too_long"
    | "not_utf8"
    | "hidden_character"
    | "placeholder"
    | "digits_lost"
    | "unknown_click_id"
    | "other_offer"
    | "unknown_goal"
    | "unknown_order"
    | "order_missing"
    | "order_of_another_click"
    | "goal_ambiguous"
    | "same_order_differs"
    | "same_order_unread"
    | "repeat_refused"
    | "status_unknown"
    | "ambiguous_status"
    | "bad_date"
    | "ambiguous_date"
    | "occurred_at_missing"
    | "before_click"
    | "in_future"
    | "answered_in_future"
    | "window_passed"
    | "bad_reason_code"
    | "bad_currency"
    | "currency_differs"
    | "amount_missing"
    | "amount_unreadable"
    | "amount_ambiguous"
    | "amount_too_large"
    | "amount_inexact"
    | "amount_differs"
    | "sum_too_large"
    | "payment_begun"
    | "transition_refused"
    | "held"
    | "pixel_held"
    | "click_held"
    | "click_refused"
    | "own_traffic"
    | "click_awaited"
    | "completes_pixel"
    | "still_held"
    | "still_refused"
    | "amount_changed"
    | "answer_changed_back"
    | "newer_answer"
    | "missing"
    | "missing_kept"
    | "missing_approved"
    | "missing_paid"
    | "missing_rejected"
    | "incomplete"
    | "not_own_click"
    | "test_click"
    | "unknown_conversion"
    | "test_conversion"
    | "already_recorded"
    | "already_claimed"
    | "claim_answered"
    | "claim_late"
    | "not_declined"
    | "stopped_by_network"
    | "is_declined"
    | "same_amount"
    | null;
  /** What the code means */
  reason_sentence: string | null;
  /** The conversion of yours that the reason is about */
  conversion_id: string | null;
  /** The open claim of yours that the reason is about */
  claim_id: string | null;
};
/** Why a claim is declined */
export type ClaimReason =
  | "order_unknown"
  | "cancelled"
  | "returned"
  | "not_paid"
  | "not_delivered"
  | "out_of_stock"
  | "invalid_data"
  | "not_eligible"
  | "other_channel"
  | "fraud"
  | "terms_violated"
  | "test_order"
  | "reported_by_mistake"
  | "other";
/** The conversion as it is now */
export type ClaimedConversion = {
  /** What the visitor paid; null: not stated */
  amount: Money | null;
  /** The advertiser's answer */
  validation: Validation;
  /** The network's check */
  check: CheckState;
  /** Version of the resource, which each change increments */
  version: number;
} | null;
export type ClaimsAsCsv = {
  /** The file, with its header */
  text: string;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Null: read from each amount, where it is clear */
  decimal_separator?: DecimalSeparator | null | undefined;
  /** Order of day and month in dates like 03/04/2026; null: such dates are refused */
  dates?: "dmy" | "mdy" | null | undefined;
};
export type Click = {
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** When the visitor clicked */
  clicked_at: string;
  /** Id of the partner link */
  link_id: string;
  /** Id of the offer */
  offer_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** Where the visitor was sent: `landing`, or `fallback` */
  decision: string;
  /** Why the visitor was sent to a fallback; null: they were not */
  reason_code:
    | "paused"
    | "expired"
    | "cap"
    | "geo"
    | "device"
    | "os"
    | "browser"
    | "language"
    | "asn"
    | "schedule"
    | "webmaster_blocked"
    | "advertiser_blocked"
    | "not_approved"
    | null;
  /** What the click counts as: `valid`, `bot`, `duplicate`, or why it was refused */
  verdict:
    | "valid"
    | "paused"
    | "expired"
    | "cap"
    | "geo"
    | "device"
    | "os"
    | "browser"
    | "language"
    | "asn"
    | "schedule"
    | "webmaster_blocked"
    | "advertiser_blocked"
    | "not_approved"
    | "bot"
    | "embedded"
    | "duplicate"
    | "test"
    | "own";
  /** Whether the verdict is a reason of refusal, such as `paused` */
  is_refused: boolean;
  /** The visitor's first stored click on the offer in that UTC day */
  is_unique: boolean;
  /** A webmaster's own test: it is in no figure and moves no money */
  is_test: boolean;
  /** Id of the landing page */
  landing_id: string | null;
  /** ISO 3166-1 alpha-2 country code, like `DE`; empty if not known */
  country: string;
  /** ISO 3166-2 code of the visitor's region; empty if not known */
  region: string;
  /** The visitor's city; empty if not known */
  city: string;
  /** The browser's first language, like `pt-br`; empty if not known */
  language: string;
  /** The visitor's kind of device; empty if not known */
  device: string;
  /** The visitor's operating system; empty if not known */
  os: string;
  /** The visitor's browser; empty if not known */
  browser: string;
  /** Sub-id 1, which the webmaster chooses; at most 255 characters */
  sub1: string;
  /** Sub-id 2, which the webmaster chooses; at most 255 characters */
  sub2: string;
  /** Sub-id 3, which the webmaster chooses; at most 255 characters */
  sub3: string;
  /** Sub-id 4, which the webmaster chooses; at most 255 characters */
  sub4: string;
  /** Sub-id 5, which the webmaster chooses; at most 255 characters */
  sub5: string;
  /** Where the webmaster's visitors come from; at most 255 characters */
  source: string;
  /** A sub-id was longer than 255 characters and was cut */
  has_cut_subs: boolean;
  /** Flags of the visitor's request: `embedded`: a page loaded the link; `headless`: the browser has no window; `deep_link_refused`: the offer does not allow `url`, so the visitor got the landing. The operator also sees flags that decide nothing by themselves: `http_1`: HTTP/1.x; `old_tls`: TLS before 1.3; `no_language`: no `Accept-Language`; `no_fetch_metadata`: no `Sec-Fetch-Site`; `not_navigated`: a script asked for the link; `not_activated`: a page sent the visitor on, without a click; `no_initiator`: typed, or opened from a bookmark, a mail or another app; `no_client_hints`: no `Sec-CH-UA-Platform`; `hints_differ`: client hints and user agent name different systems; `no_referrer`: no referrer; `in_app`: an app shows the page itself */
  signals: (
    | "embedded"
    | "headless"
    | "deep_link_refused"
    | "http_1"
    | "old_tls"
    | "no_language"
    | "no_fetch_metadata"
    | "not_navigated"
    | "not_activated"
    | "no_initiator"
    | "no_client_hints"
    | "hints_differ"
    | "no_referrer"
    | "in_app"
  )[];
  /** Host of the page that the visitor came from; empty if unknown. Visible to the operator only */
  referrer_host?: string | undefined;
};
export type ClickAuditHour = {
  /** When the hour starts */
  starts_at: string;
  /** stored + in_flight + missing */
  redirected: number;
  /** Number of clicks that are stored */
  stored: number;
  /** Not stored, but may still arrive: clicks of the last hour, or of a failing queue */
  in_flight: number;
  /** Number of missing clicks */
  missing: number;
  /** Number of isolates of the edge that were seen */
  isolates: number;
  /** Number of isolates whose last stored click is of this hour */
  tails: number;
  /** Clicks of `click.unsent` log lines that were ingested again */
  unsent: number;
  /** Conversions with a click_ID of ours whose click is not stored */
  unstored_conversions: number;
  /** Null if the hour was not audited, or a shard did not answer */
  audited_at: string | null;
};
/** Whether the click of a conversion is stored */
export type ClickFacts = "known" | "awaited" | "missing";
export type ClickLife = {
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** GET this path for this answer */
  api_path: string;
  /** When the visitor clicked */
  clicked_at: string;
  /** A webmaster's own test: it is in no figure and moves no money */
  is_test: boolean;
  /** Id of the partner link */
  link_id: string;
  /** Id of the offer */
  offer_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Null while the click is on its way to the database */
  click: {
    /** Where the visitor was sent: `landing`, or `fallback` */
    decision: string;
    /** Why the visitor did not get the landing; null if they did */
    reason_code: string | null;
    /** What the click counts as: `valid`, `bot`, `duplicate`, or why it was refused */
    verdict: string;
    /** Id of the landing page */
    landing_id: string | null;
    /** Host of the landing, as the offer has it now; null for a fallback, and if the landing was removed */
    landing_host: string | null;
    /** Address of the landing with its macros, as the offer has it now; null for a fallback, and if it was removed. Visible to the operator and the advertiser only */
    landing_url?: string | null | undefined;
    /** ISO 3166-1 alpha-2 code of the visitor's country; empty if not known */
    country: string;
    /** ISO 3166-2 code of the visitor's region; empty if not known */
    region: string;
    /** The visitor's city; empty if not known */
    city: string;
    /** The browser's first language, like `pt-br`; empty if not known */
    language: string;
    /** The visitor's kind of device; empty if not known */
    device: string;
    /** The visitor's operating system; empty if not known */
    os: string;
    /** The visitor's browser; empty if not known */
    browser: string;
    /** Sub-ids and source by name, where they are set */
    subs: Record<string, string>;
    /** A sub-id was longer than 255 characters and was cut */
    has_cut_subs: boolean;
    /** Flags of the visitor's request: `embedded`: a page loaded the link; `headless`: the browser has no window; `deep_link_refused`: the offer does not allow `url`, so the visitor got the landing. The operator also sees flags that decide nothing by themselves: `http_1`: HTTP/1.x; `old_tls`: TLS before 1.3; `no_language`: no `Accept-Language`; `no_fetch_metadata`: no `Sec-Fetch-Site`; `not_navigated`: a script asked for the link; `not_activated`: a page sent the visitor on, without a click; `no_initiator`: typed, or opened from a bookmark, a mail or another app; `no_client_hints`: no `Sec-CH-UA-Platform`; `hints_differ`: client hints and user agent name different systems; `no_referrer`: no referrer; `in_app`: an app shows the page itself */
    signals: (
      | "embedded"
      | "headless"
      | "deep_link_refused"
      | "http_1"
      | "old_tls"
      | "no_language"
      | "no_fetch_metadata"
      | "not_navigated"
      | "not_activated"
      | "no_initiator"
      | "no_client_hints"
      | "hints_differ"
      | "no_referrer"
      | "in_app"
    )[];
    /** Host of the page that the visitor came from; empty if unknown. Visible to the operator only */
    referrer_host?: string | undefined;
  } | null;
  /** Reports about the click, oldest first */
  postbacks: {
    /** Visible to the operator and the advertiser only */
    id?: string | undefined;
    /** When it was accepted */
    accepted_at: string;
    /** Status */
    status: PostbackStatus;
    /** Why it was parked, was refused or changed nothing; null if it was simply applied */
    reason_code: string | null;
    /** What the code means */
    reason_sentence: string | null;
    /** How the parked postback was resolved; null if it was not parked, or still waits */
    resolution: PostbackResolution;
    /** As received, with the token masked; null after 90 days, when only the postback itself has it. Visible to the operator and the advertiser only */
    request?:
      | {
          /** The HTTP method */
          method: string;
          /** Path of the request, with the token masked if the path holds it */
          path: string;
          /** Content type of the request */
          content_type: string;
          /** Names of the advertiser's parameters by our field */
          parameters: {
            /** Name of the parameter */
            name: string;
            /** Value of the parameter */
            value: string;
          }[];
          /** A visitor's browser sent it */
          is_pixel: boolean;
        }
      | null
      | undefined;
    /** GET this path for the postback. Visible to the operator and the advertiser only */
    api_path?: string | undefined;
  }[];
  /** Conversions of the click, each with its history and money */
  conversions: {
    /** The conversion */
    conversion: Conversion;
    /** GET this path for the conversion */
    api_path: string;
    /** Its history, oldest first */
    changes: ConversionChange[];
    /** GET this path for its changes */
    changes_api_path: string;
    /** The rows of files that changed it, in their order */
    upload_rows: {
      /** Id of the upload */
      upload_id: string;
      /** Number of the row; null if the file changed it by not mentioning it */
      row: number | null;
      /** GET this path for the rows of the upload that the caller may see */
      api_path: string;
    }[];
    /** Transfers of the ledger that the conversion caused */
    transfers: {
      /** Id of the transfer */
      id: string;
      /** The account that the amount leaves. Visible to the operator and that side only */
      debit?: string | undefined;
      /** The account that the amount comes to. Visible to the operator and that side only */
      credit?: string | undefined;
      /** The amount */
      amount: Money;
      /** When it was posted to the ledger */
      posted_at: string;
    }[];
    /** GET this path for its transfers */
    transfers_api_path: string;
    /** Visible to the operator and the webmaster only */
    payouts?:
      | {
          /** Id of the payout; null if there is none */
          payout_id: string;
          /** Whether it pays a commission or sets one off */
          kind: string;
          /** The amount */
          amount: Money;
          /** Status of the payout */
          status: string;
          /** When it was paid; null until then */
          paid_at: string | null;
          /** GET this path for the payout */
          api_path: string;
        }[]
      | undefined;
  }[];
};
/** What happens to the conversion of a click that is not an ordinary one */
export type ClickPolicy = {
  /** The visitor's second click on the offer in a UTC day */
  duplicate?: ClickTreatment | undefined;
  /** A click of a bot */
  bot?: ClickTreatment | undefined;
  /** A page loaded the link; the visitor did not follow it */
  embedded?: ClickTreatment | undefined;
  /** A click that went to the fallback */
  fallback?: ClickTreatment | undefined;
  /** A click after the offer, link or webmaster was stopped */
  stopped?: ClickTreatment | undefined;
};
/** What happens to the conversion of a click */
export type ClickTreatment = "pay" | "hold" | "refuse";
export type Confirmation = {
  /** The code from the mail */
  token: string;
  /** Password, 10 to 128 characters */
  password: string;
};
export type Conversion = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Its status in one word, from the answers, the check and the payment */
  status: ConversionStatus;
  /** The advertiser's answer */
  validation: Validation;
  /** The network's traffic check: `held` waits for the operator, `refused` is final unless released */
  check: CheckState;
  /** Where the payment of the commission stands */
  payment: "none" | "on_payment" | "paid";
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Id of the goal that was reached */
  goal_id: string;
  /** The goal's code */
  goal: string;
  /** Id of the partner link */
  link_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** The advertiser's number of the order */
  order_id: string | null;
  /** When the visitor clicked */
  clicked_at: string;
  /** When the conversion happened, as the advertiser reported it */
  occurred_at: string;
  /** When the network accepted its report, rounded down to the second */
  reported_at: string;
  /** When the network recorded it */
  recorded_at: string;
  /** When it was last changed */
  changed_at: string;
  /** The order's amount; null if the report named none */
  amount: Money | null;
  /** What the advertiser owes. Visible to the operator and the advertiser only */
  revenue?: Money | undefined;
  /** What the webmaster earns */
  commission: Money;
  /** When the commission becomes available for payment; null while that is not known */
  available_at: string | null;
  /** When the advertiser has promised the upload that decides it; null if none is expected */
  decision_due_at: string | null;
  /** Version of the resource, which each change increments */
  version: number;
  /** A test by the advertiser; it never moves money */
  is_test: boolean;
  /** Why the advertiser answered as it did */
  validation_reason: Reason;
  /** Why it is held or refused */
  check_reason: Reason;
  /** The channel that reported it */
  channel: Channel;
  /** When its last answer was given; null while it has none */
  answered_at: string | null;
  /** `answer_changed_back`: approved after a rejection, and no `answered_at` says which is newer */
  flag: "answer_changed_back" | null;
  /** `awaited`: pending until its click is known. `missing`: held */
  click_facts: ClickFacts;
  /** Copied from the click; empty while the click is not known */
  click: {
    /** Where the visitor was sent: `landing`, or `fallback` */
    decision: string;
    /** What the click counts as: `valid`, `bot`, `duplicate`, or why it was refused */
    verdict: string;
    /** Id of the landing page */
    landing_id: string;
    /** ISO 3166-1 alpha-2 code of the visitor's country; empty if not known */
    country: string;
    /** ISO 3166-2 code of the visitor's region; empty if not known */
    region: string;
    /** The visitor's kind of device; empty if not known */
    device: string;
    /** The visitor's operating system; empty if not known */
    os: string;
    /** The visitor's browser; empty if not known */
    browser: string;
    /** The browser's first language, like `pt-br`; empty if not known */
    language: string;
    /** Sub-id 1, which the webmaster chooses; at most 255 characters */
    sub1: string;
    /** Sub-id 2, which the webmaster chooses; at most 255 characters */
    sub2: string;
    /** Sub-id 3, which the webmaster chooses; at most 255 characters */
    sub3: string;
    /** Sub-id 4, which the webmaster chooses; at most 255 characters */
    sub4: string;
    /** Sub-id 5, which the webmaster chooses; at most 255 characters */
    sub5: string;
    /** Where the webmaster's visitors come from; at most 255 characters */
    source: string;
  };
};
export type ConversionChange = {
  /** Version of the resource, which each change increments */
  version: number;
  /** What was done, or what to do */
  verb: string;
  /** Who decided */
  side: Side;
  /** The person, API key or job. Visible to the operator and that side only */
  actor_id?: string | undefined;
  /** Absent for the advertiser in changes of the payment to the webmaster. Visible to the operator, the webmaster, and that side only */
  reason_code?: ChangeReason | null | undefined;
  /** What the code means. Absent for the advertiser in changes of the payment to the webmaster. Visible to the operator, the webmaster, and that side only */
  reason_sentence?: string | null | undefined;
  /** What that side wrote. Absent for the advertiser in changes of the payment to the webmaster. Visible to the operator, the webmaster, and that side only */
  reason?: string | null | undefined;
  /** An approval after a rejection that may be the older answer */
  flag: "answer_changed_back" | null;
  /** The postback, or the upload with its row (`upl_…#12`), that brought it. Visible to the operator and the advertiser only */
  source?: string | null | undefined;
  /** When it changed */
  changed_at: string;
};
export type ConversionReport = {
  /** The click_ID that the visitor brought; required for a new conversion */
  click_id?: string | null | undefined;
  /** Your number of the order */
  order_id?: string | null | undefined;
  /** Code of the goal; null: the default goal, or the one under which the order is recorded */
  goal?: string | null | undefined;
  /** What the visitor paid; null if the report states no amount */
  amount?:
    | {
        /** The amount in minor units of the currency, such as cents */
        amount_minor: number;
        /** ISO 4217 currency code, like `USD` */
        currency: string;
      }
    | null
    | undefined;
  /** Your answer; null: `pending` for a new conversion, and no answer for a known one */
  status?: ReportStatus | null | undefined;
  /** When it occurred: a time, or a plain date in `zone`. Null: now, for a new conversion */
  occurred_at?: string | null | undefined;
  /** When you gave the answer: a time, or a plain date in `zone`, which counts as its end. It orders answers that contradict each other. Null: now */
  answered_at?: string | null | undefined;
  /** Your reason for the answer, up to 500 characters; visible to the webmaster */
  reason?: string | null | undefined;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
  /** A test: it never moves money */
  is_test?: boolean | undefined;
};
export type ConversionReports = {
  /** The advertiser of these reports. The operator states it or `offer_id`; an advertiser may omit it */
  advertiser_id?: string | undefined;
  /** The offer of all reports. With it, an order that is recorded needs no click_id */
  offer_id?: string | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Judged in this order */
  reports: ConversionReport[];
};
/** Status of a conversion */
export type ConversionStatus = "pending" | "approved" | "rejected" | "reversed" | "held" | "paid";
export type Correction = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The webmaster whose account is corrected; null for an advertiser's account */
  webmaster_id: string | null;
  /** The advertiser whose account is corrected; null for a webmaster's account */
  advertiser_id: string | null;
  /** Positive: the webmaster gets more, or the advertiser owes more */
  amount: Money;
  /** The reason as text; visible to the parties concerned */
  reason: string;
  /** Status */
  status: "proposed" | "posted" | "declined";
  /** Whether a payout has paid it or set it off; null for an advertiser's account */
  payment: "none" | "on_payment" | "paid" | null;
  /** The person or API key that proposed it. Visible to the operator only */
  proposed_by_id?: string | undefined;
  /** When it was proposed */
  proposed_at: string;
};
export type Creative = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the offer */
  offer_id: string;
  /** Name, for people */
  name: string;
  /** Media type of the file */
  type: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "video/mp4";
  /** Size in bytes */
  size_bytes: number;
  /** The address of the file, for callers that may see the offer */
  url: string;
  /** When it was created */
  created_at: string;
};
export type DeadLetter = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name of the queue */
  queue: string;
  /** Why no consumer could process it */
  reason: string;
  /** The beginning of the message */
  body: string;
  /** Status */
  status: "waiting" | "replayed";
  /** When it was kept */
  kept_at: string;
  /** When it was replayed; null until then */
  replayed_at: string | null;
};
/** The decimal separator of amounts */
export type DecimalSeparator = "point" | "comma";
export type DestinationApproval = {
  /** The reason as text; visible to the parties concerned */
  reason?: string | undefined;
};
/** A change of an approved offer to hosts that the operator has not seen */
export type DestinationChange = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the offer */
  offer_id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** The field of the offer */
  field: "landings" | "fallback_url" | "preview_url" | "deep_link_hosts";
  /** The URLs or hosts that the field is to have */
  wanted: string[];
  /** Those of their hosts that the operator has not seen */
  new_hosts: string[];
  /** `withdrawn`: another change of the field took its place */
  status: "pending" | "approved" | "refused" | "withdrawn";
  /** Why it was approved or refused; null: no reason was given */
  reason: string | null;
  /** When it was asked for */
  requested_at: string;
  /** When the operator decided; null: not yet */
  decided_at: string | null;
};
export type DestinationRefusal = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type DetailedAppeal = Appeal & {
  /** Conversions that were stopped with the same code, among the webmaster's newest 10000 of the last 28 days, with this one. Visible to the operator only */
  similar?:
    | {
        /** What became of conversions of the webmaster */
        of_webmaster: {
          /** Held now */
          held: number;
          /** Released, and not stopped again */
          released: number;
          /** Refused now */
          refused: number;
        };
        /** What became of conversions of the same link */
        of_link: {
          /** Held now */
          held: number;
          /** Released, and not stopped again */
          released: number;
          /** Refused now */
          refused: number;
        };
      }
    | undefined;
};
export type DetailedSourceScore = SourceScore & {
  /** Its scores, the oldest first: of each of the last 90 days, and of one day a week up to 730 days before */
  history: {
    /** The day of the network's zone */
    date: string;
    /** From 0 to 100; null: there was none */
    score: number | null;
    /** Conversions of the 28 days before that the traffic check has judged */
    conversions: number;
  }[];
  /** Of a link: the values of its sub-ids with most conversions, at most 20 with 20 or more each */
  subs: {
    /** The sub-id */
    name: ParameterName;
    /** Its value */
    value: string;
    /** From 0 to 100; 100: nothing is more frequent than usual. Null: see `absent` */
    score: number | null;
    /** Why there is no score: fewer than 20 judged conversions, or nothing to compare with. Null: there is one */
    absent: "too_few" | "no_peers" | null;
    /** Conversions of the 28 days before that the traffic check has judged */
    conversions: number;
    /** What the score is made of */
    parts: QualityPart[];
    /** Its scores, the oldest first */
    history: {
      /** The day of the network's zone */
      date: string;
      /** From 0 to 100; null: there was none */
      score: number | null;
    }[];
  }[];
  /** Values that are not among them */
  subs_left: number;
};
/** A kind of device; an empty text where it is unknown */
export type DeviceFilter = "" | "other" | "desktop" | "mobile" | "tablet" | "tv" | "console";
export type Done = {
  /** Always `ok` */
  status: string;
};
export type Effects = {
  /** What was done, or what to do */
  verb: "block" | "unblock" | "revoke";
  /** Status */
  status: string;
  /** Active links that are affected */
  links: number;
  /** Number of offers that are concerned */
  offers: number;
  /** Number of applications that wait for an answer */
  pending_applications: number;
  /** Conversions that are held because of a block. `GET /api/v1/conversions?check_code=webmaster_blocked` lists them */
  held_by_block: number;
  /** Money by currency, and where it stands */
  money: Holdings[];
  /** Other effects of the change */
  consequences: {
    /** Code for programs */
    code: string;
    /** What the code means, as a sentence */
    sentence: string;
  }[];
  /** The account's last block, or the end of one */
  last_block: {
    /** What was done, or what to do */
    verb: "block" | "unblock";
    /** The reason as text; visible to the parties concerned */
    reason: string;
    /** When it changed */
    changed_at: string;
  } | null;
};
export type EmailOnly = {
  /** E-mail address */
  email: string;
};
/** Code of an error */
export type ErrorCode =
  | "bad_request"
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "already_exists"
  | "limit_reached"
  | "precondition_failed"
  | "slug_taken"
  | "slug_reserved"
  | "offer_not_open"
  | "application_needed"
  | "application_not_needed"
  | "application_exists"
  | "account_blocked"
  | "file_refused"
  | "report_refused"
  | "source_refused"
  | "transition_refused"
  | "click_facts_awaited"
  | "not_stopped"
  | "rejected_by_advertiser"
  | "appeal_answered"
  | "addresses_unknown"
  | "claim_overdue"
  | "claim_refused"
  | "reattribution_needed"
  | "request_answered"
  | "sum_too_large"
  | "last_owner"
  | "second_person_required"
  | "payment_begun"
  | "run_step_refused"
  | "nothing_to_pay"
  | "paid_elsewhere"
  | "payer_missing"
  | "request_forgotten"
  | "same_file"
  | "upload_step_refused"
  | "period_unknown"
  | "period_received"
  | "landing_refused"
  | "creative_refused"
  | "currency_unknown"
  | "too_large"
  | "unsupported_media_type"
  | "cross_site"
  | "scope_missing"
  | "session_required"
  | "fresh_sign_in_required"
  | "second_factor_required"
  | "credentials_refused"
  | "code_refused"
  | "token_refused"
  | "password_refused"
  | "idempotency_mismatch"
  | "in_progress"
  | "too_many_requests"
  | "internal";
export type ExpectedMoney = {
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** By when commissions become available. Visible to the operator and the webmaster only */
  commission?:
    | {
        /** What waits for a decision */
        pending: Money;
        /** What is approved, and on hold. Of a revenue always 0 */
        on_hold: Money;
        /** From today on. The amounts of pending conversions are estimates */
        days: {
          /** The day in `zone` */
          date: string;
          /** Of a commission, what becomes available on the day; of a revenue, what is approved */
          amount: Money;
          /** The part of it that is approved already, and on hold until the day */
          approved: Money;
        }[];
        /** What the days bring to each payout date within them; what is available already comes on top. Of a revenue none */
        payouts: {
          /** A day on which the network pays */
          date: string;
          /** What the days bring to it */
          amount: Money;
        }[];
        /** After the last day, or not decided by then */
        later: Money;
        /** What is expected to be rejected */
        rejected: Money;
        /** What is expected to be reversed before its hold ends */
        reversed: Money;
        /** What has no estimate: too few decisions are known, it is older than all that were observed, or no file is awaited for it */
        unknown: Money;
      }
    | undefined;
  /** By when advertisers owe it, which is the approval. Visible to the operator and the advertiser only */
  revenue?:
    | {
        /** What waits for a decision */
        pending: Money;
        /** What is approved, and on hold. Of a revenue always 0 */
        on_hold: Money;
        /** From today on. The amounts of pending conversions are estimates */
        days: {
          /** The day in `zone` */
          date: string;
          /** Of a commission, what becomes available on the day; of a revenue, what is approved */
          amount: Money;
          /** The part of it that is approved already, and on hold until the day */
          approved: Money;
        }[];
        /** What the days bring to each payout date within them; what is available already comes on top. Of a revenue none */
        payouts: {
          /** A day on which the network pays */
          date: string;
          /** What the days bring to it */
          amount: Money;
        }[];
        /** After the last day, or not decided by then */
        later: Money;
        /** What is expected to be rejected */
        rejected: Money;
        /** What is expected to be reversed before its hold ends */
        reversed: Money;
        /** What has no estimate: too few decisions are known, it is older than all that were observed, or no file is awaited for it */
        unknown: Money;
      }
    | undefined;
  /** Pending conversions by goal, the largest 100: commissions, for advertisers revenues */
  goals: {
    /** Id of the goal that was reached */
    goal_id: string;
    /** The goal's code */
    goal: string;
    /** Id of the offer */
    offer_id: string;
    /** Name of the offer */
    offer_name: string;
    /** Whose decisions it follows: the goal's, or if these are under 30, those of a wider group. Null: none had 30 */
    basis: {
      /** Whose decisions */
      scope: "goal" | "advertiser" | "network";
      /** Decisions of the last 90 days */
      decisions: number;
    } | null;
    /** Pending conversions */
    count: number;
    /** Money of conversions that are not approved yet */
    pending: Money;
    /** What of it is expected to be approved within the days */
    approved: Money;
    /** What of it has no estimate */
    unknown: Money;
  }[];
  /** How earlier expectations of this account turned out, for the operator those of the network. Empty with a filter */
  accuracy: {
    /** How many days they were ahead */
    horizon_days: number;
    /** Expectations of the last 100 days whose days are over */
    count: number;
    /** Their sum. They overlap */
    expected: Money;
    /** What came of them */
    came: Money;
    /** Of four in five expectations, what came was between these shares of what was expected. Null: under 8 are known */
    range_80: {
      /** Of what was expected */
      low: number;
      /** Of what was expected */
      high: number;
    } | null;
  }[];
};
/** Format of a file of rows */
export type ExportFormat = "csv" | "ndjson" | "xlsx";
/** Conversions that a version flags, and what became of them */
export type FlaggedConversions = {
  /** How many it flags */
  conversions: number;
  /** Of them, those that were approved and not taken back, and not refused by the operator */
  false_alarms: number;
  /** Of them, those that the advertiser rejected or reversed, or that the operator refused */
  confirmed: number;
  /** Their commissions, by currency */
  commission: Money[];
};
/** Shares of the network's own good conversions that may be flagged */
export type FlaggedMax = {
  /** As their clicks become known */
  first: number;
  /** By both stages together */
  both: number;
};
/** Shares of the network's own good conversions that may be flagged */
export type FlaggedMaxChange = {
  /** As their clicks become known */
  first?: number | undefined;
  /** By both stages together */
  both?: number | undefined;
};
export type ForecastQuery = {
  /** What to forecast, as reports define it. Clicks that count: neither refused nor made by a bot or a page, and no duplicates. Null: unknown, by sub-id before they were counted. Money is as recorded, and then matured. `revenue` is not for webmasters */
  metric: "clicks" | "valid" | "conversions" | "commission" | "revenue";
  /** Days from today on */
  days: number;
  /** The zone of days */
  zone: string;
  /** The filters by field */
  filters: Record<string, string>;
};
export type Found = {
  /** What was found */
  kind:
    | "click"
    | "conversion"
    | "offer"
    | "link"
    | "payout"
    | "upload"
    | "postback"
    | "thread"
    | "advertiser"
    | "webmaster"
    | "member"
    | "traffic_source";
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Its name or number, for people */
  title: string;
  /** What tells it apart: the offer of a click, conversion, link or upload, the amount of a payout, the address of a member, the name of a traffic source; null: nothing */
  subtitle: string | null;
  /** Its status; null for what has none */
  status: string | null;
};
/** How often one click may reach a goal */
export type GoalRepeats = "by_order" | "never" | "always";
export type Health = {
  /** `degraded` if a check is `failing`. The public `GET /health` says this and nothing else */
  status: "ok" | "degraded";
  /** When the proof was last checked; null: never */
  checked_at: string;
  /** The path of the guide that says what to do */
  guide: string;
  /** Each check, also those that found nothing */
  checks: {
    /** What was looked at */
    check:
      | "cron"
      | "jobs"
      | "queues"
      | "dead_letters"
      | "publishing"
      | "clicks"
      | "click_databases"
      | "books"
      | "mail"
      | "secrets";
    /** `warning`: look at it today. `failing`: look at it now */
    level: "ok" | "warning" | "failing";
    /** Empty if all is well */
    findings: HealthFinding[];
  }[];
};
export type HealthFinding = {
  /** How urgent it is */
  level: "warning" | "failing";
  /** What is wrong */
  code:
    | "cron_late"
    | "job_failing"
    | "queue_failing"
    | "queue_behind"
    | "letters_waiting"
    | "publishing_behind"
    | "clicks_missing"
    | "shard_unreachable"
    | "shard_filling"
    | "shard_full"
    | "books_faulty"
    | "books_late"
    | "mail_refused"
    | "mail_late"
    | "secret_missing"
    | "unreadable";
  /** The job, queue, database, secret or record that it is about; null: there is only one */
  subject: string | null;
  /** Since when; null: not known */
  since_at: string | null;
  /** How many messages, clicks, mails, faults, or failed runs in a row; null: nothing is counted */
  count: number | null;
  /** What a database or a service answered */
  error: string | null;
  /** The code as a sentence */
  sentence: string;
  /** What to do about it */
  to_do: string;
};
export type Holdings = {
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** Money of conversions that are not approved yet */
  pending: Money;
  /** Money of approved conversions whose hold has not ended */
  on_hold: Money;
  /** Money that the next payout run pays */
  available: Money;
  /** Money in payouts that are not settled yet */
  on_payment: Money;
  /** Money that was paid */
  paid: Money;
};
export type IdentityProof = {
  /** Password, 10 to 128 characters */
  password: string;
  /** May be omitted without a second factor */
  code?: string | undefined;
};
export type Invitation = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** E-mail address */
  email: string;
  /** Role of the invited person */
  role: Role;
  /** What the member may do in the account; docs/api.md has the table */
  member_role: MemberRole;
  /** The advertiser whose account the person joins; null for other roles or a new account */
  advertiser_id: string | null;
  /** The webmaster whose account the person joins; null for other roles or a new account */
  webmaster_id: string | null;
  /** When it was created */
  created_at: string;
  /** When it expires; null: never */
  expires_at: string;
  /** When the invitation was accepted; null until then */
  accepted_at: string | null;
  /** When it was revoked; null while it is in force */
  revoked_at: string | null;
  /** The side that revoked it; null while it is in force */
  revoked_by: Side | null;
  /** Why it was revoked; null if no reason was given */
  revoked_reason: string | null;
};
/** Why it is refused; null if it is not */
export type ItemError = {
  /** As in a problem document */
  code: ErrorCode;
  /** Fixed for a code */
  title: string;
  /** What is wrong with this item */
  detail: string;
} | null;
export type Joining = {
  /** Id of the offer */
  offer_id: string;
  /** Who may see the offer and join it: every webmaster, approved ones, or listed ones */
  access: OfferAccess;
  /** Questions that an application answers */
  questions: {
    /** Code of the question, which answers name */
    code: string;
    /** The question */
    text: string;
    /** Answers to choose from; empty: any text */
    options: string[];
    /** Whether an answer is required */
    is_required: boolean;
  }[];
  /** Which webmasters are approved automatically: none, all, or those with a verified traffic source. Visible to the operator and the advertiser only */
  approval?: "by_hand" | "automatic" | "verified_source" | undefined;
  /** The contact for questions about joining; null: none */
  contact: {
    /** Name of the contact */
    name: string;
    /** E-mail address of the contact; empty: none */
    email: string;
    /** Another way to reach the contact, such as a messenger */
    other: string;
  } | null;
  /** Version of the resource, which each change increments */
  version: number;
};
export type JoiningChange = {
  /** Questions that an application answers */
  questions?:
    | {
        /** Code of the question, which answers name */
        code: string;
        /** The question */
        text: string;
        /** None: any text */
        options?: string[] | undefined;
        /** Whether an answer is required */
        is_required?: boolean | undefined;
      }[]
    | undefined;
  /** Which webmasters are approved automatically: none, all, or those with a verified traffic source */
  approval?: "by_hand" | "automatic" | "verified_source" | undefined;
  /** The contact for questions about joining; null: none */
  contact?:
    | {
        /** Name of the contact */
        name?: string | undefined;
        /** E-mail address of the contact; empty: none */
        email?: string | "" | undefined;
        /** A messenger, a telephone, a page */
        other?: string | undefined;
      }
    | null
    | undefined;
  /** The version that you saw; 409 if it is no longer current */
  version?: number | undefined;
};
export type LeftOutAmount = {
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** `below_minimum`: too little for a payout. `below_fee`: not more than its fee. `not_scheduled`: the webmaster is paid on another day, or did not ask. `no_account`, `account_on_hold`: there is no account that can be paid. `frozen`: the operator froze the money. `owed`: the webmaster owes the network. `excluded`: the operator took it out. `receipt_missing`: the webmaster is self-employed, and owes the receipt of an earlier payout. `after_cut_off`: available after the cut-off. `on_hold`: the hold days have not passed. `held`: stopped by the traffic check. `check_pending`: the click is not stored yet */
  reason_code: LeftOutReason;
  /** The amount */
  amount: Money;
  /** From when it can be paid; null while that is not known */
  payable_at: string | null;
};
/** Why a payout run does not pay an amount */
export type LeftOutReason =
  | "below_minimum"
  | "below_fee"
  | "not_scheduled"
  | "no_account"
  | "account_on_hold"
  | "frozen"
  | "owed"
  | "excluded"
  | "receipt_missing"
  | "after_cut_off"
  | "on_hold"
  | "held"
  | "check_pending";
export type LegalEntity = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Version of the resource, which each change increments */
  version: number;
  /** Full name of the legal entity, as registered */
  name: string;
  /** Country of its seat, ISO 3166-1 */
  country: string;
  /** Town of its seat */
  town: string;
  /** Postcode of its seat; null: none */
  postcode: string | null;
  /** Street, building and office, in at most two lines: banks take no more */
  address_lines: string[];
  /** Number by which its tax office knows it; of a Russian entity the INN. Null: none */
  tax_number: string | null;
  /** Registration code (КПП) of a Russian company; null for others */
  kpp: string | null;
  /** VAT number; null: none */
  vat_number: string | null;
  /** When it was created */
  created_at: string;
  /** When it was last changed */
  changed_at: string;
};
export type LegalEntityChange = {
  /** Full name of the legal entity, as registered */
  name?: string | undefined;
  /** Country of its seat, ISO 3166-1 */
  country?: string | undefined;
  /** Town of its seat */
  town?: string | undefined;
  /** Postcode of its seat; null: none */
  postcode?: string | null | undefined;
  /** Street, building and office, in at most two lines: banks take no more */
  address_lines?: string[] | undefined;
  /** Number by which its tax office knows it; of a Russian entity the INN. Null: none */
  tax_number?: string | null | undefined;
  /** Registration code (КПП) of a Russian company; null for others */
  kpp?: string | null | undefined;
  /** VAT number; null: none */
  vat_number?: string | null | undefined;
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
export type LegalText = {
  /** The terms of use, or the privacy notice */
  kind: "terms" | "privacy";
  /** Version of the resource, which each change increments */
  version: number;
  /** When it changed */
  changed_at: string;
  /** The text by language, as plain text with empty lines between paragraphs */
  texts: {
    /** The text in English */
    en?: string | undefined;
    /** The text in Russian */
    ru?: string | undefined;
  };
};
export type Link = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The path of the link: 2 to 64 letters, digits, hyphens and underscores, in lower case; generated if absent */
  slug: string;
  /** The partner link, for visitors */
  url: string;
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** The landing that the link always leads to; null: the offer chooses by weight */
  landing_id: string | null;
  /** Status */
  status: "active" | "paused";
  /** Who paused the link; the operator if both did. Each side ends only its own pause */
  paused_by: "webmaster" | "operator" | null;
  /** The webmaster's own pause, which stays in force when the operator ends theirs */
  is_paused_by_webmaster: boolean;
  /** The reason, in the words of the side that paused it */
  reason: string | null;
  /** Where refused visitors go; null: the next fallback (of the offer, then of the network) */
  fallback_url: string | null;
  /** When it expires; null: never */
  expires_at: string | null;
  /** Values of sub-ids for visits without them */
  defaults: LinkDefaults;
  /** Version of the resource, which each change increments */
  version: number;
  /** When it was created */
  created_at: string;
};
export type LinkChange = {
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
  /** The landing that the link always leads to; null: the offer chooses by weight */
  landing_id?: string | null | undefined;
  /** Where refused visitors go; null: the next fallback (of the offer, then of the network) */
  fallback_url?: string | null | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Values of sub-ids for visits without them */
  defaults?: LinkDefaults | undefined;
};
export type LinkDefaults = {
  /** Sub-id 1, which the webmaster chooses; at most 255 characters */
  sub1?: string | undefined;
  /** Sub-id 2, which the webmaster chooses; at most 255 characters */
  sub2?: string | undefined;
  /** Sub-id 3, which the webmaster chooses; at most 255 characters */
  sub3?: string | undefined;
  /** Sub-id 4, which the webmaster chooses; at most 255 characters */
  sub4?: string | undefined;
  /** Sub-id 5, which the webmaster chooses; at most 255 characters */
  sub5?: string | undefined;
  /** Where the webmaster's visitors come from; at most 255 characters */
  source?: string | undefined;
};
export type LinkOutcome = {
  /** The link; null if it is refused */
  link: Link | null;
  /** The last error; null if there is none */
  error: ItemError;
};
export type LinkPause = {
  /** The reason; visible to the webmaster. Required for the operator */
  reason?: string | undefined;
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
export type LinkResumption = {
  /** The reason; the audit keeps it */
  reason?: string | undefined;
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
export type ListedPayout = Payout & {
  /** Name of the webmaster */
  webmaster_name: string;
};
export type ListedPayoutRun = PayoutRun & {
  /** What the run pays, by currency and status of its payouts. While a job works, it grows */
  totals: {
    /** Status */
    status: PayoutStatus;
    /** How many payouts of this currency have this status */
    payouts: number;
    /** Conversions that these payouts pay or set off */
    conversions: number;
    /** The amount */
    amount: Money;
    /** What leaves the network's account: with VAT, without fees and withheld tax */
    net: Money;
  }[];
  /** The approval that waits for a second operator, under /money-requests/{id}; null: none waits */
  money_request_id: string | null;
};
export type Me = {
  /** Role of the caller */
  role: Role;
  /** The advertiser that the caller acts for; null for other roles */
  advertiser_id: string | null;
  /** The webmaster that the caller acts for; null for other roles */
  webmaster_id: string | null;
  /** Name of the account; null for the operator */
  account_name: string | null;
  /** Whether the operator has blocked the account */
  is_blocked: boolean;
  /** Why the account is blocked; null if it is not */
  block_reason: string | null;
  /** What the key may do: `read` allows every GET, `write` allows changes, `payouts` allows moving money */
  scopes: Scope[];
  /** The scopes and, for owners in a session, `account`: manage the members and the account's name */
  rights: ("read" | "write" | "payouts" | "restore" | "account")[];
  /** Most operations are refused until the person sets up a second factor */
  requires_second_factor: boolean;
  /** Null for an API key */
  member: {
    /** Id of the signed-in person */
    id: string;
    /** The person's name */
    name: string;
    /** E-mail address */
    email: string;
    /** Whether a second factor is set up */
    has_second_factor: boolean;
    /** What the member may do in the account; docs/api.md has the table */
    member_role: MemberRole;
    /** Language of mails and pages; null: not chosen */
    language: "en" | "ru" | null;
    /** IANA zone of times that are shown; null: the network's */
    zone: string | null;
    /** Currency in which sums are shown besides their own; null: the network's. Converts no money */
    currency: string | null;
    /** The newest version of the terms of use that the person accepted; null: none */
    terms_version: number | null;
    /** When the person accepted it; null: never */
    terms_accepted_at: string | null;
    /** The version of the terms of use that waits to be accepted; null: none */
    pending_terms_version: number | null;
  } | null;
};
export type MeChange = {
  /** Name, for people */
  name?: string | undefined;
  /** Null: not chosen */
  language?: "en" | "ru" | null | undefined;
  /** Null: the network's */
  zone?: string | null | undefined;
  /** Null: the network's */
  currency?: string | null | undefined;
};
export type Member = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name, for people */
  name: string;
  /** E-mail address */
  email: string;
  /** Role of the caller */
  role: Role;
  /** Id of the advertiser */
  advertiser_id: string | null;
  /** Id of the webmaster */
  webmaster_id: string | null;
  /** What the member may do in the account; docs/api.md has the table */
  member_role: MemberRole;
  /** Whether a second factor is set up */
  has_second_factor: boolean;
  /** When it was created */
  created_at: string;
};
export type MemberRemoval = {
  /** Sent to the member by mail */
  reason: string;
};
/** Role of a member in their account */
export type MemberRole = "owner" | "manager" | "finance" | "read_only";
export type MemberRoleChange = {
  /** What the member may do in the account; docs/api.md has the table */
  member_role: MemberRole;
  /** Sent to the member by mail */
  reason: string;
};
export type MemberVoucher = {
  /** Sent to the member by mail */
  reason: string;
};
export type Message = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Number, counted from 1 */
  number: number;
  /** The side that acted, never a person or key of another side */
  side: Role;
  /** The text, as it was written */
  text: string;
  /** When it was sent */
  sent_at: string;
  /** Its files */
  attachments: Attachment[];
};
export type Money = {
  /** Minor units. Amounts and balances stay below 2^53; a sum over many conversions may be larger */
  amount_minor: number;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
};
export type MoneyGuard = {
  /** Days for which an operator counts as the one who invited them, 0 to 365 */
  invited_days: number;
  /** What one person may do alone in 24 hours, by act and currency. Of acts that are not listed: 100 of a currency, and no limit for payout runs */
  limits: {
    /** The act: a correction, an adjusted conversion, terms, an offer that opens at a loss, a parked postback, conversions that an operator reports for an advertiser, the approval of a payout run, or higher limits */
    act: "correction" | "adjust" | "terms" | "loss" | "resolve" | "report" | "claim" | "payout_run" | "frozen";
    /** ISO 4217 currency code, like `USD` */
    currency: string;
    /** Minor units; null: no limit */
    amount_minor: number | null;
  }[];
};
export type MoneyGuardChange = {
  /** Days for which an operator counts as the one who invited them, 0 to 365 */
  invited_days?: number | undefined;
  /** What one person may do alone in 24 hours, by act and currency. Of acts that are not listed: 100 of a currency, and no limit for payout runs */
  limits?:
    | {
        /** The act: a correction, an adjusted conversion, terms, an offer that opens at a loss, a parked postback, conversions that an operator reports for an advertiser, the approval of a payout run, or higher limits */
        act: "correction" | "adjust" | "terms" | "loss" | "resolve" | "report" | "claim" | "payout_run" | "frozen";
        /** ISO 4217 currency code, like `USD` */
        currency: string;
        /** Minor units; null: no limit */
        amount_minor: number | null;
      }[]
    | undefined;
  /** Why the limits change */
  reason: string;
};
/** An amount of money, not below 0 */
export type MoneyInput = {
  /** The amount in minor units of the currency, such as cents */
  amount_minor: number;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
};
export type MoneyRefusal = {
  /** Conversions that this call refused */
  refused: number;
  /** Unpaid conversions that are left; call again while it is not 0 */
  remaining: number;
};
export type MoneyRequest = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The act: a correction, an adjusted conversion, terms, an offer that opens at a loss, a parked postback, conversions that an operator reports for an advertiser, the approval of a payout run, or higher limits */
  act: "correction" | "adjust" | "terms" | "loss" | "resolve" | "report" | "claim" | "payout_run" | "frozen" | "limits";
  /** Id of what the act changes */
  subject_id: string;
  /** What the act makes or moves, as it counts against the limit */
  amounts: Money[];
  /** What the act does */
  description: string;
  /** Why, in the words of the person who asked */
  reason: string | null;
  /** Whether it waits, was confirmed and done, or was refused */
  status: "waiting" | "confirmed" | "refused";
  /** The person or key that asked */
  requested_by_id: string;
  /** When it was asked for */
  requested_at: string;
  /** The person or key that answered; null while it waits */
  answered_by_id: string | null;
  /** Why it was confirmed or refused; null if no reason was given */
  answer_reason: string | null;
  /** When it was answered; null while it waits */
  answered_at: string | null;
};
export type MoneyRequestAnswer = {
  /** Why; a refusal needs it */
  reason?: string | null | undefined;
};
export type NewAmount = {
  /** The new amount, in the currency of the conversion */
  amount: MoneyInput;
  /** In your words; visible to the webmaster and the advertiser */
  reason: string;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
  /** The version that the operator saw */
  version?: number | undefined;
};
export type NewApiKey = {
  /** Name, for people */
  name: string;
  /** What the key may do: `read` allows every GET, `write` allows changes, `payouts` allows moving money */
  scopes?: Scope[] | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
};
export type NewApiKeyShown = ApiKey & {
  /** Shown once: null when the request is repeated */
  secret: string | null;
  /** The first answer to this request had the secret */
  secret_shown_before: boolean;
};
export type NewAppeal = {
  /** Id of the conversion; null if there is none */
  conversion_id: string;
  /** Why the decision is wrong, in your words */
  comment: string;
};
export type NewApplication = {
  /** Answers by the codes of the offer's questions */
  answers?: Record<string, string> | undefined;
};
export type NewBankFile = {
  /** `pain.001`: pain.001.001.09, for SEPA and SWIFT. `1c`: 1CClientBankExchange 1.03, for Russian banks. `paypal_csv`: the file of PayPal's Payouts Web. `csv`: a CSV with columns of your choice */
  format: BankFileFormat;
  /** Payouts to accounts of this method; it is paid from the network's main account for it */
  method: PayoutMethod;
  /** Currency of the payouts */
  currency: string;
  /** Day on which the bank pays */
  execute_on: string;
  /** What is paid for. Every payee reads it, with our reference after it */
  subject: string;
  /** For `csv`: a header and a field for each column, like `Payee=account,Sum=amount`. Fields: reference, amount, currency, subject, holder, service, account, bic, bank_name, country, town */
  columns?: string | undefined;
  /** SEPA only: pay within seconds */
  is_instant?: boolean | undefined;
  /** Which file of a run that one file can't hold, from 1 on */
  part?: number | undefined;
  /** How many payouts you know to be paid by earlier files or a provider, from the preview; another number is refused (`paid_elsewhere`) */
  paid_elsewhere?: number | undefined;
  /** How many payouts you know to be left out, from the preview; another number is refused */
  left_out?: number | undefined;
};
export type NewBlock = BlockReason & {
  /** Why, where the reason has consequences of its own */
  reason_code?: "fraud" | "rules" | "request" | "other" | null | undefined;
  /** What happens to a webmaster's money that is not sent yet: `freeze` it until it is released or refused, or `keep` it payable. If omitted: `freeze` if the reason code is `fraud`, otherwise `keep`. Not for advertisers */
  money?: "freeze" | "keep" | undefined;
};
export type NewClaim =
  | {
      /** Kind */
      kind: "untracked";
      /** The click that led to the order: one of yours */
      click_id: string;
      /** The advertiser's number of the order */
      order_id: string;
      /** Code of the goal; null: the offer's default goal */
      goal?: string | null | undefined;
      /** When the order was made: a time, or a plain date in `zone` */
      occurred_at: string;
      /** What the visitor paid; null if you don't know */
      amount?:
        | {
            /** The amount in minor units of the currency, such as cents */
            amount_minor: number;
            /** ISO 4217 currency code, like `USD` */
            currency: string;
          }
        | null
        | undefined;
      /** What you have to say, such as what the customer's confirmation says */
      comment?: string | null | undefined;
    }
  | {
      /** Kind */
      kind: "wrong";
      /** A conversion of yours */
      conversion_id: string;
      /** What the visitor paid */
      amount: MoneyInput;
      /** What you have to say, such as what the customer's confirmation says */
      comment?: string | null | undefined;
    }
  | {
      /** Kind */
      kind: "declined";
      /** A conversion of yours */
      conversion_id: string;
      /** What you have to say, such as what the customer's confirmation says */
      comment?: string | null | undefined;
    };
export type NewClaims = {
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Judged in this order */
  claims: NewClaim[];
};
export type NewCorrection = {
  /** The webmaster whose account is corrected. State this or `advertiser_id` */
  webmaster_id?: string | undefined;
  /** The advertiser whose account is corrected. State this or `webmaster_id` */
  advertiser_id?: string | undefined;
  /** The amount */
  amount: {
    /** The amount in minor units of the currency, such as cents */
    amount_minor: number;
    /** ISO 4217 currency code, like `USD` */
    currency: string;
  };
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type NewGoal = {
  /** Code of the goal, as postbacks and files name it */
  code: string;
  /** Whether a report without a goal means this one */
  is_default: boolean;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** What the advertiser owes for a conversion, in minor units of `currency` */
  revenue_fixed_minor?: number | undefined;
  /** The share of the amount that the advertiser owes, in basis points: 1,000 is 10 % */
  revenue_bps?: number | undefined;
  /** What the webmaster earns for a conversion, in minor units of `currency` */
  commission_fixed_minor?: number | undefined;
  /** The share of the amount that the webmaster earns, in basis points: 1,000 is 10 % */
  commission_bps?: number | undefined;
  /** `by_order`: once per order. `never`: once per click. `always`: also each postback without an order */
  repeats?: GoalRepeats | undefined;
};
export type NewInvitation = {
  /** E-mail address */
  email: string;
  /** Role of the invited person. Advertisers and webmasters can only invite to their own account */
  role: Role;
  /** The advertiser whose account the person joins. Operators only; null for a new account */
  advertiser_id?: string | null | undefined;
  /** The webmaster whose account the person joins. Operators only; null for a new account */
  webmaster_id?: string | null | undefined;
  /** Name of a new account, if no account is named. Operator only */
  account_name?: string | null | undefined;
  /** What the person may do in the account. May be omitted for a new account: its first member is its owner */
  member_role?: MemberRole | null | undefined;
};
export type NewLegalEntity = {
  /** Full name of the legal entity, as registered */
  name: string;
  /** Country of its seat, ISO 3166-1 */
  country: string;
  /** Town of its seat */
  town: string;
  /** Postcode of its seat; null: none */
  postcode?: string | null | undefined;
  /** Street, building and office, in at most two lines: banks take no more */
  address_lines?: string[] | undefined;
  /** Number by which its tax office knows it; of a Russian entity the INN. Null: none */
  tax_number?: string | null | undefined;
  /** Registration code (КПП) of a Russian company; null for others */
  kpp?: string | null | undefined;
  /** VAT number; null: none */
  vat_number?: string | null | undefined;
};
export type NewLegalText = {
  /** The text by language, as plain text with empty lines between paragraphs */
  texts: {
    /** The text in English */
    en?: string | undefined;
    /** The text in Russian */
    ru?: string | undefined;
  };
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
export type NewLink = {
  /** Id of the offer */
  offer_id: string;
  /** The path of the link: 2 to 64 letters, digits, hyphens and underscores, in lower case; generated if absent */
  slug?: string | undefined;
  /** The landing that the link always leads to; without it, the offer chooses by weight */
  landing_id?: string | undefined;
  /** Takes precedence over the offer's and the network's fallback, unless the operator has stopped the link, its webmaster, offer or advertiser, or the webmaster's access to the offer has ended */
  fallback_url?: string | null | undefined;
  /** From then on visitors go to the fallback. A plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Values of sub-ids for visits without them */
  defaults?: LinkDefaults | undefined;
};
export type NewLinks = {
  /** Of at most 50 offers; at most 100 may expire */
  links: NewLink[];
};
export type NewMessage = {
  /** The text, as it was written */
  text: string;
  /** Ids of files that were uploaded to this thread before, at most 10 */
  attachment_ids?: string[] | undefined;
};
export type NewOffer = {
  /** Id of the advertiser */
  advertiser_id: string;
  /** Name, for people */
  name: string;
  /** What the offer is, for webmasters */
  description?: string | undefined;
  /** Categories, for filtering */
  categories?: string[] | undefined;
  /** Empty: every kind that is not forbidden */
  traffic_allowed?: TrafficKind[] | undefined;
  /** Kinds of traffic that are forbidden */
  traffic_forbidden?: TrafficKind[] | undefined;
  /** A page that shows webmasters the product */
  preview_url?: string | null | undefined;
  /** Who may see the offer and join it: every webmaster, approved ones, or listed ones */
  access?: OfferAccess | undefined;
  /** Who may see and join it while its access is private */
  webmaster_ids?: string[] | undefined;
  /** How the advertiser answers conversions: in real time, or by uploaded files */
  validation_method?: OfferValidation | undefined;
  /** Days after which an unanswered conversion is approved automatically; null: never */
  validation_days?: number | null | undefined;
  /** Days between approval and availability for payment, 0 to 365 */
  hold_days?: number | undefined;
  /** Days after the click within which a conversion counts, 1 to 365 */
  attribution_days?: number | undefined;
  /** Days within which the advertiser answers a webmaster's claim, 1 to 60; after them it waits for the operator */
  claim_days?: number | undefined;
  /** Name of the landing's parameter that gets the click_ID if its address has no `{click_id}` */
  click_parameter?: string | undefined;
  /** Where refused visitors go; null: the next fallback (of the offer, then of the network) */
  fallback_url?: string | null | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Which visitors are accepted, by dimension. Others go to the fallback */
  targeting?: Targeting | undefined;
  /** When visitors are accepted; null: always */
  schedule?: Schedule | undefined;
  /** Hosts that `url` may lead to: `shop.example`, or `.shop.example` or `*.shop.example` for its subdomains too */
  deep_link_hosts?: string[] | undefined;
  /** Parameters of the visitor's URL that are passed to the landing, like `utm_source` */
  passed_parameters?: string[] | undefined;
  /** Whether the redirect asks the browser to send no referrer */
  hides_referrer?: boolean | undefined;
  /** `/pixel.gif` may report conversions; each is held until the operator releases it */
  allows_pixel?: boolean | undefined;
  /** What happens to the conversion of a click that is not an ordinary one: `pay`, `hold` or `refuse` it. A change applies to clicks from then on */
  click_policy?: ClickPolicy | undefined;
  /** What visitors may do and what it earns; exactly one goal is the default */
  goals: NewGoal[];
  /** Confirms that a commission is above its revenue, so that the network pays the difference. Operator only */
  accepts_loss?: boolean | undefined;
  /** Pages that visitors are sent to, by weight */
  landings: {
    /** Address of the page, with macros such as `{click_id}` and `{sub1}` */
    url: string;
    /** Share of visitors, relative to the other landings, 1 to 1,000 */
    weight?: number | undefined;
  }[];
};
export type NewOwnTraffic = {
  /** `address`: an IP address or a range of them. `parameter`: a value of a parameter of links */
  kind: "address" | "parameter";
  /** The parameter's name; null for addresses */
  name?: ParameterName | null | undefined;
  /** An IP address, a range in CIDR notation, or the exact value of the parameter. Of IPv6, clicks know the /64: an address stands for its own */
  value: string;
  /** What it is, for yourself */
  note?: string | null | undefined;
  /** When it ends; null: it has no end */
  ends_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
};
export type NewPayerAccount = {
  /** Id of the legal entity that pays */
  legal_entity_id: string;
  /** Currency of the payouts that it pays */
  currency: string;
  /** What the bank or service needs to pay to the account, by the method */
  details: PayoutDetails;
};
export type NewPayoutAccount = {
  /** Currency of the balance that the account is for */
  currency: string;
  /** What the bank or service needs to pay to the account, by the method */
  details: PayoutDetails;
  /** How payouts to the account are taxed; without it, the profile `none` */
  tax?: TaxProfile | undefined;
};
export type NewPayoutRequest = {
  /** Currency of the balance */
  currency: string;
};
export type NewPayoutRun = {
  /** The payout day: those are paid whose schedule has it. A day has one run, apart from cancelled ones. Without it the run is besides the schedule, and pays everyone */
  date?: string | undefined;
  /** Money that is available later waits for the next run; not in the future. By default the beginning of the date, or now if there is none or it has not begun */
  cut_off_at?: string | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
};
export type NewPostbackToken = {
  /** Name, for people */
  name?: string | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
};
export type NewQualityPolicy = {
  /** Asked in this order */
  rules: QualityRule[];
  /** What it is for */
  note?: string | null | undefined;
};
export type NewReportView = {
  /** Name, for people */
  name: string;
  /** The question as the address of the cabinet's page Reports has it, without the question mark; not read by the API */
  query: string;
};
export type NewRuleSet = {
  /** The rules; what is absent is as by default */
  rules?: Rules | undefined;
  /** What it is for */
  note?: string | null | undefined;
};
export type NewRuleSetTrial = {
  /** Conversions that were checked from this time on */
  from: string;
  /** Conversions that were checked before this time, at most 100 days later */
  to: string;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
};
export type NewScheduledReport = {
  /** Name of the report */
  name: string;
  /** Parameters of `/stats` by name, without `from`, `to`, `zone`, `limit` and `cursor` */
  query: Record<string, string>;
  /** How often it is mailed, and what it is about: the day, the week from Monday on, or the month before */
  every: ReportPeriod;
  /** IANA zone of its days and times; null: that of the person's profile */
  zone?: string | null | undefined;
};
export type NewSourceLimit = {
  /** `hold`: conversions that are recorded while it is in force are held longer after their approval. `pause`: the link is paused */
  limit_kind: "hold" | "pause";
  /** The webmaster, with all of their links. State this or `link_id` */
  webmaster_id?: string | undefined;
  /** The link. State this or `webmaster_id` */
  link_id?: string | undefined;
  /** By how many days holds are longer. Required for a hold, absent or null for a pause */
  hold_days?: number | null | undefined;
  /** It ends after so many days */
  days: number;
  /** Why; the webmaster reads it */
  reason: string;
};
/** Omitted fields keep the values in force */
export type NewTerms = {
  /** Null: for everyone */
  webmaster_id?: string | null | undefined;
  /** Not in the past; without it, as soon as all have accepted. A plain date: the beginning of that day in `zone` */
  starts_at?: string | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  ends_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Confirms that a commission is above its revenue, so that the network pays the difference. Operator only */
  accepts_loss?: boolean | undefined;
  /** Days until automatic approval; null: never */
  validation_days?: number | null | undefined;
  /** Days between approval and availability for payment, 0 to 365 */
  hold_days?: number | undefined;
  /** Days after the click within which a conversion counts, 1 to 365 */
  attribution_days?: number | undefined;
  /** Days within which the advertiser answers a webmaster's claim, 1 to 60; after them it waits for the operator */
  claim_days?: number | undefined;
  /** Rates by goal */
  rates?:
    | {
        /** Code of the goal */
        goal: string;
        /** What the advertiser owes for a conversion, in minor units of `currency` */
        revenue_fixed_minor?: number | undefined;
        /** The share of the amount that the advertiser owes, in basis points: 1,000 is 10 % */
        revenue_bps?: number | undefined;
        /** What the webmaster earns for a conversion, in minor units of `currency` */
        commission_fixed_minor?: number | undefined;
        /** The share of the amount that the webmaster earns, in basis points: 1,000 is 10 % */
        commission_bps?: number | undefined;
      }[]
    | undefined;
};
export type NewTestConversion = {
  /** Code of the goal; null: the default goal */
  goal?: string | null | undefined;
  /** What a visitor would have paid; required if the goal pays a share of it */
  amount?:
    | {
        /** The amount in minor units of the currency, such as cents */
        amount_minor: number;
        /** ISO 4217 currency code, like `USD` */
        currency: string;
      }
    | null
    | undefined;
  /** The advertiser's answer to try; null: `pending` */
  status?: ReportStatus | null | undefined;
};
export type NewThread = {
  /** Null for a general thread with the operator */
  subject?:
    | {
        /** Kind */
        kind: "offer" | "conversion" | "upload" | "payout";
        /** Id of what the thread is about */
        id: string;
      }
    | null
    | undefined;
  /** The webmaster that a thread about an offer or upload concerns, or that the operator writes to without a subject. Webmasters may omit it */
  webmaster_id?: string | null | undefined;
  /** The advertiser that the operator writes to without a subject */
  advertiser_id?: string | null | undefined;
  /** Title of the thread */
  title: string;
  /** The text, as it was written */
  text: string;
  /** Only the caller's side and the operator see it */
  is_private?: boolean | undefined;
};
export type NewTrafficSource = {
  /** Kind */
  kind: "site" | "channel";
  /** https://… */
  url: string;
  /** Name, for people */
  name?: string | undefined;
};
export type NextPayout = {
  /** The next day on which the webmaster is paid, in the network's zone. On request: when a request is paid, or would be */
  date: string;
  /** Whether the webmaster is paid only on request */
  is_on_request: boolean;
  /** The network's IANA zone */
  zone: string;
  /** When that day begins */
  begins_at: string;
  /** For each currency with money or with an account */
  accounts: {
    /** ISO 4217 currency code, like `USD` */
    currency: string;
    /** The main account of the currency; null: none */
    account: {
      /** Id of the resource. Ids are opaque: compare them, do not parse them */
      id: string;
      /** How ownership is proved: by a DNS record, a file, or the operator */
      method: PayoutMethod;
      /** What the owner of the account recognises it by */
      mask: string;
    } | null;
    /** Why nothing is paid on the date: the currency has no main account, its account waits or is on hold, or the money is frozen. Null: what is available is paid */
    reason_code: "no_account" | "account_on_hold" | "frozen" | null;
    /** When the wait of the account ends; null otherwise */
    payable_at: string | null;
    /** When the payment goes out: the date, or the next day on which the banks of the method work */
    bank_day: string;
    /** False: the days off of that year are not known yet, so banks may work later than `bank_day` */
    is_bank_day_known: boolean;
    /** What the run of the date would pay if nothing else happened: what is available, and what is on hold until then. Null: nothing */
    payment: {
      /** What is paid of the balance */
      amount: Money;
      /** Added to the amount */
      vat: Money;
      /** Tax that is deducted from the amount */
      withheld: Money;
      /** Deducted from the amount */
      fee: Money;
      /** What is sent: amount + vat - withheld - fee */
      net: Money;
      /** Conversions that it pays or sets off */
      conversions: number;
    } | null;
    /** What is not paid on the date, and why */
    left_out: {
      /** As of a run's left-out amounts */
      reason_code: LeftOutReason;
      /** The amount */
      amount: Money;
      /** From when it can be paid; null: not known */
      payable_at: string | null;
    }[];
  }[];
};
export type Nothing = Record<string, unknown>;
export type Notice = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** What happened, for programs to branch on */
  kind: string;
  /** What the text names, by the kind */
  parameters: Record<string, string | number>;
  /** What happened, in `language` */
  text: string;
  /** When it was created */
  created_at: string;
  /** When it ended; null while it goes on */
  over_at: string | null;
  /** When a member acknowledged it; null: not yet */
  acknowledged_at: string | null;
};
export type Offer = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** Name, for people */
  name: string;
  /** What the offer is, for webmasters */
  description: string;
  /** Categories, for filtering */
  categories: string[];
  /** Kinds of traffic that are allowed; empty: every kind that is not forbidden */
  traffic_allowed: TrafficKind[];
  /** Kinds of traffic that are forbidden */
  traffic_forbidden: TrafficKind[];
  /** A page that shows webmasters the product; null: none */
  preview_url: string | null;
  /** Who may see the offer and join it: every webmaster, approved ones, or listed ones */
  access: OfferAccess;
  /** Who may see and join it while its access is private. Visible to the operator and the advertiser only */
  webmaster_ids?: string[] | undefined;
  /** Status */
  status: OfferStatus;
  /** The reason why it was returned, paused or archived, in the words of that side. Webmasters see it while it is paused */
  reason?: string | null | undefined;
  /** Who paused or archived it; the operator if both did. Visitors of what the operator stopped go to the network's own page. Each side ends only its own pause */
  stopped_by: "advertiser" | "operator" | null;
  /** The advertiser's own pause, which stays in force when the operator ends theirs */
  is_paused_by_advertiser: boolean;
  /** How the advertiser answers conversions: in real time, or by uploaded files */
  validation_method: OfferValidation;
  /** Days after which an unanswered conversion is approved automatically; null: never */
  validation_days: number | null;
  /** Days between approval and availability for payment, 0 to 365 */
  hold_days: number;
  /** Days after the click within which a conversion counts, 1 to 365 */
  attribution_days: number;
  /** Days within which the advertiser answers a webmaster's claim, 1 to 60; after them it waits for the operator */
  claim_days: number;
  /** Name of the landing's parameter that gets the click_ID if its address has no `{click_id}` */
  click_parameter: string;
  /** Where refused visitors go; null: the next fallback (of the offer, then of the network) */
  fallback_url: string | null;
  /** When it expires; null: never */
  expires_at: string | null;
  /** When the operator closed the offer because its cap was reached; null if it is not */
  cap_reached_at: string | null;
  /** The reason for which the cap counts as reached; null if none was given */
  cap_reason: string | null;
  /** Which visitors are accepted, by dimension. Others go to the fallback */
  targeting: Targeting;
  /** When visitors are accepted; null: always */
  schedule: Schedule;
  /** Hosts that the parameter `url` of a link may lead to */
  deep_link_hosts: string[];
  /** Parameters of the visitor's URL that are passed to the landing */
  passed_parameters: string[];
  /** Whether the redirect asks the browser to send no referrer */
  hides_referrer: boolean;
  /** Whether `/pixel.gif` may report conversions */
  allows_pixel: boolean;
  /** What happens to the conversion of a click that is not an ordinary one: `pay`, `hold` or `refuse` it. A change applies to clicks from then on */
  click_policy: {
    /** The visitor's second click on the offer in a UTC day */
    duplicate: ClickTreatment;
    /** A click of a bot */
    bot: ClickTreatment;
    /** A page loaded the link; the visitor did not follow it */
    embedded: ClickTreatment;
    /** A click that went to the fallback */
    fallback: ClickTreatment;
    /** A click after the offer, link or webmaster was stopped */
    stopped: ClickTreatment;
  };
  /** What visitors may do and what it earns; exactly one goal is the default */
  goals: {
    /** Code of the goal, as postbacks and files name it */
    code: string;
    /** Whether a report without a goal means this one */
    is_default: boolean;
    /** ISO 4217 currency code, like `USD` */
    currency: string;
    /** Visible to the operator and the advertiser only */
    revenue_fixed_minor?: number | undefined;
    /** Visible to the operator and the advertiser only */
    revenue_bps?: number | undefined;
    /** What the webmaster earns for a conversion, in minor units of `currency` */
    commission_fixed_minor?: number | undefined;
    /** The share of the amount that the webmaster earns, in basis points: 1,000 is 10 % */
    commission_bps?: number | undefined;
    /** `by_order`: once per order. `never`: once per click. `always`: also each postback without an order */
    repeats?: GoalRepeats | undefined;
    /** Id of the goal */
    id: string;
  }[];
  /** Pages that visitors are sent to, by weight */
  landings: {
    /** Id of the landing */
    id: string;
    /** Visible to the operator and the advertiser only */
    url?: string | undefined;
    /** Share of visitors, relative to the other landings, 1 to 1,000 */
    weight: number;
  }[];
  /** Changes to hosts that the operator has not seen, while they wait, or were refused and no later change replaced them. Visible to the operator and the advertiser only */
  destination_changes?: DestinationChange[] | undefined;
  /** Hosts among its addresses that the operator has revoked, with the reason: nothing is served from them. Visible to the operator and the advertiser only */
  revoked_hosts?:
    | {
        /** The revoked host */
        host: string;
        /** Why the operator revoked it */
        reason: string;
      }[]
    | undefined;
  /** How the offer performs, over all webmasters */
  figures: OfferFigures;
  /** The upload term; null: none */
  upload_term: UploadTerm;
  /** Version of the resource, which each change increments */
  version: number;
  /** When it was created */
  created_at: string;
};
/** Who may run an offer */
export type OfferAccess = "public" | "application" | "private";
export type OfferChange = {
  /** The version that you saw. If it is no longer current, nothing is changed (409 with both values) */
  version?: number | undefined;
  /** Name, for people */
  name?: string | undefined;
  /** What the offer is, for webmasters */
  description?: string | undefined;
  /** Categories, for filtering */
  categories?: string[] | undefined;
  /** Empty: every kind that is not forbidden */
  traffic_allowed?: TrafficKind[] | undefined;
  /** Kinds of traffic that are forbidden */
  traffic_forbidden?: TrafficKind[] | undefined;
  /** A page that shows webmasters the product */
  preview_url?: string | null | undefined;
  /** Who may see the offer and join it: every webmaster, approved ones, or listed ones */
  access?: OfferAccess | undefined;
  /** Who may see and join it while its access is private */
  webmaster_ids?: string[] | undefined;
  /** Only while the offer is a draft */
  validation_method?: OfferValidation | undefined;
  /** Only while the offer is a draft */
  validation_days?: number | null | undefined;
  /** Only while the offer is a draft */
  hold_days?: number | undefined;
  /** Only while the offer is a draft */
  attribution_days?: number | undefined;
  /** Only while the offer is a draft */
  claim_days?: number | undefined;
  /** Only while the offer is a draft */
  click_parameter?: string | undefined;
  /** Only while the offer is a draft */
  goals?: NewGoal[] | undefined;
  /** Confirms that a commission is above its revenue, so that the network pays the difference. Operator only */
  accepts_loss?: boolean | undefined;
  /** All landings. Existing ones keep their ids; links to a removed one get the offer's choice */
  landings?:
    | {
        /** Address of the page, with macros such as `{click_id}` and `{sub1}` */
        url: string;
        /** Share of visitors, relative to the other landings, 1 to 1,000 */
        weight?: number | undefined;
        /** The id of an existing landing; without it, the URL identifies the landing */
        id?: string | undefined;
      }[]
    | undefined;
  /** Where refused visitors go; null: the next fallback (of the offer, then of the network) */
  fallback_url?: string | null | undefined;
  /** A time, or a plain date: the end of that day in `zone` */
  expires_at?: string | null | undefined;
  /** IANA time zone in which plain dates are read */
  zone?: string | undefined;
  /** Which visitors are accepted, by dimension. Others go to the fallback */
  targeting?: Targeting | undefined;
  /** When visitors are accepted; null: always */
  schedule?: Schedule | undefined;
  /** Hosts that `url` may lead to: `shop.example`, or `.shop.example` or `*.shop.example` for its subdomains too */
  deep_link_hosts?: string[] | undefined;
  /** Parameters of the visitor's URL that are passed to the landing, like `utm_source` */
  passed_parameters?: string[] | undefined;
  /** Whether the redirect asks the browser to send no referrer */
  hides_referrer?: boolean | undefined;
  /** `/pixel.gif` may report conversions; each is held until the operator releases it */
  allows_pixel?: boolean | undefined;
  /** What happens to the conversion of a click that is not an ordinary one: `pay`, `hold` or `refuse` it. A change applies to clicks from then on */
  click_policy?: ClickPolicy | undefined;
};
/** Figures of all webmasters together, dated by when conversions occurred */
export type OfferFigures = {
  /** Length of the counted period, in days */
  days: number;
  /** Null: not yet */
  counted_at: string | null;
  /** Valid clicks */
  clicks: number;
  /** Conversions, tests not included */
  conversions: number;
  /** Conversions that are approved, rejected or reversed */
  decided: number;
  /** Commission of approved conversions per 100 valid clicks; null: not enough data */
  earnings_per_100_clicks: Money[] | null;
  /** Conversions per valid click; null: not enough data */
  conversion_rate: number | null;
  /** Share of decided conversions that are approved; null: not enough data */
  approval_rate: number | null;
  /** Hours from the conversion to its decision; null: not enough data */
  median_decision_hours: number | null;
};
export type OfferImport = {
  /** The offers */
  offers: (NewOffer & {
    /** Status */
    status?: "draft" | "active" | "paused" | undefined;
  })[];
  /** Only reports faults; nothing is written */
  is_trial?: boolean | undefined;
};
/** Status of an offer */
export type OfferStatus = "draft" | "submitted" | "active" | "paused" | "archived";
export type OfferStep = {
  /** The reason; visible to the other side. Webmasters see the reason of a pause and of a reached cap. Required for the operator to pause, archive or return an offer, and for a reached cap */
  reason?: string | undefined;
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
export type OfferTraffic = {
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Conversions that were checked */
  checked: number;
  /** Of them, those that the check held at some time */
  held: number;
  /** Held, and released since */
  released: number;
  /** Held, and refused since */
  refused: number;
  /** Still held */
  open: number;
  /** Why they were held, the most frequent rule first */
  rules: {
    /** The rule */
    code: CheckRule;
    /** Held ones in which it found most */
    conversions: number;
  }[];
};
/** How an advertiser answers conversions */
export type OfferValidation = "real_time" | "upload";
/** An operating system; an empty text where it is unknown */
export type OsFilter = "" | "other" | "windows" | "ios" | "android" | "harmonyos" | "macos" | "chromeos" | "linux";
export type OtherDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "other";
  /** Name of the service: Payoneer, WebMoney, a card */
  service: string;
  /** What the service needs to find the account */
  account: string;
};
/** Each count is at most 100 */
export type OwnToDo = {
  /** `GET /api/v1/support/threads?is_unread=true` lists the threads */
  unread: {
    /** Threads with unread messages */
    threads: number;
    /** Unread messages in them */
    messages: number;
  };
  /** Appeals that were accepted or declined in the last 7 days: `GET /api/v1/appeals`. Visible to the webmaster only */
  appeals_answered?: number | undefined;
  /** Claims that were accepted or declined in the last 7 days: `GET /api/v1/claims`. Visible to the webmaster only */
  claims_answered?: number | undefined;
  /** Claims of webmasters that wait for the advertiser's answer: `GET /api/v1/claims?waits_for=advertiser&sort=oldest`. Visible to the advertiser only */
  claims_to_answer?: number | undefined;
  /** Applications that were approved, refused or revoked in the last 7 days: `GET /api/v1/applications`. Visible to the webmaster only */
  applications_answered?: number | undefined;
  /** Applications that wait for an answer: `GET /api/v1/applications?status=pending`. Visible to the operator and the advertiser only */
  applications_pending?: number | undefined;
  /** Conversions that wait for the advertiser's answer: `GET /api/v1/conversions?status=pending&is_test=false`. Visible to the advertiser only */
  conversions_pending?: number | undefined;
  /** Postbacks that wait for a person: `GET /api/v1/postbacks?status=parked`. Visible to the advertiser only */
  postbacks_parked?: number | undefined;
  /** Files of orders that are overdue: `GET /api/v1/offers/{id}/upload-schedule` lists the periods of an offer. Visible to the advertiser only */
  uploads_overdue?: number | undefined;
  /** Traffic sources whose last check failed: `GET /api/v1/traffic-sources`. Visible to the webmaster only */
  sources_failed?: number | undefined;
  /** Limits of your sources that are in force: `GET /api/v1/source-limits?is_open=true`. Visible to the webmaster only */
  sources_limited?: number | undefined;
  /** Terms that wait for the answer of the caller's side: `GET /api/v1/offers/{id}/terms` */
  terms_proposed: number;
  /** Agreed terms of offers with links of yours that start in the next 7 days. Visible to the webmaster only */
  terms_changing?: number | undefined;
};
export type OwnTrafficEntry = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `address`: an IP address or a range of them. `parameter`: a value of a parameter of links */
  kind: "address" | "parameter";
  /** The parameter's name; null for addresses */
  name: ParameterName | null;
  /** What is listed. Null for callers that may only read, and in answers to changes, which are kept for repeats */
  value: string | null;
  /** The beginning of the value */
  mask: string;
  /** What it is */
  note: string | null;
  /** How many addresses it has, of IPv6 how many /64s; 1 for a parameter */
  addresses: number;
  /** When it was listed: earlier clicks are not marked by it */
  starts_at: string;
  /** Later clicks are not marked by it; null: it has no end */
  ends_at: string | null;
  /** Whether a click of this moment would be marked by it */
  is_in_force: boolean;
  /** The person or API key that listed it */
  added_by_id: string;
  /** The person or API key that ended it; null if it has not ended, or at the time that was planned */
  ended_by_id: string | null;
};
export type OwnTrafficTry = {
  /** Whether it would be marked */
  is_own: boolean;
  /** Ids of the entries that it matches */
  entry_ids: string[];
};
/** A parameter of links */
export type ParameterName = "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "source";
export type PasswordChange = {
  /** The current password */
  current_password: string;
  /** The new password, 10 to 128 characters */
  new_password: string;
};
export type PasswordReset = {
  /** The code from the mail */
  token: string;
  /** Password, 10 to 128 characters */
  password: string;
  /** Also revoke the API keys that the person made */
  revokes_keys?: boolean | undefined;
};
/** Balances of all payees of a run in a currency together */
export type PayeeBalances = {
  /** Money that the next payout run pays */
  available: Money;
  /** Money in payouts that are not settled yet */
  on_payment: Money;
  /** Money that was paid */
  paid: Money;
};
export type PayerAccount = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the legal entity that pays */
  legal_entity_id: string;
  /** Name of the legal entity */
  legal_entity_name: string;
  /** Payouts of this method are paid from it */
  method: PayoutMethod;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** What operators recognise it by; the details are never shown */
  mask: string;
  /** Whether payouts of its method and currency are paid from it */
  is_main: boolean;
  /** When it was created */
  created_at: string;
  /** Id of the person who added it */
  created_by: string;
  /** Since when nothing is paid from it; null: it is in use */
  disabled_at: string | null;
  /** Why it was disabled; null if it was not */
  disabled_reason: string | null;
};
export type PayerAccountDisabling = {
  /** Why nothing is paid from it any more */
  reason: string;
};
export type Payout = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** What the bank's statement carries of it */
  reference: string;
  /** Id of the payout run */
  run_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** What the payout pays */
  amount: Money;
  /** Added to the amount */
  vat: Money;
  /** Tax that is deducted from the amount */
  withheld: Money;
  /** Deducted from the amount */
  fee: Money;
  /** What is sent: amount + vat - withheld - fee */
  net: Money;
  /** Status */
  status: PayoutStatus;
  /** Why it was returned or cancelled; null otherwise */
  reason: string | null;
  /** Whether its lines are still being moved step by step; its next status follows */
  is_at_work: boolean;
  /** When it was created */
  created_at: string;
  /** When it was paid; null until then */
  paid_at: string | null;
};
export type PayoutAccount = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** How it is paid. `other`: a service by agreement */
  method: PayoutMethod;
  /** Currency of the balance that it pays */
  currency: string;
  /** What its owner recognises it by; the details are never shown */
  mask: string;
  /** Whether payouts in its currency go to it */
  is_main: boolean;
  /** `active`: payouts go to it. `waiting`: from `usable_at` on. `on_hold`: `holds` say why. `removed` */
  status: "active" | "waiting" | "on_hold" | "removed";
  /** No payout goes to it before: 72 hours after it was added */
  usable_at: string;
  /** Why no payout goes to it now */
  holds: {
    /** `shared`: another webmaster has, or had, the same account. `agreement`: the operator must agree to the service. `screening`: the check of the holder has not cleared it. `operator`: the operator stopped it */
    reason_code: "shared" | "agreement" | "screening" | "operator";
    /** The reason in words, and what happens next */
    text: string;
    /** Words of the operator or of the screening */
    note: string | null;
    /** When it was opened */
    opened_at: string;
  }[];
  /** How payouts to it are taxed */
  tax: {
    /** `none`: nothing is added or withheld. `rate`: VAT is added, once the operator agrees. `reverse_charge`: the network owes the VAT. `self_employed`: a Russian self-employed person */
    profile: "none" | "rate" | "reverse_charge" | "self_employed";
    /** VAT in basis points, for the profile `rate` */
    rate_bps: number | null;
  };
  /** When it was created */
  created_at: string;
  /** Id of the person who added it */
  created_by: string;
  /** When it was removed; null if it was not */
  removed_at: string | null;
  /** Why the operator removed it; null if its owner did */
  removed_reason: string | null;
  /** Other webmasters who have, or had, the same account. Visible to the operator only */
  shared_with?: string[] | undefined;
};
export type PayoutAccountReason = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type PayoutAccountRemoval = {
  /** Required of the operator; the webmaster sees it */
  reason?: string | null | undefined;
};
export type PayoutAfterMonth = {
  /** Kind */
  kind: "net";
  /** Days after the end of a month */
  days: number;
};
/** What the bank or service needs, by the method */
export type PayoutDetails =
  | SepaDetails
  | RussianBankDetails
  | SwiftDetails
  | PaypalDetails
  | UsdtDetails
  | OtherDetails;
export type PayoutDocument = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the payout; null if there is none */
  payout_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** `act`: a signed act or invoice, before the payout is paid. `receipt`: a self-employed person's receipt, after it was paid */
  kind: "act" | "receipt";
  /** `required`: the webmaster uploads it. `check`: the operator checks it. `accepted`: it is in order. `missed`: it did not come in time, and the money went back. `not_needed`: the payout came back */
  status: "required" | "check" | "accepted" | "missed" | "not_needed";
  /** Amount of the payout */
  amount: Money;
  /** VAT of the payout */
  vat: Money;
  /** Since when it is needed */
  required_at: string;
  /** An act that is `required` at this time is missed, and the money of its payout goes back */
  due_at: string | null;
  /** The file that was uploaded last; null: none */
  file: {
    /** Id of the file, which a decision names */
    id: string;
    /** Name, for people */
    name: string;
    /** Media type, as its bytes say */
    type: string;
    /** Size in bytes */
    size_bytes: number;
    /** When it was uploaded */
    uploaded_at: string;
  } | null;
  /** Why the file was refused, or the document missed */
  reason: string | null;
  /** When the operator or the time decided about it */
  decided_at: string | null;
};
export type PayoutDocumentAcceptance = {
  /** Id of the file that was looked at; another one is refused */
  file_id: string;
};
export type PayoutDocumentRefusal = {
  /** Id of the file that was looked at; another one is refused */
  file_id: string;
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type PayoutEachMonth = {
  /** Kind */
  kind: "month";
  /** The last day of a shorter month */
  day: number;
};
export type PayoutEachWeek = {
  /** Kind */
  kind: "week";
  /** 1 is Monday */
  weekday: number;
};
export type PayoutExclusion = {
  /** Id of the webmaster */
  webmaster_id: string;
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type PayoutLine = {
  /** `commission`: a conversion's commission. `setoff`: a conversion that was reversed after its payment. `correction`: a correction of the account */
  kind: "commission" | "setoff" | "correction";
  /** Null for a correction */
  conversion_id: string | null;
  /** The correction, under /ledger/corrections */
  correction_id: string | null;
  /** Below 0 if it is set off */
  amount: Money;
};
/** How an external account is paid */
export type PayoutMethod = "sepa" | "russian_bank" | "swift" | "paypal" | "usdt_trc20" | "other";
export type PayoutMinimums = {
  /** The items */
  data: Money[];
};
export type PayoutMinimumsChange = BlockReason & {
  /** The smallest payouts, each in its currency */
  minimums: MoneyInput[];
};
export type PayoutOnRequest = {
  /** Kind */
  kind: "request";
};
export type PayoutRequest = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** `open`: the run of `due_on`, or a later one, pays it. `taken`: `payout_id` pays it. `withdrawn` */
  status: "open" | "taken" | "withdrawn";
  /** The bank day whose run pays it */
  due_on: string;
  /** Id of the payout; null if there is none */
  payout_id: string | null;
  /** When it was asked for */
  requested_at: string;
  /** The person or key that asked */
  requested_by_id: string;
};
export type PayoutResolution = {
  /** Whether the money has arrived at the webmaster */
  is_paid: boolean;
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type PayoutReturn = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
  /** What the bank charged for the return, in the payout's currency: the network's expense */
  bank_charge?: MoneyInput | undefined;
};
export type PayoutRun = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The payout day; null for a run besides the schedule */
  date: string | null;
  /** Status */
  status: PayoutRunStatus;
  /** What the run does step by step: `draft` collects payouts, `settle` and `cancel` end with that status. Null: nothing */
  job: "draft" | "settle" | "cancel" | null;
  /** Money that was available later waits for the next run */
  cut_off_at: string;
  /** When it was created */
  created_at: string;
};
export type PayoutRunCancellation = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type PayoutRunDetails = ListedPayoutRun & {
  /** Sums of what the run does not pay, by reason and currency */
  left_out: {
    /** `below_minimum`: too little for a payout. `below_fee`: not more than its fee. `not_scheduled`: the webmaster is paid on another day, or did not ask. `no_account`, `account_on_hold`: there is no account that can be paid. `frozen`: the operator froze the money. `owed`: the webmaster owes the network. `excluded`: the operator took it out. `receipt_missing`: the webmaster is self-employed, and owes the receipt of an earlier payout. `after_cut_off`: available after the cut-off. `on_hold`: the hold days have not passed. `held`: stopped by the traffic check. `check_pending`: the click is not stored yet */
    reason_code: LeftOutReason;
    /** How many webmasters have such an amount in the currency */
    webmasters: number;
    /** The amount */
    amount: Money;
    /** When the first of these amounts can be paid; null while that is not known */
    payable_at: string | null;
  }[];
  /** What the run moves, by currency. Both sides have the same total */
  balances: {
    /** What the payees would have without this run */
    without_run: PayeeBalances;
    /** What the payees have now, in the ledger */
    now: PayeeBalances;
    /** What the ledger has on payment and paid beyond the payees' payouts: 0, or the books have a fault. Null while a payout is being returned step by step */
    difference: Money | null;
  }[];
  /** What is on payment, by the method of its accounts and currency */
  to_pay: {
    /** Null: paid by agreement */
    method: PayoutMethod | null;
    /** How many payouts are on payment */
    payouts: number;
    /** What they pay, together */
    net: Money;
    /** How many of them a bank file or a provider was told to pay */
    instructed_payouts: number;
    /** What these pay, together */
    instructed_net: Money;
  }[];
  /** Who decided what, and when. `draft` after `approved`: a change made the approval void */
  steps: {
    /** Status */
    status: PayoutRunStatus;
    /** The person, key or job that decided */
    actor_id: string;
    /** When the operator decided; null: not yet */
    decided_at: string;
    /** The reason as text; visible to the parties concerned */
    reason: string | null;
    /** Of an approval: a digest of each payout, its amount and its account. Null for other steps, and for approvals from before it was kept */
    fingerprint: string | null;
  }[];
};
/** Status of a payout run */
export type PayoutRunStatus = "draft" | "approved" | "sent" | "settled" | "cancelled";
/** When webmasters are paid; `half_month` is on the 1st and 16th, `request` on the bank day after a request */
export type PayoutSchedule = PayoutTwiceAMonth | PayoutEachWeek | PayoutEachMonth | PayoutAfterMonth | PayoutOnRequest;
/** Status of a payout */
export type PayoutStatus = "new" | "on_payment" | "paid" | "returned" | "declined" | "cancelled";
export type PayoutSubmission = {
  /** Id of the payout */
  payout_id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** What the provider is asked to pay */
  net: Money;
  /** `waiting`: not accepted yet. `submitted`: accepted, not paid yet. `unclaimed`: the receiver has no account there, and 30 days to open one. `on_hold`: the provider checks it. `paid`, `returned`: the payout is settled, or its money is available again. `blocked`, `refused`, `unknown`: a person must look, and resolve it */
  status: "waiting" | "submitted" | "unclaimed" | "on_hold" | "blocked" | "refused" | "unknown" | "paid" | "returned";
  /** The provider's own word */
  provider_status: string | null;
  /** The provider's id of the payment */
  provider_item_id: string | null;
  /** Why it has this status; null if the status says it */
  reason: string | null;
  /** When it changed */
  changed_at: string;
};
export type PayoutTerms = {
  /** The method; null: every method */
  method: PayoutMethod | null;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** Smallest payout in minor units. The largest of this, of every method's and of the webmaster's counts */
  minimum_minor: number;
  /** Fee of a payout in minor units; 0 for every method */
  fee_fixed_minor: number;
  /** What is added to the fee: a share of the payout's amount in basis points, rounded half up */
  fee_bps: number;
  /** `webmaster`: the fee is deducted from the payout. `network`: nothing is deducted */
  fee_bearer: "network" | "webmaster";
  /** A payout that comes to more than this with its VAT, in minor units, waits for a signed act or invoice. The smaller of this and every method's counts. Null: none waits */
  document_above_minor?: number | null | undefined;
};
export type PayoutTermsChange = {
  /** The terms to set, each of its method and currency */
  terms: PayoutTerms[];
  /** Why they change */
  reason: string;
};
export type PayoutTwiceAMonth = {
  /** Kind */
  kind: "half_month";
};
export type PayoutWithLines = ListedPayout & {
  /** The account that it goes to; null: paid by agreement */
  account: {
    /** Id of the resource. Ids are opaque: compare them, do not parse them */
    id: string;
    /** How ownership is proved: by a DNS record, a file, or the operator */
    method: PayoutMethod;
    /** What the owner of the account recognises it by */
    mask: string;
  } | null;
  /** What happened to it, and when, oldest first */
  changes: {
    /** Status */
    status: PayoutStatus;
    /** The reason as text; visible to the parties concerned */
    reason: string | null;
    /** When it changed */
    changed_at: string;
  }[];
  /** The first 1,000 lines */
  lines: PayoutLine[];
  /** Whether there are more, under /payouts/{id}/lines */
  has_more_lines: boolean;
};
export type PaypalDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "paypal";
  /** E-mail address of the PayPal account */
  email: string;
};
export type Postback = PostbackSummary & {
  /** As received, with the token masked; read from the archive after 90 days */
  request: {
    /** The HTTP method */
    method: string;
    /** Path of the request, with the token masked if the path holds it */
    path: string;
    /** Content type of the request */
    content_type: string;
    /** Parameters as received, in their order */
    parameters: {
      /** Name of the parameter */
      name: string;
      /** Value of the parameter */
      value: string;
    }[];
    /** A visitor's browser sent it */
    is_pixel: boolean;
  } | null;
};
export type PostbackAcceptance = {
  /** In your words; visible to the advertiser and the webmaster of the click */
  reason: string;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
  /** Another amount than the postback's; required if the postback is in another currency */
  amount?: MoneyInput | undefined;
};
export type PostbackChange = {
  /** Sets that system's names and status words; `parameters` and `statuses` are added to them */
  preset?: "tune" | "everflow" | "affise" | "keitaro" | "voluum" | "trackier" | "admitad" | undefined;
  /** Your names for our fields. A field that gets no name keeps ours. Refused: one name for two fields, a name of the token, and `click_id` for another field while the click_id has no other name */
  parameters?:
    | {
        /** Names of the click_ID */
        click_id?: string[] | undefined;
        /** Names of the goal's code */
        goal?: string[] | undefined;
        /** Names of the order's number */
        order_id?: string[] | undefined;
        /** Names of the amount, a decimal in major units */
        amount?: string[] | undefined;
        /** Names of the currency */
        currency?: string[] | undefined;
        /** Names of the status */
        status?: string[] | undefined;
        /** Names of the time of the conversion */
        occurred_at?: string[] | undefined;
        /** Names of the time of the answer */
        answered_at?: string[] | undefined;
        /** Names of the reason in words */
        reason?: string[] | undefined;
        /** Names of the reason's code */
        reason_code?: string[] | undefined;
        /** Names of the advertiser's own field 1 */
        adv1?: string[] | undefined;
        /** Names of the advertiser's own field 2 */
        adv2?: string[] | undefined;
        /** Names of the advertiser's own field 3 */
        adv3?: string[] | undefined;
        /** Names of the advertiser's own field 4 */
        adv4?: string[] | undefined;
        /** Names of the advertiser's own field 5 */
        adv5?: string[] | undefined;
        /** Names of the flag of a test */
        test?: string[] | undefined;
      }
    | undefined;
  /** What the advertiser's status words mean, at most 50 */
  statuses?: Record<string, ReportStatus> | undefined;
  /** The decimal separator of your amounts; null: derived from each amount */
  decimal_separator?: DecimalSeparator | null | undefined;
  /** Addresses and networks that may send, like `192.0.2.0/24`; empty: any */
  addresses?: string[] | undefined;
  /** Whether postbacks must be signed */
  requires_signature?: boolean | undefined;
  /** The version that you saw; a concurrent change is a 409 */
  version?: number | undefined;
};
export type PostbackResolution = {
  /** How the parked postback was resolved */
  verb: "accept" | "attribute" | "dismiss" | "replay";
  /** Who resolved it */
  side: Side;
  /** The person, API key or job. Visible to the operator and that side only */
  actor_id?: string | undefined;
  /** The reason as a code; null if none was stated */
  reason_code: ChangeReason | null;
  /** What the code means */
  reason_sentence: string | null;
  /** What that side wrote */
  reason: string | null;
  /** The conversion that it changed or made. Visible to the operator and the advertiser only */
  conversion_id?: string | null | undefined;
  /** The conversion that gave up the order. Visible to the operator and the advertiser only */
  other_conversion_id?: string | null | undefined;
  /** The postback that the replay made. Visible to the operator and the advertiser only */
  replayed_as_id?: string | null | undefined;
  /** When it was resolved */
  resolved_at: string;
} | null;
export type PostbackResolving = {
  /** In your words; visible to the advertiser and the webmaster of the click */
  reason: string;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
};
export type PostbackSecret = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** When it was created */
  created_at: string;
  /** When it was revoked; null while it is in force */
  revoked_at: string | null;
  /** The side that revoked it; null while it is in force */
  revoked_by: Side | null;
  /** Why it was revoked; null if no reason was given */
  revoked_reason: string | null;
};
export type PostbackSecretShown = PostbackSecret & {
  /** Shown once: null when the request is repeated */
  secret: string | null;
  /** The first answer to this request had the secret */
  secret_shown_before: boolean;
};
export type PostbackSetup = {
  /** Version of the resource, which each change increments */
  version: number;
  /** Names of the advertiser's parameters by our field */
  parameters: {
    /** Names of the click_ID */
    click_id?: string[] | undefined;
    /** Names of the goal's code */
    goal?: string[] | undefined;
    /** Names of the order's number */
    order_id?: string[] | undefined;
    /** Names of the amount, a decimal in major units */
    amount?: string[] | undefined;
    /** Names of the currency */
    currency?: string[] | undefined;
    /** Names of the status */
    status?: string[] | undefined;
    /** Names of the time of the conversion */
    occurred_at?: string[] | undefined;
    /** Names of the time of the answer */
    answered_at?: string[] | undefined;
    /** Names of the reason in words */
    reason?: string[] | undefined;
    /** Names of the reason's code */
    reason_code?: string[] | undefined;
    /** Names of the advertiser's own field 1 */
    adv1?: string[] | undefined;
    /** Names of the advertiser's own field 2 */
    adv2?: string[] | undefined;
    /** Names of the advertiser's own field 3 */
    adv3?: string[] | undefined;
    /** Names of the advertiser's own field 4 */
    adv4?: string[] | undefined;
    /** Names of the advertiser's own field 5 */
    adv5?: string[] | undefined;
    /** Names of the flag of a test */
    test?: string[] | undefined;
  };
  /** What the advertiser's status words mean, at most 50 */
  statuses: Record<string, ReportStatus>;
  /** The decimal separator of amounts; null: derived from each amount */
  decimal_separator: DecimalSeparator | null;
  /** Addresses and networks that may send, like `192.0.2.0/24`; empty: any */
  addresses: string[];
  /** Whether postbacks must be signed */
  requires_signature: boolean;
  /** The advertiser's postback tokens, without the tokens' text */
  tokens: PostbackToken[];
  /** The advertiser's signing secrets, without the secrets' text */
  secrets: PostbackSecret[];
};
/** The outcome of a postback */
export type PostbackStatus = "recorded" | "updated" | "duplicate" | "stale" | "parked" | "rejected";
export type PostbackSummary = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the advertiser */
  advertiser_id: string;
  /** What became of the postback */
  status: PostbackStatus;
  /** Why it was parked, was refused or changed nothing; null if it was simply applied */
  reason_code: ReportReason | null;
  /** What the code means */
  reason_sentence: string | null;
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** Id of the conversion; null if there is none */
  conversion_id: string | null;
  /** When it was accepted */
  accepted_at: string;
  /** How it was resolved; null while it waits */
  resolution: PostbackResolution;
  /** The postback whose request this one applied again */
  replay_of_id: string | null;
};
export type PostbackToken = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name, for people */
  name: string;
  /** When it was created */
  created_at: string;
  /** When it expires; null: never */
  expires_at: string | null;
  /** When it was revoked; null while it is in force */
  revoked_at: string | null;
  /** The side that revoked it; null while it is in force */
  revoked_by: Side | null;
  /** Why it was revoked; null if no reason was given */
  revoked_reason: string | null;
};
export type PostbackTokenShown = PostbackToken & {
  /** Shown once: null when the request is repeated */
  secret: string | null;
  /** The first answer to this request had the secret */
  secret_shown_before: boolean;
};
export type Problem = {
  /** Always `about:blank`: `code` identifies the error */
  type: string;
  /** The HTTP status */
  status: number;
  /** Stable, for programs to branch on */
  code: ErrorCode;
  /** The same for every error with this code */
  title: string;
  /** What is wrong with this request, and what to do */
  detail: string;
  /** Id of this request in the operator's log */
  request_id: string;
  /** What is wrong with each field */
  errors?:
    | {
        /** The field, like `goals[0].code`; empty for the whole body */
        path: string;
        /** What is wrong, in a sentence */
        message: string;
        /** What is wrong, for programs and other languages; `other`: see the message */
        code:
          | "missing"
          | "given_twice"
          | "unknown_field"
          | "not_a_choice"
          | "below_minimum"
          | "above_maximum"
          | "too_short"
          | "too_long"
          | "too_few"
          | "too_many"
          | "not_a_whole_number"
          | "not_an_address"
          | "not_an_address_range"
          | "range_begins_within"
          | "range_too_small"
          | "has_blank_end"
          | "not_http"
          | "not_https"
          | "has_credentials"
          | "has_port"
          | "is_ip_address"
          | "not_public"
          | "is_ours"
          | "host_revoked"
          | "not_an_email"
          | "not_a_slug"
          | "in_the_past"
          | "in_the_future"
          | "not_later"
          | "not_a_zone"
          | "not_a_colour"
          | "unreadable_colour"
          | "unknown_currency"
          | "other_currency"
          | "not_a_country"
          | "taken"
          | "changed"
          | "control_character"
          | "unreadable_text"
          | "no_letters"
          | "not_latin"
          | "not_russian"
          | "not_an_iban"
          | "iban_length"
          | "outside_sepa"
          | "check_digits"
          | "not_a_bic"
          | "not_a_bik"
          | "not_20_digits"
          | "not_a_rouble_account"
          | "bik_differs"
          | "not_an_inn"
          | "not_an_account"
          | "not_a_wallet"
          | "not_a_vat_number"
          | "paid_elsewhere"
          | "wrong_type"
          | "other";
        /** The parts of the message that differ, like `maximum` */
        params: Record<string, string>;
        /** In a conflict: the value that was set after your version */
        theirs?: unknown | undefined;
        /** In a conflict: the value of this request */
        yours?: unknown | undefined;
      }[]
    | undefined;
};
export type ProfileChange = {
  /** Name of the account. Only its owners and the operator change it */
  name?: string | undefined;
  /** The account's own description */
  about?: string | undefined;
  /** Web page of the account; empty: none */
  website?: string | "" | undefined;
  /** ISO 3166-1 alpha-2, or empty */
  country?: string | "" | undefined;
  /** A messenger, a telephone */
  contact?: string | undefined;
  /** The version that you saw; 409 if it is no longer current */
  version?: number | undefined;
};
export type QualityPart = {
  /** `stopped`: judged conversions that the traffic check's hold or a refusal stops. `rejected`: decided conversions that the advertiser rejected. `reversed`: approved ones that were reversed. `servers`: judged conversions whose click came from a network of servers. `clicks`: clicks of bots, of pages, and repeated ones */
  code: "stopped" | "rejected" | "reversed" | "servers" | "clicks";
  /** How many were found */
  found: number;
  /** Of how many */
  of: number;
  /** The share that is usual for the same offers, from 0 to 1; rounded for webmasters. Null: too little is known, and the part does not count */
  usual: number | null;
  /** What the part alone takes from 100; rounded for webmasters */
  points: number;
};
export type QualityPolicies = {
  /** The items */
  data: QualityPolicy[];
};
export type QualityPolicy = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** 1 for the first version, then 2, … */
  number: number;
  /** Status */
  status: "draft" | "active" | "retired";
  /** Of those that would limit a source in the same way, the first does */
  rules: QualityRule[];
  /** What it is for */
  note: string | null;
  /** When it was created */
  created_at: string;
  /** The person or API key */
  created_by: string;
  /** When it was switched on and off, the oldest first */
  changes: {
    /** Status */
    status: "active" | "retired";
    /** The reason as text; visible to the parties concerned */
    reason: string;
    /** The person or API key */
    actor_id: string;
    /** When it changed */
    changed_at: string;
  }[];
};
export type QualityPolicyOutcome = {
  /** The day of the scores; null: nothing is scored yet */
  date: string | null;
  /** What would be limited, at most 100 sources of each rule */
  sources: {
    /** Id of the webmaster or the link */
    id: string;
    /** Kind */
    kind: "webmaster" | "link";
    /** Name of the webmaster, or slug of the link */
    name: string;
    /** Id of the webmaster */
    webmaster_id: string;
    /** Name of the webmaster */
    webmaster_name: string;
    /** The offer of a link; null for a webmaster */
    offer_id: string | null;
    /** The rule that limits it */
    rule_name: string;
    /** How it is limited */
    limit_kind: "hold" | "pause";
    /** By how many days holds are longer; null: a pause */
    hold_days: number | null;
    /** From 0 to 100 */
    score: number;
    /** Conversions of the 28 days before that the traffic check has judged */
    conversions: number;
    /** What the score is made of */
    parts: QualityPart[];
    /** What the webmaster would read */
    reason: string;
  }[];
};
export type QualityPolicySwitch = {
  /** Why it is switched */
  reason: string;
};
export type QualityRule = {
  /** Names the rule among those of its version */
  name: string;
  /** What it looks at, and limits */
  kind: "webmaster" | "link";
  /** It limits a source whose score is lower */
  score_below: number;
  /** With at least so many judged conversions */
  conversions_min: number;
  /** On so many scored days in a row. The limit ends after as many with `recovery_score` or more */
  days: number;
  /** By how many days the holds of new conversions are longer; null: the link is paused instead */
  hold_days?: number | null | undefined;
  /** The score from which a source has recovered; not below `score_below` */
  recovery_score: number;
  /** The limit ends after so many days in any case */
  review_days: number;
  /** So many days after the limit was lifted, or ended by its date, no rule limits the source in this way again */
  again_after_days: number;
};
export type Queue = {
  /** Name of the queue */
  queue: string;
  /** When its consumer was last given a batch */
  seen_at: string;
  /** Messages that waited then; null if the platform does not say */
  backlog: number | null;
  /** Size of the waiting messages in bytes; null if the platform does not say */
  backlog_bytes: number | null;
  /** When the oldest of them was sent */
  oldest_at: string | null;
  /** How often the failing batch was tried */
  attempts: number;
  /** Since when batches of the queue fail; null if they succeed */
  failing_since_at: string | null;
  /** The last error; null if there is none */
  error: string | null;
};
export type Quota = {
  /** What the quota bounds; bytes are those of files */
  name:
    | "links"
    | "open_claims"
    | "offers"
    | "draft_offers"
    | "api_keys"
    | "creative_bytes"
    | "attachment_bytes"
    | "unused_upload_bytes";
  /** What the account has; null for a default */
  used: number | null;
  /** How much the account may have */
  max: number;
  /** What applies to accounts without a quota of their own */
  default_max: number;
};
export type QuotaSetting = {
  /** Id of the webmaster. Operator only */
  webmaster_id?: string | undefined;
  /** Id of the advertiser. Operator only */
  advertiser_id?: string | undefined;
  /** What the quota bounds; bytes are those of files */
  name:
    | "links"
    | "open_claims"
    | "offers"
    | "draft_offers"
    | "api_keys"
    | "creative_bytes"
    | "attachment_bytes"
    | "unused_upload_bytes";
  /** Null: the default again */
  max: number | null;
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type ReadUpTo = {
  /** Number of the last message that was read; 0: none */
  number: number;
};
/** Why it was approved, rejected, reversed or reopened; null while it has no answer */
export type Reason = {
  /** Who decided */
  side: Side;
  /** Code for programs */
  code: ChangeReason | null;
  /** What the code means */
  sentence: string | null;
  /** What that side wrote */
  text: string | null;
} | null;
export type Recheck = {
  /** Conversions of any webmaster */
  conversion_ids: string[];
  /** Why they are judged again */
  reason: string;
};
export type Rechecked = {
  /** The items */
  data: {
    /** Id of the resource. Ids are opaque: compare them, do not parse them */
    id: string;
    /** `unchanged`: these rules have judged it before, or nothing is stored of it */
    outcome: "unchanged" | "judged" | "held" | "released";
  }[];
};
export type Release = {
  /** Conversions that this call released */
  released: number;
  /** Conversions that are now held or refused for another reason */
  held_again: number;
  /** Conversions that are still held because of the block */
  remaining: number;
};
export type ReportOutcome = {
  /** Status */
  status: "recorded" | "updated" | "duplicate" | "stale" | "rejected";
  /** The reason as a code; null if none was stated */
  reason_code: ReportReason | null;
  /** What the code means */
  reason_sentence: string | null;
  /** Id of the conversion; null if there is none */
  conversion_id: string | null;
};
/** How often a report is mailed */
export type ReportPeriod = "day" | "week" | "month";
/** Why a report was rejected or parked */
export type ReportReason =
  | "token_revoked"
  | "pixel_not_allowed"
  | "ragged_row"
  | "bad_quotes"
  | "bad_json"
  | "nothing_named"
  | "cell_too_long"
  | "not_utf8"
  | "hidden_character"
  | "placeholder"
  | "digits_lost"
  | "unknown_click_id"
  | "other_offer"
  | "unknown_goal"
  | "unknown_order"
  | "order_missing"
  | "order_of_another_click"
  | "goal_ambiguous"
  | "same_order_differs"
  | "same_order_unread"
  | "repeat_refused"
  | "status_unknown"
  | "ambiguous_status"
  | "bad_date"
  | "ambiguous_date"
  | "occurred_at_missing"
  | "before_click"
  | "in_future"
  | "answered_in_future"
  | "window_passed"
  | "bad_reason_code"
  | "bad_currency"
  | "currency_differs"
  | "amount_missing"
  | "amount_unreadable"
  | "amount_ambiguous"
  | "amount_too_large"
  | "amount_inexact"
  | "amount_differs"
  | "sum_too_large"
  | "payment_begun"
  | "transition_refused"
  | "held"
  | "pixel_held"
  | "click_held"
  | "click_refused"
  | "own_traffic"
  | "click_awaited"
  | "completes_pixel"
  | "still_held"
  | "still_refused"
  | "amount_changed"
  | "answer_changed_back"
  | "newer_answer"
  | "missing"
  | "missing_kept"
  | "missing_approved"
  | "missing_paid"
  | "missing_rejected";
/** An answer that a report brings */
export type ReportStatus = "pending" | "approved" | "rejected";
export type ReportView = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Each of a person's saved reports has another one */
  name: string;
  /** The question as the address of the cabinet's page Reports has it, without the question mark; not read by the API */
  query: string;
  /** Version of the resource, which each change increments */
  version: number;
  /** When it was created */
  created_at: string;
  /** When it changed */
  changed_at: string;
};
export type ReportViewChange = {
  /** Name, for people */
  name?: string | undefined;
  /** The question as the address of the cabinet's page Reports has it, without the question mark; not read by the API */
  query?: string | undefined;
  /** The version that the caller saw */
  version?: number | undefined;
};
export type RevealedPayoutAccount = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The details; null when the request is repeated */
  secret: {
    /** What the bank or service needs to pay to the account, by the method */
    details: PayoutDetails;
    /** VAT number or INN; null if there is none */
    tax_id: string | null;
  } | null;
  /** The first answer to this request had the details */
  secret_shown_before: boolean;
};
export type Review = {
  /** In your words; visible to the webmaster and the advertiser. An operator needs it, or a `reason_code`, to hold, reject or reverse */
  reason?: string | null | undefined;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
  /** The version that the reviewer saw */
  version?: number | undefined;
};
/** A review of a conversion */
export type ReviewEvent = "approve" | "reject" | "reverse" | "reopen" | "hold" | "release" | "refuse";
export type ReviewOfMany = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** What was done, or what to do */
  verb: ReviewEvent;
  /** In your words; visible to the webmaster and the advertiser */
  reason?: string | null | undefined;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
  /** The version that the reviewer saw */
  version?: number | undefined;
};
export type ReviewOutcome = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The conversion after it; null if refused */
  conversion: Conversion | null;
  /** Why one item of a request was refused */
  error: ItemError;
};
export type Reviews = {
  /** Applied in this order */
  reviews: ReviewOfMany[];
};
export type Revocation = {
  /** Visible to the account. Required if another account is affected */
  reason?: string | null | undefined;
};
/** Role of an account */
export type Role = "operator" | "advertiser" | "webmaster";
export type RuleSet = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** 1 for the first version, then 2, … */
  number: number;
  /** Status */
  status: "draft" | "active" | "retired";
  /** Of each rule */
  parameters: {
    /** The rule */
    code: CheckRule;
    /** Whether it counts */
    is_on: boolean;
    /** How much a decade of rarity adds to the score */
    weight: number;
    /** The rule finds what at most this share of the network's own good conversions has */
    tail: number;
    /** Conversions that what it compares with needs */
    samples_min: number;
  }[];
  /** Shares of the network's own good conversions that may be flagged */
  flagged_max: FlaggedMax;
  /** Whether there were enough approved conversions. Without them it only records */
  is_calibrated: boolean;
  /** Approved conversions that it is, or would be, calibrated by */
  sample: number;
  /** What it is for */
  note: string | null;
  /** When it was created */
  created_at: string;
  /** The person or API key */
  created_by: string;
  /** When it was switched on and off, the oldest first */
  changes: {
    /** Status */
    status: "active" | "retired";
    /** The reason as text; visible to the parties concerned */
    reason: string;
    /** The person or API key */
    actor_id: string;
    /** When it changed */
    changed_at: string;
  }[];
};
export type RuleSetSwitch = {
  /** Why it is switched */
  reason: string;
};
export type RuleSetTrial = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The version that is tried */
  rule_set_id: string;
  /** From when on */
  from: string;
  /** Before when */
  to: string;
  /** A job finishes a long trial in the next minutes */
  status: "running" | "done";
  /** When it was created */
  created_at: string;
  /** Conversions of the period that were checked */
  conversions: number;
  /** Of them, those that were approved and not taken back */
  approved: number;
  /** Of them, those that were rejected, reversed or refused */
  refused: number;
  /** What the version flags */
  flagged: FlaggedConversions;
  /** What the version in force flags; null if none is */
  active: FlaggedConversions | null;
  /** Conversions that both flag */
  both: number;
  /** Flagged conversions by each rule that found something in them */
  rules: {
    /** The rule */
    code: CheckRule;
    /** Flagged by the version */
    flagged: number;
    /** Of them, those that were approved and not taken back, and not refused by the operator */
    false_alarms: number;
    /** Of them, those that the advertiser rejected or reversed, or that the operator refused */
    confirmed: number;
  }[];
  /** Days with conversions, the oldest first */
  days: {
    /** The UTC day */
    date: string;
    /** Conversions that were checked */
    conversions: number;
    /** Flagged by the version */
    flagged: number;
    /** Flagged by the version in force */
    active: number;
  }[];
  /** Those of whom most money is flagged, at most 20, the most first */
  webmasters: {
    /** Id of the webmaster */
    webmaster_id: string;
    /** Name of the webmaster */
    webmaster_name: string;
    /** Flagged by the version */
    flagged: number;
    /** Of them, those that were approved and not taken back, and not refused by the operator */
    false_alarms: number;
    /** Their commissions, by currency */
    commission: Money[];
  }[];
  /** All webmasters that are left out above, together; null: none is */
  other_webmasters: {
    /** Flagged by the version */
    flagged: number;
    /** Of them, those that were approved and not taken back, and not refused by the operator */
    false_alarms: number;
    /** Their commissions, by currency */
    commission: Money[];
  } | null;
};
export type RuleSetTrials = {
  /** The items */
  data: RuleSetTrial[];
};
export type RuleSets = {
  /** The items */
  data: RuleSet[];
};
/** The rules; what is absent is as by default */
export type Rules = {
  /** Of each rule at most once */
  parameters?:
    | {
        /** The rule */
        code: CheckRule;
        /** Whether it counts */
        is_on?: boolean | undefined;
        /** How much a decade of rarity adds to the score */
        weight?: number | undefined;
        /** The rule finds what at most this share of the network's own good conversions has */
        tail?: number | undefined;
        /** Conversions that what it compares with needs */
        samples_min?: number | undefined;
      }[]
    | undefined;
  /** Shares of the network's own good conversions that may be flagged */
  flagged_max?: FlaggedMaxChange | undefined;
};
export type RussianBankDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "russian_bank";
  /** Name of the holder, as at the bank */
  holder: string;
  /** Rouble account at the bank, 20 digits */
  account: string;
  /** Code of the bank (БИК), 9 digits */
  bik: string;
  /** Account of the bank at the Bank of Russia, 20 digits */
  correspondent_account: string;
  /** Tax number of the holder (ИНН): 10 digits of a company, 12 of a person */
  inn: string;
  /** Name of the bank, and its town */
  bank_name: string;
};
/** When visitors are accepted. Hours that end before they begin end on the next day */
export type Schedule = {
  /** IANA time zone, like `Europe/Berlin` */
  zone: string;
  /** Opening hours */
  open: {
    /** 1 is Monday */
    days: number[];
    /** When it opens, like `09:00` */
    from: string;
    /** When it closes, like `18:00`; at most `24:00` */
    until: string;
  }[];
} | null;
export type ScheduledReport = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Name of the report */
  name: string;
  /** Parameters of `/stats` */
  query: Record<string, string>;
  /** How often it is mailed, and what it is about: the day, the week from Monday on, or the month before */
  every: ReportPeriod;
  /** IANA zone of its days and times; null: that of the person's profile */
  zone: string | null;
  /** Status */
  status: "active" | "paused";
  /** When the next mail is due; null while it is paused */
  due_at: string | null;
  /** When the last mail was sent or given up */
  last_mail_at: string | null;
  /** `sent`; `not_counted`: it was sent, and said why the report can't be counted; `undelivered`: the mail service refused it */
  last_mail_outcome: "sent" | "not_counted" | "undelivered" | null;
  /** Version of the resource, which each change increments */
  version: number;
  /** When it was created */
  created_at: string;
};
export type ScheduledReportChange = {
  /** Name of the report */
  name?: string | undefined;
  /** Parameters of `/stats` by name, without `from`, `to`, `zone`, `limit` and `cursor` */
  query?: Record<string, string> | undefined;
  /** How often it is mailed, and what it is about: the day, the week from Monday on, or the month before */
  every?: ReportPeriod | undefined;
  /** IANA zone of its days and times; null: that of the person's profile */
  zone?: string | null | undefined;
  /** The version that the caller saw */
  version?: number | undefined;
};
/** What an API key may do */
export type Scope = "read" | "write" | "payouts" | "restore";
export type SecondFactor = {
  /** Address for an authenticator app, as a QR code shows it */
  totp_uri: string;
  /** Codes that replace the authenticator; each works once. They are shown only here */
  backup_codes: string[];
};
export type SecondFactorCode = {
  /** The six digits of the authenticator app */
  code: string;
};
export type SecondFactorRemoval = {
  /** Password, 10 to 128 characters */
  password: string;
  /** May be omitted if the set-up was never finished */
  code?: string | undefined;
};
export type SepaDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "sepa";
  /** Name of the holder, exactly as at the bank, in Latin letters */
  holder: string;
  /** IBAN of a country that SEPA reaches; blanks and hyphens are ignored */
  iban: string;
  /** BIC of the bank; may be absent */
  bic?: string | null | undefined;
};
export type SeriesForecast = {
  /** Null for counts */
  currency: string | null;
  /** Known days of the last 365 */
  history_days: number;
  /** Why nothing is forecast; null if something is */
  missing: {
    /** What there is not enough of */
    counted: "days" | "events";
    /** How many there are */
    has: number;
    /** How many a forecast needs */
    needs: number;
  } | null;
  /** `seasonal_naive` repeats the last week: the history is shorter than 90 days */
  method: "combination" | "seasonal_naive" | null;
  /** From today on; empty without a forecast */
  days: {
    /** The day in `zone`; the first is today */
    day: string;
    /** What is forecast: a count, or minor units of `currency` */
    value: number;
    /** Null: the history allows none */
    interval_80: {
      /** Its lower end */
      low: number;
      /** Its upper end */
      high: number;
    } | null;
    /** Null: the history allows none */
    interval_95: {
      /** Its lower end */
      low: number;
      /** Its upper end */
      high: number;
    } | null;
    /** Of the amounts that are forecast, what is approved on the day; null for counts */
    approved: number | null;
  }[];
  /** Of all days. Its intervals are its own: those of days do not add up */
  sum: {
    /** What is forecast: a count, or minor units of `currency` */
    value: number;
    /** Null: the history allows none */
    interval_80: {
      /** Its lower end */
      low: number;
      /** Its upper end */
      high: number;
    } | null;
    /** Null: the history allows none */
    interval_95: {
      /** Its lower end */
      low: number;
      /** Its upper end */
      high: number;
    } | null;
  } | null;
  /** What becomes of the amounts that are forecast, which are as recorded. The parts add up to `sum`. Null for counts, and where too few decisions are known */
  matured: {
    /** Whose decisions the amounts follow */
    basis: {
      /** `goal`, `advertiser` or `network`: whose decisions */
      scope: string;
      /** Decisions of the last 90 days */
      decisions: number;
    };
    /** Approved within the days */
    approved: number;
    /** Rejected within the days */
    rejected: number;
    /** Not decided within the days */
    undecided: number;
    /** Older by then than every decision that was observed */
    unknown: number;
  } | null;
  /** How the same method did in the past; null without back-tests */
  accuracy: {
    /** Past days from which the forecast was repeated */
    back_tests: number;
    /** Mean absolute error of a day */
    error: number;
    /** The same of repeating the last week */
    seasonal_naive_error: number;
    /** The first by the second; null if that is 0 */
    ratio: number | null;
    /** Share of back-tested days within their interval of 80 %; null: none had one */
    coverage_80: number | null;
    /** Share of back-tested days within their interval of 95 %; null: none had one */
    coverage_95: number | null;
  } | null;
};
export type Session = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Whether this request was made in this session */
  is_current: boolean;
  /** When the person signed in */
  created_at: string;
  /** When it was last used, to the minute */
  last_used_at: string;
  /** When it ends, or ended */
  expires_at: string;
  /** The kind of device of the sign-in */
  device: string;
  /** The operating system of the sign-in */
  os: string;
  /** The browser of the sign-in; `other` for programs */
  browser: string;
  /** The network of the sign-in as a keyed hash, as in the audit; null if not known */
  network: string | null;
};
export type Settings = {
  /** Version of the resource, which each change increments */
  version: number;
  /** Name of the network */
  name: string;
  /** The picture beside the name; null: none */
  logo: {
    /** Address of the picture on this origin */
    url: string;
    /** Media type of the file */
    type: "image/png" | "image/webp";
    /** In pixels */
    width: number;
    /** In pixels */
    height: number;
    /** Size in bytes */
    size_bytes: number;
    /** SHA-256 of the bytes, in hexadecimal */
    sha256: string;
  } | null;
  /** Colour of links and buttons on light paper, like `#1f5e4a` */
  accent_colour: string;
  /** The same on dark paper */
  accent_colour_dark: string;
  /** Name beside the sender's address of mails; null: only the address */
  mail_sender_name: string | null;
  /** Where people write who can't sign in; null: not stated */
  support_email: string | null;
  /** IANA zone of times that are shown to people who have chosen none */
  zone: string;
  /** Currency for display of people who have chosen none */
  currency: string;
  /** When webmasters are paid; `half_month` is on the 1st and 16th */
  payout_schedule: PayoutSchedule;
  /** Methods by which webmasters can be paid. `usdt_trc20` pays 1 USDT for 1 USD */
  payout_methods: PayoutMethod[];
  /** Days within which the operator answers an appeal of a webmaster */
  appeal_days: number;
  /** Languages to offer; the first is the fallback */
  languages: ("en" | "ru")[];
  /** The texts that are in force; a text that was never published is absent */
  legal_texts: {
    /** The terms of use, or the privacy notice */
    kind: "terms" | "privacy";
    /** The version in force */
    version: number;
    /** When it changed */
    changed_at: string;
    /** Languages that the text has */
    languages: ("en" | "ru")[];
  }[];
};
export type SettingsChange = {
  /** Name of the network */
  name?: string | undefined;
  /** Must be readable on light paper (contrast 4.5) */
  accent_colour?: string | undefined;
  /** Must be readable on dark paper (contrast 4.5) */
  accent_colour_dark?: string | undefined;
  /** Name beside the sender's address of mails; null: only the address */
  mail_sender_name?: string | null | undefined;
  /** Where people write who can't sign in */
  support_email?: string | null | undefined;
  /** IANA zone for people who have chosen none */
  zone?: string | undefined;
  /** Currency for display of people who have chosen none */
  currency?: string | undefined;
  /** When webmasters are paid; `half_month` is on the 1st and 16th */
  payout_schedule?: PayoutSchedule | undefined;
  /** Methods by which webmasters can be paid. `usdt_trc20` pays 1 USDT for 1 USD */
  payout_methods?: PayoutMethod[] | undefined;
  /** Days within which the operator answers an appeal of a webmaster */
  appeal_days?: number | undefined;
  /** Languages to offer; the first is the fallback */
  languages?: ("en" | "ru")[] | undefined;
  /** The version that you saw. If it is no longer current, nothing is changed (409) */
  version?: number | undefined;
};
/** A side of the network */
export type Side = "webmaster" | "advertiser" | "operator" | "network";
export type SignIn = {
  /** E-mail address */
  email: string;
  /** Password */
  password: string;
};
export type SignUp = {
  /** E-mail address */
  email: string;
  /** The person's name */
  name: string;
};
export type SignedIn = {
  /** True: verify a code to finish signing in */
  needs_second_factor: boolean;
};
export type SourceLimit = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** `hold`: conversions that are recorded while it is in force are held longer after their approval. `pause`: the link is paused */
  limit_kind: "hold" | "pause";
  /** Name of the webmaster, or slug of the link */
  source_name: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** The link; null: the webmaster with all of their links */
  link_id: string | null;
  /** The offer of a link; null for a webmaster */
  offer_id: string | null;
  /** The offer of a link; null for a webmaster */
  offer_name: string | null;
  /** By how many days holds are longer; null for a pause. Of several limits, the longest counts */
  hold_days: number | null;
  /** Imposed by the network's policy, and not by hand */
  is_by_policy: boolean;
  /** It is in force */
  is_open: boolean;
  /** Why, for the webmaster */
  reason: string;
  /** What the policy saw, and what ends the limit; null if it was imposed by hand */
  seen: {
    /** The score on that day */
    score: number;
    /** What the score is made of */
    parts: QualityPart[];
    /** It ends after `recovery_days` scores in a row of this or more */
    recovery_score: number;
    /** How many scored days that takes */
    recovery_days: number;
  } | null;
  /** When it began */
  begun_at: string;
  /** When it ends in any case */
  ends_at: string;
  /** When it ended; null while it is in force */
  ended_at: string | null;
  /** `lifted`: by the operator. `recovered`: by the score. `over`: by its date. Null while it is in force */
  ended_as: "lifted" | "recovered" | "over" | null;
  /** Why the operator lifted it; null otherwise */
  end_reason: string | null;
  /** The version of the policy; null: by hand. Visible to the operator only */
  policy_number?: number | null | undefined;
  /** The rule of the policy; null: by hand. Visible to the operator only */
  rule_name?: string | null | undefined;
  /** The person, API key or job that imposed it. Visible to the operator only */
  begun_by_id?: string | undefined;
  /** The person, API key or job that ended it; null while it is in force. Visible to the operator only */
  ended_by_id?: string | null | undefined;
  /** No policy imposes it again before; null while it is in force. Visible to the operator only */
  again_at?: string | null | undefined;
};
export type SourceLimitLift = {
  /** Why; the webmaster reads it */
  reason: string;
};
export type SourceScore = {
  /** Id of the webmaster or the link */
  id: string;
  /** A webmaster with all of their links, or one link */
  kind: "webmaster" | "link";
  /** Name of the webmaster, or slug of the link */
  name: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** The offer of a link; null for a webmaster */
  offer_id: string | null;
  /** The offer of a link; null for a webmaster */
  offer_name: string | null;
  /** The day of the network's zone on which it was scored: conversions and clicks of the 28 days before count, decisions about conversions of the 90 days before */
  date: string;
  /** From 0 to 100; 100: nothing is more frequent than usual. Null: see `absent` */
  score: number | null;
  /** Why there is no score: fewer than 20 judged conversions, or nothing to compare with. Null: there is one */
  absent: "too_few" | "no_peers" | null;
  /** Conversions of the 28 days before that the traffic check has judged */
  conversions: number;
  /** What the score is made of */
  parts: QualityPart[];
  /** Limits of it that are in force */
  limits: {
    /** Id of the resource. Ids are opaque: compare them, do not parse them */
    id: string;
    /** How it is limited */
    limit_kind: "hold" | "pause";
  }[];
};
export type Statement = {
  /** Id of the webmaster */
  webmaster_id: string;
  /** Name of the webmaster */
  webmaster_name: string;
  /** ISO 4217 currency code, like `USD` */
  currency: string;
  /** The first day of the period */
  first_day: string;
  /** The last day of the period */
  last_day: string;
  /** The network's IANA zone, in which the days begin */
  zone: string;
  /** What the network owed when the first day began: on hold, available and on payment. Below 0: what the webmaster owed */
  opening_balance: Money;
  /** Commissions that were approved, and later increases */
  earned: Money;
  /** Below 0: commissions that were reversed or reopened, and later decreases */
  reversed: Money;
  /** Corrections by the operator, with their sign */
  corrections: Money;
  /** Below 0: the amounts of payouts that were settled */
  paid: Money;
  /** The amounts of settled payouts that came back */
  returned: Money;
  /** opening_balance + earned + reversed + corrections + paid + returned, when the last day ended */
  closing_balance: Money;
  /** Where the money stood when the first day began */
  opening: Holdings;
  /** Where the money stood when the last day ended, or stands now */
  closing: Holdings;
  /** What was earned and reversed, by offer */
  offers: {
    /** Id of the offer */
    offer_id: string;
    /** Name of the offer */
    offer_name: string;
    /** Commissions of the offer that were approved, and later increases */
    earned: Money;
    /** Below 0 */
    reversed: Money;
    /** By how much the commissions changed that wait for approval */
    pending: Money;
  }[];
  /** What was paid, by payout */
  payouts: StatementPayment[];
  /** The sums of `payouts` */
  paid_sums: StatementPaymentSums;
  /** What came back, by payout */
  returned_payouts: StatementPayment[];
  /** The sums of `returned_payouts` */
  returned_sums: StatementPaymentSums;
};
export type StatementPayment = {
  /** Id of the payout */
  payout_id: string;
  /** Commissions and corrections, less what was set off */
  amount: Money;
  /** The part of the amount that is below 0: reversed earlier, and deducted here */
  set_off: Money;
  /** Added to the amount */
  vat: Money;
  /** Tax that was deducted from the amount */
  withheld: Money;
  /** Deducted from the amount */
  fee: Money;
  /** What was sent, or came back: amount + vat - withheld - fee */
  net: Money;
};
/** The sums of `payouts` */
export type StatementPaymentSums = {
  /** Commissions and corrections, less what was set off */
  amount: Money;
  /** The part of the amount that is below 0: reversed earlier, and deducted here */
  set_off: Money;
  /** Added to the amount */
  vat: Money;
  /** Tax that was deducted from the amount */
  withheld: Money;
  /** Deducted from the amount */
  fee: Money;
  /** What was sent, or came back: amount + vat - withheld - fee */
  net: Money;
};
export type StatsQuery = {
  /** The beginning of the range */
  from: string;
  /** The end of the range, exclusive */
  to: string;
  /** The zone of times */
  zone: string;
  /** The groups */
  group_by: string[];
  /** The filters by field */
  filters: Record<string, string>;
  /** The time of conversions */
  date_basis: string;
  /** What is counted */
  counts: string;
  /** Whether medians are counted */
  has_medians: boolean;
  /** The order; null: the default one */
  sort: string | null;
};
export type StatsRow = {
  /** The beginning of the hour, in UTC. Groups are absent unless asked for; times are null for undecided conversions */
  hour?: string | null | undefined;
  /** The day in `zone` */
  day?: string | null | undefined;
  /** The Monday of the week in `zone` */
  week?: string | null | undefined;
  /** The month in `zone`, like 2026-11 */
  month?: string | null | undefined;
  /** 1 is Monday */
  weekday?: number | null | undefined;
  /** The hour on the clock of `zone`, 0 to 23 */
  hour_of_day?: number | null | undefined;
  /** The offer; empty: unknown, or none */
  offer_id?: string | undefined;
  /** The webmaster; empty: unknown, or none */
  webmaster_id?: string | undefined;
  /** The advertiser; empty: unknown, or none */
  advertiser_id?: string | undefined;
  /** The link; empty: unknown, or none */
  link_id?: string | undefined;
  /** The landing; empty: unknown, or none */
  landing_id?: string | undefined;
  /** The country; empty: unknown, or none */
  country?: string | undefined;
  /** The device; empty: unknown, or none */
  device?: string | undefined;
  /** The os; empty: unknown, or none */
  os?: string | undefined;
  /** The browser; empty: unknown, or none */
  browser?: string | undefined;
  /** The verdict; empty: unknown, or none */
  verdict?: string | undefined;
  /** The sub1; empty: unknown, or none */
  sub1?: string | undefined;
  /** The sub2; empty: unknown, or none */
  sub2?: string | undefined;
  /** The sub3; empty: unknown, or none */
  sub3?: string | undefined;
  /** The sub4; empty: unknown, or none */
  sub4?: string | undefined;
  /** The sub5; empty: unknown, or none */
  sub5?: string | undefined;
  /** The source; empty: unknown, or none */
  source?: string | undefined;
  /** The goal; empty: unknown, or none */
  goal_id?: string | undefined;
  /** The status; empty: unknown, or none */
  status?: string | undefined;
  /** By decision: whether these conversions have none yet */
  is_undecided?: boolean | undefined;
  /** All clicks with a click_ID, except webmasters' tests and the network's own traffic */
  clicks?: number | undefined;
  /** Clicks that count: neither refused nor made by a bot or a page, and no duplicates. Null: unknown, by sub-id before they were counted */
  valid?: number | null | undefined;
  /** First stored clicks of a visitor on an offer in a UTC day that are neither refused nor made by a bot or a page. Which click is the first depends on the order of arrival */
  uniques?: number | undefined;
  /** Clicks of bots */
  bots?: number | undefined;
  /** Clicks where a page loaded the link */
  embedded?: number | undefined;
  /** Second and later clicks of a visitor on an offer in a UTC day */
  duplicates?: number | undefined;
  /** Clicks that were refused for a reason, such as paused or geo. Null: unknown, like valid. Group by verdict for the reasons */
  refused?: number | null | undefined;
  /** Clicks of visitors without consent, not among clicks; none by sub-id, where they are unknown */
  anonymous?: number | undefined;
  /** Clicks of the network's own traffic, which the operator has listed; not among clicks; none by sub-id, where they are unknown */
  own?: number | undefined;
  /** Conversions dated by date_basis, without tests and without those that are refused as the network's own traffic */
  conversions?: number | undefined;
  /** Conversions that wait for an answer, for the check or for their click */
  pending?: number | undefined;
  /** Pending conversions that the check holds */
  held?: number | undefined;
  /** Approved conversions that are not held */
  approved?: number | undefined;
  /** Conversions that were rejected, refused or reversed */
  rejected?: number | undefined;
  /** Rejected conversions that had been approved */
  reversed?: number | undefined;
  /** What visitors paid, by currency */
  sale_amount?: Money[] | undefined;
  /** Commission of approved conversions, by currency */
  commission?: Money[] | undefined;
  /** Approved commission in the wait after approval, by currency */
  commission_on_hold?: Money[] | undefined;
  /** Approved commission that the next payout pays, by currency */
  commission_available?: Money[] | undefined;
  /** Approved commission in a payout that is not settled, by currency */
  commission_on_payment?: Money[] | undefined;
  /** Approved commission that was paid, by currency */
  commission_paid?: Money[] | undefined;
  /** Commission of pending conversions, by currency */
  commission_pending?: Money[] | undefined;
  /** Commission of rejected conversions, by currency */
  commission_rejected?: Money[] | undefined;
  /** Revenue of approved conversions, by currency. Visible to the operator and the advertiser only */
  revenue?: Money[] | undefined;
  /** Revenue less commission of approved conversions, by currency. Visible to the operator only */
  margin?: Money[] | undefined;
  /** Conversions by valid click. Null without valid clicks, and by decision */
  conversion_rate?: number | null | undefined;
  /** Approved conversions by decided one. Null without decided ones */
  approval_rate?: number | null | undefined;
  /** Approved commission by 100 valid clicks, by currency. Empty without valid clicks, and by decision */
  earnings_per_100_clicks?: Money[] | undefined;
  /** Mean time from the click to the conversion, in ms. Null without conversions */
  ctit_ms_average?: number | null | undefined;
  /** Median time from the click to the conversion, in ms. Null without conversions. Only with has_medians=true; in totals by decision, of decided ones */
  ctit_ms_median?: number | null | undefined;
  /** Median time from the conversion to its decision, in ms. Null without decided ones. Only with has_medians=true; in totals by decision, of decided ones */
  decision_ms_median?: number | null | undefined;
  /** GET this path for the clicks of the row; null where the report counts none, and where no single filter of the list selects them */
  clicks_api_path: string | null;
  /** GET this path for the conversions of the row; null where the report counts none, and where no single filter of the list selects them */
  conversions_api_path: string | null;
};
export type StatsTotals = {
  /** All clicks with a click_ID, except webmasters' tests and the network's own traffic */
  clicks?: number | undefined;
  /** Clicks that count: neither refused nor made by a bot or a page, and no duplicates. Null: unknown, by sub-id before they were counted */
  valid?: number | null | undefined;
  /** First stored clicks of a visitor on an offer in a UTC day that are neither refused nor made by a bot or a page. Which click is the first depends on the order of arrival */
  uniques?: number | undefined;
  /** Clicks of bots */
  bots?: number | undefined;
  /** Clicks where a page loaded the link */
  embedded?: number | undefined;
  /** Second and later clicks of a visitor on an offer in a UTC day */
  duplicates?: number | undefined;
  /** Clicks that were refused for a reason, such as paused or geo. Null: unknown, like valid. Group by verdict for the reasons */
  refused?: number | null | undefined;
  /** Clicks of visitors without consent, not among clicks; none by sub-id, where they are unknown */
  anonymous?: number | undefined;
  /** Clicks of the network's own traffic, which the operator has listed; not among clicks; none by sub-id, where they are unknown */
  own?: number | undefined;
  /** Conversions dated by date_basis, without tests and without those that are refused as the network's own traffic */
  conversions?: number | undefined;
  /** Conversions that wait for an answer, for the check or for their click */
  pending?: number | undefined;
  /** Pending conversions that the check holds */
  held?: number | undefined;
  /** Approved conversions that are not held */
  approved?: number | undefined;
  /** Conversions that were rejected, refused or reversed */
  rejected?: number | undefined;
  /** Rejected conversions that had been approved */
  reversed?: number | undefined;
  /** What visitors paid, by currency */
  sale_amount?: Money[] | undefined;
  /** Commission of approved conversions, by currency */
  commission?: Money[] | undefined;
  /** Approved commission in the wait after approval, by currency */
  commission_on_hold?: Money[] | undefined;
  /** Approved commission that the next payout pays, by currency */
  commission_available?: Money[] | undefined;
  /** Approved commission in a payout that is not settled, by currency */
  commission_on_payment?: Money[] | undefined;
  /** Approved commission that was paid, by currency */
  commission_paid?: Money[] | undefined;
  /** Commission of pending conversions, by currency */
  commission_pending?: Money[] | undefined;
  /** Commission of rejected conversions, by currency */
  commission_rejected?: Money[] | undefined;
  /** Revenue of approved conversions, by currency. Visible to the operator and the advertiser only */
  revenue?: Money[] | undefined;
  /** Revenue less commission of approved conversions, by currency. Visible to the operator only */
  margin?: Money[] | undefined;
  /** Conversions by valid click. Null without valid clicks, and by decision */
  conversion_rate?: number | null | undefined;
  /** Approved conversions by decided one. Null without decided ones */
  approval_rate?: number | null | undefined;
  /** Approved commission by 100 valid clicks, by currency. Empty without valid clicks, and by decision */
  earnings_per_100_clicks?: Money[] | undefined;
  /** Mean time from the click to the conversion, in ms. Null without conversions */
  ctit_ms_average?: number | null | undefined;
  /** Median time from the click to the conversion, in ms. Null without conversions. Only with has_medians=true; in totals by decision, of decided ones */
  ctit_ms_median?: number | null | undefined;
  /** Median time from the conversion to its decision, in ms. Null without decided ones. Only with has_medians=true; in totals by decision, of decided ones */
  decision_ms_median?: number | null | undefined;
};
export type SubStatsRow = {
  /** `(other)`: the values beyond a link's first thousand of a UTC day */
  value: string;
  /** Clicks, bots and duplicates included */
  clicks: number;
  /** First stored clicks of a visitor on an offer in a UTC day that are neither refused nor made by a bot or a page */
  uniques: number;
  /** Clicks of bots */
  bots: number;
  /** Clicks where a page loaded the link */
  embedded: number;
  /** Second and later clicks of a visitor on an offer in a UTC day */
  duplicates: number;
};
export type SwiftDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "swift";
  /** Name of the holder, exactly as at the bank, in Latin letters */
  holder: string;
  /** IBAN, or the account number where the country has no IBANs */
  account: string;
  /** BIC of the bank */
  bic: string;
  /** Country where the holder lives, ISO 3166-1 */
  country: string;
  /** Town where the holder lives, in Latin letters */
  town: string;
};
/** `allow`: only these values, and no unknown ones. `deny`: all but these values */
export type Targeting = {
  /** ISO 3166-1 alpha-2 country code, like `DE`; empty if not known */
  country?: TargetingRule | undefined;
  /** ISO 3166-2, like `DE-BE` */
  region?: TargetingRule | undefined;
  /** City names of Cloudflare, case-insensitive; combine them with a country */
  city?: TargetingRule | undefined;
  /** tv, console, tablet, mobile, desktop, other */
  device?: TargetingRule | undefined;
  /** windows, ios, android, harmonyos, macos, chromeos, linux, other */
  os?: TargetingRule | undefined;
  /** yandex, opera, edge, samsung, uc, huawei, mi, qq, firefox, chrome, safari, in-app, other */
  browser?: TargetingRule | undefined;
  /** The browser's first language, like `pt-br`; `pt` includes its variants */
  language?: TargetingRule | undefined;
  /** Number of the visitor's network, like `3320` */
  asn?: TargetingRule | undefined;
};
/** ISO 3166-1 alpha-2, like `DE` */
export type TargetingRule = {
  /** Only these values, and no unknown ones */
  allow?: string[] | undefined;
  /** All but these values */
  deny?: string[] | undefined;
};
export type TaxProfile = {
  /** `none`: nothing is added or withheld. `rate`: VAT is added, once the operator agrees. `reverse_charge`: the network owes the VAT. `self_employed`: a Russian self-employed person */
  profile: "none" | "rate" | "reverse_charge" | "self_employed";
  /** VAT in basis points; for the profile `rate` only */
  rate_bps?: number | null | undefined;
  /** VAT number for `reverse_charge`, INN for `self_employed` */
  tax_id?: string | null | undefined;
};
export type Terms = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the offer */
  offer_id: string;
  /** The webmaster that the terms are for; null for all webmasters */
  webmaster_id: string | null;
  /** Status */
  status: "proposed" | "accepted" | "refused" | "withdrawn";
  /** When it starts */
  starts_at: string;
  /** When it ends, exclusive; null: it has no end */
  ends_at: string | null;
  /** When it takes effect: at its start, or at the last acceptance if that is later */
  in_force_at: string | null;
  /** Days until automatic approval; null: never */
  validation_days?: number | null | undefined;
  /** Days between approval and availability for payment, 0 to 365 */
  hold_days?: number | undefined;
  /** Days after the click within which a conversion counts, 1 to 365 */
  attribution_days?: number | undefined;
  /** Days within which the advertiser answers a webmaster's claim, 1 to 60; after them it waits for the operator */
  claim_days?: number | undefined;
  /** Rates by goal */
  rates?:
    | {
        /** Code of the goal */
        goal: string;
        /** Visible to the operator and the advertiser only */
        revenue_fixed_minor?: number | undefined;
        /** Visible to the operator and the advertiser only */
        revenue_bps?: number | undefined;
        /** What the webmaster earns for a conversion, in minor units of `currency` */
        commission_fixed_minor?: number | undefined;
        /** The share of the amount that the webmaster earns, in basis points: 1,000 is 10 % */
        commission_bps?: number | undefined;
      }[]
    | undefined;
  /** The side that proposed it */
  proposed_by: Side;
  /** When it was proposed */
  proposed_at: string;
  /** Answers of the parties; all must accept */
  answers: {
    /** The side that acted, never a person or key of another side */
    side: Role;
    /** The answer of that side */
    answer: "accepted" | "refused" | "withdrawn";
    /** The reason as text; visible to the parties concerned */
    reason: string | null;
    /** When it was answered */
    answered_at: string;
  }[];
};
export type TermsAcceptance = {
  /** The version that the person has read */
  version: number;
};
export type TermsAnswer = {
  /** The reason; visible to the other side */
  reason?: string | null | undefined;
  /** Confirms that a commission is above its revenue, so that the network pays the difference. Operator only */
  accepts_loss?: boolean | undefined;
};
export type TestClick = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The click_ID: 40 letters and digits that the landing page got with the visitor */
  click_id: string;
  /** Id of the partner link */
  link_id: string;
  /** Open it within the time: the click gets this click_ID, however often. `GET /api/v1/clicks/{click_id}` shows it */
  url: string;
  /** When it was created */
  created_at: string;
  /** From then on it is an ordinary click */
  expires_at: string;
};
export type Thread = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Null for a general thread */
  subject: {
    /** Kind */
    kind: "offer" | "conversion" | "upload" | "payout";
    /** Id of what the thread is about */
    id: string;
  } | null;
  /** Title of the thread */
  title: string;
  /** The advertiser that takes part; null if none does */
  advertiser_id: string | null;
  /** The webmaster that takes part; null if none does */
  webmaster_id: string | null;
  /** The side that opened it */
  opened_by: Role;
  /** When it was opened */
  opened_at: string;
  /** When the last message was sent */
  last_at: string;
  /** Number of messages */
  messages: number;
  /** Messages that the caller's side has not read */
  unread: number;
  /** Status */
  status: "open" | "closed";
  /** When it was closed; null while it is open */
  closed_at: string | null;
};
export type ThreadClosing = {
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type ToDo = {
  /** Open reports about links: `GET /api/v1/ops/abuse-reports?status=open` lists them */
  abuse_reports: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Webmasters of whom the traffic check would hold more than it may without your word: `GET /api/v1/traffic-check/questions` lists them */
  check_questions: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Claims of webmasters that advertisers did not answer by the due date: you decide: `GET /api/v1/claims?waits_for=operator` lists them */
  claims_to_decide: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Messages that no queue could process, to be replayed: `GET /api/v1/ops/dead-letters?status=waiting` lists them */
  dead_letters: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Changes to hosts that you have not seen: `GET /api/v1/destination-changes?status=pending` lists them */
  destination_changes: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Webmasters whose money is frozen until you decide: `GET /api/v1/webmasters?is_frozen=true` lists them */
  frozen_webmasters: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Conversions that are held: release or refuse them: `GET /api/v1/conversions?status=held&is_test=false` lists them */
  held_conversions: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Money that waits for a second person: `GET /api/v1/money-requests?status=waiting` lists them */
  money_requests: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Appeals of webmasters against the check, to be answered: `GET /api/v1/appeals?status=open` lists them */
  open_appeals: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Those of them that should have been answered: `GET /api/v1/appeals?is_overdue=true` lists them */
  overdue_appeals: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Files of orders that advertisers owe: `GET /api/v1/offers/{id}/upload-schedule` lists the periods */
  overdue_uploads: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Postbacks that wait for a person: `GET /api/v1/postbacks?status=parked` lists them */
  parked_postbacks: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Payout accounts on hold until you decide: `GET /api/v1/payout-accounts?is_on_hold=true` lists them */
  payout_accounts: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** What webmasters asked to be paid: a run pays it: `GET /api/v1/payout-requests?status=open` lists them */
  payout_requests: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Payout runs that are not settled: `GET /api/v1/payout-runs` lists them */
  payout_runs: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Limits of sources that your policy has imposed: lift those that are wrong: `GET /api/v1/source-limits?is_open=true&is_by_policy=true` lists them */
  source_limits: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Offers that wait for approval: `GET /api/v1/offers?status=submitted` lists them */
  submitted_offers: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Entries of bank statements that fit no payout: `GET /api/v1/bank-statements/{id}/entries?outcome=unmatched` lists them */
  unmatched_entries: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
  /** Channels of webmasters, which only you can verify: `GET /api/v1/traffic-sources?kind=channel&status=unverified` lists them */
  unverified_channels: {
    /** At most 100 */
    count: number;
    /** Since when the oldest of them waits; null if none waits */
    oldest_at: string | null;
  };
};
/** A kind of traffic */
export type TrafficKind =
  | "content"
  | "seo"
  | "search_ads"
  | "brand_bidding"
  | "display"
  | "native"
  | "push"
  | "popunder"
  | "video"
  | "social"
  | "influencer"
  | "messenger"
  | "email"
  | "sms"
  | "in_app"
  | "cashback"
  | "coupon"
  | "incentive"
  | "toolbar"
  | "adult";
export type TrafficSource = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the webmaster */
  webmaster_id: string;
  /** Kind */
  kind: "site" | "channel";
  /** Address of the site or channel */
  url: string;
  /** Name, for people */
  name: string;
  /** Status */
  status: "unverified" | "checking" | "verified" | "failed";
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "dns" | "file" | "operator" | null;
  /** Why the last check failed */
  reason_code:
    | "record_missing"
    | "file_missing"
    | "file_differs"
    | "unreachable"
    | "not_https"
    | "has_credentials"
    | "has_port"
    | "is_ip_address"
    | "not_public"
    | "is_ours"
    | "malformed"
    | null;
  /** Put the text into a TXT record of this name or a file at this address. Null for a channel. Visible to the webmaster only */
  proof?:
    | {
        /** The text that the DNS record or the file must hold */
        text: string;
        /** Name of the TXT record that must hold the text */
        dns_name: string;
        /** Address of the file that must hold the text */
        file_url: string;
      }
    | null
    | undefined;
  /** When it was created */
  created_at: string;
  /** When the proof was last checked; null: never */
  checked_at: string | null;
};
export type TrafficSummary = {
  /** The items */
  data: OfferTraffic[];
  /** From when on */
  from: string;
  /** Before when */
  to: string;
};
export type Transfer = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** The account that the amount leaves. Visible to the operator and that side only */
  debit?: string | undefined;
  /** The account that the amount comes to. Visible to the operator and that side only */
  credit?: string | undefined;
  /** The amount */
  amount: Money;
  /** Id of the conversion; null if there is none */
  conversion_id: string | null;
  /** Id of the correction; null if there is none */
  correction_id: string | null;
  /** The payout that moves the amount; alone, it is the cause, and the accounts are the network's */
  payout_id: string | null;
  /** The bank statement whose charge it is; null: it has another cause. Visible to the operator only */
  statement_id?: string | null | undefined;
  /** When it was posted to the ledger */
  posted_at: string;
};
export type TriedOwnTraffic = {
  /** `address`: an IP address or a range of them. `parameter`: a value of a parameter of links */
  kind: "address" | "parameter";
  /** The parameter's name; null for addresses */
  name?: ParameterName | null | undefined;
  /** An IP address, a range in CIDR notation, or the exact value of the parameter. Of IPv6, clicks know the /64: an address stands for its own */
  value: string;
};
export type Unread = {
  /** Number of threads with unread messages */
  threads: number;
  /** Number of messages */
  messages: number;
};
export type Unsubscription = {
  /** The code from the mail */
  token: string;
};
export type Upload = {
  /** Id of the resource. Ids are opaque: compare them, do not parse them */
  id: string;
  /** Id of the offer */
  offer_id: string;
  /** Name of the offer */
  offer_name: string;
  /** Status */
  status: UploadStatus;
  /** Rows of the file; for a webmaster those of their conversions */
  rows: number;
  /** Visible to the operator and the advertiser only */
  name?: string | undefined;
  /** Visible to the operator and the advertiser only */
  sha256?: string | undefined;
  /** Visible to the operator and the advertiser only */
  size_bytes?: number | undefined;
  /** Rows without any text: they are skipped and not part of `rows`. Visible to the operator and the advertiser only */
  empty_rows?: number | undefined;
  /** The file's columns, and how each was understood. Visible to the operator and the advertiser only */
  columns?:
    | {
        /** Name of the column, as the file has it */
        name: string;
        /** The field that the column was read as; null: it is ignored */
        field:
          | "click_id"
          | "order_id"
          | "goal"
          | "amount"
          | "currency"
          | "status"
          | "occurred_at"
          | "answered_at"
          | "reason"
          | "reason_code"
          | "comment"
          | null;
      }[]
    | undefined;
  /** How the file is read: by its own settings, those of earlier uploads, or those of postbacks. Visible to the operator and the advertiser only */
  notation?:
    | {
        /** The decimal separator of amounts; null: derived from each amount */
        decimal_separator: DecimalSeparator | null;
        /** The order of day and month; null: not needed so far */
        dates: "dmy" | "mdy" | null;
        /** IANA time zone, like `Europe/Berlin` */
        zone: string;
        /** The status of rows if the file has no status column */
        status: ReportStatus;
        /** Your status words, in lower case */
        statuses: Record<string, ReportStatus>;
        /** Treatment of rows of one order with different amounts */
        same_order: "error" | "sum";
      }
    | undefined;
  /** Settings that apply although this upload does not name them. Visible to the operator and the advertiser only */
  kept?:
    | {
        /** The setting */
        setting: "decimal_separator" | "dates" | "status" | "column";
        /** The status word or the column; otherwise empty */
        name: string;
        /** The value of the setting, like `dmy`, `rejected`, `order_id` */
        meaning: string;
        /** An earlier upload, or the postback settings */
        from: "upload" | "postbacks";
        /** The upload that set it; null if that was not recorded */
        upload_id: string | null;
        /** When it was kept */
        kept_at: string | null;
      }[]
    | undefined;
  /** The period that it reports completely */
  period_starts_at: string | null;
  /** Why the file can't be read. Visible to the operator and the advertiser only */
  fault?:
    | {
        /** Code of the fault */
        code: string;
        /** Number of the row; 1 is the first below the header */
        row: number | null;
        /** What the code means, as a sentence */
        sentence: string;
      }
    | null
    | undefined;
  /** When the file was deleted, because the upload failed or was not applied; null while it is kept. Visible to the operator and the advertiser only */
  file_deleted_at?: string | null | undefined;
  /** Visible to the operator and the advertiser only */
  progress?:
    | {
        /** Number of parts that are done */
        chunks_done: number;
        /** Number of parts */
        chunks: number;
      }
    | undefined;
  /** Visible to the operator and the advertiser only */
  outcomes?:
    | {
        /** Rows that create a conversion */
        create?: number | undefined;
        /** Rows that approve a conversion */
        approve?: number | undefined;
        /** Rows that reject a conversion */
        reject?: number | undefined;
        /** Rows that change an amount */
        adjust?: number | undefined;
        /** Rows that change nothing */
        unchanged?: number | undefined;
        /** Rows that repeat another row */
        duplicate?: number | undefined;
        /** Rows with an error */
        error?: number | undefined;
      }
    | undefined;
  /** Rows by the code of their error. Visible to the operator and the advertiser only */
  errors?: Record<string, number> | undefined;
  /** Rows that a commit would apply. Visible to the operator and the advertiser only */
  open_rows?: number | undefined;
  /** Rows among them that changed since they were shown; commit again to apply them. Visible to the operator and the advertiser only */
  changed_rows?: number | undefined;
  /** Rows that were applied */
  applied_rows: number;
  /** Visible to the operator and the advertiser only */
  undone_rows?: number | undefined;
  /** Rows not undone because the payment of their conversion has begun. Visible to the operator and the advertiser only */
  kept_paid_rows?: number | undefined;
  /** Rows not undone because their conversion was changed since. Visible to the operator and the advertiser only */
  kept_changed_rows?: number | undefined;
  /** The change of commissions and revenue, by webmaster and currency */
  money: {
    /** Id of the webmaster */
    webmaster_id: string;
    /** Number of rows */
    rows: number;
    /** Change of commission that is not approved yet */
    pending: Money;
    /** Change of approved commission */
    approved: Money;
    /** The revenue that is not approved yet. Visible to the operator and the advertiser only */
    revenue_pending?: Money | undefined;
    /** Visible to the operator and the advertiser only */
    revenue_approved?: Money | undefined;
  }[];
  /** Conversions of the period that a complete file does not mention. Visible to the operator and the advertiser only */
  missing?:
    | {
        /** Id of the webmaster */
        webmaster_id: string;
        /** Number of rows */
        rows: number;
        /** How many of them were approved before. They stay approved; the term's policy applies to pending ones */
        approved_rows: number;
        /** Commission that is not approved yet */
        pending: Money;
        /** Change of approved commission */
        approved: Money;
        /** Change of revenue that is not approved yet */
        revenue_pending: Money;
        /** Change of approved revenue */
        revenue_approved: Money;
      }[]
    | undefined;
  /** Visible to the operator and the advertiser only */
  missing_total?:
    | {
        /** Number of rows */
        rows: number;
        /** How many of them were approved before. They stay approved; the term's policy applies to pending ones */
        approved_rows: number;
        /** Commission that is not approved yet */
        pending: Money;
        /** Change of approved commission */
        approved: Money;
        /** Change of revenue that is not approved yet */
        revenue_pending: Money;
        /** Change of approved revenue */
        revenue_approved: Money;
        /** Number of webmasters */
        webmasters: number;
      }[]
    | undefined;
  /** The sum of `money` over all webmasters, by currency */
  total: {
    /** Number of rows */
    rows: number;
    /** Change of commission that is not approved yet */
    pending: Money;
    /** Change of approved commission */
    approved: Money;
    /** The revenue that is not approved yet. Visible to the operator and the advertiser only */
    revenue_pending?: Money | undefined;
    /** Visible to the operator and the advertiser only */
    revenue_approved?: Money | undefined;
    /** Number of webmasters */
    webmasters: number;
  }[];
  /** When it was created */
  created_at: string;
  /** When all rows had an outcome; null until then */
  validated_at: string | null;
  /** When the upload was applied; null until then */
  committed_at: string | null;
  /** When the upload was undone; null until then */
  undone_at: string | null;
  /** Why it was undone; null if no reason was given */
  undo_reason: string | null;
};
export type UploadPeriod = {
  /** When it starts */
  starts_at: string;
  /** When the period ends, exclusive */
  ends_at: string;
  /** When the file of the period is due */
  due_at: string;
  /** When a missing file counts as overdue: `due_at` and the days of grace */
  overdue_at: string;
  /** State of the period: open, due, received, late or overdue */
  status: "open" | "due" | "late" | "overdue" | "received";
  /** Visible to the operator and the advertiser only */
  upload_id?: string | null | undefined;
  /** When the file was received; null while it is missing */
  received_at: string | null;
};
export type UploadRow = {
  /** 1 is the first below the header; 0: not mentioned by the file */
  row: number;
  /** Visible to the operator and the advertiser only */
  cells?: string[] | undefined;
  /** The outcome */
  outcome: UploadRowOutcome;
  /** Code of the error, or of a note; null if there is none */
  outcome_code: string | null;
  /** What becomes of the row, as a sentence */
  outcome_sentence: string;
  /** The reason of the row's answer */
  reason_code: ChangeReason | null;
  /** The reason of the row's answer */
  reason: string | null;
  /** Whether the row was applied */
  status: "shown" | "changed" | "applied" | "undone" | "kept_paid" | "kept_changed";
  /** Id of the conversion; null if there is none */
  conversion_id: string | null;
  /** Id of the webmaster */
  webmaster_id: string | null;
  /** Null if the row creates a conversion */
  validation_before: Validation | null;
  /** Null if no conversion is concerned */
  validation_after: Validation | null;
  /** How the commission counts: an approval that the network holds is `pending`, a refused one `none` */
  counts_before: "none" | "pending" | "approved" | null;
  /** How the commission counts: an approval that the network holds is `pending`, a refused one `none` */
  counts_after: "none" | "pending" | "approved" | null;
  /** The commission before the row; null if there is no conversion */
  commission_before: Money | null;
  /** The commission after the row; null if no conversion is concerned */
  commission_after: Money | null;
};
/** What a row of a file changes */
export type UploadRowOutcome = "create" | "approve" | "reject" | "adjust" | "unchanged" | "duplicate" | "error";
export type UploadSchedule = {
  /** The advertiser's IANA time zone */
  zone: string;
  /** How long a period is, and when its file is due */
  every:
    | {
        /** How long a period is: a number of days, a week, or a month */
        kind: "days";
        /** Length of a period, 1 to 366 days */
        days: number;
        /** The first day of the first period, like `2026-11-01` */
        from: string;
      }
    | {
        /** How long a period is: a number of days, a week, or a month */
        kind: "week";
        /** The day of the week on which the file is due; 1 is Monday */
        weekday: number;
      }
    | {
        /** How long a period is: a number of days, a week, or a month */
        kind: "month";
        /** The day of the month on which the file is due, 1 to 28 */
        day: number;
      };
  /** Days after the due time before a missing file is overdue, 0 to 60 */
  grace_days?: number | undefined;
  /** What happens to pending conversions that a complete file does not mention */
  missing?: "reject" | "keep" | "approve" | undefined;
};
/** Status of an upload */
export type UploadStatus =
  | "received"
  | "validating"
  | "comparing"
  | "validated"
  | "committing"
  | "committed"
  | "undoing"
  | "undone"
  | "failed"
  | "cancelled";
/** Null: the offer validates in real time, or no term was agreed */
export type UploadTerm = {
  /** When files are due */
  schedule: UploadSchedule;
  /** The promised time of the earliest missing orders; in the past if they are late */
  next_due_at: string | null;
} | null;
export type UploadUndo = {
  /** Whether conversions whose payment has begun are reversed. Without it they stay, and are counted */
  reverses_paid?: boolean | undefined;
  /** The webmasters of the conversions see it, with each change */
  reason?: string | null | undefined;
};
export type UploadedBankStatement = BankStatementWithOutcomes & {
  /** Ids of all statements of the file, in its order */
  statement_ids: string[];
};
export type UsdtDetails = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "usdt_trc20";
  /** Address on the TRON network */
  address: string;
};
/** The advertiser's current answer to a conversion */
export type Validation = "pending" | "approved" | "rejected" | "reversed";
/** A verdict of a click; an empty text where it is unknown */
export type VerdictFilter =
  | ""
  | "valid"
  | "paused"
  | "expired"
  | "cap"
  | "geo"
  | "device"
  | "os"
  | "browser"
  | "language"
  | "asn"
  | "schedule"
  | "webmaster_blocked"
  | "advertiser_blocked"
  | "not_approved"
  | "bot"
  | "embedded"
  | "duplicate"
  | "test"
  | "own";
export type Verification = {
  /** How ownership is proved: by a DNS record, a file, or the operator */
  method: "dns" | "file" | "operator";
};
export type VoidBankFile = {
  /** Id of the message in the file */
  message_id: string;
  /** The reason as text; visible to the parties concerned */
  reason: string;
};
export type VoidedBankFile = {
  /** Id of the message in the void file */
  message_id: string;
  /** How many payouts another file may pay now */
  payouts: number;
};
export type WaitingAnswer = {
  /** The webmaster and the advertisers read it */
  reason: string;
  /** The reason as a code; null if none was stated */
  reason_code?: AnswerReason | null | undefined;
};
export type WaitingAnswered = {
  /** Conversions that were held or released */
  answered: number;
  /** Conversions that still wait */
  remaining: number;
};
export type WebmasterSchedule = {
  /** When the webmaster is paid */
  schedule: PayoutSchedule;
  /** Whether it is the webmaster's own; else it is the network's */
  is_own: boolean;
  /** Days for which the money of the webmaster's conversions is on hold, also if their offer has fewer */
  hold_days: number;
};
export type WebmasterScheduleChange = {
  /** Null: by the network's schedule */
  schedule?:
    | PayoutTwiceAMonth
    | PayoutEachWeek
    | PayoutEachMonth
    | PayoutAfterMonth
    | PayoutOnRequest
    | null
    | undefined;
  /** Applies to conversions that are recorded from now on: dates that were promised do not move */
  hold_days?: number | undefined;
  /** Why it changes */
  reason: string;
};
export type Withholding = {
  /** Share of a payout's amount in basis points; 0: none */
  rate_bps: number;
  /** Why, such as the law or treaty; null: none is withheld */
  reason: string | null;
  /** When it was set; null: none is withheld */
  set_at: string | null;
};
export type WithholdingChange = BlockReason & {
  /** Share of a payout's amount in basis points; 0: none */
  rate_bps: number;
};
export interface Operations {
  /** Accept an invitation with the code from the mail */
  acceptInvitation: {
    input: { body: Acceptance };
    answer: {
      /** E-mail address */
      email: string;
    };
  };
  /** Accept the file of a document: the payout of an act may be paid. Operator only */
  acceptPayoutDocument: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: PayoutDocumentAcceptance;
    };
    answer: PayoutDocument;
  };
  /** Accept a parked postback: set the order's amount and status. Refused once its payment has begun */
  acceptPostback: {
    input: {
      path: {
        /** Id of the postback, which its receipt states */
        id: string;
      };
      body: PostbackAcceptance;
    };
    answer: Postback | MoneyRequest;
  };
  /** Accept the terms of use in force, by their version. Needs a session */
  acceptTerms: { input: { body: TermsAcceptance }; answer: Me };
  /** Acknowledge a notice for the whole account. It stays listed */
  acknowledgeNotice: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      query?: {
        /** The language of texts */
        language?: "en" | "ru" | undefined;
      };
    };
    answer: Notice;
  };
  /** Switch a version of the policy on. Operator only */
  activateQualityPolicy: {
    input: {
      path: {
        /** Id of the version of the policy */
        id: string;
      };
      body: QualityPolicySwitch;
    };
    answer: QualityPolicy;
  };
  /** Switch a version of the rules on. Operator only */
  activateRuleSet: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: RuleSetSwitch;
    };
    answer: RuleSet;
  };
  /** Upload a file as the body, at most 5 MB. Its type is determined by its content */
  addCreative: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      query: {
        /** File name, with the extension that matches its bytes */
        name: string;
      };
      body: RawBody;
    };
    answer: Creative;
  };
  /** Add a legal entity that pays webmasters. Operator only, in a fresh session */
  addLegalEntity: { input: { body: NewLegalEntity }; answer: LegalEntity };
  /** List an address, a range or a parameter as the network's own traffic. Operator only */
  addOwnTraffic: { input: { body: NewOwnTraffic }; answer: OwnTrafficEntry };
  /** Add an account from which webmasters are paid. Operator only, in a fresh session */
  addPayerAccount: { input: { body: NewPayerAccount }; answer: PayerAccount };
  /** Add an account to be paid to. Webmasters only, in a fresh session */
  addPayoutAccount: { input: { body: NewPayoutAccount }; answer: PayoutAccount };
  /** Add a site or channel that the webmaster's visitors come from. Webmasters only */
  addTrafficSource: { input: { body: NewTrafficSource }; answer: TrafficSource };
  /** Change the amount of an unpaid conversion; revenue and commission follow the goal's rates. Operator only */
  adjustConversion: {
    input: {
      path: {
        /** Id of the conversion */
        id: string;
      };
      body: NewAmount;
    };
    answer: Conversion | MoneyRequest;
  };
  /** Answer an appeal: release the conversion, or refuse it. Operator only */
  answerAppeal: {
    input: {
      path: {
        /** Id of the appeal */
        id: string;
        /** `accept` releases the conversion. `decline` refuses it; a conversion that is refused stays so */
        verb: "accept" | "decline";
      };
      body?: AppealAnswer;
    };
    answer: Appeal;
  };
  /** Answer up to 1,000 appeals, each with its own outcome. Operator only */
  answerAppeals: {
    input: { body: AppealAnswers };
    answer: {
      /** In the order of the answers */
      data: AppealAnswerOutcome[];
    };
  };
  /** Accept or decline a claim. The advertiser and the operator */
  answerClaim: {
    input: {
      path: {
        /** Id of the claim */
        id: string;
        /** `accept` records or approves the conversion, or changes its amount. `decline`: by the advertiser only until `due_at` */
        verb: "accept" | "decline";
      };
      body?: ClaimAnswer;
    };
    answer: Claim | MoneyRequest;
  };
  /** Answer up to 1,000 claims, each with its own outcome. Advertisers and the operator */
  answerClaims: {
    input: { body: ClaimAnswers };
    answer: {
      /** In the order of the answers */
      data: ClaimAnswerOutcome[];
    };
  };
  /** Confirm an act on money as the second person, or refuse it with a reason. Operator only */
  answerMoneyRequest: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
        /** Whether to confirm the act or to refuse it */
        verb: "confirm" | "refuse";
      };
      body?: MoneyRequestAnswer;
    };
    answer: MoneyRequest;
  };
  /** Accept, refuse or withdraw proposed terms. They take effect with the last acceptance */
  answerTerms: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
        /** Id of the terms */
        terms_id: string;
        /** What to do with the terms */
        verb: "accept" | "refuse" | "withdraw";
      };
      body?: TermsAnswer;
    };
    answer: Terms | MoneyRequest;
  };
  /** Apply for an offer. The offer's policy may approve automatically. Webmasters only */
  apply: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: NewApplication;
    };
    answer: Application;
  };
  /** Approve new hosts: the offer gets the change, and so do the advertiser's other changes that wait only for them. Operator only */
  approveDestinationChange: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body?: DestinationApproval;
    };
    answer: DestinationChange;
  };
  /** Approve an offer: it is active. Operator only */
  approveOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer | MoneyRequest;
  };
  /** Archive an offer for good */
  archiveOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Say which payout an unmatched entry pays or returns. Operator only */
  assignBankStatementEntry: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
        /** The entry's place in the statement */
        number: number;
      };
      body: BankStatementEntryAssignment;
    };
    answer: BankStatementEntry;
  };
  /** Upload a file for a later message: PNG, JPEG, GIF, WebP, PDF, XLSX, text or CSV, at most 5 MB */
  attachFile: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
      query: {
        /** With the extension that matches its bytes */
        name: string;
      };
      body: RawBody;
    };
    answer: Attachment;
  };
  /** Attribute the order to the click of a parked postback. The conversion of the other click is rejected or reversed. Operator only */
  attributePostback: {
    input: {
      path: {
        /** Id of the postback, which its receipt states */
        id: string;
      };
      body: PostbackResolving;
    };
    answer: Postback | MoneyRequest;
  };
  /** Get the loss audit by the hour of the click: redirected, stored, in flight, missing. At most 31 days */
  auditClicks: {
    input: {
      query?: {
        /** A time, or a plain date: the beginning of that day in `zone` */
        from?: string | undefined;
        /** A time, or a plain date: the end of that day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
      };
    };
    answer: {
      /** The items */
      data: ClickAuditHour[];
      /** What the figures measure */
      measured: string;
      /** What can't be measured */
      not_measured: string;
    };
  };
  /** Block the account, and get the effects */
  blockAdvertiser: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: NewBlock;
    };
    answer: Effects;
  };
  /** Block the account, and get the effects */
  blockWebmaster: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: NewBlock;
    };
    answer: Effects;
  };
  /** Book an unmatched entry as what the bank charged. Operator only */
  bookBankStatementEntryAsCharge: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
        /** The entry's place in the statement */
        number: number;
      };
      body: BankStatementEntryReason;
    };
    answer: BankStatementEntry;
  };
  /** Cancel a payout run that is not sent, with all its payouts. Operator only */
  cancelPayoutRun: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      body: PayoutRunCancellation;
    };
    answer: PayoutRun;
  };
  /** Cancel an upload that was not applied */
  cancelUpload: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
    };
    answer: Upload;
  };
  /** Change the profile. Omitted fields are unchanged */
  changeAdvertiser: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: ProfileChange;
    };
    answer: Account;
  };
  /** Change the joining settings of an offer. Omitted fields are unchanged */
  changeJoining: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body: JoiningChange;
    };
    answer: Joining;
  };
  /** Change a legal entity; omitted fields are unchanged. Operator only, in a fresh session */
  changeLegalEntity: {
    input: {
      path: {
        /** Id of the legal entity */
        id: string;
      };
      body: LegalEntityChange;
    };
    answer: LegalEntity;
  };
  /** Change a link. Omitted fields are unchanged */
  changeLink: {
    input: {
      path: {
        /** Id of the partner link */
        id: string;
      };
      body: LinkChange;
    };
    answer: Link;
  };
  /** Change the caller's name, language, zone or currency for display. Needs a session */
  changeMe: { input: { body: MeChange }; answer: Me };
  /** Change what a member may do in the account; owners only, needs a session */
  changeMemberRole: {
    input: {
      path: {
        /** Id of the member */
        id: string;
      };
      body: MemberRoleChange;
    };
    answer: Member;
  };
  /** Set limits of what an operator may do alone in a day. To raise one waits for a second person. Operator only */
  changeMoneyGuard: { input: { body: MoneyGuardChange }; answer: MoneyGuard | MoneyRequest };
  /** Change fields of an offer. Omitted fields are unchanged. Its status is changed by verbs */
  changeOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body: OfferChange;
    };
    answer: Offer;
  };
  /** Change the password. Ends all other sessions */
  changePassword: { input: { body: PasswordChange }; answer: Done };
  /** Change the postback settings: parameter names, status words, number format, addresses, signature */
  changePostbackSetup: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: PostbackChange;
    };
    answer: PostbackSetup;
  };
  /** Change a scheduled report of the caller; omitted fields are unchanged. Needs a session */
  changeReport: {
    input: {
      path: {
        /** Id of the scheduled report */
        id: string;
      };
      body: ScheduledReportChange;
    };
    answer: ScheduledReport;
  };
  /** Change a saved report; omitted fields are unchanged. Needs a session */
  changeReportView: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: ReportViewChange;
    };
    answer: ReportView;
  };
  /** Change the settings of the network. Operator only */
  changeSettings: { input: { body: SettingsChange }; answer: Settings };
  /** Change the profile. Omitted fields are unchanged */
  changeWebmaster: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: ProfileChange;
    };
    answer: Account;
  };
  /** Read a chunk of an archive and verify it against its manifest */
  checkArchiveChunk: {
    input: {
      path: {
        /** Id of the archive */
        id: string;
        /** Number of the part, counted from 0 */
        number: number;
      };
    };
    answer: CheckedChunk;
  };
  /** Check a part of the books. Continue with `next_cursor`. Operator only */
  checkBooks: {
    input: {
      query?: {
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: BookReport;
  };
  /** Close a report about a link with its outcome. Operator only */
  closeAbuseReport: {
    input: {
      path: {
        /** Id of the report */
        id: string;
      };
      body: AbuseReportClosing;
    };
    answer: AbuseReport;
  };
  /** Close a thread until the next message. The reason becomes a message */
  closeThread: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
      body: ThreadClosing;
    };
    answer: Thread;
  };
  /** Let a bank statement take effect: payouts are paid or come back, charges are booked. Operator only */
  commitBankStatement: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
      };
      body?: Nothing;
    };
    answer: BankStatementWithOutcomes;
  };
  /** Apply exactly what was shown. Rows that changed since are shown again instead */
  commitUpload: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
    };
    answer: Upload | MoneyRequest;
  };
  /** Prove in a session who you are, with the password and a code of the second factor; it is fresh for 15 minutes */
  confirmIdentity: { input: { body: IdentityProof }; answer: Done };
  /** Count the notices that go on and that no member has acknowledged */
  countNotices: {
    input: {};
    answer: {
      /** At most 100 */
      count: number;
    };
  };
  /** Count the threads and messages that the caller's side has not read */
  countUnread: { input: {}; answer: Unread };
  /** Create an API key, shown once; needs a session */
  createApiKey: { input: { body: NewApiKey }; answer: NewApiKeyShown };
  /** Create a partner link. It works at once, or within two seconds if its slug was requested just before */
  createLink: { input: { body: NewLink }; answer: Link };
  /** Create up to 1,000 partner links. Each has its own outcome; all work within seconds */
  createLinks: {
    input: { body: NewLinks };
    answer: {
      /** In the order of the request */
      data: LinkOutcome[];
    };
  };
  /** Create an offer: active if the operator creates it, otherwise a draft */
  createOffer: { input: { body: NewOffer }; answer: Offer | MoneyRequest };
  /** Create a draft payout run from all available balances. Operator only */
  createPayoutRun: { input: { body?: NewPayoutRun }; answer: PayoutRun };
  /** Create a signing secret, shown once; needs a session, or the operator */
  createPostbackSecret: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
    };
    answer: PostbackSecretShown;
  };
  /** Create a token, shown once; needs a session, or the operator */
  createPostbackToken: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body?: NewPostbackToken;
    };
    answer: PostbackTokenShown;
  };
  /** Add a version of the policy that limits sources. Operator only */
  createQualityPolicy: { input: { body: NewQualityPolicy }; answer: QualityPolicy };
  /** Have a report of statistics mailed daily, weekly or monthly to the caller. Needs a session */
  createReport: { input: { body: NewScheduledReport }; answer: ScheduledReport };
  /** Add a version of the rules, calibrated by the network's own approved conversions. Operator only */
  createRuleSet: { input: { body?: NewRuleSet }; answer: RuleSet };
  /** Get an address that makes a test click of one's own link: it is in no figure and moves no money */
  createTestClick: {
    input: {
      path: {
        /** Id of the partner link */
        id: string;
      };
    };
    answer: TestClick;
  };
  /** Try a conversion of one's own test click. It moves no money, and repeated it stays one. Webmaster only */
  createTestConversion: {
    input: {
      path: {
        /** The click_ID: 40 letters and digits that the landing page got with the visitor */
        click_id: string;
      };
      body?: NewTestConversion;
    };
    answer: ReportOutcome;
  };
  /** Upload a file of orders: CSV or NDJSON, as the raw body or as a form with one file. Nothing changes before commit */
  createUpload: {
    input: {
      query: {
        /** Id of the offer */
        offer_id: string;
        /** Name of the file; default: that of the file in a form */
        name?: string | undefined;
        /** The file reports a whole period and closes it */
        is_complete?: "true" | "false" | undefined;
        /** The start of the period, as a time or as a date in `zone`; default: the oldest period without a file */
        period_starts_at?: string | undefined;
        /** The delimiter of CSV; default: that of a first line like `sep=;`, else detected from the header */
        delimiter?: "comma" | "semicolon" | "tab" | "pipe" | undefined;
        /** How to read 1,234; `auto`: refused if ambiguous. Kept for later uploads */
        decimal_separator?: "point" | "comma" | "auto" | undefined;
        /** How to read 01/02/2026; `auto`: refused if ambiguous. Kept for later uploads */
        dates?: "dmy" | "mdy" | "auto" | undefined;
        /** The zone of times without one; default: the term's zone, else UTC */
        zone?: string | undefined;
        /** The status of rows if the file has no status column */
        status?: ReportStatus | undefined;
        /** Maps status words, like `shipped:approved,1:pending`. Kept for later uploads */
        statuses?: string | undefined;
        /** Rows of one order with different amounts: `error` refuses all of them, `sum` adds the amounts */
        same_order?: "error" | "sum" | undefined;
        /** Maps columns to fields, like `Bestellung:order_id,Summe:amount`. Kept for later uploads */
        columns?: string | undefined;
      };
      body: RawBody;
    };
    answer: Upload;
  };
  /** Delete a scheduled report. Needs a session */
  deleteReport: {
    input: {
      path: {
        /** Id of the scheduled report */
        id: string;
      };
    };
    answer: ScheduledReport;
  };
  /** Pay nothing from this account any more. Operator only, in a fresh session */
  disablePayerAccount: {
    input: {
      path: {
        /** Id of the payer account */
        id: string;
      };
      body: PayerAccountDisabling;
    };
    answer: PayerAccount;
  };
  /** Disable the second factor, with a code of it or a backup code */
  disableSecondFactor: { input: { body: SecondFactorRemoval }; answer: Done };
  /** Throw away a bank statement that was not committed. Operator only */
  discardBankStatement: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
      };
      body: BankStatementDiscarding;
    };
    answer: BankStatementWithOutcomes;
  };
  /** Dismiss a parked postback without changing a conversion */
  dismissPostback: {
    input: {
      path: {
        /** Id of the postback, which its receipt states */
        id: string;
      };
      body: PostbackResolving;
    };
    answer: Postback;
  };
  /** Download the file that was uploaded last for a document */
  downloadPayoutDocument: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: Response;
  };
  /** Download the act or the invoice of a payout as a PDF, to be signed and uploaded */
  downloadPayoutPaper: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      query?: {
        /** `act`: the services were rendered. `invoice`: they are to be paid */
        form?: "act" | "invoice" | undefined;
        /** Language of the paper */
        language?: "en" | "ru" | undefined;
      };
    };
    answer: Response;
  };
  /** Set up a second factor (TOTP). Verify a code to enable it */
  enableSecondFactor: {
    input: {
      body: {
        /** The current password */
        password: string;
      };
    };
    answer: SecondFactor;
  };
  /** End an entry of own traffic. Operator only */
  endOwnTraffic: {
    input: {
      path: {
        /** Id of the entry */
        id: string;
      };
      body?: Nothing;
    };
    answer: OwnTrafficEntry;
  };
  /** Take a webmaster's payouts out of a run that is not sent: the next run pays them. Operator only */
  excludeFromPayoutRun: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      body: PayoutExclusion;
    };
    answer: PayoutRun;
  };
  /** Download stored clicks as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportClicks: {
    input: {
      query?: {
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of this link */
        link_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of offers of this advertiser */
        advertiser_id?: string | undefined;
        /** Where the visitor was sent: `landing`, or `fallback` */
        decision?: "landing" | "fallback" | undefined;
        /** Only those of this landing; an empty text selects clicks that were sent to a fallback */
        landing_id?: string | undefined;
        /** Only visitors from this country; an empty text selects those where it is unknown */
        country?: string | undefined;
        /** Only visitors with this device; an empty text selects those where it is unknown */
        device?: DeviceFilter | undefined;
        /** Only visitors with this operating system; an empty text selects those where it is unknown */
        os?: OsFilter | undefined;
        /** Only visitors with this browser; an empty text selects those where it is unknown */
        browser?: BrowserFilter | undefined;
        /** Only clicks with this verdict; an empty text selects those where it is unknown */
        verdict?: VerdictFilter | undefined;
        /** `true`: only clicks whose verdict is a reason of refusal, such as `paused`; `false`: the others */
        is_refused?: "true" | "false" | undefined;
        /** `true`: only unique clicks; `false`: the others */
        is_unique?: "true" | "false" | undefined;
        /** `true`: only tests; `false`: no tests */
        is_test?: "true" | "false" | undefined;
        /** `true`: only the network's own traffic (verdict `own`); `false`: the others */
        is_own?: "true" | "false" | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub1?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub2?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub3?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub4?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub5?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        source?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download conversions as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportConversions: {
    input: {
      query?: {
        /** The time that `from` and `to` mean: when the network accepted the report, when the conversion occurred, when it was last changed, when the visitor clicked, or when it was decided (the latest answer of the advertiser or refusal by the check; conversions without one are left out). The list is ordered by that time; with `clicked` by the report, with `decided` by the last change */
        date?: "reported" | "occurred" | "changed" | "clicked" | "decided" | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: ConversionStatus | undefined;
        /** What `/stats` counts it as: `pending` (also held ones), `approved` (also paid ones), `rejected` (also refused and reversed ones) */
        outcome?: ReportStatus | undefined;
        /** Only those of this landing; an empty text selects clicks that were sent to a fallback */
        landing_id?: string | undefined;
        /** Only visitors from this country; an empty text selects those where it is unknown */
        country?: string | undefined;
        /** Only visitors with this device; an empty text selects those where it is unknown */
        device?: DeviceFilter | undefined;
        /** Only visitors with this operating system; an empty text selects those where it is unknown */
        os?: OsFilter | undefined;
        /** Only visitors with this browser; an empty text selects those where it is unknown */
        browser?: BrowserFilter | undefined;
        /** Only clicks with this verdict; an empty text selects those where it is unknown */
        verdict?: VerdictFilter | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of goals with this code */
        goal?: string | undefined;
        /** Only those of this goal */
        goal_id?: string | undefined;
        /** Only those of this link */
        link_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** Only those of this click */
        click_id?: string | undefined;
        /** Only those of this order id. Spaces at its ends are ignored; case counts */
        order_id?: string | undefined;
        /** What reported it */
        channel?: Channel | undefined;
        /** `true`: only tests; `false`: no tests */
        is_test?: "true" | "false" | undefined;
        /** `true`: only those that are refused as the network's own traffic; `false`: the others */
        is_own?: "true" | "false" | undefined;
        /** Whether the click of the conversion is stored */
        click_facts?: ClickFacts | undefined;
        /** Only conversions with this flag */
        flag?: "answer_changed_back" | undefined;
        /** Why it is held or refused */
        check_code?: ChangeReason | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub1?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub2?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub3?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub4?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub5?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        source?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download links as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportLinks: {
    input: {
      query?: {
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only the link with this slug. Case is ignored */
        slug?: string | undefined;
        /** Only those whose slug contains this text. Case is ignored */
        search?: string | undefined;
        /** Status */
        status?: "active" | "paused" | undefined;
        /** Only those that this side paused */
        paused_by?: "webmaster" | "operator" | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those that always lead to this landing */
        landing_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of offers of this advertiser */
        advertiser_id?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Export the caller's offers, with landings and the terms in force, in the form of `importOffers` */
  exportOffers: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: {
      /** The offers */
      offers: (NewOffer & {
        /** Status */
        status: "draft" | "active" | "paused";
      })[];
      /** Send it as `cursor` to get the next page; null on the last page */
      next_cursor: string | null;
    };
  };
  /** Download payouts as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportPayouts: {
    input: {
      query?: {
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: PayoutStatus | undefined;
        /** Only those of this payout run */
        run_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** ISO 4217 currency code, like `USD` */
        currency?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download postbacks as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportPostbacks: {
    input: {
      query?: {
        /** Accepted from this time on, to the second; a replay counts by its own time */
        from?: string | undefined;
        /** Accepted before this time, to the second */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: PostbackStatus | undefined;
        /** The reason as a code; null if none was stated */
        reason_code?: ReportReason | undefined;
        /** Only those of this click */
        click_id?: string | undefined;
        /** Only those of this conversion */
        conversion_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** Parked postbacks that are resolved, or that wait. Without it `status=parked` lists those that wait */
        is_resolved?: "true" | "false" | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download the lines of a statement as CSV, NDJSON or XLSX, oldest first. A failed export aborts the download */
  exportStatement: {
    input: {
      query: {
        /** ISO 4217 */
        currency: string;
        /** A year like `2026`, a month like `2026-11`, or the first and the last of some days like `2026-11-01/2026-11-15`, in the network's zone */
        period: string;
        /** Whose statement. The operator names the webmaster */
        webmaster_id?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download all rows of a report as CSV, NDJSON or XLSX */
  exportStats: {
    input: {
      query?: {
        /** 30 days before `to` by default, at most 3660. Must be the beginning of an hour. A plain date: the beginning of that day in `zone` */
        from?: string | undefined;
        /** Exclusive; now by default. Must be the beginning of an hour. A plain date: the end of that day in `zone` */
        to?: string | undefined;
        /** IANA time zone of plain dates, and of the times that rows are grouped by. Those must begin with an hour of UTC */
        zone?: string | undefined;
        /** A comma-separated list of up to 4 of hour, day, week, month, weekday, hour_of_day, offer, webmaster, advertiser, link, landing, country, device, os, browser, verdict, sub1, sub2, sub3, sub4, sub5, source, goal, status; empty: one row. Times are in `zone`. docs/api.md shows which can be combined */
        group_by?: string | undefined;
        /** Only this offer */
        offer_id?: string | undefined;
        /** Only this webmaster */
        webmaster_id?: string | undefined;
        /** Only this advertiser */
        advertiser_id?: string | undefined;
        /** Only this link */
        link_id?: string | undefined;
        /** Only this landing */
        landing_id?: string | undefined;
        /** Only this country */
        country?: string | undefined;
        /** Only this device */
        device?: string | undefined;
        /** Only this os */
        os?: string | undefined;
        /** Only this browser */
        browser?: string | undefined;
        /** Only this verdict */
        verdict?: string | undefined;
        /** Only this sub1 */
        sub1?: string | undefined;
        /** Only this sub2 */
        sub2?: string | undefined;
        /** Only this sub3 */
        sub3?: string | undefined;
        /** Only this sub4 */
        sub4?: string | undefined;
        /** Only this sub5 */
        sub5?: string | undefined;
        /** Only this source */
        source?: string | undefined;
        /** Only this goal */
        goal_id?: string | undefined;
        /** Only this status */
        status?: string | undefined;
        /** The time by which conversions are dated: of their click, their own, or of their decision, which is the latest answer of the advertiser or refusal by the check. By decision, undecided conversions that occurred in the range have rows of their own (`is_undecided`). Clicks always have their own time */
        date_basis?: "click" | "conversion" | "decision" | undefined;
        /** What is counted. With `conversions`, all dimensions can be combined */
        counts?: "all" | "clicks" | "conversions" | undefined;
        /** Also the medians of times. They sort every conversion: at most 200000 */
        has_medians?: "true" | "false" | undefined;
        /** A figure with one number, or the field of a group: clicks, valid, uniques, bots, embedded, duplicates, refused, anonymous, own, conversions, pending, held, approved, rejected, reversed, conversion_rate, approval_rate, hour, day, week, month, weekday, hour_of_day, offer_id, webmaster_id, advertiser_id, link_id, landing_id, country, device, os, browser, verdict, sub1, sub2, sub3, sub4, sub5, source, goal_id, status; or sale_amount, commission, commission_pending, commission_rejected, commission_on_hold, commission_available, commission_on_payment, commission_paid, revenue, margin, earnings_per_100_clicks in one currency, like `commission:USD`: rows without it come last. With `-` in front the greatest come first. By default the latest times come first, then texts in their order */
        sort?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Download uploads as CSV, NDJSON or XLSX, newest first. A failed export aborts the download */
  exportUploads: {
    input: {
      query?: {
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: UploadStatus | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** `csv`: RFC 4180 with a header row; nested fields have dotted names. `ndjson`: a line of JSON a row, as in the list. `xlsx`: a workbook with the same columns as CSV */
        format?: ExportFormat | undefined;
      };
    };
    answer: Response;
  };
  /** Claim up to 1,000 orders, each with its own outcome. Webmasters only */
  fileClaims: {
    input: { body: NewClaims };
    answer: {
      /** In the order of the claims */
      data: ClaimOutcome[];
    };
  };
  /** Claim the orders of a CSV text, one a row, at most 1,000. Webmasters only */
  fileClaimsOfCsv: {
    input: { body: ClaimsAsCsv };
    answer: {
      /** In the order of the claims */
      data: ClaimOutcome[];
    };
  };
  /** Freeze the money of a webmaster whose block has kept it. Operator only */
  freezeMoney: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: BlockReason;
    };
    answer: {
      /** Status */
      status: "frozen";
    };
  };
  /** Get an advertiser's profile */
  getAdvertiser: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
    };
    answer: Account;
  };
  /** Preview the effects of a block or, for a blocked account, of ending it */
  getAdvertiserBlockEffects: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      query?: {
        /** What the block would do to a webmaster's money; `keep` if omitted */
        money?: "freeze" | "keep" | undefined;
      };
    };
    answer: Effects;
  };
  /** Get an appeal; the operator also sees what became of similar conversions */
  getAppeal: {
    input: {
      path: {
        /** Id of the appeal */
        id: string;
      };
    };
    answer: DetailedAppeal;
  };
  /** Get an application with its history */
  getApplication: {
    input: {
      path: {
        /** Id of the application */
        id: string;
      };
    };
    answer: ApplicationHistory;
  };
  /** Preview the effects of revoking the approval */
  getApplicationEffects: {
    input: {
      path: {
        /** Id of the application */
        id: string;
      };
    };
    answer: Effects;
  };
  /** Get an archive with its manifest */
  getArchive: {
    input: {
      path: {
        /** Id of the archive */
        id: string;
      };
    };
    answer: ArchiveManifest;
  };
  /** Download a file of a thread */
  getAttachment: {
    input: {
      path: {
        /** Id of the attachment */
        id: string;
      };
    };
    answer: Response;
  };
  /** Get a bank statement with what its entries do. Operator only */
  getBankStatement: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
      };
    };
    answer: BankStatementWithOutcomes;
  };
  /** Get a claim */
  getClaim: {
    input: {
      path: {
        /** Id of the claim */
        id: string;
      };
    };
    answer: Claim;
  };
  /** Get the history of a click: click, decision, postbacks, conversions, transfers, payouts */
  getClickLife: {
    input: {
      path: {
        /** The click_ID: 40 letters and digits that the landing page got with the visitor */
        click_id: string;
      };
    };
    answer: ClickLife;
  };
  /** Get a conversion */
  getConversion: {
    input: {
      path: {
        /** Id of the conversion */
        id: string;
      };
    };
    answer: Conversion;
  };
  /** Get a correction */
  getCorrection: {
    input: {
      path: {
        /** Id of the correction */
        id: string;
      };
    };
    answer: Correction;
  };
  /** Get a change of an offer to hosts that the operator has not seen */
  getDestinationChange: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: DestinationChange;
  };
  /** Forecast clicks, conversions, commission or revenue by day, with intervals and back-tested errors */
  getForecast: {
    input: {
      query?: {
        /** What to forecast, as reports define it. Clicks that count: neither refused nor made by a bot or a page, and no duplicates. Null: unknown, by sub-id before they were counted. Money is as recorded, and then matured. `revenue` is not for webmasters */
        metric?: "clicks" | "valid" | "conversions" | "commission" | "revenue" | undefined;
        /** Days from today on */
        days?: number | undefined;
        /** IANA time zone of the days. They must begin with an hour of UTC */
        zone?: string | undefined;
        /** Only this offer */
        offer_id?: string | undefined;
        /** Only this webmaster */
        webmaster_id?: string | undefined;
        /** Only this advertiser */
        advertiser_id?: string | undefined;
        /** Only this link */
        link_id?: string | undefined;
        /** Only this landing */
        landing_id?: string | undefined;
        /** Only this country */
        country?: string | undefined;
        /** Only this device */
        device?: string | undefined;
        /** Only this os */
        os?: string | undefined;
        /** Only this browser */
        browser?: string | undefined;
        /** Only this verdict */
        verdict?: string | undefined;
        /** Only this sub1 */
        sub1?: string | undefined;
        /** Only this sub2 */
        sub2?: string | undefined;
        /** Only this sub3 */
        sub3?: string | undefined;
        /** Only this sub4 */
        sub4?: string | undefined;
        /** Only this sub5 */
        sub5?: string | undefined;
        /** Only this source */
        source?: string | undefined;
        /** Only this goal */
        goal_id?: string | undefined;
        /** Only this status */
        status?: string | undefined;
      };
    };
    answer: {
      /** One forecast for counts; of money one for each currency */
      data: SeriesForecast[];
      /** The query as it was understood */
      query: ForecastQuery;
      /** What to know about this forecast */
      notes: string[];
    };
  };
  /** Get what is wrong with the network itself: schedule, queues, publishing, clicks, books, mails. Operator only */
  getHealth: { input: {}; answer: Health };
  /** Get the joining settings of an offer: questions, approval policy, contact */
  getJoining: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
    };
    answer: Joining;
  };
  /** Get the terms of use or the privacy notice, also an earlier version. Needs no account */
  getLegalText: {
    input: {
      path: {
        /** The terms of use, or the privacy notice */
        kind: "terms" | "privacy";
      };
      query?: {
        /** A version; without it, the one in force */
        version?: number | undefined;
      };
    };
    answer: LegalText;
  };
  /** Get a link */
  getLink: {
    input: {
      path: {
        /** Id of the partner link */
        id: string;
      };
    };
    answer: Link;
  };
  /** Download the logo. Needs no account */
  getLogo: { input: {}; answer: Response };
  /** Get the caller's identity */
  getMe: { input: {}; answer: Me };
  /** Get a member */
  getMember: {
    input: {
      path: {
        /** Id of the member */
        id: string;
      };
    };
    answer: Member;
  };
  /** Get the limits of what an operator may do alone in a day, as far as they are set. Operator only */
  getMoneyGuard: { input: {}; answer: MoneyGuard };
  /** Get an act on money that waits for a second person. Operator only */
  getMoneyRequest: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: MoneyRequest;
  };
  /** Get when a webmaster is paid next, how much, and to which accounts. The operator names the webmaster */
  getNextPayout: {
    input: {
      query?: {
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: NextPayout;
  };
  /** Get an offer, with the terms in force for the caller */
  getOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
    };
    answer: Offer;
  };
  /** Count what the caller's account should look at: unread messages, answers, terms that change */
  getOwnToDo: { input: {}; answer: OwnToDo };
  /** Get an account from which webmasters are paid. Operator only */
  getPayerAccount: {
    input: {
      path: {
        /** Id of the payer account */
        id: string;
      };
    };
    answer: PayerAccount;
  };
  /** Get a payout with its lines */
  getPayout: {
    input: {
      path: {
        /** Id of the payout */
        id: string;
      };
    };
    answer: PayoutWithLines;
  };
  /** Get an account to which a webmaster is paid */
  getPayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
    };
    answer: PayoutAccount;
  };
  /** Read a document that a payout needs */
  getPayoutDocument: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: PayoutDocument;
  };
  /** Get the smallest payouts that are set for a webmaster. For other currencies it is 30 */
  getPayoutMinimums: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
    };
    answer: PayoutMinimums;
  };
  /** Get a payout run. Operator only */
  getPayoutRun: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
    };
    answer: PayoutRunDetails;
  };
  /** Get when a webmaster is paid, and how long their money is on hold */
  getPayoutSchedule: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
    };
    answer: WebmasterSchedule;
  };
  /** Get an accepted postback: its status, why, and its request */
  getPostback: {
    input: {
      path: {
        /** Id of the postback, which its receipt states */
        id: string;
      };
    };
    answer: Postback;
  };
  /** Get an advertiser's postback settings, tokens and signing secrets */
  getPostbackSetup: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
    };
    answer: PostbackSetup;
  };
  /** Get a version of the policy that limits sources. Operator only */
  getQualityPolicy: {
    input: {
      path: {
        /** Id of the version of the policy */
        id: string;
      };
    };
    answer: QualityPolicy;
  };
  /** See what a version of the policy would limit now. Operator only */
  getQualityPolicyOutcome: {
    input: {
      path: {
        /** Id of the version of the policy */
        id: string;
      };
    };
    answer: QualityPolicyOutcome;
  };
  /** Get a scheduled report of the caller. Needs a session */
  getReport: {
    input: {
      path: {
        /** Id of the scheduled report */
        id: string;
      };
    };
    answer: ScheduledReport;
  };
  /** Get a version of the traffic check's rules. Operator only */
  getRuleSet: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: RuleSet;
  };
  /** Get what the network is called, looks like and falls back to. Needs no account */
  getSettings: { input: {}; answer: Settings };
  /** Get a limit of a source */
  getSourceLimit: {
    input: {
      path: {
        /** Id of the limit */
        id: string;
      };
    };
    answer: SourceLimit;
  };
  /** Get the quality of a webmaster's or a link's traffic, with its past and its sub-ids */
  getSourceScore: {
    input: {
      path: {
        /** Id of the webmaster or the partner link */
        id: string;
      };
    };
    answer: DetailedSourceScore;
  };
  /** Get a webmaster's statement for a period and currency, from the ledger. The operator names the webmaster */
  getStatement: {
    input: {
      query: {
        /** ISO 4217 */
        currency: string;
        /** A year like `2026`, a month like `2026-11`, or the first and the last of some days like `2026-11-01/2026-11-15`, in the network's zone */
        period: string;
        /** Whose statement. The operator names the webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: Statement;
  };
  /** Get a thread */
  getThread: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
    };
    answer: Thread;
  };
  /** Count the decisions that wait for the operator, and since when */
  getToDo: { input: {}; answer: ToDo };
  /** Get a source */
  getTrafficSource: {
    input: {
      path: {
        /** Id of the traffic source */
        id: string;
      };
    };
    answer: TrafficSource;
  };
  /** Get a trial of a version of the rules. Operator only */
  getTrial: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
        /** Id of the trial */
        trial_id: string;
      };
    };
    answer: RuleSetTrial;
  };
  /** Get progress, counts and the money diff of an upload */
  getUpload: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
    };
    answer: Upload;
  };
  /** Download the results in the form of the file: its own columns in their order, then the outcome of each row */
  getUploadResults: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
      query?: {
        /** The outcome */
        outcome?: UploadRowOutcome | undefined;
        /** Only conversions that the file does not mention, or only rows of the file */
        is_missing?: "true" | "false" | undefined;
      };
    };
    answer: Response;
  };
  /** Get an offer's upload term and its periods: due, received, late and overdue */
  getUploadSchedule: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
    };
    answer: {
      /** When files are due; null: no term is agreed */
      schedule: UploadSchedule | null;
      /** The periods, latest first */
      periods: UploadPeriod[];
    };
  };
  /** Get a webmaster's profile */
  getWebmaster: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
    };
    answer: Account;
  };
  /** Preview the effects of a block or, for a blocked account, of ending it */
  getWebmasterBlockEffects: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      query?: {
        /** What the block would do to a webmaster's money; `keep` if omitted */
        money?: "freeze" | "keep" | undefined;
      };
    };
    answer: Effects;
  };
  /** Get the tax that the network withholds from a webmaster's payouts */
  getWithholding: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
    };
    answer: Withholding;
  };
  /** Have PayPal pay the payouts of a sent run to PayPal accounts. Operator only, in a fresh session */
  handOverPayoutRun: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
    };
    answer: PayoutRun;
  };
  /** Stop payouts to an account. Operator only, in a fresh session */
  holdPayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
      body: PayoutAccountReason;
    };
    answer: PayoutAccount;
  };
  /** Hold a webmaster's conversions that wait for your word on the traffic check. Operator only */
  holdWaiting: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: WaitingAnswer;
    };
    answer: WaitingAnswered;
  };
  /** Say that an unmatched entry belongs to no payout. Operator only */
  ignoreBankStatementEntry: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
        /** The entry's place in the statement */
        number: number;
      };
      body: BankStatementEntryReason;
    };
    answer: BankStatementEntry;
  };
  /** Import many offers, or none if one has a fault */
  importOffers: {
    input: { body: OfferImport };
    answer: {
      /** The items */
      data: Offer[];
    };
  };
  /** Limit a webmaster or a link by hand. Operator only */
  imposeSourceLimit: { input: { body: NewSourceLimit }; answer: SourceLimit };
  /** Invite a person by mail, to the caller's own account or (operator) to any; needs a session */
  invite: { input: { body: NewInvitation }; answer: Invitation };
  /** Lift a limit. Operator only */
  liftSourceLimit: {
    input: {
      path: {
        /** Id of the limit */
        id: string;
      };
      body: SourceLimitLift;
    };
    answer: SourceLimit;
  };
  /** List reports about links */
  listAbuseReports: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The order of the list */
        sort?: "newest" | "oldest" | undefined;
        /** Only open reports, or only closed ones */
        status?: "open" | "closed" | undefined;
      };
    };
    answer: Page<AbuseReport>;
  };
  /** List the hosts of an advertiser's destinations that the operator has approved or revoked, by name */
  listAdvertiserHosts: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<AdvertiserHost>;
  };
  /** List the advertisers that the caller may see, newest first */
  listAdvertisers: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only accounts whose name contains this text or, for the operator, that have a member whose address contains it. Case is ignored */
        search?: string | undefined;
        /** Status */
        status?: "active" | "blocked" | undefined;
        /** Country of the profile; an empty text selects those without one */
        country?: string | "" | undefined;
      };
    };
    answer: Page<Account>;
  };
  /** List the API keys of the caller's account, newest first. An operator may name another account */
  listApiKeys: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Id of the webmaster. Operator only */
        webmaster_id?: string | undefined;
        /** Id of the advertiser. Operator only */
        advertiser_id?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
      };
    };
    answer: Page<ApiKey>;
  };
  /** List appeals by their due date, the latest first; a webmaster sees their own */
  listAppeals: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: "open" | "accepted" | "declined" | "withdrawn" | "moot" | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** Id of the conversion; null if there is none */
        conversion_id?: string | undefined;
        /** Id of the offer */
        offer_id?: string | undefined;
        /** Code of the hold or refusal that it is against */
        check_code?: ChangeReason | undefined;
        /** Only those that are open past their due date, or not */
        is_overdue?: "true" | "false" | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** By due date: `newest` is the latest first */
        sort?: "newest" | "oldest" | undefined;
      };
    };
    answer: Page<Appeal>;
  };
  /** List the applications that the caller may see, newest first */
  listApplications: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: ApplicationStatus | undefined;
        /** Id of the offer */
        offer_id?: string | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: Page<Application>;
  };
  /** List the months that are archived in R2, or are being archived, newest first */
  listArchives: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<Archive>;
  };
  /** List what was done in the caller's account, newest first. The operator sees all accounts */
  listAudit: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** One event, or all events of a kind of subject */
        event?: string | undefined;
        /** Id of what it was done to. Required to see the changes of a conversion */
        subject_id?: string | undefined;
        /** Id of the webmaster. Operator only */
        webmaster_id?: string | undefined;
        /** Id of the advertiser. Operator only */
        advertiser_id?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
      };
    };
    answer: Page<AuditEntry>;
  };
  /** Get a webmaster's balances by currency. The operator names the webmaster */
  listBalances: {
    input: {
      query?: {
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: {
      /** The items */
      data: Balance[];
      /** Why the operator has frozen the money; null if it is not frozen */
      freeze: {
        /** Since when it is frozen */
        frozen_at: string;
        /** The reason as text; visible to the parties concerned */
        reason: string;
      } | null;
    };
  };
  /** List the bank files that were made of a run, newest first. Operator only */
  listBankFiles: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<BankFileRecord>;
  };
  /** List the entries of a bank statement, in its order. Operator only */
  listBankStatementEntries: {
    input: {
      path: {
        /** Id of the bank statement */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The outcome */
        outcome?: BankEntryOutcome | undefined;
      };
    };
    answer: Page<BankStatementEntry>;
  };
  /** List bank statements and status reports, newest first. Operator only */
  listBankStatements: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Only those of this account of the network */
        payer_account_id?: string | undefined;
        /** Status */
        status?: "draft" | "committing" | "committed" | "discarded" | undefined;
      };
    };
    answer: Page<BankStatement>;
  };
  /** Webmasters of whom the check would hold more than it may without your word. Operator only */
  listCheckQuestions: { input: {}; answer: CheckQuestions };
  /** List claims by their due date, the latest first; both sides see their own */
  listClaims: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: "open" | "accepted" | "declined" | "withdrawn" | undefined;
        /** `untracked`: an order that was not recorded. `wrong`: a conversion with a wrong amount. `declined`: a conversion that the advertiser rejected or reversed */
        kind?: ClaimKind | undefined;
        /** Only open claims that wait for this side */
        waits_for?: "advertiser" | "operator" | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** Id of the advertiser */
        advertiser_id?: string | undefined;
        /** Id of the offer */
        offer_id?: string | undefined;
        /** Id of the conversion; null if there is none */
        conversion_id?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** By due date: `newest` is the latest first */
        sort?: "newest" | "oldest" | undefined;
      };
    };
    answer: Page<Claim>;
  };
  /** List the stored clicks that the caller may see, newest first */
  listClicks: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of this link */
        link_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of offers of this advertiser */
        advertiser_id?: string | undefined;
        /** Where the visitor was sent: `landing`, or `fallback` */
        decision?: "landing" | "fallback" | undefined;
        /** Only those of this landing; an empty text selects clicks that were sent to a fallback */
        landing_id?: string | undefined;
        /** Only visitors from this country; an empty text selects those where it is unknown */
        country?: string | undefined;
        /** Only visitors with this device; an empty text selects those where it is unknown */
        device?: DeviceFilter | undefined;
        /** Only visitors with this operating system; an empty text selects those where it is unknown */
        os?: OsFilter | undefined;
        /** Only visitors with this browser; an empty text selects those where it is unknown */
        browser?: BrowserFilter | undefined;
        /** Only clicks with this verdict; an empty text selects those where it is unknown */
        verdict?: VerdictFilter | undefined;
        /** `true`: only clicks whose verdict is a reason of refusal, such as `paused`; `false`: the others */
        is_refused?: "true" | "false" | undefined;
        /** `true`: only unique clicks; `false`: the others */
        is_unique?: "true" | "false" | undefined;
        /** `true`: only tests; `false`: no tests */
        is_test?: "true" | "false" | undefined;
        /** `true`: only the network's own traffic (verdict `own`); `false`: the others */
        is_own?: "true" | "false" | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub1?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub2?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub3?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub4?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub5?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        source?: string | undefined;
      };
    };
    answer: Page<Click>;
  };
  /** List the changes of a conversion, oldest first, each with its reason and the side that decided */
  listConversionChanges: {
    input: {
      path: {
        /** Id of the conversion */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<ConversionChange>;
  };
  /** List the conversions that the caller may see, newest first */
  listConversions: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The time that `from` and `to` mean: when the network accepted the report, when the conversion occurred, when it was last changed, when the visitor clicked, or when it was decided (the latest answer of the advertiser or refusal by the check; conversions without one are left out). The list is ordered by that time; with `clicked` by the report, with `decided` by the last change */
        date?: "reported" | "occurred" | "changed" | "clicked" | "decided" | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: ConversionStatus | undefined;
        /** What `/stats` counts it as: `pending` (also held ones), `approved` (also paid ones), `rejected` (also refused and reversed ones) */
        outcome?: ReportStatus | undefined;
        /** Only those of this landing; an empty text selects clicks that were sent to a fallback */
        landing_id?: string | undefined;
        /** Only visitors from this country; an empty text selects those where it is unknown */
        country?: string | undefined;
        /** Only visitors with this device; an empty text selects those where it is unknown */
        device?: DeviceFilter | undefined;
        /** Only visitors with this operating system; an empty text selects those where it is unknown */
        os?: OsFilter | undefined;
        /** Only visitors with this browser; an empty text selects those where it is unknown */
        browser?: BrowserFilter | undefined;
        /** Only clicks with this verdict; an empty text selects those where it is unknown */
        verdict?: VerdictFilter | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of goals with this code */
        goal?: string | undefined;
        /** Only those of this goal */
        goal_id?: string | undefined;
        /** Only those of this link */
        link_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** Only those of this click */
        click_id?: string | undefined;
        /** Only those of this order id. Spaces at its ends are ignored; case counts */
        order_id?: string | undefined;
        /** What reported it */
        channel?: Channel | undefined;
        /** `true`: only tests; `false`: no tests */
        is_test?: "true" | "false" | undefined;
        /** `true`: only those that are refused as the network's own traffic; `false`: the others */
        is_own?: "true" | "false" | undefined;
        /** Whether the click of the conversion is stored */
        click_facts?: ClickFacts | undefined;
        /** Only conversions with this flag */
        flag?: "answer_changed_back" | undefined;
        /** Why it is held or refused */
        check_code?: ChangeReason | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub1?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub2?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub3?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub4?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        sub5?: string | undefined;
        /** Exactly this value; an empty text selects those without one */
        source?: string | undefined;
      };
    };
    answer: Page<Conversion>;
  };
  /** List corrections, newest first. Advertisers and webmasters see the posted ones of their own account */
  listCorrections: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** Status */
        status?: "proposed" | "posted" | "declined" | undefined;
      };
    };
    answer: Page<Correction>;
  };
  /** List the creatives: files that webmasters may use */
  listCreatives: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<Creative>;
  };
  /** List dead letters (messages that no consumer could process) */
  listDeadLetters: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Only letters of this queue */
        queue?: string | undefined;
        /** Only letters kept at this time or later */
        from?: string | undefined;
        /** Only letters kept before this time */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** The order of the list */
        sort?: "newest" | "oldest" | undefined;
        /** Only those that wait, or only those that were replayed */
        status?: "waiting" | "replayed" | undefined;
      };
    };
    answer: Page<DeadLetter>;
  };
  /** List changes of offers to hosts that the operator has not seen. An advertiser sees its own */
  listDestinationChanges: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: "pending" | "approved" | "refused" | "withdrawn" | undefined;
        /** Id of the offer */
        offer_id?: string | undefined;
        /** Id of the advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: Page<DestinationChange>;
  };
  /** Get what becomes of pending and held-back money, by day */
  listExpectedMoney: {
    input: {
      query?: {
        /** Days from today on */
        days?: number | undefined;
        /** IANA time zone of the days */
        zone?: string | undefined;
        /** Id of the offer */
        offer_id?: string | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** Id of the advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: {
      /** The items */
      data: ExpectedMoney[];
    };
  };
  /** List the invitations of the caller's account (the operator sees all), newest first */
  listInvitations: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: Page<Invitation>;
  };
  /** What the traffic check found in a conversion */
  listJudgments: {
    input: {
      path: {
        /** Id of the conversion */
        id: string;
      };
    };
    answer: CheckJudgments;
  };
  /** List what a payout run does not pay, and why. Operator only */
  listLeftOutAmounts: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The reason as a code; null if none was stated */
        reason_code?: LeftOutReason | undefined;
      };
    };
    answer: Page<LeftOutAmount>;
  };
  /** List the legal entities that pay webmasters, newest first. Operator only */
  listLegalEntities: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<LegalEntity>;
  };
  /** List the links that the caller may see, newest first */
  listLinks: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only the link with this slug. Case is ignored */
        slug?: string | undefined;
        /** Only those whose slug contains this text. Case is ignored */
        search?: string | undefined;
        /** Status */
        status?: "active" | "paused" | undefined;
        /** Only those that this side paused */
        paused_by?: "webmaster" | "operator" | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those that always lead to this landing */
        landing_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** Only those of offers of this advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: Page<Link>;
  };
  /** List the members of the caller's account, newest first. The operator sees those of all accounts */
  listMembers: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Only members whose name or address contains this text. Case is ignored */
        search?: string | undefined;
        /** Role of the caller */
        role?: Role | undefined;
        /** What the member may do in the account; docs/api.md has the table */
        member_role?: MemberRole | undefined;
        /** Only members of this advertiser */
        advertiser_id?: string | undefined;
        /** Only members of this webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: Page<Member>;
  };
  /** List the messages of a thread, oldest first unless `sort` is `newest` */
  listMessages: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The order of the list */
        sort?: "newest" | "oldest" | undefined;
      };
    };
    answer: Page<Message>;
  };
  /** List acts on money that wait for a second person, or were answered, newest first. Operator only */
  listMoneyRequests: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: "waiting" | "confirmed" | "refused" | undefined;
      };
    };
    answer: Page<MoneyRequest>;
  };
  /** List what the network noticed about the caller's account, newest first */
  listNotices: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** `true`: only what goes on; `false`: only what is over */
        is_open?: "true" | "false" | undefined;
        /** Whether a member has acknowledged it */
        is_acknowledged?: "true" | "false" | undefined;
        /** The language of texts */
        language?: "en" | "ru" | undefined;
      };
    };
    answer: Page<Notice>;
  };
  /** List the applications for an offer that the caller may see, newest first */
  listOfferApplications: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?: ApplicationStatus | undefined;
      };
    };
    answer: Page<Application>;
  };
  /** Search the offers that the caller may see. A page before the last may have fewer items than `limit` */
  listOffers: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Words of the name or the description */
        search?: string | undefined;
        /** Only offers of this category */
        category?: string | undefined;
        /** The offer accepts visitors from this country; ISO 3166-1 alpha-2 */
        country?: string | undefined;
        /** How a goal pays: a fixed amount, a share, or both */
        model?: "fixed" | "share" | "mixed" | undefined;
        /** Code of a goal */
        goal?: string | undefined;
        /** The offer accepts traffic of this kind */
        traffic?: TrafficKind | undefined;
        /** Status */
        status?: OfferStatus | undefined;
        /** Who may see the offer and join it: every webmaster, approved ones, or listed ones */
        access?: OfferAccess | undefined;
      };
    };
    answer: Page<Offer>;
  };
  /** List the addresses and parameters of the network's own traffic, the newest first. Operator only */
  listOwnTraffic: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** `address`: an IP address or a range of them. `parameter`: a value of a parameter of links */
        kind?: "address" | "parameter" | undefined;
        /** Only those that mark clicks now, or only the others */
        is_in_force?: "true" | "false" | undefined;
      };
    };
    answer: Page<OwnTrafficEntry>;
  };
  /** List the accounts from which webmasters are paid, newest first. Operator only */
  listPayerAccounts: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Id of the legal entity that pays */
        legal_entity_id?: string | undefined;
        /** How ownership is proved: by a DNS record, a file, or the operator */
        method?: PayoutMethod | undefined;
        /** ISO 4217 currency code, like `USD` */
        currency?: string | undefined;
        /** Only disabled accounts, or only others */
        is_disabled?: "true" | "false" | undefined;
      };
    };
    answer: Page<PayerAccount>;
  };
  /** List the accounts to which webmasters are paid, newest first; a webmaster sees their own */
  listPayoutAccounts: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** How ownership is proved: by a DNS record, a file, or the operator */
        method?: PayoutMethod | undefined;
        /** ISO 4217 currency code, like `USD` */
        currency?: string | undefined;
        /** Only accounts that a hold stops, or that none stops */
        is_on_hold?: "true" | "false" | undefined;
        /** Only removed accounts, or only others */
        is_removed?: "true" | "false" | undefined;
      };
    };
    answer: Page<PayoutAccount>;
  };
  /** List the documents that payouts need, the newest first. Webmasters see their own */
  listPayoutDocuments: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** `act`: a signed act or invoice, before the payout is paid. `receipt`: a self-employed person's receipt, after it was paid */
        kind?: "act" | "receipt" | undefined;
        /** `required`: the webmaster uploads it. `check`: the operator checks it. `accepted`: it is in order. `missed`: it did not come in time, and the money went back. `not_needed`: the payout came back */
        status?: "required" | "check" | "accepted" | "missed" | "not_needed" | undefined;
        /** Id of the payout; null if there is none */
        payout_id?: string | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: Page<PayoutDocument>;
  };
  /** List all that a payout pays or sets off */
  listPayoutLines: {
    input: {
      path: {
        /** Id of the payout */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<PayoutLine>;
  };
  /** List what webmasters asked to be paid, newest first; a webmaster sees their own */
  listPayoutRequests: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** ISO 4217 currency code, like `USD` */
        currency?: string | undefined;
        /** Status */
        status?: "open" | "taken" | "withdrawn" | undefined;
      };
    };
    answer: Page<PayoutRequest>;
  };
  /** List payout runs, newest first. Operator only */
  listPayoutRuns: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: PayoutRunStatus | undefined;
      };
    };
    answer: Page<ListedPayoutRun>;
  };
  /** List the payouts of a run that were handed to a provider, and what became of them. Operator only */
  listPayoutSubmissions: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Status */
        status?:
          | "waiting"
          | "submitted"
          | "unclaimed"
          | "on_hold"
          | "blocked"
          | "refused"
          | "unknown"
          | "paid"
          | "returned"
          | undefined;
      };
    };
    answer: Page<PayoutSubmission>;
  };
  /** List the smallest payouts, the fees and the thresholds of documents that are set, by method and currency */
  listPayoutTerms: { input: {}; answer: AllPayoutTerms };
  /** List the payouts that the caller may see, newest first */
  listPayouts: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: PayoutStatus | undefined;
        /** Only those of this payout run */
        run_id?: string | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
        /** ISO 4217 currency code, like `USD` */
        currency?: string | undefined;
      };
    };
    answer: Page<ListedPayout>;
  };
  /** List accepted postbacks with their status, newest first */
  listPostbacks: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Accepted from this time on, to the second; a replay counts by its own time */
        from?: string | undefined;
        /** Accepted before this time, to the second */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: PostbackStatus | undefined;
        /** The reason as a code; null if none was stated */
        reason_code?: ReportReason | undefined;
        /** Only those of this click */
        click_id?: string | undefined;
        /** Only those of this conversion */
        conversion_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
        /** Parked postbacks that are resolved, or that wait. Without it `status=parked` lists those that wait */
        is_resolved?: "true" | "false" | undefined;
      };
    };
    answer: Page<PostbackSummary>;
  };
  /** List the versions of the policy that limits sources. Operator only */
  listQualityPolicies: { input: {}; answer: QualityPolicies };
  /** List the queues with their backlogs, failing batches and dead letters */
  listQueues: {
    input: {};
    answer: {
      /** The items */
      data: Queue[];
      /** Dead letters that wait, by queue */
      dead_letters: {
        /** Name of the queue */
        queue: string;
        /** Number of dead letters that wait */
        letters: number;
        /** When the oldest was kept */
        oldest_at: string;
      }[];
    };
  };
  /** List the quotas of the account, with what is used. An operator names an account, or gets the defaults */
  listQuotas: {
    input: {
      query?: {
        /** Id of the webmaster. Operator only */
        webmaster_id?: string | undefined;
        /** Id of the advertiser. Operator only */
        advertiser_id?: string | undefined;
      };
    };
    answer: {
      /** The items */
      data: Quota[];
    };
  };
  /** List the caller's saved reports by name; at most 100. Needs a session */
  listReportViews: {
    input: {};
    answer: {
      /** The items */
      data: ReportView[];
    };
  };
  /** List the caller's scheduled reports, newest first. Needs a session */
  listReports: {
    input: {};
    answer: {
      /** The items */
      data: ScheduledReport[];
    };
  };
  /** List the versions of the traffic check's rules. Operator only */
  listRuleSets: { input: {}; answer: RuleSets };
  /** List the sessions of the caller, newest first; at most 50 are in force. Needs a session */
  listSessions: {
    input: {};
    answer: {
      /** The items */
      data: Session[];
    };
  };
  /** List limits of sources by when they began, the latest first; a webmaster sees their own */
  listSourceLimits: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** `hold`: conversions that are recorded while it is in force are held longer after their approval. `pause`: the link is paused */
        limit_kind?: "hold" | "pause" | undefined;
        /** Limits of the webmaster and of their links */
        webmaster_id?: string | undefined;
        /** Id of the partner link */
        link_id?: string | undefined;
        /** Only those in force, or not */
        is_open?: "true" | "false" | undefined;
        /** Only those that a policy imposed, or not */
        is_by_policy?: "true" | "false" | undefined;
        /** The order of the list */
        sort?: "newest" | "oldest" | undefined;
      };
    };
    answer: Page<SourceLimit>;
  };
  /** List webmasters or links with the quality of their traffic; a webmaster sees their own */
  listSourceScores: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** A webmaster with all of their links, or one link */
        kind?: "webmaster" | "link" | undefined;
        /** Id of the webmaster */
        webmaster_id?: string | undefined;
        /** Links of the offer */
        offer_id?: string | undefined;
        /** Only lower scores; sources without one are left out */
        score_below?: number | undefined;
        /** Only those that a limit is in force of, or not */
        is_limited?: "true" | "false" | undefined;
        /** `score`: the lowest first, and last those without one. `conversions`: most of them first */
        sort?: "score" | "conversions" | undefined;
      };
    };
    answer: Page<SourceScore>;
  };
  /** Get a report of clicks and conversions by up to four groups */
  listStats: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** 30 days before `to` by default, at most 3660. Must be the beginning of an hour. A plain date: the beginning of that day in `zone` */
        from?: string | undefined;
        /** Exclusive; now by default. Must be the beginning of an hour. A plain date: the end of that day in `zone` */
        to?: string | undefined;
        /** IANA time zone of plain dates, and of the times that rows are grouped by. Those must begin with an hour of UTC */
        zone?: string | undefined;
        /** A comma-separated list of up to 4 of hour, day, week, month, weekday, hour_of_day, offer, webmaster, advertiser, link, landing, country, device, os, browser, verdict, sub1, sub2, sub3, sub4, sub5, source, goal, status; empty: one row. Times are in `zone`. docs/api.md shows which can be combined */
        group_by?: string | undefined;
        /** Only this offer */
        offer_id?: string | undefined;
        /** Only this webmaster */
        webmaster_id?: string | undefined;
        /** Only this advertiser */
        advertiser_id?: string | undefined;
        /** Only this link */
        link_id?: string | undefined;
        /** Only this landing */
        landing_id?: string | undefined;
        /** Only this country */
        country?: string | undefined;
        /** Only this device */
        device?: string | undefined;
        /** Only this os */
        os?: string | undefined;
        /** Only this browser */
        browser?: string | undefined;
        /** Only this verdict */
        verdict?: string | undefined;
        /** Only this sub1 */
        sub1?: string | undefined;
        /** Only this sub2 */
        sub2?: string | undefined;
        /** Only this sub3 */
        sub3?: string | undefined;
        /** Only this sub4 */
        sub4?: string | undefined;
        /** Only this sub5 */
        sub5?: string | undefined;
        /** Only this source */
        source?: string | undefined;
        /** Only this goal */
        goal_id?: string | undefined;
        /** Only this status */
        status?: string | undefined;
        /** The time by which conversions are dated: of their click, their own, or of their decision, which is the latest answer of the advertiser or refusal by the check. By decision, undecided conversions that occurred in the range have rows of their own (`is_undecided`). Clicks always have their own time */
        date_basis?: "click" | "conversion" | "decision" | undefined;
        /** What is counted. With `conversions`, all dimensions can be combined */
        counts?: "all" | "clicks" | "conversions" | undefined;
        /** Also the medians of times. They sort every conversion: at most 200000 */
        has_medians?: "true" | "false" | undefined;
        /** A figure with one number, or the field of a group: clicks, valid, uniques, bots, embedded, duplicates, refused, anonymous, own, conversions, pending, held, approved, rejected, reversed, conversion_rate, approval_rate, hour, day, week, month, weekday, hour_of_day, offer_id, webmaster_id, advertiser_id, link_id, landing_id, country, device, os, browser, verdict, sub1, sub2, sub3, sub4, sub5, source, goal_id, status; or sale_amount, commission, commission_pending, commission_rejected, commission_on_hold, commission_available, commission_on_payment, commission_paid, revenue, margin, earnings_per_100_clicks in one currency, like `commission:USD`: rows without it come last. With `-` in front the greatest come first. By default the latest times come first, then texts in their order */
        sort?: string | undefined;
      };
    };
    answer: {
      /** The items */
      data: StatsRow[];
      /** Send it as `cursor` to get the next page; null on the last page */
      next_cursor: string | null;
      /** The figures of all rows, those of other pages included */
      totals: StatsTotals;
      /** The query as it was understood */
      query: StatsQuery;
      /** The names of the records in these rows, by id: of a link its slug, of a goal its code */
      names: Record<string, string>;
      /** What each figure means */
      glossary: Record<string, string>;
      /** What to know about this report */
      notes: string[];
    };
  };
  /** Get clicks by the values of a sub-id. Days are UTC days */
  listSubStats: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** 30 days before `to` by default, at most 366. Must be the beginning of a UTC day. A plain date: the beginning of that day in `zone` */
        from?: string | undefined;
        /** Exclusive; now by default. Must be the beginning of a UTC day. A plain date: the end of that day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** The sub-id to group by */
        name?: ParameterName | undefined;
        /** Id of the partner link */
        link_id?: string | undefined;
      };
    };
    answer: Page<SubStatsRow>;
  };
  /** List changes of the offer's terms. Webmasters see their own terms, and those agreed for everyone */
  listTerms: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<Terms>;
  };
  /** List the threads that the caller takes part in, newest first */
  listThreads: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Only threads about the resource with this id */
        subject_id?: string | undefined;
        /** Status */
        status?: "open" | "closed" | undefined;
        /** `true`: only threads with messages that the caller's side has not read; `false`: only read ones */
        is_unread?: "true" | "false" | undefined;
      };
    };
    answer: Page<Thread>;
  };
  /** List the sites and channels of webmasters that the caller may see */
  listTrafficSources: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Only those whose address contains this text. Case is ignored */
        search?: string | undefined;
        /** Kind */
        kind?: "site" | "channel" | undefined;
        /** Status */
        status?: "unverified" | "checking" | "verified" | "failed" | undefined;
        /** Only those of this webmaster */
        webmaster_id?: string | undefined;
      };
    };
    answer: Page<TrafficSource>;
  };
  /** List the transfers of the caller's accounts; the operator sees all */
  listTransfers: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** Id of the conversion; null if there is none */
        conversion_id?: string | undefined;
        /** Id of the webmaster. Operator only */
        webmaster_id?: string | undefined;
        /** Id of the advertiser. Operator only */
        advertiser_id?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
      };
    };
    answer: Page<Transfer>;
  };
  /** List the trials of a version of the rules. Operator only */
  listTrials: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: RuleSetTrials;
  };
  /** List the outcome of each row, in the file's order */
  listUploadRows: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** The outcome */
        outcome?: UploadRowOutcome | undefined;
        /** Only conversions that the file does not mention, or only rows of the file */
        is_missing?: "true" | "false" | undefined;
      };
    };
    answer: Page<UploadRow>;
  };
  /** List uploads, newest first. Webmasters see those that were applied to their conversions */
  listUploads: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Status */
        status?: UploadStatus | undefined;
        /** Only those of this offer */
        offer_id?: string | undefined;
        /** Only those of this advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: Page<Upload>;
  };
  /** List the webmasters that the caller may see, newest first */
  listWebmasters: {
    input: {
      query?: {
        /** Items per page, 1 to 500 */
        limit?: number | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
        /** From this time on, or from the beginning of this day in `zone` */
        from?: string | undefined;
        /** Before this time, or before the end of this day in `zone` */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** Only accounts whose name contains this text or, for the operator, that have a member whose address contains it. Case is ignored */
        search?: string | undefined;
        /** Status */
        status?: "active" | "blocked" | undefined;
        /** Country of the profile; an empty text selects those without one */
        country?: string | "" | undefined;
        /** `true`: only webmasters whose money is frozen; `false`: only the others. Visible to the operator only */
        is_frozen?: "true" | "false" | undefined;
      };
    };
    answer: Page<Account>;
  };
  /** Make a file by which a bank or payment service pays payouts of a sent run. Operator only, in a fresh session */
  makeBankFile: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      body: NewBankFile;
    };
    answer: BankFile;
  };
  /** Pay its method and currency from this account from now on. Operator only, in a fresh session */
  makeMainPayerAccount: {
    input: {
      path: {
        /** Id of the payer account */
        id: string;
      };
      body?: Nothing;
    };
    answer: PayerAccount;
  };
  /** Pay the balance of a currency to this account from now on. Webmasters only, in a fresh session */
  makeMainPayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
      body?: Nothing;
    };
    answer: PayoutAccount;
  };
  /** Appeal against the network's hold or refusal of a conversion of yours. Webmasters only */
  openAppeal: { input: { body: NewAppeal }; answer: Appeal };
  /** Open a thread about an offer, conversion, upload or payout, or a general one. Its parties see it */
  openThread: { input: { body: NewThread }; answer: Thread };
  /** Pause a link: visitors go to the fallback. Each side ends only its own pause */
  pauseLink: {
    input: {
      path: {
        /** Id of the partner link */
        id: string;
      };
      body?: LinkPause;
    };
    answer: Link;
  };
  /** Pause an offer: visitors go to the fallback. Each side ends only its own pause */
  pauseOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Stop the mails of a scheduled report. Needs a session */
  pauseReport: {
    input: {
      path: {
        /** Id of the scheduled report */
        id: string;
      };
    };
    answer: ScheduledReport;
  };
  /** See what a file for a bank would pay of a sent run, and what it would leave out. Operator only */
  previewBankFile: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      query: {
        /** `pain.001`: pain.001.001.09, for SEPA and SWIFT. `1c`: 1CClientBankExchange 1.03, for Russian banks. `paypal_csv`: the file of PayPal's Payouts Web. `csv`: a CSV with columns of your choice */
        format: BankFileFormat;
        /** Payouts to accounts of this method; it is paid from the network's main account for it */
        method: PayoutMethod;
        /** Currency of the payouts */
        currency: string;
        /** Day on which the bank pays */
        execute_on: string;
        /** What is paid for. Every payee reads it, with our reference after it */
        subject: string;
        /** For `csv`: a header and a field for each column, like `Payee=account,Sum=amount`. Fields: reference, amount, currency, subject, holder, service, account, bic, bank_name, country, town */
        columns?: string | undefined;
        /** SEPA only: pay within seconds */
        is_instant?: "true" | "false" | undefined;
        /** Which file of a run that one file can't hold, from 1 on */
        part?: number | undefined;
      };
    };
    answer: BankFilePreview;
  };
  /** Correct a balance. Beyond the operator's limit of the day it is `proposed` until a second operator confirms it. Operator only */
  proposeCorrection: { input: { body: NewCorrection }; answer: Correction };
  /** Propose new terms, for everyone or for one webmaster. Existing conversions are unchanged */
  proposeTerms: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: NewTerms;
    };
    answer: Terms | MoneyRequest;
  };
  /** Publish a new version of the terms of use or the privacy notice. Operator only */
  publishLegalText: {
    input: {
      path: {
        /** The terms of use, or the privacy notice */
        kind: "terms" | "privacy";
      };
      body: NewLegalText;
    };
    answer: LegalText;
  };
  /** Mark the cap of an offer as reached: visitors go to the fallback. Operator only */
  reachOfferCap: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** List archived rows, up to 500 at a time, in the order of their ids. Continue with next_cursor */
  readArchive: {
    input: {
      path: {
        /** Id of the archive */
        id: string;
      };
      query?: {
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: Page<Record<string, unknown>>;
  };
  /** Download the file */
  readCreative: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
        /** Id of the creative */
        creative_id: string;
      };
    };
    answer: Response;
  };
  /** Mark a thread as read up to a message */
  readThread: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
      body: ReadUpTo;
    };
    answer: Thread;
  };
  /** Judge conversions again by the rules in force. Operator only */
  recheckConversions: { input: { body: Recheck }; answer: Rechecked };
  /** Refuse new hosts, with a reason that the advertiser sees. The offer keeps its destinations. Operator only */
  refuseDestinationChange: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: DestinationRefusal;
    };
    answer: DestinationChange;
  };
  /** Refuse the frozen money of a webmaster, up to 500 conversions a call. Operator only */
  refuseFrozenMoney: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: BlockReason;
    };
    answer: MoneyRefusal | MoneyRequest;
  };
  /** Refuse the file of a document, with the reason, which the webmaster reads. Operator only */
  refusePayoutDocument: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: PayoutDocumentRefusal;
    };
    answer: PayoutDocument;
  };
  /** Release the frozen money of a webmaster: payout runs pay it again. Operator only */
  releaseFrozenMoney: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: BlockReason;
    };
    answer:
      | {
          /** Status */
          status: "released";
        }
      | MoneyRequest;
  };
  /** Release the conversions that an ended block of the webmaster held, up to 500 a call. Operator only */
  releaseHeldConversions: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: BlockReason;
    };
    answer: Release;
  };
  /** End all holds of an account. Operator only, in a fresh session */
  releasePayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
      body: PayoutAccountReason;
    };
    answer: PayoutAccount;
  };
  /** Release a webmaster's conversions that wait for your word on the traffic check. Operator only */
  releaseWaiting: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: WaitingAnswer;
    };
    answer: WaitingAnswered;
  };
  /** Remove a file */
  removeCreative: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
        /** Id of the creative */
        creative_id: string;
      };
    };
    answer: Creative;
  };
  /** Remove the logo. Operator only */
  removeLogo: { input: {}; answer: Settings };
  /** Remove a member and end their sessions and API keys. Owners only, except to leave; needs a session */
  removeMember: {
    input: {
      path: {
        /** Id of the member */
        id: string;
      };
      body: MemberRemoval;
    };
    answer: Member;
  };
  /** Remove an account: no further payout goes to it. In a fresh session */
  removePayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
      body?: PayoutAccountRemoval;
    };
    answer: PayoutAccount;
  };
  /** Delete a saved report. Needs a session */
  removeReportView: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
    };
    answer: ReportView;
  };
  /** Remove a source */
  removeTrafficSource: {
    input: {
      path: {
        /** Id of the traffic source */
        id: string;
      };
    };
    answer: TrafficSource;
  };
  /** Replay the waiting dead letters of a range, oldest first, a hundred a call. Events count once. Continue with next_cursor */
  replayDeadLetters: {
    input: {
      body?: {
        /** Only letters of this queue */
        queue?: string | undefined;
        /** Only letters kept at this time or later */
        from?: string | undefined;
        /** Only letters kept before this time */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
        /** The `next_cursor` of the page before */
        cursor?: string | undefined;
      };
    };
    answer: {
      /** Number of letters that were replayed */
      replayed: number;
      /** Letters that were not replayed, and why */
      refused: {
        /** Id of the dead letter */
        id: string;
        /** Why it was not replayed */
        reason: string;
      }[];
      /** Send it as `cursor` to get the next page; null on the last page */
      next_cursor: string | null;
    };
  };
  /** Replay a kept request with the current settings, as a new postback */
  replayPostback: {
    input: {
      path: {
        /** Id of the postback, which its receipt states */
        id: string;
      };
    };
    answer: Postback;
  };
  /** Report up to 1,000 conversions or answers. Each report has its own outcome */
  reportConversions: {
    input: { body: ConversionReports };
    answer: {
      /** In the order of the reports */
      data: ReportOutcome[];
    };
  };
  /** Mail a code to set a new password. The answer is the same whether the address is known or not */
  requestPasswordReset: {
    input: {
      body: {
        /** E-mail address */
        email: string;
      };
    };
    answer: Done;
  };
  /** Ask to be paid what is available in a currency. Webmasters who are paid on request only */
  requestPayout: { input: { body: NewPayoutRequest }; answer: PayoutRequest };
  /** End a reached cap: the offer accepts visitors again. Operator only */
  resetOfferCap: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Set a new password with the code from the mail. Ends all sessions */
  resetPassword: { input: { body: PasswordReset }; answer: Done };
  /** Decide whether a provider paid a payout that is blocked, refused or unknown there. Operator only */
  resolvePayout: {
    input: {
      path: {
        /** Id of the payout */
        id: string;
      };
      body: PayoutResolution;
    };
    answer: Payout;
  };
  /** Restore a revoked host of an advertiser: what its offers name there is served again. Operator only */
  restoreAdvertiserHost: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: AdvertiserHostStep;
    };
    answer: AdvertiserHost;
  };
  /** Store clicks that could not be stored or queued when they happened, from the edge's log lines `click.unsent`. Each counts once. Operator only */
  restoreClicks: {
    input: {
      body: {
        /** The `click` of each log line `click.unsent` as the edge wrote it, with its `mac`, 1 to 500 */
        clicks: Record<string, unknown>[];
      };
    };
    answer: {
      /** Number of clicks that are stored */
      stored: number;
      /** Clicks that can't be read, and why */
      malformed: {
        /** Why the click can't be read */
        reason: string;
      }[];
    };
  };
  /** End the caller's own pause of a link. It is active unless the other side pauses it too */
  resumeLink: {
    input: {
      path: {
        /** Id of the partner link */
        id: string;
      };
      body?: LinkResumption;
    };
    answer: Link;
  };
  /** End the caller's own pause of an offer. It is active unless the other side pauses it too */
  resumeOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Go on with the mails of a scheduled report, from the present period on. Needs a session */
  resumeReport: {
    input: {
      path: {
        /** Id of the scheduled report */
        id: string;
      };
    };
    answer: ScheduledReport;
  };
  /** Switch a version of the policy off. Operator only */
  retireQualityPolicy: {
    input: {
      path: {
        /** Id of the version of the policy */
        id: string;
      };
      body: QualityPolicySwitch;
    };
    answer: QualityPolicy;
  };
  /** Switch a version of the rules off. Operator only */
  retireRuleSet: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: RuleSetSwitch;
    };
    answer: RuleSet;
  };
  /** Return a submitted offer to its advertiser, with the reason. Operator only */
  returnOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Return a payout that did not arrive: its amounts are available again. Operator only */
  returnPayout: {
    input: {
      path: {
        /** Id of the payout */
        id: string;
      };
      body: PayoutReturn;
    };
    answer: Payout;
  };
  /** Show the details of an account to the operator who pays it, in a fresh session. The audit records it */
  revealPayoutAccount: {
    input: {
      path: {
        /** Id of the payout account */
        id: string;
      };
    };
    answer: RevealedPayoutAccount;
  };
  /** Approve, refuse or revoke an application (advertiser, operator), or withdraw it (webmaster) */
  reviewApplication: {
    input: {
      path: {
        /** Id of the application */
        id: string;
        /** What to do with the application */
        verb: "approve" | "refuse" | "withdraw" | "revoke";
      };
      body?: ApplicationReview;
    };
    answer: Application;
  };
  /** Answer a conversion (approve, reject, reverse). Operators may also reopen, hold, release or refuse it */
  reviewConversion: {
    input: {
      path: {
        /** Id of the conversion */
        id: string;
        /** What to do with the conversion */
        verb: ReviewEvent;
      };
      body?: Review;
    };
    answer: Conversion;
  };
  /** Review up to 1,000 conversions. Each review has its own outcome */
  reviewConversions: {
    input: { body: Reviews };
    answer: {
      /** In the order of the reviews */
      data: ReviewOutcome[];
    };
  };
  /** Revoke a host of an advertiser: its offers serve nothing from it, and name it no more. An offer without other landings sends visitors to the network's own page. Operator only */
  revokeAdvertiserHost: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: AdvertiserHostStep;
    };
    answer: AdvertiserHost;
  };
  /** Revoke an API key; it stops working within seconds. Needs a session. An operator may revoke any key, with a reason */
  revokeApiKey: {
    input: {
      path: {
        /** Id of the API key */
        id: string;
      };
      body?: Revocation;
    };
    answer: ApiKey;
  };
  /** Revoke an invitation. Needs a session. An operator may revoke any, with a reason if another side made it */
  revokeInvitation: {
    input: {
      path: {
        /** Id of the invitation */
        id: string;
      };
      body?: Revocation;
    };
    answer: Invitation;
  };
  /** End all sessions of the caller except this one. Needs a session */
  revokeOtherSessions: {
    input: {};
    answer: {
      /** The items */
      data: Session[];
    };
  };
  /** Revoke a signing secret. Needs a session, or the operator with a reason */
  revokePostbackSecret: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
        /** Id of the signing secret */
        secret_id: string;
      };
      body?: Revocation;
    };
    answer: PostbackSecret;
  };
  /** Revoke a token. Needs a session, or the operator with a reason */
  revokePostbackToken: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
        /** Id of the postback token */
        token_id: string;
      };
      body?: Revocation;
    };
    answer: PostbackToken;
  };
  /** End one session of the caller; it stops working within seconds. Needs a session */
  revokeSession: {
    input: {
      path: {
        /** Id of the session */
        id: string;
      };
    };
    answer: Session;
  };
  /** End all sessions of this person */
  revokeSessions: { input: {}; answer: Done };
  /** Save a report under a name, for the caller alone. Needs a session */
  saveReportView: { input: { body: NewReportView }; answer: ReportView };
  /** Find what the caller may see by a pasted text: an id, an order, a partner link, a part of a name */
  search: {
    input: {
      query: {
        /** A click_ID, an address that contains one, an id of any kind, an order's number, a partner link or its slug, a part of the name of an offer, an account or a member, of the title of a thread, or of the address of a traffic source. Case is ignored except in order numbers */
        search: string;
      };
    };
    answer: {
      /** The items */
      data: Found[];
    };
  };
  /** Mail the link of a sign-up again. The answer is the same whether the address is known or not */
  sendVerificationEmail: { input: { body: EmailOnly }; answer: Done };
  /** Set the logo: the body is a PNG or WebP of at most 200 kB. Operator only */
  setLogo: { input: { body: RawBody }; answer: Settings };
  /** Set the smallest payouts of a webmaster, each in its currency. Others are unchanged. Operator only */
  setPayoutMinimums: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: PayoutMinimumsChange;
    };
    answer: PayoutMinimums;
  };
  /** Set when a webmaster is paid; omitted fields are unchanged. Operator only */
  setPayoutSchedule: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: WebmasterScheduleChange;
    };
    answer: WebmasterSchedule;
  };
  /** Set smallest payouts, fees and thresholds of documents, each of a method and currency. Others are unchanged. Operator only */
  setPayoutTerms: { input: { body: PayoutTermsChange }; answer: AllPayoutTerms };
  /** Set a quota of an account, or the default of all accounts. Operator only */
  setQuota: { input: { body: QuotaSetting }; answer: Quota };
  /** Set the upload term. A period that has begun keeps its dates. Operator only */
  setUploadSchedule: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body: UploadSchedule;
    };
    answer: {
      /** When files are due; null: no term is agreed */
      schedule: UploadSchedule | null;
      /** The periods, latest first */
      periods: UploadPeriod[];
    };
  };
  /** Set the tax that the network withholds from a webmaster's payouts. Operator only */
  setWithholding: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: WithholdingChange;
    };
    answer: Withholding;
  };
  /** Sign in. The session is a cookie */
  signIn: { input: { body: SignIn }; answer: SignedIn };
  /** Sign out: end this session */
  signOut: { input: {}; answer: Done };
  /** Sign up as a webmaster. The answer is the same whether the address is known or not */
  signUp: { input: { body: SignUp }; answer: Done };
  /** Advance a payout run: draft → approved → sent → settled. Operator only */
  stepPayoutRun: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
        /** The next step of the run */
        verb: "approve" | "send" | "settle";
      };
    };
    answer: PayoutRun | MoneyRequest;
  };
  /** Submit a draft for approval */
  submitOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** What the traffic check made of your conversions in a period, by offer */
  summariseTraffic: {
    input: {
      query?: {
        /** Conversions that were checked from this time on. Absent: from 28 days before `to` */
        from?: string | undefined;
        /** Conversions that were checked before this time, at most 100 days later. Absent: now */
        to?: string | undefined;
        /** IANA time zone in which plain dates are read */
        zone?: string | undefined;
      };
    };
    answer: TrafficSummary;
  };
  /** Ask whether a click from this address, or with this parameter, would be marked now. Operator only */
  tryOwnTraffic: { input: { body: TriedOwnTraffic }; answer: OwnTrafficTry };
  /** Try a version of the rules on a past period. Nothing is held by it. Operator only */
  tryRuleSet: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      body: NewRuleSetTrial;
    };
    answer: RuleSetTrial;
  };
  /** End the block of the account, and get the effects */
  unblockAdvertiser: {
    input: {
      path: {
        /** Id of the advertiser */
        id: string;
      };
      body: BlockReason;
    };
    answer: Effects;
  };
  /** End the block of the account, and get the effects */
  unblockWebmaster: {
    input: {
      path: {
        /** Id of the webmaster */
        id: string;
      };
      body: BlockReason;
    };
    answer: Effects;
  };
  /** Undo an upload by compensating transfers. Paid conversions stay unless the operator reverses them */
  undoUpload: {
    input: {
      path: {
        /** Id of the upload */
        id: string;
      };
      body?: UploadUndo;
    };
    answer: Upload;
  };
  /** Pause a scheduled report with the token of one of its mails */
  unsubscribeReport: { input: { body: Unsubscription }; answer: Done };
  /** Upload what came back from a bank: nothing changes until it is committed. Operator only */
  uploadBankStatement: {
    input: {
      query: {
        /** The network's account that it is of */
        payer_account_id: string;
        /** `pain.002` is a bank's report on a file of payments; the others are statements of an account */
        format: "camt.053" | "pain.002" | "1c" | "csv";
      };
      body: RawBody;
    };
    answer: UploadedBankStatement;
  };
  /** Upload the signed document or the receipt: PDF, PNG or JPEG, at most 5 MB. Webmaster only */
  uploadPayoutDocument: {
    input: {
      path: {
        /** Id of the resource. Ids are opaque: compare them, do not parse them */
        id: string;
      };
      query: {
        /** With the extension that matches its bytes */
        name: string;
      };
      body: RawBody;
    };
    answer: PayoutDocument;
  };
  /** Sign in with a backup code. Each works once */
  verifyBackupCode: {
    input: {
      body: {
        /** One of the backup codes; each works once */
        code: string;
      };
    };
    answer: Done;
  };
  /** Confirm an address with the code from the mail, and open the account with this password */
  verifyEmail: { input: { body: Confirmation }; answer: Done };
  /** Verify a code of the second factor */
  verifySecondFactor: { input: { body: SecondFactorCode }; answer: Done };
  /** Request a check of the proof, within a minute. Operators may verify the source without a proof */
  verifyTrafficSource: {
    input: {
      path: {
        /** Id of the traffic source */
        id: string;
      };
      body: Verification;
    };
    answer: TrafficSource;
  };
  /** Declare a bank file void that the bank refused or never got. Operator only, in a fresh session */
  voidBankFile: {
    input: {
      path: {
        /** Id of the payout run */
        id: string;
      };
      body: VoidBankFile;
    };
    answer: VoidedBankFile;
  };
  /** Vouch that an operator is a person of their own. Owners only, needs a session. Operator only */
  vouchForMember: {
    input: {
      path: {
        /** Id of the member */
        id: string;
      };
      body: MemberVoucher;
    };
    answer: Member;
  };
  /** Withdraw an open appeal. Webmasters only */
  withdrawAppeal: {
    input: {
      path: {
        /** Id of the appeal */
        id: string;
      };
      body?: Nothing;
    };
    answer: Appeal;
  };
  /** Withdraw an open claim. Webmasters only */
  withdrawClaim: {
    input: {
      path: {
        /** Id of the claim */
        id: string;
      };
      body?: Nothing;
    };
    answer: Claim;
  };
  /** Withdraw a submitted offer: it is a draft again. Advertisers only */
  withdrawOffer: {
    input: {
      path: {
        /** Id of the offer */
        id: string;
      };
      body?: OfferStep;
    };
    answer: Offer;
  };
  /** Withdraw a request that no payout has taken. Webmasters only */
  withdrawPayoutRequest: {
    input: {
      path: {
        /** Id of the request */
        id: string;
      };
      body?: Nothing;
    };
    answer: PayoutRequest;
  };
  /** Add a message to a thread. Sides without unread messages get a mail */
  writeMessage: {
    input: {
      path: {
        /** Id of the thread */
        id: string;
      };
      body: NewMessage;
    };
    answer: Message;
  };
}
/** Each operation's method and path; `form` says how an answer is read that is not JSON. */
export const ROUTES = {
  acceptInvitation: { method: "POST", path: "/api/v1/invitations/accept", form: "json" },
  acceptPayoutDocument: { method: "POST", path: "/api/v1/payout-documents/{id}/accept", form: "json" },
  acceptPostback: { method: "POST", path: "/api/v1/postbacks/{id}/accept", form: "json" },
  acceptTerms: { method: "POST", path: "/api/v1/me/accept-terms", form: "json" },
  acknowledgeNotice: { method: "POST", path: "/api/v1/notices/{id}/acknowledge", form: "json" },
  activateQualityPolicy: { method: "POST", path: "/api/v1/quality-policies/{id}/activate", form: "json" },
  activateRuleSet: { method: "POST", path: "/api/v1/rule-sets/{id}/activate", form: "json" },
  addCreative: { method: "POST", path: "/api/v1/offers/{id}/creatives", form: "json" },
  addLegalEntity: { method: "POST", path: "/api/v1/legal-entities", form: "json" },
  addOwnTraffic: { method: "POST", path: "/api/v1/own-traffic", form: "json" },
  addPayerAccount: { method: "POST", path: "/api/v1/payer-accounts", form: "json" },
  addPayoutAccount: { method: "POST", path: "/api/v1/payout-accounts", form: "json" },
  addTrafficSource: { method: "POST", path: "/api/v1/traffic-sources", form: "json" },
  adjustConversion: { method: "POST", path: "/api/v1/conversions/{id}/adjust", form: "json" },
  answerAppeal: { method: "POST", path: "/api/v1/appeals/{id}/{verb}", form: "json" },
  answerAppeals: { method: "POST", path: "/api/v1/appeals/answers", form: "json" },
  answerClaim: { method: "POST", path: "/api/v1/claims/{id}/{verb}", form: "json" },
  answerClaims: { method: "POST", path: "/api/v1/claims/answers", form: "json" },
  answerMoneyRequest: { method: "POST", path: "/api/v1/money-requests/{id}/{verb}", form: "json" },
  answerTerms: { method: "POST", path: "/api/v1/offers/{id}/terms/{terms_id}/{verb}", form: "json" },
  apply: { method: "POST", path: "/api/v1/offers/{id}/applications", form: "json" },
  approveDestinationChange: { method: "POST", path: "/api/v1/destination-changes/{id}/approve", form: "json" },
  approveOffer: { method: "POST", path: "/api/v1/offers/{id}/approve", form: "json" },
  archiveOffer: { method: "POST", path: "/api/v1/offers/{id}/archive", form: "json" },
  assignBankStatementEntry: {
    method: "POST",
    path: "/api/v1/bank-statements/{id}/entries/{number}/assign",
    form: "json",
  },
  attachFile: { method: "POST", path: "/api/v1/support/threads/{id}/attachments", form: "json" },
  attributePostback: { method: "POST", path: "/api/v1/postbacks/{id}/attribute", form: "json" },
  auditClicks: { method: "GET", path: "/api/v1/ops/clicks", form: "json" },
  blockAdvertiser: { method: "POST", path: "/api/v1/advertisers/{id}/block", form: "json" },
  blockWebmaster: { method: "POST", path: "/api/v1/webmasters/{id}/block", form: "json" },
  bookBankStatementEntryAsCharge: {
    method: "POST",
    path: "/api/v1/bank-statements/{id}/entries/{number}/book-charge",
    form: "json",
  },
  cancelPayoutRun: { method: "POST", path: "/api/v1/payout-runs/{id}/cancel", form: "json" },
  cancelUpload: { method: "POST", path: "/api/v1/uploads/{id}/cancel", form: "json" },
  changeAdvertiser: { method: "PATCH", path: "/api/v1/advertisers/{id}", form: "json" },
  changeJoining: { method: "PATCH", path: "/api/v1/offers/{id}/joining", form: "json" },
  changeLegalEntity: { method: "PATCH", path: "/api/v1/legal-entities/{id}", form: "json" },
  changeLink: { method: "PATCH", path: "/api/v1/links/{id}", form: "json" },
  changeMe: { method: "PATCH", path: "/api/v1/me", form: "json" },
  changeMemberRole: { method: "POST", path: "/api/v1/members/{id}/change-role", form: "json" },
  changeMoneyGuard: { method: "PATCH", path: "/api/v1/money-guard", form: "json" },
  changeOffer: { method: "PATCH", path: "/api/v1/offers/{id}", form: "json" },
  changePassword: { method: "POST", path: "/api/v1/auth/change-password", form: "json" },
  changePostbackSetup: { method: "PATCH", path: "/api/v1/advertisers/{id}/postback", form: "json" },
  changeReport: { method: "PATCH", path: "/api/v1/reports/{id}", form: "json" },
  changeReportView: { method: "PATCH", path: "/api/v1/report-views/{id}", form: "json" },
  changeSettings: { method: "PATCH", path: "/api/v1/settings", form: "json" },
  changeWebmaster: { method: "PATCH", path: "/api/v1/webmasters/{id}", form: "json" },
  checkArchiveChunk: { method: "GET", path: "/api/v1/ops/archives/{id}/chunks/{number}", form: "json" },
  checkBooks: { method: "GET", path: "/api/v1/ledger/books", form: "json" },
  closeAbuseReport: { method: "POST", path: "/api/v1/ops/abuse-reports/{id}/close", form: "json" },
  closeThread: { method: "POST", path: "/api/v1/support/threads/{id}/close", form: "json" },
  commitBankStatement: { method: "POST", path: "/api/v1/bank-statements/{id}/commit", form: "json" },
  commitUpload: { method: "POST", path: "/api/v1/uploads/{id}/commit", form: "json" },
  confirmIdentity: { method: "POST", path: "/api/v1/auth/confirm-identity", form: "json" },
  countNotices: { method: "GET", path: "/api/v1/notices/count", form: "json" },
  countUnread: { method: "GET", path: "/api/v1/support/unread", form: "json" },
  createApiKey: { method: "POST", path: "/api/v1/api-keys", form: "json" },
  createLink: { method: "POST", path: "/api/v1/links", form: "json" },
  createLinks: { method: "POST", path: "/api/v1/links/bulk", form: "json" },
  createOffer: { method: "POST", path: "/api/v1/offers", form: "json" },
  createPayoutRun: { method: "POST", path: "/api/v1/payout-runs", form: "json" },
  createPostbackSecret: { method: "POST", path: "/api/v1/advertisers/{id}/postback/secrets", form: "json" },
  createPostbackToken: { method: "POST", path: "/api/v1/advertisers/{id}/postback/tokens", form: "json" },
  createQualityPolicy: { method: "POST", path: "/api/v1/quality-policies", form: "json" },
  createReport: { method: "POST", path: "/api/v1/reports", form: "json" },
  createRuleSet: { method: "POST", path: "/api/v1/rule-sets", form: "json" },
  createTestClick: { method: "POST", path: "/api/v1/links/{id}/test-click", form: "json" },
  createTestConversion: { method: "POST", path: "/api/v1/clicks/{click_id}/test-conversion", form: "json" },
  createUpload: { method: "POST", path: "/api/v1/uploads", form: "json" },
  deleteReport: { method: "DELETE", path: "/api/v1/reports/{id}", form: "json" },
  disablePayerAccount: { method: "POST", path: "/api/v1/payer-accounts/{id}/disable", form: "json" },
  disableSecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/disable", form: "json" },
  discardBankStatement: { method: "POST", path: "/api/v1/bank-statements/{id}/discard", form: "json" },
  dismissPostback: { method: "POST", path: "/api/v1/postbacks/{id}/dismiss", form: "json" },
  downloadPayoutDocument: { method: "GET", path: "/api/v1/payout-documents/{id}/file", form: "raw" },
  downloadPayoutPaper: { method: "GET", path: "/api/v1/payout-documents/{id}/paper", form: "raw" },
  enableSecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/enable", form: "json" },
  endOwnTraffic: { method: "POST", path: "/api/v1/own-traffic/{id}/end", form: "json" },
  excludeFromPayoutRun: { method: "POST", path: "/api/v1/payout-runs/{id}/exclude", form: "json" },
  exportClicks: { method: "GET", path: "/api/v1/clicks/export", form: "raw" },
  exportConversions: { method: "GET", path: "/api/v1/conversions/export", form: "raw" },
  exportLinks: { method: "GET", path: "/api/v1/links/export", form: "raw" },
  exportOffers: { method: "GET", path: "/api/v1/offers/export", form: "json" },
  exportPayouts: { method: "GET", path: "/api/v1/payouts/export", form: "raw" },
  exportPostbacks: { method: "GET", path: "/api/v1/postbacks/export", form: "raw" },
  exportStatement: { method: "GET", path: "/api/v1/balances/statement/export", form: "raw" },
  exportStats: { method: "GET", path: "/api/v1/stats/export", form: "raw" },
  exportUploads: { method: "GET", path: "/api/v1/uploads/export", form: "raw" },
  fileClaims: { method: "POST", path: "/api/v1/claims", form: "json" },
  fileClaimsOfCsv: { method: "POST", path: "/api/v1/claims/csv", form: "json" },
  freezeMoney: { method: "POST", path: "/api/v1/webmasters/{id}/freeze", form: "json" },
  getAdvertiser: { method: "GET", path: "/api/v1/advertisers/{id}", form: "json" },
  getAdvertiserBlockEffects: { method: "GET", path: "/api/v1/advertisers/{id}/block-effects", form: "json" },
  getAppeal: { method: "GET", path: "/api/v1/appeals/{id}", form: "json" },
  getApplication: { method: "GET", path: "/api/v1/applications/{id}", form: "json" },
  getApplicationEffects: { method: "GET", path: "/api/v1/applications/{id}/effects", form: "json" },
  getArchive: { method: "GET", path: "/api/v1/ops/archives/{id}", form: "json" },
  getAttachment: { method: "GET", path: "/api/v1/support/attachments/{id}", form: "raw" },
  getBankStatement: { method: "GET", path: "/api/v1/bank-statements/{id}", form: "json" },
  getClaim: { method: "GET", path: "/api/v1/claims/{id}", form: "json" },
  getClickLife: { method: "GET", path: "/api/v1/clicks/{click_id}", form: "json" },
  getConversion: { method: "GET", path: "/api/v1/conversions/{id}", form: "json" },
  getCorrection: { method: "GET", path: "/api/v1/ledger/corrections/{id}", form: "json" },
  getDestinationChange: { method: "GET", path: "/api/v1/destination-changes/{id}", form: "json" },
  getForecast: { method: "GET", path: "/api/v1/stats/forecast", form: "json" },
  getHealth: { method: "GET", path: "/api/v1/ops/health", form: "json" },
  getJoining: { method: "GET", path: "/api/v1/offers/{id}/joining", form: "json" },
  getLegalText: { method: "GET", path: "/api/v1/settings/legal-texts/{kind}", form: "json" },
  getLink: { method: "GET", path: "/api/v1/links/{id}", form: "json" },
  getLogo: { method: "GET", path: "/api/v1/settings/logo", form: "raw" },
  getMe: { method: "GET", path: "/api/v1/me", form: "json" },
  getMember: { method: "GET", path: "/api/v1/members/{id}", form: "json" },
  getMoneyGuard: { method: "GET", path: "/api/v1/money-guard", form: "json" },
  getMoneyRequest: { method: "GET", path: "/api/v1/money-requests/{id}", form: "json" },
  getNextPayout: { method: "GET", path: "/api/v1/payouts/next", form: "json" },
  getOffer: { method: "GET", path: "/api/v1/offers/{id}", form: "json" },
  getOwnToDo: { method: "GET", path: "/api/v1/me/to-do", form: "json" },
  getPayerAccount: { method: "GET", path: "/api/v1/payer-accounts/{id}", form: "json" },
  getPayout: { method: "GET", path: "/api/v1/payouts/{id}", form: "json" },
  getPayoutAccount: { method: "GET", path: "/api/v1/payout-accounts/{id}", form: "json" },
  getPayoutDocument: { method: "GET", path: "/api/v1/payout-documents/{id}", form: "json" },
  getPayoutMinimums: { method: "GET", path: "/api/v1/webmasters/{id}/payout-minimums", form: "json" },
  getPayoutRun: { method: "GET", path: "/api/v1/payout-runs/{id}", form: "json" },
  getPayoutSchedule: { method: "GET", path: "/api/v1/webmasters/{id}/payout-schedule", form: "json" },
  getPostback: { method: "GET", path: "/api/v1/postbacks/{id}", form: "json" },
  getPostbackSetup: { method: "GET", path: "/api/v1/advertisers/{id}/postback", form: "json" },
  getQualityPolicy: { method: "GET", path: "/api/v1/quality-policies/{id}", form: "json" },
  getQualityPolicyOutcome: { method: "GET", path: "/api/v1/quality-policies/{id}/outcome", form: "json" },
  getReport: { method: "GET", path: "/api/v1/reports/{id}", form: "json" },
  getRuleSet: { method: "GET", path: "/api/v1/rule-sets/{id}", form: "json" },
  getSettings: { method: "GET", path: "/api/v1/settings", form: "json" },
  getSourceLimit: { method: "GET", path: "/api/v1/source-limits/{id}", form: "json" },
  getSourceScore: { method: "GET", path: "/api/v1/source-scores/{id}", form: "json" },
  getStatement: { method: "GET", path: "/api/v1/balances/statement", form: "json" },
  getThread: { method: "GET", path: "/api/v1/support/threads/{id}", form: "json" },
  getToDo: { method: "GET", path: "/api/v1/ops/to-do", form: "json" },
  getTrafficSource: { method: "GET", path: "/api/v1/traffic-sources/{id}", form: "json" },
  getTrial: { method: "GET", path: "/api/v1/rule-sets/{id}/trials/{trial_id}", form: "json" },
  getUpload: { method: "GET", path: "/api/v1/uploads/{id}", form: "json" },
  getUploadResults: { method: "GET", path: "/api/v1/uploads/{id}/results", form: "raw" },
  getUploadSchedule: { method: "GET", path: "/api/v1/offers/{id}/upload-schedule", form: "json" },
  getWebmaster: { method: "GET", path: "/api/v1/webmasters/{id}", form: "json" },
  getWebmasterBlockEffects: { method: "GET", path: "/api/v1/webmasters/{id}/block-effects", form: "json" },
  getWithholding: { method: "GET", path: "/api/v1/webmasters/{id}/payout-withholding", form: "json" },
  handOverPayoutRun: { method: "POST", path: "/api/v1/payout-runs/{id}/hand-over", form: "json" },
  holdPayoutAccount: { method: "POST", path: "/api/v1/payout-accounts/{id}/hold", form: "json" },
  holdWaiting: { method: "POST", path: "/api/v1/webmasters/{id}/hold-waiting", form: "json" },
  ignoreBankStatementEntry: {
    method: "POST",
    path: "/api/v1/bank-statements/{id}/entries/{number}/ignore",
    form: "json",
  },
  importOffers: { method: "POST", path: "/api/v1/offers/import", form: "json" },
  imposeSourceLimit: { method: "POST", path: "/api/v1/source-limits", form: "json" },
  invite: { method: "POST", path: "/api/v1/invitations", form: "json" },
  liftSourceLimit: { method: "POST", path: "/api/v1/source-limits/{id}/lift", form: "json" },
  listAbuseReports: { method: "GET", path: "/api/v1/ops/abuse-reports", form: "json" },
  listAdvertiserHosts: { method: "GET", path: "/api/v1/advertisers/{id}/hosts", form: "json" },
  listAdvertisers: { method: "GET", path: "/api/v1/advertisers", form: "json" },
  listApiKeys: { method: "GET", path: "/api/v1/api-keys", form: "json" },
  listAppeals: { method: "GET", path: "/api/v1/appeals", form: "json" },
  listApplications: { method: "GET", path: "/api/v1/applications", form: "json" },
  listArchives: { method: "GET", path: "/api/v1/ops/archives", form: "json" },
  listAudit: { method: "GET", path: "/api/v1/audit", form: "json" },
  listBalances: { method: "GET", path: "/api/v1/balances", form: "json" },
  listBankFiles: { method: "GET", path: "/api/v1/payout-runs/{id}/bank-files", form: "json" },
  listBankStatementEntries: { method: "GET", path: "/api/v1/bank-statements/{id}/entries", form: "json" },
  listBankStatements: { method: "GET", path: "/api/v1/bank-statements", form: "json" },
  listCheckQuestions: { method: "GET", path: "/api/v1/traffic-check/questions", form: "json" },
  listClaims: { method: "GET", path: "/api/v1/claims", form: "json" },
  listClicks: { method: "GET", path: "/api/v1/clicks", form: "json" },
  listConversionChanges: { method: "GET", path: "/api/v1/conversions/{id}/changes", form: "json" },
  listConversions: { method: "GET", path: "/api/v1/conversions", form: "json" },
  listCorrections: { method: "GET", path: "/api/v1/ledger/corrections", form: "json" },
  listCreatives: { method: "GET", path: "/api/v1/offers/{id}/creatives", form: "json" },
  listDeadLetters: { method: "GET", path: "/api/v1/ops/dead-letters", form: "json" },
  listDestinationChanges: { method: "GET", path: "/api/v1/destination-changes", form: "json" },
  listExpectedMoney: { method: "GET", path: "/api/v1/stats/expected-money", form: "json" },
  listInvitations: { method: "GET", path: "/api/v1/invitations", form: "json" },
  listJudgments: { method: "GET", path: "/api/v1/conversions/{id}/judgments", form: "json" },
  listLeftOutAmounts: { method: "GET", path: "/api/v1/payout-runs/{id}/left-out", form: "json" },
  listLegalEntities: { method: "GET", path: "/api/v1/legal-entities", form: "json" },
  listLinks: { method: "GET", path: "/api/v1/links", form: "json" },
  listMembers: { method: "GET", path: "/api/v1/members", form: "json" },
  listMessages: { method: "GET", path: "/api/v1/support/threads/{id}/messages", form: "json" },
  listMoneyRequests: { method: "GET", path: "/api/v1/money-requests", form: "json" },
  listNotices: { method: "GET", path: "/api/v1/notices", form: "json" },
  listOfferApplications: { method: "GET", path: "/api/v1/offers/{id}/applications", form: "json" },
  listOffers: { method: "GET", path: "/api/v1/offers", form: "json" },
  listOwnTraffic: { method: "GET", path: "/api/v1/own-traffic", form: "json" },
  listPayerAccounts: { method: "GET", path: "/api/v1/payer-accounts", form: "json" },
  listPayoutAccounts: { method: "GET", path: "/api/v1/payout-accounts", form: "json" },
  listPayoutDocuments: { method: "GET", path: "/api/v1/payout-documents", form: "json" },
  listPayoutLines: { method: "GET", path: "/api/v1/payouts/{id}/lines", form: "json" },
  listPayoutRequests: { method: "GET", path: "/api/v1/payout-requests", form: "json" },
  listPayoutRuns: { method: "GET", path: "/api/v1/payout-runs", form: "json" },
  listPayoutSubmissions: { method: "GET", path: "/api/v1/payout-runs/{id}/submissions", form: "json" },
  listPayoutTerms: { method: "GET", path: "/api/v1/payout-terms", form: "json" },
  listPayouts: { method: "GET", path: "/api/v1/payouts", form: "json" },
  listPostbacks: { method: "GET", path: "/api/v1/postbacks", form: "json" },
  listQualityPolicies: { method: "GET", path: "/api/v1/quality-policies", form: "json" },
  listQueues: { method: "GET", path: "/api/v1/ops/queues", form: "json" },
  listQuotas: { method: "GET", path: "/api/v1/quotas", form: "json" },
  listReportViews: { method: "GET", path: "/api/v1/report-views", form: "json" },
  listReports: { method: "GET", path: "/api/v1/reports", form: "json" },
  listRuleSets: { method: "GET", path: "/api/v1/rule-sets", form: "json" },
  listSessions: { method: "GET", path: "/api/v1/sessions", form: "json" },
  listSourceLimits: { method: "GET", path: "/api/v1/source-limits", form: "json" },
  listSourceScores: { method: "GET", path: "/api/v1/source-scores", form: "json" },
  listStats: { method: "GET", path: "/api/v1/stats", form: "json" },
  listSubStats: { method: "GET", path: "/api/v1/stats/sub-ids", form: "json" },
  listTerms: { method: "GET", path: "/api/v1/offers/{id}/terms", form: "json" },
  listThreads: { method: "GET", path: "/api/v1/support/threads", form: "json" },
  listTrafficSources: { method: "GET", path: "/api/v1/traffic-sources", form: "json" },
  listTransfers: { method: "GET", path: "/api/v1/ledger/transfers", form: "json" },
  listTrials: { method: "GET", path: "/api/v1/rule-sets/{id}/trials", form: "json" },
  listUploadRows: { method: "GET", path: "/api/v1/uploads/{id}/rows", form: "json" },
  listUploads: { method: "GET", path: "/api/v1/uploads", form: "json" },
  listWebmasters: { method: "GET", path: "/api/v1/webmasters", form: "json" },
  makeBankFile: { method: "POST", path: "/api/v1/payout-runs/{id}/bank-file", form: "json" },
  makeMainPayerAccount: { method: "POST", path: "/api/v1/payer-accounts/{id}/make-main", form: "json" },
  makeMainPayoutAccount: { method: "POST", path: "/api/v1/payout-accounts/{id}/make-main", form: "json" },
  openAppeal: { method: "POST", path: "/api/v1/appeals", form: "json" },
  openThread: { method: "POST", path: "/api/v1/support/threads", form: "json" },
  pauseLink: { method: "POST", path: "/api/v1/links/{id}/pause", form: "json" },
  pauseOffer: { method: "POST", path: "/api/v1/offers/{id}/pause", form: "json" },
  pauseReport: { method: "POST", path: "/api/v1/reports/{id}/pause", form: "json" },
  previewBankFile: { method: "GET", path: "/api/v1/payout-runs/{id}/bank-file", form: "json" },
  proposeCorrection: { method: "POST", path: "/api/v1/ledger/corrections", form: "json" },
  proposeTerms: { method: "POST", path: "/api/v1/offers/{id}/terms", form: "json" },
  publishLegalText: { method: "PUT", path: "/api/v1/settings/legal-texts/{kind}", form: "json" },
  reachOfferCap: { method: "POST", path: "/api/v1/offers/{id}/reach-cap", form: "json" },
  readArchive: { method: "GET", path: "/api/v1/ops/archives/{id}/rows", form: "json" },
  readCreative: { method: "GET", path: "/api/v1/offers/{id}/creatives/{creative_id}", form: "raw" },
  readThread: { method: "POST", path: "/api/v1/support/threads/{id}/read", form: "json" },
  recheckConversions: { method: "POST", path: "/api/v1/traffic-check/rechecks", form: "json" },
  refuseDestinationChange: { method: "POST", path: "/api/v1/destination-changes/{id}/refuse", form: "json" },
  refuseFrozenMoney: { method: "POST", path: "/api/v1/webmasters/{id}/refuse-frozen", form: "json" },
  refusePayoutDocument: { method: "POST", path: "/api/v1/payout-documents/{id}/refuse", form: "json" },
  releaseFrozenMoney: { method: "POST", path: "/api/v1/webmasters/{id}/release-frozen", form: "json" },
  releaseHeldConversions: { method: "POST", path: "/api/v1/webmasters/{id}/release-held", form: "json" },
  releasePayoutAccount: { method: "POST", path: "/api/v1/payout-accounts/{id}/release", form: "json" },
  releaseWaiting: { method: "POST", path: "/api/v1/webmasters/{id}/release-waiting", form: "json" },
  removeCreative: { method: "DELETE", path: "/api/v1/offers/{id}/creatives/{creative_id}", form: "json" },
  removeLogo: { method: "DELETE", path: "/api/v1/settings/logo", form: "json" },
  removeMember: { method: "POST", path: "/api/v1/members/{id}/remove", form: "json" },
  removePayoutAccount: { method: "POST", path: "/api/v1/payout-accounts/{id}/remove", form: "json" },
  removeReportView: { method: "DELETE", path: "/api/v1/report-views/{id}", form: "json" },
  removeTrafficSource: { method: "DELETE", path: "/api/v1/traffic-sources/{id}", form: "json" },
  replayDeadLetters: { method: "POST", path: "/api/v1/ops/dead-letters/replay", form: "json" },
  replayPostback: { method: "POST", path: "/api/v1/postbacks/{id}/replay", form: "json" },
  reportConversions: { method: "POST", path: "/api/v1/conversions", form: "json" },
  requestPasswordReset: { method: "POST", path: "/api/v1/auth/request-password-reset", form: "json" },
  requestPayout: { method: "POST", path: "/api/v1/payout-requests", form: "json" },
  resetOfferCap: { method: "POST", path: "/api/v1/offers/{id}/reset-cap", form: "json" },
  resetPassword: { method: "POST", path: "/api/v1/auth/reset-password", form: "json" },
  resolvePayout: { method: "POST", path: "/api/v1/payouts/{id}/resolve", form: "json" },
  restoreAdvertiserHost: { method: "POST", path: "/api/v1/advertisers/{id}/hosts/restore", form: "json" },
  restoreClicks: { method: "POST", path: "/api/v1/ops/clicks/restore", form: "json" },
  resumeLink: { method: "POST", path: "/api/v1/links/{id}/resume", form: "json" },
  resumeOffer: { method: "POST", path: "/api/v1/offers/{id}/resume", form: "json" },
  resumeReport: { method: "POST", path: "/api/v1/reports/{id}/resume", form: "json" },
  retireQualityPolicy: { method: "POST", path: "/api/v1/quality-policies/{id}/retire", form: "json" },
  retireRuleSet: { method: "POST", path: "/api/v1/rule-sets/{id}/retire", form: "json" },
  returnOffer: { method: "POST", path: "/api/v1/offers/{id}/return", form: "json" },
  returnPayout: { method: "POST", path: "/api/v1/payouts/{id}/return", form: "json" },
  revealPayoutAccount: { method: "POST", path: "/api/v1/payout-accounts/{id}/reveal", form: "json" },
  reviewApplication: { method: "POST", path: "/api/v1/applications/{id}/{verb}", form: "json" },
  reviewConversion: { method: "POST", path: "/api/v1/conversions/{id}/{verb}", form: "json" },
  reviewConversions: { method: "POST", path: "/api/v1/conversions/review", form: "json" },
  revokeAdvertiserHost: { method: "POST", path: "/api/v1/advertisers/{id}/hosts/revoke", form: "json" },
  revokeApiKey: { method: "POST", path: "/api/v1/api-keys/{id}/revoke", form: "json" },
  revokeInvitation: { method: "POST", path: "/api/v1/invitations/{id}/revoke", form: "json" },
  revokeOtherSessions: { method: "POST", path: "/api/v1/sessions/revoke-others", form: "json" },
  revokePostbackSecret: {
    method: "POST",
    path: "/api/v1/advertisers/{id}/postback/secrets/{secret_id}/revoke",
    form: "json",
  },
  revokePostbackToken: {
    method: "POST",
    path: "/api/v1/advertisers/{id}/postback/tokens/{token_id}/revoke",
    form: "json",
  },
  revokeSession: { method: "POST", path: "/api/v1/sessions/{id}/revoke", form: "json" },
  revokeSessions: { method: "POST", path: "/api/v1/auth/revoke-sessions", form: "json" },
  saveReportView: { method: "POST", path: "/api/v1/report-views", form: "json" },
  search: { method: "GET", path: "/api/v1/search", form: "json" },
  sendVerificationEmail: { method: "POST", path: "/api/v1/auth/send-verification-email", form: "json" },
  setLogo: { method: "PUT", path: "/api/v1/settings/logo", form: "json" },
  setPayoutMinimums: { method: "PATCH", path: "/api/v1/webmasters/{id}/payout-minimums", form: "json" },
  setPayoutSchedule: { method: "PATCH", path: "/api/v1/webmasters/{id}/payout-schedule", form: "json" },
  setPayoutTerms: { method: "PATCH", path: "/api/v1/payout-terms", form: "json" },
  setQuota: { method: "PUT", path: "/api/v1/quotas", form: "json" },
  setUploadSchedule: { method: "PUT", path: "/api/v1/offers/{id}/upload-schedule", form: "json" },
  setWithholding: { method: "PATCH", path: "/api/v1/webmasters/{id}/payout-withholding", form: "json" },
  signIn: { method: "POST", path: "/api/v1/auth/sign-in/email", form: "json" },
  signOut: { method: "POST", path: "/api/v1/auth/sign-out", form: "json" },
  signUp: { method: "POST", path: "/api/v1/auth/sign-up/email", form: "json" },
  stepPayoutRun: { method: "POST", path: "/api/v1/payout-runs/{id}/{verb}", form: "json" },
  submitOffer: { method: "POST", path: "/api/v1/offers/{id}/submit", form: "json" },
  summariseTraffic: { method: "GET", path: "/api/v1/traffic-check/summary", form: "json" },
  tryOwnTraffic: { method: "POST", path: "/api/v1/own-traffic/try", form: "json" },
  tryRuleSet: { method: "POST", path: "/api/v1/rule-sets/{id}/trials", form: "json" },
  unblockAdvertiser: { method: "POST", path: "/api/v1/advertisers/{id}/unblock", form: "json" },
  unblockWebmaster: { method: "POST", path: "/api/v1/webmasters/{id}/unblock", form: "json" },
  undoUpload: { method: "POST", path: "/api/v1/uploads/{id}/undo", form: "json" },
  unsubscribeReport: { method: "POST", path: "/api/v1/reports/unsubscribe", form: "json" },
  uploadBankStatement: { method: "POST", path: "/api/v1/bank-statements", form: "json" },
  uploadPayoutDocument: { method: "POST", path: "/api/v1/payout-documents/{id}/file", form: "json" },
  verifyBackupCode: { method: "POST", path: "/api/v1/auth/two-factor/verify-backup-code", form: "json" },
  verifyEmail: { method: "POST", path: "/api/v1/auth/verify-email", form: "json" },
  verifySecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/verify-totp", form: "json" },
  verifyTrafficSource: { method: "POST", path: "/api/v1/traffic-sources/{id}/verify", form: "json" },
  voidBankFile: { method: "POST", path: "/api/v1/payout-runs/{id}/void-file", form: "json" },
  vouchForMember: { method: "POST", path: "/api/v1/members/{id}/vouch", form: "json" },
  withdrawAppeal: { method: "POST", path: "/api/v1/appeals/{id}/withdraw", form: "json" },
  withdrawClaim: { method: "POST", path: "/api/v1/claims/{id}/withdraw", form: "json" },
  withdrawOffer: { method: "POST", path: "/api/v1/offers/{id}/withdraw", form: "json" },
  withdrawPayoutRequest: { method: "POST", path: "/api/v1/payout-requests/{id}/withdraw", form: "json" },
  writeMessage: { method: "POST", path: "/api/v1/support/threads/{id}/messages", form: "json" },
} as const satisfies Record<keyof Operations, { method: string; path: string; form: "json" | "raw" }>;
