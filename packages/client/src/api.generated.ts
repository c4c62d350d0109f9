import type { RawBody } from "./body.ts";
// Made from the API's OpenAPI document by `pnpm client`; `pnpm check` compares.
export type AbuseReport = {
  id: string;
  link: string;
  link_id: string | null;
  reason: string;
  text: string;
  contact: string;
  reported_at: string;
};
export type Acceptance = {
  token: string;
  name: string;
  password: string;
};
export type Account = {
  id: string;
  name: string;
  status: "active" | "blocked";
  about: string;
  website: string;
  country: string;
  contact: string;
  version: number;
  created_at: string;
};
export type ApiKey = {
  id: string;
  name: string;
  scopes: ("read" | "write" | "payouts")[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
};
export type Application = {
  id: string;
  offer_id: string;
  advertiser_id: string;
  webmaster_id: string;
  status: "pending" | "approved" | "refused" | "withdrawn" | "revoked";
  answers: {
    code: string;
    question: string;
    answer: string;
  }[];
  reason: string | null;
  applied_at: string;
  changed_at: string;
  version: number;
};
export type ApplicationHistory = Application & {
  changes: {
    version: number;
    event: string;
    status: "pending" | "approved" | "refused" | "withdrawn" | "revoked";
    reason: string | null;
    changed_at: string;
  }[];
};
export type ApplicationReview = {
  event: "approve" | "refuse" | "withdraw" | "revoke";
  reason?: string | null | undefined;
  version?: number | undefined;
};
export type Archive = {
  id: string;
  kind: "clicks" | "postbacks";
  /** -1: the network's own database */
  shard: number;
  month: string;
  status: "copying" | "verifying" | "dropping" | "done";
  rows: number;
  bytes: number;
  begun_at: string;
  changed_at: string;
};
export type ArchiveChunk = {
  number: number;
  object: string;
  first_id: string;
  last_id: string;
  rows: number;
  bytes: number;
  sha256: string;
};
export type ArchiveManifest = {
  id: string;
  kind: "clicks" | "postbacks";
  /** -1: the network's own database */
  shard: number;
  month: string;
  status: "copying" | "verifying" | "dropping" | "done";
  rows: number;
  bytes: number;
  begun_at: string;
  changed_at: string;
  chunks: ArchiveChunk[];
};
export type Attachment = {
  id: string;
  name: string;
  type: string;
  size_bytes: number;
  created_at: string;
};
export type Balance = {
  currency: string;
  pending: Money;
  on_hold: Money;
  available: Money;
  on_payment: Money;
  paid: Money;
};
export type BlockReason = {
  reason: string;
};
export type BookReport = {
  /** How many of each were checked */
  checked: Record<string, number>;
  faults: {
    /** `transfer_missing`: A change of a conversion or a correction did not post this transfer. `transfer_differs`: A transfer is not what its cause says. `transfer_surplus`: A transfer is posted that its cause does not ask for. `transfer_without_cause`: A transfer names neither a conversion nor a correction that exists. `history_differs`: A conversion or a correction is not what its history says. `balance_differs`: A running balance is not the sum of its transfers. `currency_unbalanced`: The balances of a currency do not sum to nothing. `line_differs`: The payment of a conversion or a correction and its payout lines disagree, or the amount. `payout_differs`: A payout is not the sum of its lines. `order_twice`: An order is recorded twice for a goal. */
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
      | "order_twice";
    subject: string;
    detail: string;
  }[];
  next_cursor: string | null;
};
export type CheckedChunk = {
  number: number;
  object: string;
  first_id: string;
  last_id: string;
  rows: number;
  bytes: number;
  sha256: string;
  /** The fault of the chunk; null if it has none */
  fault: string | null;
};
export type ClickAuditHour = {
  hour: string;
  /** stored + in_flight + missing */
  redirected: number;
  stored: number;
  /** Not stored, but may still come: of the last hour, or its queue fails */
  in_flight: number;
  missing: number;
  isolates: number;
  tails: number;
  /** Clicks of `click.unsent` log lines that were ingested again */
  unsent: number;
  /** Conversions with a click_ID of ours whose click is not stored */
  unstored_conversions: number;
  /** Null if the hour was not audited, or a shard did not answer */
  audited_at: string | null;
};
export type ClickLife = {
  click_id: string;
  clicked_at: string;
  link_id: string;
  offer_id: string;
  webmaster_id: string;
  /** Null while the click is on its way to the database */
  click: {
    decision: string;
    reason: string | null;
    verdict: string;
    landing_id: string | null;
    country: string;
    region: string;
    city: string;
    language: string;
    device: string;
    os: string;
    browser: string;
    subs: Record<string, string>;
  } | null;
  postbacks: {
    /** Null to a webmaster */
    receipt: string | null;
    accepted_at: string;
    outcome: string;
    reason: string | null;
    sentence: string | null;
    resolution: PostbackResolution;
  }[];
  conversions: {
    conversion: Conversion;
    changes: ConversionChange[];
    transfers: {
      id: string;
      debit: string;
      credit: string;
      amount: Money;
      posted_at: string;
    }[];
    payouts: {
      payout_id: string;
      kind: string;
      amount: Money;
      status: string;
      paid_at: string | null;
    }[];
  }[];
};
/** What happens to the conversion of a click that is not a plain one */
export type ClickPolicy = {
  duplicate?: "pay" | "hold" | "refuse" | undefined;
  bot?: "pay" | "hold" | "refuse" | undefined;
  embedded?: "pay" | "hold" | "refuse" | undefined;
  fallback?: "pay" | "hold" | "refuse" | undefined;
  stopped?: "pay" | "hold" | "refuse" | undefined;
};
export type Conversion = {
  id: string;
  status: "pending" | "approved" | "rejected" | "reversed" | "held" | "paid";
  validation: "pending" | "approved" | "rejected" | "reversed";
  check: "clear" | "held" | "refused";
  payment: "none" | "on_payment" | "paid";
  offer_id: string;
  offer_name: string;
  goal_id: string;
  /** The goal's code */
  goal: string;
  link_id: string;
  webmaster_id: string;
  advertiser_id: string;
  click_id: string;
  order_id: string | null;
  clicked_at: string;
  occurred_at: string;
  /** When the network accepted its report, to the second */
  reported_at: string;
  recorded_at: string;
  /** When it was last changed */
  changed_at: string;
  amount: Money | null;
  /** What the advertiser owes; null to a webmaster */
  revenue: Money | null;
  commission: Money;
  available_at: string | null;
  /** When the advertiser has promised the upload that decides it; null if none is expected */
  decided_by: string | null;
  version: number;
  /** A test by the advertiser; it never moves money */
  is_test: boolean;
  validation_reason: Reason;
  /** Why it is held or refused */
  check_reason: Reason;
  /** What reported it */
  channel: "postback" | "replay" | "pixel" | "upload";
  /** When its last answer was given; null while it has none */
  answered_at: string | null;
  /** `answer_changed_back`: approved after a rejection, and no `answered_at` says which is newer */
  flag: "answer_changed_back" | null;
  /** `awaited`: pending until its click is known. `missing`: held */
  click_facts: "known" | "awaited" | "missing";
  /** Copied from the click; empty while the click is not known */
  click: {
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
  };
};
export type ConversionChange = {
  version: number;
  event: string;
  /** Who decided */
  side: "webmaster" | "advertiser" | "operator" | "network";
  /** The person, key or job; null if another side made the change */
  actor: string | null;
  reason_code:
    | "webmaster_blocked"
    | "pixel"
    | "click_missing"
    | "click_duplicate"
    | "click_bot"
    | "click_embedded"
    | "click_fallback"
    | "click_stopped"
    | "validation_days_over"
    | "missing_in_upload"
    | "other_click"
    | "upload_undone"
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
    | null;
  /** What the code means */
  reason_sentence: string | null;
  /** What that side wrote */
  reason: string | null;
  /** An approval after a rejection that may be the older answer */
  flag: "answer_changed_back" | null;
  /** The receipt, or the upload with its row (`upl_…#12`), that brought it; null to webmasters */
  source: string | null;
  changed_at: string;
};
export type Correction = {
  id: string;
  webmaster_id: string | null;
  advertiser_id: string | null;
  /** Above 0: the webmaster gets more, or the advertiser owes more */
  amount: Money;
  reason: string;
  status: "proposed" | "posted" | "declined";
  /** How far a payout has paid it or set it off; null for an advertiser's account */
  payment: "none" | "on_payment" | "paid" | null;
  /** Visible to operators */
  proposed_by: string | null;
  proposed_at: string;
};
export type Creative = {
  id: string;
  offer_id: string;
  name: string;
  type: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "video/mp4";
  size_bytes: number;
  /** The address of the file, for callers that may see the offer */
  url: string;
  created_at: string;
};
export type DeadLetter = {
  id: string;
  queue: string;
  reason: string;
  /** The beginning of the message */
  body: string;
  kept_at: string;
  replayed_at: string | null;
};
export type Done = {
  status: string;
};
export type Effects = {
  event: "block" | "unblock" | "revoke";
  status: string;
  /** Active links that are affected */
  links: number;
  offers: number;
  pending_applications: number;
  money: {
    currency: string;
    pending: Money;
    on_hold: Money;
    available: Money;
    on_payment: Money;
    paid: Money;
  }[];
  consequences: {
    code: string;
    sentence: string;
  }[];
  /** The account's last block, or the end of one */
  last_block: {
    event: "block" | "unblock";
    reason: string;
    changed_at: string;
  } | null;
};
export type EmailOnly = {
  email: string;
};
export type Invitation = {
  id: string;
  email: string;
  role: "operator" | "advertiser" | "webmaster";
  advertiser_id: string | null;
  webmaster_id: string | null;
  created_at: string;
  expires_at: string;
  accepted_at: string | null;
  revoked_at: string | null;
};
export type Joining = {
  offer_id: string;
  access: "public" | "application" | "private";
  questions: {
    code: string;
    text: string;
    options: string[];
    required: boolean;
  }[];
  /** Which webmasters are approved at once: none, all, or those with a verified traffic source */
  approval: "by_hand" | "automatic" | "verified_source";
  contact: {
    name: string;
    email: string;
    other: string;
  } | null;
  version: number;
};
export type JoiningChange = {
  questions?:
    | {
        code: string;
        text: string;
        /** None: any text */
        options?: string[] | undefined;
        required?: boolean | undefined;
      }[]
    | undefined;
  /** Which webmasters are approved at once: none, all, or those with a verified traffic source */
  approval?: "by_hand" | "automatic" | "verified_source" | undefined;
  contact?:
    | {
        name?: string | undefined;
        email?: string | "" | undefined;
        /** A messenger, a telephone, a page */
        other?: string | undefined;
      }
    | null
    | undefined;
  /** The version that you saw; 409 if it is no longer current */
  version?: number | undefined;
};
export type Link = {
  id: string;
  slug: string;
  url: string;
  offer_id: string;
  webmaster_id: string;
  landing_id: string | null;
  status: "active" | "paused";
  /** Who paused the link. Only the operator can start a link that the operator paused */
  paused_by: "webmaster" | "operator" | null;
  fallback_url: string | null;
  expires_at: string | null;
  defaults: {
    sub1?: string | undefined;
    sub2?: string | undefined;
    sub3?: string | undefined;
    sub4?: string | undefined;
    sub5?: string | undefined;
    source?: string | undefined;
  };
  created_at: string;
};
export type LinkChange = {
  status?: "active" | "paused" | undefined;
  landing_id?: string | null | undefined;
  fallback_url?: string | null | undefined;
  expires_at?: string | null | undefined;
  defaults?:
    | {
        sub1?: string | undefined;
        sub2?: string | undefined;
        sub3?: string | undefined;
        sub4?: string | undefined;
        sub5?: string | undefined;
        source?: string | undefined;
      }
    | undefined;
};
export type ListedPayout = Payout & {
  webmaster_name: string;
};
export type Me = {
  role: "operator" | "advertiser" | "webmaster";
  advertiser_id: string | null;
  webmaster_id: string | null;
  scopes: ("read" | "write" | "payouts")[];
  /** Null for an API key */
  person: {
    id: string;
    name: string;
    email: string;
    second_factor: boolean;
  } | null;
};
export type Message = {
  number: number;
  side: "operator" | "advertiser" | "webmaster";
  text: string;
  sent_at: string;
  attachments: Attachment[];
};
export type Money = {
  /** Minor units. Amounts and balances stay below 2^53; a sum over many conversions may be larger */
  amount_minor: number;
  currency: string;
};
export type NewAmount = {
  amount_minor: number;
  reason: string;
  /** The version that the operator saw */
  version?: number | undefined;
};
export type NewApiKey = {
  name: string;
  scopes?: ("read" | "write" | "payouts")[] | undefined;
  expires_at?: string | null | undefined;
};
export type NewApiKeyShown = ApiKey & {
  secret: string;
};
export type NewApplication = {
  /** Answers by the codes of the offer's questions */
  answers?: Record<string, string> | undefined;
};
export type NewCorrection = {
  webmaster_id?: string | undefined;
  advertiser_id?: string | undefined;
  amount: {
    amount_minor: number;
    currency: string;
  };
  reason: string;
};
export type NewInvitation = {
  email: string;
  role: "operator" | "advertiser" | "webmaster";
  advertiser_id?: string | null | undefined;
  webmaster_id?: string | null | undefined;
  /** Name of a new account, if no account is named. Operator only */
  account_name?: string | null | undefined;
};
export type NewLink = {
  offer_id: string;
  slug?: string | undefined;
  landing_id?: string | undefined;
  /** Takes precedence over the offer's and the network's fallback */
  fallback_url?: string | null | undefined;
  /** From then on visitors go to the fallback */
  expires_at?: string | null | undefined;
  defaults?:
    | {
        sub1?: string | undefined;
        sub2?: string | undefined;
        sub3?: string | undefined;
        sub4?: string | undefined;
        sub5?: string | undefined;
        source?: string | undefined;
      }
    | undefined;
};
export type NewMessage = {
  text: string;
  attachment_ids?: string[] | undefined;
};
export type NewOffer = {
  advertiser_id: string;
  name: string;
  description?: string | undefined;
  categories?: string[] | undefined;
  /** None: every kind that is not forbidden */
  traffic_allowed?:
    | (
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
        | "adult"
      )[]
    | undefined;
  traffic_forbidden?:
    | (
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
        | "adult"
      )[]
    | undefined;
  /** A page that shows webmasters the product */
  preview_url?: string | null | undefined;
  access?: "public" | "application" | "private" | undefined;
  /** Who may see and join it while its access is private */
  webmaster_ids?: string[] | undefined;
  validation?: "real_time" | "upload" | undefined;
  validation_days?: number | null | undefined;
  hold_days?: number | undefined;
  attribution_days?: number | undefined;
  click_parameter?: string | undefined;
  fallback_url?: string | null | undefined;
  expires_at?: string | null | undefined;
  targeting?: Targeting | undefined;
  schedule?: Schedule | undefined;
  /** Hosts that `url` may lead to: `shop.example`, or `.shop.example` for its subdomains too */
  deep_link_hosts?: string[] | undefined;
  /** Parameters of the visitor's URL that are passed to the landing, like `utm_source` */
  passed_parameters?: string[] | undefined;
  hides_referrer?: boolean | undefined;
  /** `/pixel.gif` may report conversions; each is held until the operator releases it */
  allows_pixel?: boolean | undefined;
  click_policy?: ClickPolicy | undefined;
  goals: {
    code: string;
    is_default: boolean;
    currency: string;
    revenue_fixed_minor?: number | undefined;
    revenue_bps?: number | undefined;
    commission_fixed_minor?: number | undefined;
    commission_bps?: number | undefined;
    /** `by_order`: once per order. `never`: once per click. `always`: also each postback without an order */
    repeats?: "by_order" | "never" | "always" | undefined;
  }[];
  landings: {
    url: string;
    weight?: number | undefined;
  }[];
};
export type NewPostbackToken = {
  name?: string | undefined;
  expires_at?: string | null | undefined;
};
/** Omitted fields keep the values in force */
export type NewTerms = {
  /** Null: for everybody */
  webmaster_id?: string | null | undefined;
  /** Not in the past; without it, as soon as all have accepted */
  starts_at?: string | undefined;
  ends_at?: string | null | undefined;
  /** Days until automatic approval; null: never */
  validation_days?: number | null | undefined;
  hold_days?: number | undefined;
  attribution_days?: number | undefined;
  rates?:
    | {
        goal: string;
        revenue_fixed_minor?: number | undefined;
        revenue_bps?: number | undefined;
        commission_fixed_minor?: number | undefined;
        commission_bps?: number | undefined;
      }[]
    | undefined;
};
export type NewThread = {
  subject: {
    kind: "offer" | "conversion" | "upload" | "payout";
    id: string;
  };
  /** The webmaster of the offer or upload whom the thread concerns. Webmasters may omit it */
  webmaster_id?: string | null | undefined;
  title: string;
  text: string;
  /** Only the caller's side and the operator see it */
  private?: boolean | undefined;
};
export type NewTrafficSource = {
  kind: "site" | "channel";
  /** https://… */
  url: string;
  name?: string | undefined;
};
export type Offer = {
  id: string;
  advertiser_id: string;
  name: string;
  description: string;
  categories: string[];
  traffic_allowed: (
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
    | "adult"
  )[];
  traffic_forbidden: (
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
    | "adult"
  )[];
  preview_url: string | null;
  access: "public" | "application" | "private";
  /** Visible to the advertiser and the operator */
  webmaster_ids: string[];
  status: "draft" | "submitted" | "active" | "paused" | "archived";
  /** Why the operator returned it */
  returned_reason: string | null;
  validation: "real_time" | "upload";
  validation_days: number | null;
  hold_days: number;
  attribution_days: number;
  click_parameter: string;
  fallback_url: string | null;
  expires_at: string | null;
  cap_reached_at: string | null;
  targeting: Targeting;
  schedule: Schedule;
  deep_link_hosts: string[];
  passed_parameters: string[];
  hides_referrer: boolean;
  allows_pixel: boolean;
  click_policy: {
    duplicate: "pay" | "hold" | "refuse";
    bot: "pay" | "hold" | "refuse";
    embedded: "pay" | "hold" | "refuse";
    fallback: "pay" | "hold" | "refuse";
    stopped: "pay" | "hold" | "refuse";
  };
  goals: {
    code: string;
    is_default: boolean;
    currency: string;
    revenue_fixed_minor?: number | undefined;
    revenue_bps?: number | undefined;
    commission_fixed_minor?: number | undefined;
    commission_bps?: number | undefined;
    /** `by_order`: once per order. `never`: once per click. `always`: also each postback without an order */
    repeats?: "by_order" | "never" | "always" | undefined;
    id: string;
  }[];
  landings: {
    id: string;
    url: string;
    weight: number;
  }[];
  figures: OfferFigures;
  upload_term: UploadTerm;
  version: number;
  created_at: string;
};
export type OfferChange = {
  /** The version that you saw. If it is no longer current, nothing is changed (409 with both sides) */
  version?: number | undefined;
  status?: "draft" | "submitted" | "active" | "paused" | "archived" | undefined;
  /** Why it is returned to a draft */
  reason?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
  categories?: string[] | undefined;
  /** None: every kind that is not forbidden */
  traffic_allowed?:
    | (
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
        | "adult"
      )[]
    | undefined;
  traffic_forbidden?:
    | (
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
        | "adult"
      )[]
    | undefined;
  /** A page that shows webmasters the product */
  preview_url?: string | null | undefined;
  access?: "public" | "application" | "private" | undefined;
  /** Who may see and join it while its access is private */
  webmaster_ids?: string[] | undefined;
  /** Only while the offer is a draft */
  validation?: "real_time" | "upload" | undefined;
  /** Only while the offer is a draft */
  validation_days?: number | null | undefined;
  /** Only while the offer is a draft */
  hold_days?: number | undefined;
  /** Only while the offer is a draft */
  attribution_days?: number | undefined;
  /** Only while the offer is a draft */
  click_parameter?: string | undefined;
  /** Only while the offer is a draft */
  goals?:
    | {
        code: string;
        is_default: boolean;
        currency: string;
        revenue_fixed_minor?: number | undefined;
        revenue_bps?: number | undefined;
        commission_fixed_minor?: number | undefined;
        commission_bps?: number | undefined;
        /** `by_order`: once per order. `never`: once per click. `always`: also each postback without an order */
        repeats?: "by_order" | "never" | "always" | undefined;
      }[]
    | undefined;
  /** All landings. Existing ones keep their ids; links to a removed one get the offer's choice */
  landings?:
    | {
        url: string;
        weight?: number | undefined;
        /** The id of an existing landing; without it, the URL identifies the landing */
        id?: string | undefined;
      }[]
    | undefined;
  /** Operator only */
  cap_reached?: boolean | undefined;
  fallback_url?: string | null | undefined;
  expires_at?: string | null | undefined;
  targeting?: Targeting | undefined;
  schedule?: Schedule | undefined;
  /** Hosts that `url` may lead to: `shop.example`, or `.shop.example` for its subdomains too */
  deep_link_hosts?: string[] | undefined;
  /** Parameters of the visitor's URL that are passed to the landing, like `utm_source` */
  passed_parameters?: string[] | undefined;
  hides_referrer?: boolean | undefined;
  /** `/pixel.gif` may report conversions; each is held until the operator releases it */
  allows_pixel?: boolean | undefined;
  click_policy?: ClickPolicy | undefined;
};
/** Of all webmasters' traffic, by when conversions happened */
export type OfferFigures = {
  days: number;
  /** Null: not yet */
  counted_at: string | null;
  /** Valid ones */
  clicks: number;
  conversions: number;
  /** Of the conversions, those approved, rejected or reversed */
  decided: number;
  /** Commission of approved conversions by 100 valid clicks; null: not enough data */
  earnings_per_100_clicks: Money[] | null;
  /** Conversions a valid click; null: not enough data */
  conversion_rate: number | null;
  /** Approved of the decided; null: not enough data */
  approval_rate: number | null;
  /** From the conversion to the first decision; null: not enough data */
  median_decision_hours: number | null;
};
export type OfferImport = {
  offers: (NewOffer & {
    status?: "draft" | "active" | "paused" | undefined;
  })[];
  /** Only reports faults; nothing is written */
  is_trial?: boolean | undefined;
};
export type PasswordChange = {
  current_password: string;
  new_password: string;
};
export type PasswordReset = {
  token: string;
  password: string;
};
export type Payout = {
  id: string;
  run_id: string;
  webmaster_id: string;
  amount: Money;
  status: "new" | "on_payment" | "paid" | "returned" | "declined" | "cancelled";
  created_at: string;
  paid_at: string | null;
};
export type PayoutReturn = {
  reason: string;
};
export type PayoutRun = {
  id: string;
  status: "draft" | "approved" | "sent" | "settled";
  created_at: string;
};
export type PayoutWithLines = Payout & {
  lines: {
    /** `commission`: a conversion's commission. `setoff`: a conversion that was reversed after its payment. `correction`: a correction of the account */
    kind: "commission" | "setoff" | "correction";
    /** Null for a correction */
    conversion_id: string | null;
    /** The correction, under /ledger/corrections */
    correction_id: string | null;
    /** Below 0 if it is set off */
    amount: Money;
  }[];
};
export type Postback = PostbackSummary & {
  /** As received, with the token masked; read from the archive after 90 days */
  request: {
    method: string;
    /** Path of the request, with the token masked where the path holds it */
    path: string;
    content_type: string;
    parameters: {
      name: string;
      value: string;
    }[];
    /** A visitor's browser sent it */
    pixel: boolean;
  } | null;
};
export type PostbackAcceptance = {
  /** In your words; visible to the advertiser and the webmaster of the click */
  reason: string;
  reason_code?:
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
    | null
    | undefined;
  /** Another amount than the postback's; required if the postback is in another currency */
  amount_minor?: number | undefined;
};
export type PostbackChange = {
  /** Sets that system's names and status words; `parameters` and `statuses` are added to them */
  preset?: "tune" | "everflow" | "affise" | "keitaro" | "voluum" | "trackier" | "admitad" | undefined;
  /** Your names for our fields; a field without any has ours. Refused: one name for two fields, a name of the token, and `click_id` for another field while the click_id has no other name */
  parameters?:
    | {
        click_id?: string[] | undefined;
        goal?: string[] | undefined;
        order_id?: string[] | undefined;
        amount?: string[] | undefined;
        currency?: string[] | undefined;
        status?: string[] | undefined;
        occurred_at?: string[] | undefined;
        answered_at?: string[] | undefined;
        reason?: string[] | undefined;
        reason_code?: string[] | undefined;
        adv1?: string[] | undefined;
        adv2?: string[] | undefined;
        adv3?: string[] | undefined;
        adv4?: string[] | undefined;
        adv5?: string[] | undefined;
        test?: string[] | undefined;
      }
    | undefined;
  statuses?: Record<string, "pending" | "approved" | "rejected"> | undefined;
  /** The decimal separator of your amounts; null: derived from each amount */
  decimal_separator?: "." | "," | null | undefined;
  /** Addresses and networks that may send, like `192.0.2.0/24`; empty: any */
  addresses?: string[] | undefined;
  requires_signature?: boolean | undefined;
  /** The version that you saw; a concurrent change is a 409 */
  version?: number | undefined;
};
export type PostbackResolution = {
  verb: "accept" | "attribute" | "dismiss" | "replay";
  /** Who resolved it */
  side: "webmaster" | "advertiser" | "operator" | "network";
  /** The person or key; null if another side resolved it */
  actor: string | null;
  reason_code:
    | "webmaster_blocked"
    | "pixel"
    | "click_missing"
    | "click_duplicate"
    | "click_bot"
    | "click_embedded"
    | "click_fallback"
    | "click_stopped"
    | "validation_days_over"
    | "missing_in_upload"
    | "other_click"
    | "upload_undone"
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
    | null;
  /** What the code means */
  reason_sentence: string | null;
  /** What that side wrote */
  reason: string | null;
  /** The conversion that it changed or made */
  conversion_id: string | null;
  /** The conversion that gave up the order */
  other_conversion_id: string | null;
  /** The receipt of the replay */
  replayed_as: string | null;
  resolved_at: string;
} | null;
export type PostbackResolving = {
  /** In your words; visible to the advertiser and the webmaster of the click */
  reason: string;
  reason_code?:
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
    | null
    | undefined;
};
export type PostbackSecret = {
  id: string;
  created_at: string;
  revoked_at: string | null;
};
export type PostbackSecretShown = PostbackSecret & {
  secret: string;
};
export type PostbackSetup = {
  version: number;
  parameters: {
    click_id?: string[] | undefined;
    goal?: string[] | undefined;
    order_id?: string[] | undefined;
    amount?: string[] | undefined;
    currency?: string[] | undefined;
    status?: string[] | undefined;
    occurred_at?: string[] | undefined;
    answered_at?: string[] | undefined;
    reason?: string[] | undefined;
    reason_code?: string[] | undefined;
    adv1?: string[] | undefined;
    adv2?: string[] | undefined;
    adv3?: string[] | undefined;
    adv4?: string[] | undefined;
    adv5?: string[] | undefined;
    test?: string[] | undefined;
  };
  statuses: Record<string, "pending" | "approved" | "rejected">;
  decimal_separator: "." | "," | null;
  addresses: string[];
  requires_signature: boolean;
  tokens: PostbackToken[];
  secrets: PostbackSecret[];
};
export type PostbackSummary = {
  receipt: string;
  advertiser_id: string;
  state: "recorded" | "updated" | "duplicate" | "stale" | "parked" | "rejected";
  reason:
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
    | "answered_meanwhile"
    | null;
  sentence: string | null;
  click_id: string;
  conversion_id: string | null;
  accepted_at: string;
  /** How it was resolved; null while it waits */
  resolution: PostbackResolution;
  /** The receipt whose request this one applied again */
  replay_of: string | null;
};
export type PostbackToken = {
  id: string;
  name: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
};
export type PostbackTokenShown = PostbackToken & {
  token: string;
};
export type Problem = {
  type: string;
  status: number;
  /** Stable; programs may branch on it */
  code:
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
    | "source_refused"
    | "transition_refused"
    | "click_facts_awaited"
    | "correction_answered"
    | "sum_too_large"
    | "second_person_required"
    | "payment_begun"
    | "run_step_refused"
    | "nothing_to_pay"
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
    | "second_factor_required"
    | "credentials_refused"
    | "code_refused"
    | "email_not_verified"
    | "token_refused"
    | "password_refused"
    | "idempotency_mismatch"
    | "in_progress"
    | "too_many_requests"
    | "internal";
  /** Fixed for a code */
  title: string;
  /** What is wrong with this request, and what to do */
  detail: string;
  /** Names this request in the operator's log */
  request_id: string;
  errors?:
    | {
        path: string;
        message: string;
        /** In a conflict: the value that was set after your version */
        theirs?: unknown | undefined;
        /** In a conflict: the value of this request */
        yours?: unknown | undefined;
      }[]
    | undefined;
};
export type ProfileChange = {
  about?: string | undefined;
  website?: string | "" | undefined;
  /** ISO 3166-1 alpha-2, or empty */
  country?: string | undefined;
  /** A messenger, a telephone */
  contact?: string | undefined;
  /** The version that you saw; 409 if it is no longer current */
  version?: number | undefined;
};
export type Queue = {
  queue: string;
  /** When its consumer was last given a batch */
  seen_at: string;
  /** Messages that waited then, where the platform says */
  backlog: number | null;
  backlog_bytes: number | null;
  /** When the oldest of them was sent */
  oldest_at: string | null;
  attempts: number;
  failing_since: string | null;
  error: string | null;
};
export type ReadUpTo = {
  number: number;
};
/** Why it was approved, rejected, reversed or reopened; null while it has no answer */
export type Reason = {
  /** Who decided */
  side: "webmaster" | "advertiser" | "operator" | "network";
  code:
    | "webmaster_blocked"
    | "pixel"
    | "click_missing"
    | "click_duplicate"
    | "click_bot"
    | "click_embedded"
    | "click_fallback"
    | "click_stopped"
    | "validation_days_over"
    | "missing_in_upload"
    | "other_click"
    | "upload_undone"
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
    | null;
  /** What the code means */
  sentence: string | null;
  /** What that side wrote */
  text: string | null;
} | null;
export type Review = {
  event: "approve" | "reject" | "reverse" | "reopen" | "hold" | "release" | "refuse";
  /** In your words; visible to the webmaster and the advertiser */
  reason?: string | null | undefined;
  reason_code?:
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
    | null
    | undefined;
  /** The version that the reviewer saw */
  version?: number | undefined;
};
/** When visitors are accepted. Hours that end before they begin end on the next day */
export type Schedule = {
  /** IANA time zone, like `Europe/Berlin` */
  zone: string;
  open: {
    /** 1 is Monday */
    days: number[];
    from: string;
    until: string;
  }[];
} | null;
export type SecondFactor = {
  totp_uri: string;
  backup_codes: string[];
};
export type SecondFactorCode = {
  code: string;
};
export type SignIn = {
  email: string;
  password: string;
};
export type SignUp = {
  email: string;
  password: string;
  name: string;
};
export type SignedIn = {
  /** True: verify a code to finish signing in */
  second_factor: boolean;
};
export type StatsRow = {
  day: string | null;
  offer_id: string | null;
  link_id: string | null;
  clicks: number;
  uniques: number;
  bots: number;
  /** A page loaded the link; the visitor did not follow it */
  embedded: number;
  duplicates: number;
  /** Clicks of visitors without consent, not among `clicks` */
  anonymous: number;
  conversions: number;
  pending: number;
  approved: number;
  rejected: number;
  commission: Money[];
  revenue: Money[] | null;
};
export type SubStatsRow = {
  /** `(other)`: the values beyond a link's first thousand of a UTC day */
  value: string;
  clicks: number;
  uniques: number;
  bots: number;
  duplicates: number;
};
/** `allow`: only these values, and no unknown ones. `deny`: all but these values */
export type Targeting = {
  /** ISO 3166-1 alpha-2, like `DE` */
  country?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** ISO 3166-2, like `DE-BE` */
  region?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** As Cloudflare names it, in any case; combine it with a country */
  city?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** tv, console, tablet, mobile, desktop, other */
  device?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** windows, ios, android, harmonyos, macos, chromeos, linux, other */
  os?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** yandex, opera, edge, samsung, uc, huawei, mi, qq, firefox, chrome, safari, in-app, other */
  browser?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** The browser's first language, like `pt-br`; `pt` includes its variants */
  language?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
  /** Number of the visitor's network, like `3320` */
  asn?:
    | {
        allow?: string[] | undefined;
        deny?: string[] | undefined;
      }
    | undefined;
};
export type Terms = {
  id: string;
  offer_id: string;
  webmaster_id: string | null;
  status: "proposed" | "accepted" | "refused" | "withdrawn";
  starts_at: string;
  ends_at: string | null;
  /** Its start, or the last acceptance if that came later */
  in_force_from: string | null;
  /** Days until automatic approval; null: never */
  validation_days?: number | null | undefined;
  hold_days?: number | undefined;
  attribution_days?: number | undefined;
  rates?:
    | {
        goal: string;
        revenue_fixed_minor?: number | undefined;
        revenue_bps?: number | undefined;
        commission_fixed_minor?: number | undefined;
        commission_bps?: number | undefined;
      }[]
    | undefined;
  proposed_by: string;
  proposed_at: string;
  answers: {
    side: "operator" | "advertiser" | "webmaster";
    answer: "accepted" | "refused" | "withdrawn";
    reason: string | null;
    answered_at: string;
  }[];
};
export type TermsAnswer = {
  answer: "accept" | "refuse" | "withdraw";
  reason?: string | null | undefined;
};
export type Thread = {
  id: string;
  subject: {
    kind: "offer" | "conversion" | "upload" | "payout";
    id: string;
  };
  title: string;
  advertiser_id: string | null;
  webmaster_id: string | null;
  opened_by: "operator" | "advertiser" | "webmaster";
  opened_at: string;
  last_at: string;
  messages: number;
  /** Messages that the caller's side has not read */
  unread: number;
};
export type ToDo = {
  /** `GET /api/v1/postbacks?state=parked` lists them */
  parked_postbacks: {
    count: number;
    /** When the oldest of them was accepted; null if none waits */
    oldest_at: string | null;
  };
};
export type TrafficSource = {
  id: string;
  webmaster_id: string;
  kind: "site" | "channel";
  url: string;
  name: string;
  status: "unverified" | "checking" | "verified" | "failed";
  method: "dns" | "file" | "operator" | null;
  reason: string | null;
  /** Put the text into a TXT record of this name or a file at this address. Only the webmaster sees it */
  proof: {
    text: string;
    dns_name: string;
    file_url: string;
  } | null;
  created_at: string;
  checked_at: string | null;
};
export type Transfer = {
  id: string;
  debit: string;
  credit: string;
  amount: Money;
  conversion_id: string | null;
  correction_id: string | null;
  payout_id: string | null;
  posted_at: string;
};
export type Unread = {
  threads: number;
  messages: number;
};
export type Upload = {
  id: string;
  offer_id: string;
  offer_name: string;
  status:
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
  name: string;
  sha256: string;
  bytes: number;
  rows: number;
  /** Rows without any text: they are skipped and not part of `rows` */
  empty_rows: number;
  /** The file's columns, and how each was understood */
  columns: {
    name: string;
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
  }[];
  /** How the file is read: by its own settings, those of earlier uploads, or those of postbacks; null to a webmaster */
  notation: {
    decimal: "point" | "comma" | null;
    dates: "dmy" | "mdy" | null;
    zone: string;
    /** The status of rows if the file has no status column */
    status: "pending" | "approved" | "rejected";
    /** Your status words, in lower case */
    statuses: Record<string, "pending" | "approved" | "rejected">;
    /** How rows of one order with different amounts are read */
    same_order: "error" | "sum";
  } | null;
  /** Settings that apply although this upload does not name them; empty to a webmaster */
  kept: {
    setting: "decimal" | "dates" | "status" | "column";
    /** The status word, or the column; else empty */
    name: string;
    /** As in the parameter of the setting: `dmy`, `rejected`, `order_id` */
    meaning: string;
    /** An earlier upload, or the postback settings */
    from: "upload" | "postbacks";
    /** The upload that set it, where that is recorded */
    upload_id: string | null;
    kept_at: string | null;
  }[];
  /** The period that it reports completely */
  period_starts_at: string | null;
  /** Why the file can't be read */
  fault: {
    code: string;
    row: number | null;
    sentence: string;
  } | null;
  progress: {
    chunks_done: number;
    chunks: number;
  };
  outcomes: {
    create?: number | undefined;
    approve?: number | undefined;
    reject?: number | undefined;
    adjust?: number | undefined;
    unchanged?: number | undefined;
    duplicate?: number | undefined;
    error?: number | undefined;
  };
  /** Rows by the code of their error */
  errors: Record<string, number>;
  /** Rows that a commit would apply */
  open_rows: number;
  /** Of them, those that changed since they were shown; commit again to apply them */
  changed_rows: number;
  applied_rows: number;
  undone_rows: number;
  /** Not undone because their payment has begun */
  kept_paid_rows: number;
  /** Not undone because they were changed since */
  kept_changed_rows: number;
  /** The change of commissions and revenue, by webmaster and currency */
  money: {
    webmaster_id: string;
    rows: number;
    pending: Money;
    approved: Money;
    /** The revenue that is not approved yet; null to a webmaster */
    revenue_pending: Money | null;
    revenue_approved: Money | null;
  }[];
  /** Conversions of the period that a complete file does not mention; empty to a webmaster */
  missing: {
    webmaster_id: string;
    rows: number;
    /** How many of them were approved before. They stay approved; the term's policy applies to pending ones */
    approved_rows: number;
    pending: Money;
    approved: Money;
    revenue_pending: Money;
    revenue_approved: Money;
  }[];
  missing_total: {
    rows: number;
    /** How many of them were approved before. They stay approved; the term's policy applies to pending ones */
    approved_rows: number;
    pending: Money;
    approved: Money;
    revenue_pending: Money;
    revenue_approved: Money;
    webmasters: number;
  }[];
  total: {
    rows: number;
    pending: Money;
    approved: Money;
    /** The revenue that is not approved yet; null to a webmaster */
    revenue_pending: Money | null;
    revenue_approved: Money | null;
    webmasters: number;
  }[];
  created_at: string;
  validated_at: string | null;
  committed_at: string | null;
  undone_at: string | null;
};
export type UploadPeriod = {
  starts_at: string;
  ends_at: string;
  due_at: string;
  overdue_at: string;
  status: "open" | "due" | "late" | "overdue" | "received";
  upload_id: string | null;
  received_at: string | null;
};
export type UploadRow = {
  /** 1 is the first below the header; 0: not mentioned by the file */
  row: number;
  cells: string[];
  outcome: "create" | "approve" | "reject" | "adjust" | "unchanged" | "duplicate" | "error";
  code: string | null;
  sentence: string;
  /** Of the answer, as the row gives it */
  reason_code:
    | "webmaster_blocked"
    | "pixel"
    | "click_missing"
    | "click_duplicate"
    | "click_bot"
    | "click_embedded"
    | "click_fallback"
    | "click_stopped"
    | "validation_days_over"
    | "missing_in_upload"
    | "other_click"
    | "upload_undone"
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
    | null;
  /** Of the answer, as the row gives it */
  reason: string | null;
  state: "shown" | "changed" | "applied" | "undone" | "kept_paid" | "kept_changed";
  conversion_id: string | null;
  webmaster_id: string | null;
  /** Null where a conversion is made */
  validation_before: "pending" | "approved" | "rejected" | "reversed" | null;
  /** Null where no conversion is concerned */
  validation_after: "pending" | "approved" | "rejected" | "reversed" | null;
  /** How the commission counts: an approval that the network holds is `pending`, a refused one `none` */
  counts_before: "none" | "pending" | "approved" | null;
  /** How the commission counts: an approval that the network holds is `pending`, a refused one `none` */
  counts_after: "none" | "pending" | "approved" | null;
  commission_before: Money | null;
  commission_after: Money | null;
};
export type UploadSchedule = {
  /** The advertiser's IANA time zone */
  zone: string;
  every:
    | {
        kind: "days";
        days: number;
        from: string;
      }
    | {
        kind: "week";
        weekday: number;
      }
    | {
        kind: "month";
        day: number;
      };
  grace_days?: number | undefined;
  /** What happens to pending conversions that a complete file does not mention */
  missing?: "reject" | "keep" | "approve" | undefined;
};
/** Null: the offer validates in real time, or no term was agreed */
export type UploadTerm = {
  schedule: UploadSchedule;
  /** The promised time of the earliest missing orders; in the past if they are late */
  next_due_at: string | null;
} | null;
export type UploadUndo = {
  reverse_paid?: boolean | undefined;
};
export type Verification = {
  method: "dns" | "file" | "operator";
};
export interface Operations {
  /** Accept an invitation with the code of the mail */
  acceptInvitation: {
    input: { body: Acceptance };
    answer: {
      email: string;
    };
  };
  /** Accept a parked postback: set the order's amount and status. Refused once its payment has begun */
  acceptPostback: {
    input: {
      path: {
        receipt: string;
      };
      body: PostbackAcceptance;
    };
    answer: Postback;
  };
  /** Upload a file as the body, at most 5000000 bytes. Its type is determined by its content */
  addCreative: {
    input: {
      path: {
        id: string;
      };
      query: {
        name: string;
      };
      body: RawBody;
    };
    answer: Creative;
  };
  /** Add a site or channel that the webmaster's visitors come from. Webmasters only */
  addTrafficSource: { input: { body: NewTrafficSource }; answer: TrafficSource };
  /** Change the amount of a conversion of which nothing is paid, by the goal's rates. Operator only */
  adjustConversion: {
    input: {
      path: {
        id: string;
      };
      body: NewAmount;
    };
    answer: Conversion;
  };
  /** Confirm or decline a waiting correction as the second person. Operator only */
  answerCorrection: {
    input: {
      path: {
        id: string;
        answer: "confirm" | "decline";
      };
    };
    answer: Correction;
  };
  /** Accept, refuse or withdraw proposed terms. With the last acceptance they are in force */
  answerTerms: {
    input: {
      path: {
        id: string;
        terms_id: string;
      };
      body: TermsAnswer;
    };
    answer: Terms;
  };
  /** Apply for an offer. The offer's policy may approve at once. Webmasters only */
  apply: {
    input: {
      path: {
        id: string;
      };
      body?: NewApplication;
    };
    answer: Application;
  };
  /** Upload a file for a later message: PNG, JPEG, GIF, WebP, PDF, XLSX, text or CSV, at most 5 MB */
  attachFile: {
    input: {
      path: {
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
        receipt: string;
      };
      body: PostbackResolving;
    };
    answer: Postback;
  };
  /** Get the loss audit by the hour of the click: redirected, stored, in flight, missing. At most 31 days */
  auditClicks: {
    input: {
      query?: {
        from?: string | undefined;
        to?: string | undefined;
      };
    };
    answer: {
      data: ClickAuditHour[];
      measured: string;
      not_measured: string;
    };
  };
  /** Blocks it, and tells what that did */
  blockAdvertiser: {
    input: {
      path: {
        id: string;
      };
      body: BlockReason;
    };
    answer: Effects;
  };
  /** Blocks it, and tells what that did */
  blockWebmaster: {
    input: {
      path: {
        id: string;
      };
      body: BlockReason;
    };
    answer: Effects;
  };
  /** Cancel an upload that was not applied */
  cancelUpload: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Upload;
  };
  /** Change the profile. Omitted fields are unchanged */
  changeAdvertiser: {
    input: {
      path: {
        id: string;
      };
      body: ProfileChange;
    };
    answer: Account;
  };
  /** Change how an offer is joined. Omitted fields are unchanged */
  changeJoining: {
    input: {
      path: {
        id: string;
      };
      body: JoiningChange;
    };
    answer: Joining;
  };
  /** Change a link. Omitted fields are unchanged */
  changeLink: {
    input: {
      path: {
        id: string;
      };
      body: LinkChange;
    };
    answer: Link;
  };
  /** Edit, submit, withdraw, pause, resume or archive an offer. The operator also approves or returns it */
  changeOffer: {
    input: {
      path: {
        id: string;
      };
      body: OfferChange;
    };
    answer: Offer;
  };
  /** Change the password. Ends all other sessions */
  changePassword: { input: { body: PasswordChange }; answer: Done };
  /** Change parameter names, status words, number format, addresses, or the signature */
  changePostbackSetup: {
    input: {
      path: {
        id: string;
      };
      body: PostbackChange;
    };
    answer: PostbackSetup;
  };
  /** Change the profile. Omitted fields are unchanged */
  changeWebmaster: {
    input: {
      path: {
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
        id: string;
        number: number;
      };
    };
    answer: CheckedChunk;
  };
  /** Prove a part of the books. Continue with `next_cursor`. Operator only */
  checkBooks: {
    input: {
      query?: {
        cursor?: string | undefined;
      };
    };
    answer: BookReport;
  };
  /** Apply exactly what was shown. Rows that changed since are shown again instead */
  commitUpload: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Upload;
  };
  /** Count the threads and messages that the caller's side has not read */
  countUnread: { input: {}; answer: Unread };
  /** Create an API key, shown once; needs a session */
  createApiKey: { input: { body: NewApiKey }; answer: NewApiKeyShown };
  /** Create a partner link. It works at once, or within two seconds if its slug was requested just before */
  createLink: { input: { body: NewLink }; answer: Link };
  /** Create an offer: active at once if the operator creates it, else a draft */
  createOffer: { input: { body: NewOffer }; answer: Offer };
  /** Create a draft payout run from all available balances. Operator only */
  createPayoutRun: { input: {}; answer: PayoutRun };
  /** Create a signing secret, shown once; needs a session, or the operator */
  createPostbackSecret: {
    input: {
      path: {
        id: string;
      };
    };
    answer: PostbackSecretShown;
  };
  /** Create a token, shown once; needs a session, or the operator */
  createPostbackToken: {
    input: {
      path: {
        id: string;
      };
      body?: NewPostbackToken;
    };
    answer: PostbackTokenShown;
  };
  /** Upload a file of orders: CSV or NDJSON, as the raw body or as a form with one file. Nothing changes before commit */
  createUpload: {
    input: {
      query: {
        offer_id: string;
        /** Name of the file; default: that of the file in a form */
        name?: string | undefined;
        /** The file reports a whole period and closes it */
        complete?: "true" | "false" | undefined;
        /** The start of the period; default: the oldest period without a file */
        period?: string | undefined;
        /** The delimiter of CSV; default: that of a first line like `sep=;`, else detected from the header */
        delimiter?: "comma" | "semicolon" | "tab" | "pipe" | undefined;
        /** How to read 1,234; `auto`: refused if ambiguous. Kept for later uploads */
        decimal?: "point" | "comma" | "auto" | undefined;
        /** How to read 01/02/2026; `auto`: refused if ambiguous. Kept for later uploads */
        dates?: "dmy" | "mdy" | "auto" | undefined;
        /** The zone of times without one; default: the term's zone, else UTC */
        zone?: string | undefined;
        /** The status of rows if the file has no status column */
        status?: "pending" | "approved" | "rejected" | undefined;
        /** Maps status words, like `shipped:approved,1:pending`. Kept for later uploads */
        statuses?: string | undefined;
        /** How rows of one order with different amounts are read: `error` refuses each, `sum` adds the amounts */
        same_order?: "error" | "sum" | undefined;
        /** Maps columns to fields, like `Bestellung:order_id,Summe:amount`. Kept for later uploads */
        columns?: string | undefined;
      };
      body: RawBody;
    };
    answer: Upload;
  };
  /** Disable the second factor */
  disableSecondFactor: {
    input: {
      body: {
        password: string;
      };
    };
    answer: Done;
  };
  /** Dismiss a parked postback without changing a conversion */
  dismissPostback: {
    input: {
      path: {
        receipt: string;
      };
      body: PostbackResolving;
    };
    answer: Postback;
  };
  /** Set up a second factor (TOTP). Verify a code to enable it */
  enableSecondFactor: {
    input: {
      body: {
        password: string;
      };
    };
    answer: SecondFactor;
  };
  /** Export the caller's offers, with landings and the terms in force, in the form of `importOffers` */
  exportOffers: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      offers: (NewOffer & {
        status: "draft" | "active" | "paused";
      })[];
      next_cursor: string | null;
    };
  };
  /** Get an advertiser's profile */
  getAdvertiser: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Account;
  };
  /** Preview the effects of a block or, for a blocked account, of ending it */
  getAdvertiserBlockEffects: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Effects;
  };
  /** Get an application with its history */
  getApplication: {
    input: {
      path: {
        id: string;
      };
    };
    answer: ApplicationHistory;
  };
  /** Preview the effects of revoking the approval */
  getApplicationEffects: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Effects;
  };
  /** Get an archive with its manifest */
  getArchive: {
    input: {
      path: {
        id: string;
      };
    };
    answer: ArchiveManifest;
  };
  /** Download a file of a thread */
  getAttachment: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Response;
  };
  /** Get the history of a click: click, decision, postbacks, conversions, transfers, payouts */
  getClickLife: {
    input: {
      path: {
        click_id: string;
      };
    };
    answer: ClickLife;
  };
  /** Get a conversion */
  getConversion: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Conversion;
  };
  /** Get a correction */
  getCorrection: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Correction;
  };
  /** Get how an offer is joined: its questions, approval policy and contact */
  getJoining: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Joining;
  };
  /** Get a link */
  getLink: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Link;
  };
  /** Get the caller's identity */
  getMe: { input: {}; answer: Me };
  /** Get an offer, with the terms in force for the caller */
  getOffer: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Offer;
  };
  /** Get a payout with its lines */
  getPayout: {
    input: {
      path: {
        id: string;
      };
    };
    answer: PayoutWithLines;
  };
  /** Get a payout run. Operator only */
  getPayoutRun: {
    input: {
      path: {
        id: string;
      };
    };
    answer: PayoutRun;
  };
  /** Get the outcome of an accepted postback */
  getPostback: {
    input: {
      path: {
        receipt: string;
      };
    };
    answer: Postback;
  };
  /** Get how an advertiser's postbacks are read, who may send them, its tokens and secrets */
  getPostbackSetup: {
    input: {
      path: {
        id: string;
      };
    };
    answer: PostbackSetup;
  };
  /** Get a thread */
  getThread: {
    input: {
      path: {
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
        id: string;
      };
    };
    answer: TrafficSource;
  };
  /** Get progress, counts and the money diff of an upload */
  getUpload: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Upload;
  };
  /** Download the results in the form of the file: its own columns in their order, then the outcome of each row */
  getUploadResults: {
    input: {
      path: {
        id: string;
      };
      query?: {
        outcome?: "create" | "approve" | "reject" | "adjust" | "unchanged" | "duplicate" | "error" | undefined;
        /** Only conversions that the file does not mention, or only rows of the file */
        missing?: "true" | "false" | undefined;
      };
    };
    answer: Response;
  };
  /** Get an offer's upload term and its periods: due, received, late and overdue */
  getUploadSchedule: {
    input: {
      path: {
        id: string;
      };
    };
    answer: {
      schedule: UploadSchedule | null;
      periods: UploadPeriod[];
    };
  };
  /** Get a webmaster's profile */
  getWebmaster: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Account;
  };
  /** Preview the effects of a block or, for a blocked account, of ending it */
  getWebmasterBlockEffects: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Effects;
  };
  /** Import many offers, or none if one has a fault */
  importOffers: {
    input: { body: OfferImport };
    answer: {
      data: Offer[];
    };
  };
  /** Invite a person by mail, into any account (operator) or the caller's own; needs a session */
  invite: { input: { body: NewInvitation }; answer: Invitation };
  /** List reports about links, oldest first */
  listAbuseReports: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: AbuseReport[];
      next_cursor: string | null;
    };
  };
  /** List the advertisers that the caller may see */
  listAdvertisers: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        status?: "active" | "blocked" | undefined;
      };
    };
    answer: {
      data: Account[];
      next_cursor: string | null;
    };
  };
  /** List the API keys of the caller's account, newest first */
  listApiKeys: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: ApiKey[];
      next_cursor: string | null;
    };
  };
  /** List the applications that the caller may see, newest first */
  listApplications: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        status?: "pending" | "approved" | "refused" | "withdrawn" | "revoked" | undefined;
        offer_id?: string | undefined;
        webmaster_id?: string | undefined;
      };
    };
    answer: {
      data: Application[];
      next_cursor: string | null;
    };
  };
  /** List the months that are archived in R2, or are being archived */
  listArchives: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Archive[];
      next_cursor: string | null;
    };
  };
  /** Get a webmaster's balances by currency. The operator names the webmaster */
  listBalances: {
    input: {
      query?: {
        webmaster_id?: string | undefined;
      };
    };
    answer: {
      data: Balance[];
    };
  };
  /** List the changes of a conversion, oldest first, each with its reason and the side that decided */
  listConversionChanges: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: ConversionChange[];
      next_cursor: string | null;
    };
  };
  /** List the conversions that the caller may see, newest first */
  listConversions: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** The time that `from` and `to` mean, and by which the list is ordered: when the network accepted the report, when the conversion occurred, or when it was last changed */
        date?: "reported" | "occurred" | "changed" | undefined;
        /** From this time on */
        from?: string | undefined;
        /** Before this time */
        to?: string | undefined;
        status?: "pending" | "approved" | "rejected" | "reversed" | "held" | "paid" | undefined;
        /** Of this offer */
        offer_id?: string | undefined;
        /** Of goals with this code */
        goal?: string | undefined;
        /** Of this goal */
        goal_id?: string | undefined;
        /** Of this link */
        link_id?: string | undefined;
        /** Of this webmaster */
        webmaster_id?: string | undefined;
        /** Of this advertiser */
        advertiser_id?: string | undefined;
        /** Of this click */
        click_id?: string | undefined;
        /** Of this order, compared as reports are: without outer spaces, in the same case */
        order_id?: string | undefined;
        /** What reported it */
        channel?: "postback" | "replay" | "pixel" | "upload" | undefined;
        /** Only tests, or none */
        test?: "true" | "false" | undefined;
        click_facts?: "known" | "awaited" | "missing" | undefined;
        flag?: "answer_changed_back" | undefined;
        /** Exactly this value; empty: without one */
        sub1?: string | undefined;
        /** Exactly this value; empty: without one */
        sub2?: string | undefined;
        /** Exactly this value; empty: without one */
        sub3?: string | undefined;
        /** Exactly this value; empty: without one */
        sub4?: string | undefined;
        /** Exactly this value; empty: without one */
        sub5?: string | undefined;
        /** Exactly this value; empty: without one */
        source?: string | undefined;
      };
    };
    answer: {
      data: Conversion[];
      next_cursor: string | null;
    };
  };
  /** List corrections, newest first. Others than the operator see posted ones of their own account */
  listCorrections: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        status?: "proposed" | "posted" | "declined" | undefined;
      };
    };
    answer: {
      data: Correction[];
      next_cursor: string | null;
    };
  };
  /** List the files that webmasters may use */
  listCreatives: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Creative[];
      next_cursor: string | null;
    };
  };
  /** List messages that no consumer could process, in the order in which they were kept */
  listDeadLetters: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** Of this queue only */
        queue?: string | undefined;
        /** Kept from then on */
        from?: string | undefined;
        /** Kept before then */
        to?: string | undefined;
        state?: "waiting" | "replayed" | undefined;
      };
    };
    answer: {
      data: DeadLetter[];
      next_cursor: string | null;
    };
  };
  /** List the invitations of the caller's account (the operator sees all), newest first */
  listInvitations: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Invitation[];
      next_cursor: string | null;
    };
  };
  /** List the links that the caller may see */
  listLinks: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Link[];
      next_cursor: string | null;
    };
  };
  /** List the messages of a thread, oldest first */
  listMessages: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: number | null | undefined;
      };
    };
    answer: {
      data: Message[];
      next_cursor: string | null;
    };
  };
  /** List the applications for an offer that the caller may see, newest first */
  listOfferApplications: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        status?: "pending" | "approved" | "refused" | "withdrawn" | "revoked" | undefined;
      };
    };
    answer: {
      data: Application[];
      next_cursor: string | null;
    };
  };
  /** Search the offers that the caller may see. A page before the last may have fewer items than `limit` */
  listOffers: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** Words of the name or the description */
        q?: string | undefined;
        category?: string | undefined;
        /** The offer accepts visitors from this country; ISO 3166-1 alpha-2 */
        country?: string | undefined;
        /** How a goal pays: a fixed amount, a share, or both */
        model?: "fixed" | "share" | "mixed" | undefined;
        /** Code of a goal */
        goal?: string | undefined;
        /** The offer accepts traffic of this kind */
        traffic?:
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
          | "adult"
          | undefined;
        status?: "draft" | "submitted" | "active" | "paused" | "archived" | undefined;
        access?: "public" | "application" | "private" | undefined;
      };
    };
    answer: {
      data: Offer[];
      next_cursor: string | null;
    };
  };
  /** List payout runs, newest first. Operator only */
  listPayoutRuns: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: PayoutRun[];
      next_cursor: string | null;
    };
  };
  /** List the payouts that the caller may see, newest first */
  listPayouts: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** From this time on */
        from?: string | undefined;
        /** Before this time */
        to?: string | undefined;
        status?: "new" | "on_payment" | "paid" | "returned" | "declined" | "cancelled" | undefined;
        /** Of this payout run */
        run_id?: string | undefined;
        /** Of this webmaster */
        webmaster_id?: string | undefined;
        currency?: string | undefined;
      };
    };
    answer: {
      data: ListedPayout[];
      next_cursor: string | null;
    };
  };
  /** List accepted postbacks with their outcomes, newest first */
  listPostbacks: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** Accepted from this time on, to the second; a replay counts by its own time */
        from?: string | undefined;
        /** Accepted before this time, to the second */
        to?: string | undefined;
        state?: "recorded" | "updated" | "duplicate" | "stale" | "parked" | "rejected" | undefined;
        reason?:
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
          | "answered_meanwhile"
          | undefined;
        /** Of this click */
        click_id?: string | undefined;
        /** Of this conversion */
        conversion_id?: string | undefined;
        /** Of this advertiser */
        advertiser_id?: string | undefined;
        /** Parked postbacks that are resolved, or that wait. Without it `state=parked` lists those that wait */
        resolved?: "true" | "false" | undefined;
      };
    };
    answer: {
      data: PostbackSummary[];
      next_cursor: string | null;
    };
  };
  /** Get the state of each queue: backlog, since when and why batches fail, number of dead letters */
  listQueues: {
    input: {};
    answer: {
      data: Queue[];
      dead_letters: {
        queue: string;
        letters: number;
        oldest_at: string;
      }[];
    };
  };
  /** Get clicks and conversions by day (UTC), offer and link */
  listStats: {
    input: {
      query?: {
        /** Some of day, offer, link, by comma */
        group_by?: string | undefined;
        /** 30 days before `to` by default */
        from?: string | undefined;
        /** Now by default; exclusive */
        to?: string | undefined;
      };
    };
    answer: {
      data: StatsRow[];
    };
  };
  /** Get clicks by the values of a sub-id, on whole UTC days */
  listSubStats: {
    input: {
      query?: {
        name?: "sub1" | "sub2" | "sub3" | "sub4" | "sub5" | "source" | undefined;
        link_id?: string | undefined;
        /** 30 days before `to` by default */
        from?: string | undefined;
        /** Now by default; exclusive */
        to?: string | undefined;
      };
    };
    answer: {
      data: SubStatsRow[];
    };
  };
  /** List amendments to the offer's terms. Webmasters see their own, and those agreed for everybody */
  listTerms: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Terms[];
      next_cursor: string | null;
    };
  };
  /** List the threads that the caller takes part in, newest first */
  listThreads: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        subject_id?: string | undefined;
        /** Only threads with unread messages */
        unread?: "true" | "false" | undefined;
      };
    };
    answer: {
      data: Thread[];
      next_cursor: string | null;
    };
  };
  /** List the sites and channels of webmasters that the caller may see */
  listTrafficSources: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        webmaster_id?: string | undefined;
      };
    };
    answer: {
      data: TrafficSource[];
      next_cursor: string | null;
    };
  };
  /** List the transfers of the caller's accounts; the operator sees all */
  listTransfers: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        conversion_id?: string | undefined;
      };
    };
    answer: {
      data: Transfer[];
      next_cursor: string | null;
    };
  };
  /** List the outcome of each row, in the file's order */
  listUploadRows: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        outcome?: "create" | "approve" | "reject" | "adjust" | "unchanged" | "duplicate" | "error" | undefined;
        /** Only conversions that the file does not mention, or only rows of the file */
        missing?: "true" | "false" | undefined;
      };
    };
    answer: {
      data: UploadRow[];
      next_cursor: string | null;
    };
  };
  /** List uploads, newest first. Webmasters see those that were applied to their conversions */
  listUploads: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        /** From this time on */
        from?: string | undefined;
        /** Before this time */
        to?: string | undefined;
        status?:
          | "received"
          | "validating"
          | "comparing"
          | "validated"
          | "committing"
          | "committed"
          | "undoing"
          | "undone"
          | "failed"
          | "cancelled"
          | undefined;
        /** Of this offer */
        offer_id?: string | undefined;
        /** Of this advertiser */
        advertiser_id?: string | undefined;
      };
    };
    answer: {
      data: Upload[];
      next_cursor: string | null;
    };
  };
  /** List the webmasters that the caller may see */
  listWebmasters: {
    input: {
      query?: {
        limit?: number | undefined;
        cursor?: string | undefined;
        status?: "active" | "blocked" | undefined;
      };
    };
    answer: {
      data: Account[];
      next_cursor: string | null;
    };
  };
  /** Open a thread about an offer, conversion, upload or payout. Only its parties and the operator see it */
  openThread: { input: { body: NewThread }; answer: Thread };
  /** Propose a correction. Above 100 of a currency a day it waits for a second person. Operator only */
  proposeCorrection: { input: { body: NewCorrection }; answer: Correction };
  /** Propose other terms, for everybody or for one webmaster. Existing conversions are unchanged */
  proposeTerms: {
    input: {
      path: {
        id: string;
      };
      body?: NewTerms;
    };
    answer: Terms;
  };
  /** List some hundred archived rows in the order of their ids. Continue with next_cursor */
  readArchive: {
    input: {
      path: {
        id: string;
      };
      query?: {
        cursor?: string | undefined;
      };
    };
    answer: {
      data: Record<string, unknown>[];
      next_cursor: string | null;
    };
  };
  /** Download the file */
  readCreative: {
    input: {
      path: {
        id: string;
        creative_id: string;
      };
    };
    answer: Response;
  };
  /** Mark a thread as read up to a message */
  readThread: {
    input: {
      path: {
        id: string;
      };
      body: ReadUpTo;
    };
    answer: Thread;
  };
  /** Withdraw a file */
  removeCreative: {
    input: {
      path: {
        id: string;
        creative_id: string;
      };
    };
    answer: Creative;
  };
  /** Remove a source */
  removeTrafficSource: {
    input: {
      path: {
        id: string;
      };
    };
    answer: TrafficSource;
  };
  /** Replay the waiting dead letters of a range, a hundred a call. Events count once. Continue with next_cursor */
  replayDeadLetters: {
    input: {
      body?: {
        /** Of this queue only */
        queue?: string | undefined;
        /** Kept from then on */
        from?: string | undefined;
        /** Kept before then */
        to?: string | undefined;
        cursor?: string | undefined;
      };
    };
    answer: {
      replayed: number;
      refused: {
        id: string;
        reason: string;
      }[];
      next_cursor: string | null;
    };
  };
  /** Replay a kept request with the current settings, under a new receipt */
  replayPostback: {
    input: {
      path: {
        receipt: string;
      };
    };
    answer: Postback;
  };
  /** Mail a code to set a new password. The answer is the same whether the address is known or not */
  requestPasswordReset: {
    input: {
      body: {
        email: string;
      };
    };
    answer: Done;
  };
  /** Set a new password with the code of the mail. Ends all sessions */
  resetPassword: { input: { body: PasswordReset }; answer: Done };
  /** Store clicks that could not be stored or queued when they happened (log lines `click.unsent`). Each counts once */
  restoreClicks: {
    input: {
      body: {
        clicks: Record<string, unknown>[];
      };
    };
    answer: {
      stored: number;
      malformed: {
        reason: string;
      }[];
    };
  };
  /** Return a payout that did not arrive: its amounts are available again. Operator only */
  returnPayout: {
    input: {
      path: {
        id: string;
      };
      body: PayoutReturn;
    };
    answer: Payout;
  };
  /** Approve, refuse or revoke an application (advertiser, operator), or withdraw it (webmaster) */
  reviewApplication: {
    input: {
      path: {
        id: string;
      };
      body: ApplicationReview;
    };
    answer: Application;
  };
  /** Answer a conversion (approve, reject, reverse), or take a step of the operator */
  reviewConversion: {
    input: {
      path: {
        id: string;
      };
      body: Review;
    };
    answer: Conversion;
  };
  /** Revoke an API key within seconds; needs a session */
  revokeApiKey: {
    input: {
      path: {
        id: string;
      };
    };
    answer: ApiKey;
  };
  /** Revoke an invitation; needs a session */
  revokeInvitation: {
    input: {
      path: {
        id: string;
      };
    };
    answer: Invitation;
  };
  /** Revoke a signing secret; needs a session, or the operator */
  revokePostbackSecret: {
    input: {
      path: {
        id: string;
        secret_id: string;
      };
    };
    answer: PostbackSecret;
  };
  /** Revoke a token; needs a session, or the operator */
  revokePostbackToken: {
    input: {
      path: {
        id: string;
        token_id: string;
      };
    };
    answer: PostbackToken;
  };
  /** End all sessions of this person */
  revokeSessions: { input: {}; answer: Done };
  /** Send the verification mail again. The answer is the same whether the address is known or not */
  sendVerificationEmail: { input: { body: EmailOnly }; answer: Done };
  /** Set the upload term. A period that has begun keeps its dates. Operator only */
  setUploadSchedule: {
    input: {
      path: {
        id: string;
      };
      body: UploadSchedule;
    };
    answer: {
      schedule: UploadSchedule | null;
      periods: UploadPeriod[];
    };
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
        id: string;
        step: "approve" | "send" | "settle";
      };
    };
    answer: PayoutRun;
  };
  /** Ends its block, and tells what that did */
  unblockAdvertiser: {
    input: {
      path: {
        id: string;
      };
      body: BlockReason;
    };
    answer: Effects;
  };
  /** Ends its block, and tells what that did */
  unblockWebmaster: {
    input: {
      path: {
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
        id: string;
      };
      body?: UploadUndo;
    };
    answer: Upload;
  };
  /** Sign in with a backup code. Each works once */
  verifyBackupCode: {
    input: {
      body: {
        code: string;
      };
    };
    answer: Done;
  };
  /** Confirm an address with the token of the mail */
  verifyEmail: {
    input: {
      query: {
        token: string;
      };
    };
    answer: Done;
  };
  /** Verify a code of the second factor */
  verifySecondFactor: { input: { body: SecondFactorCode }; answer: Done };
  /** Check the proof within a minute. The operator verifies without one */
  verifyTrafficSource: {
    input: {
      path: {
        id: string;
      };
      body: Verification;
    };
    answer: TrafficSource;
  };
  /** Add a message to a thread. Sides without unread messages get a mail */
  writeMessage: {
    input: {
      path: {
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
  acceptPostback: { method: "POST", path: "/api/v1/postbacks/{receipt}/accept", form: "json" },
  addCreative: { method: "POST", path: "/api/v1/offers/{id}/creatives", form: "json" },
  addTrafficSource: { method: "POST", path: "/api/v1/traffic-sources", form: "json" },
  adjustConversion: { method: "POST", path: "/api/v1/conversions/{id}/adjust", form: "json" },
  answerCorrection: { method: "POST", path: "/api/v1/ledger/corrections/{id}/{answer}", form: "json" },
  answerTerms: { method: "POST", path: "/api/v1/offers/{id}/terms/{terms_id}/answer", form: "json" },
  apply: { method: "POST", path: "/api/v1/offers/{id}/applications", form: "json" },
  attachFile: { method: "POST", path: "/api/v1/support/threads/{id}/attachments", form: "json" },
  attributePostback: { method: "POST", path: "/api/v1/postbacks/{receipt}/attribute", form: "json" },
  auditClicks: { method: "GET", path: "/api/v1/ops/clicks", form: "json" },
  blockAdvertiser: { method: "POST", path: "/api/v1/advertisers/{id}/block", form: "json" },
  blockWebmaster: { method: "POST", path: "/api/v1/webmasters/{id}/block", form: "json" },
  cancelUpload: { method: "POST", path: "/api/v1/uploads/{id}/cancel", form: "json" },
  changeAdvertiser: { method: "PATCH", path: "/api/v1/advertisers/{id}", form: "json" },
  changeJoining: { method: "PATCH", path: "/api/v1/offers/{id}/joining", form: "json" },
  changeLink: { method: "PATCH", path: "/api/v1/links/{id}", form: "json" },
  changeOffer: { method: "PATCH", path: "/api/v1/offers/{id}", form: "json" },
  changePassword: { method: "POST", path: "/api/v1/auth/change-password", form: "json" },
  changePostbackSetup: { method: "PATCH", path: "/api/v1/advertisers/{id}/postback", form: "json" },
  changeWebmaster: { method: "PATCH", path: "/api/v1/webmasters/{id}", form: "json" },
  checkArchiveChunk: { method: "GET", path: "/api/v1/ops/archives/{id}/chunks/{number}", form: "json" },
  checkBooks: { method: "GET", path: "/api/v1/ledger/books", form: "json" },
  commitUpload: { method: "POST", path: "/api/v1/uploads/{id}/commit", form: "json" },
  countUnread: { method: "GET", path: "/api/v1/support/unread", form: "json" },
  createApiKey: { method: "POST", path: "/api/v1/api-keys", form: "json" },
  createLink: { method: "POST", path: "/api/v1/links", form: "json" },
  createOffer: { method: "POST", path: "/api/v1/offers", form: "json" },
  createPayoutRun: { method: "POST", path: "/api/v1/payout-runs", form: "json" },
  createPostbackSecret: { method: "POST", path: "/api/v1/advertisers/{id}/postback/secrets", form: "json" },
  createPostbackToken: { method: "POST", path: "/api/v1/advertisers/{id}/postback/tokens", form: "json" },
  createUpload: { method: "POST", path: "/api/v1/uploads", form: "json" },
  disableSecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/disable", form: "json" },
  dismissPostback: { method: "POST", path: "/api/v1/postbacks/{receipt}/dismiss", form: "json" },
  enableSecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/enable", form: "json" },
  exportOffers: { method: "GET", path: "/api/v1/offers/export", form: "json" },
  getAdvertiser: { method: "GET", path: "/api/v1/advertisers/{id}", form: "json" },
  getAdvertiserBlockEffects: { method: "GET", path: "/api/v1/advertisers/{id}/block-effects", form: "json" },
  getApplication: { method: "GET", path: "/api/v1/applications/{id}", form: "json" },
  getApplicationEffects: { method: "GET", path: "/api/v1/applications/{id}/effects", form: "json" },
  getArchive: { method: "GET", path: "/api/v1/ops/archives/{id}", form: "json" },
  getAttachment: { method: "GET", path: "/api/v1/support/attachments/{id}", form: "raw" },
  getClickLife: { method: "GET", path: "/api/v1/clicks/{click_id}", form: "json" },
  getConversion: { method: "GET", path: "/api/v1/conversions/{id}", form: "json" },
  getCorrection: { method: "GET", path: "/api/v1/ledger/corrections/{id}", form: "json" },
  getJoining: { method: "GET", path: "/api/v1/offers/{id}/joining", form: "json" },
  getLink: { method: "GET", path: "/api/v1/links/{id}", form: "json" },
  getMe: { method: "GET", path: "/api/v1/me", form: "json" },
  getOffer: { method: "GET", path: "/api/v1/offers/{id}", form: "json" },
  getPayout: { method: "GET", path: "/api/v1/payouts/{id}", form: "json" },
  getPayoutRun: { method: "GET", path: "/api/v1/payout-runs/{id}", form: "json" },
  getPostback: { method: "GET", path: "/api/v1/postbacks/{receipt}", form: "json" },
  getPostbackSetup: { method: "GET", path: "/api/v1/advertisers/{id}/postback", form: "json" },
  getThread: { method: "GET", path: "/api/v1/support/threads/{id}", form: "json" },
  getToDo: { method: "GET", path: "/api/v1/ops/to-do", form: "json" },
  getTrafficSource: { method: "GET", path: "/api/v1/traffic-sources/{id}", form: "json" },
  getUpload: { method: "GET", path: "/api/v1/uploads/{id}", form: "json" },
  getUploadResults: { method: "GET", path: "/api/v1/uploads/{id}/results", form: "raw" },
  getUploadSchedule: { method: "GET", path: "/api/v1/offers/{id}/upload-schedule", form: "json" },
  getWebmaster: { method: "GET", path: "/api/v1/webmasters/{id}", form: "json" },
  getWebmasterBlockEffects: { method: "GET", path: "/api/v1/webmasters/{id}/block-effects", form: "json" },
  importOffers: { method: "POST", path: "/api/v1/offers/import", form: "json" },
  invite: { method: "POST", path: "/api/v1/invitations", form: "json" },
  listAbuseReports: { method: "GET", path: "/api/v1/ops/abuse-reports", form: "json" },
  listAdvertisers: { method: "GET", path: "/api/v1/advertisers", form: "json" },
  listApiKeys: { method: "GET", path: "/api/v1/api-keys", form: "json" },
  listApplications: { method: "GET", path: "/api/v1/applications", form: "json" },
  listArchives: { method: "GET", path: "/api/v1/ops/archives", form: "json" },
  listBalances: { method: "GET", path: "/api/v1/balances", form: "json" },
  listConversionChanges: { method: "GET", path: "/api/v1/conversions/{id}/changes", form: "json" },
  listConversions: { method: "GET", path: "/api/v1/conversions", form: "json" },
  listCorrections: { method: "GET", path: "/api/v1/ledger/corrections", form: "json" },
  listCreatives: { method: "GET", path: "/api/v1/offers/{id}/creatives", form: "json" },
  listDeadLetters: { method: "GET", path: "/api/v1/ops/dead-letters", form: "json" },
  listInvitations: { method: "GET", path: "/api/v1/invitations", form: "json" },
  listLinks: { method: "GET", path: "/api/v1/links", form: "json" },
  listMessages: { method: "GET", path: "/api/v1/support/threads/{id}/messages", form: "json" },
  listOfferApplications: { method: "GET", path: "/api/v1/offers/{id}/applications", form: "json" },
  listOffers: { method: "GET", path: "/api/v1/offers", form: "json" },
  listPayoutRuns: { method: "GET", path: "/api/v1/payout-runs", form: "json" },
  listPayouts: { method: "GET", path: "/api/v1/payouts", form: "json" },
  listPostbacks: { method: "GET", path: "/api/v1/postbacks", form: "json" },
  listQueues: { method: "GET", path: "/api/v1/ops/queues", form: "json" },
  listStats: { method: "GET", path: "/api/v1/stats", form: "json" },
  listSubStats: { method: "GET", path: "/api/v1/stats/sub-ids", form: "json" },
  listTerms: { method: "GET", path: "/api/v1/offers/{id}/terms", form: "json" },
  listThreads: { method: "GET", path: "/api/v1/support/threads", form: "json" },
  listTrafficSources: { method: "GET", path: "/api/v1/traffic-sources", form: "json" },
  listTransfers: { method: "GET", path: "/api/v1/ledger/transfers", form: "json" },
  listUploadRows: { method: "GET", path: "/api/v1/uploads/{id}/rows", form: "json" },
  listUploads: { method: "GET", path: "/api/v1/uploads", form: "json" },
  listWebmasters: { method: "GET", path: "/api/v1/webmasters", form: "json" },
  openThread: { method: "POST", path: "/api/v1/support/threads", form: "json" },
  proposeCorrection: { method: "POST", path: "/api/v1/ledger/corrections", form: "json" },
  proposeTerms: { method: "POST", path: "/api/v1/offers/{id}/terms", form: "json" },
  readArchive: { method: "GET", path: "/api/v1/ops/archives/{id}/rows", form: "json" },
  readCreative: { method: "GET", path: "/api/v1/offers/{id}/creatives/{creative_id}", form: "raw" },
  readThread: { method: "POST", path: "/api/v1/support/threads/{id}/read", form: "json" },
  removeCreative: { method: "DELETE", path: "/api/v1/offers/{id}/creatives/{creative_id}", form: "json" },
  removeTrafficSource: { method: "DELETE", path: "/api/v1/traffic-sources/{id}", form: "json" },
  replayDeadLetters: { method: "POST", path: "/api/v1/ops/dead-letters/replay", form: "json" },
  replayPostback: { method: "POST", path: "/api/v1/postbacks/{receipt}/replay", form: "json" },
  requestPasswordReset: { method: "POST", path: "/api/v1/auth/request-password-reset", form: "json" },
  resetPassword: { method: "POST", path: "/api/v1/auth/reset-password", form: "json" },
  restoreClicks: { method: "POST", path: "/api/v1/ops/clicks/restore", form: "json" },
  returnPayout: { method: "POST", path: "/api/v1/payouts/{id}/return", form: "json" },
  reviewApplication: { method: "POST", path: "/api/v1/applications/{id}/review", form: "json" },
  reviewConversion: { method: "POST", path: "/api/v1/conversions/{id}/review", form: "json" },
  revokeApiKey: { method: "DELETE", path: "/api/v1/api-keys/{id}", form: "json" },
  revokeInvitation: { method: "DELETE", path: "/api/v1/invitations/{id}", form: "json" },
  revokePostbackSecret: {
    method: "DELETE",
    path: "/api/v1/advertisers/{id}/postback/secrets/{secret_id}",
    form: "json",
  },
  revokePostbackToken: { method: "DELETE", path: "/api/v1/advertisers/{id}/postback/tokens/{token_id}", form: "json" },
  revokeSessions: { method: "POST", path: "/api/v1/auth/revoke-sessions", form: "json" },
  sendVerificationEmail: { method: "POST", path: "/api/v1/auth/send-verification-email", form: "json" },
  setUploadSchedule: { method: "PUT", path: "/api/v1/offers/{id}/upload-schedule", form: "json" },
  signIn: { method: "POST", path: "/api/v1/auth/sign-in/email", form: "json" },
  signOut: { method: "POST", path: "/api/v1/auth/sign-out", form: "json" },
  signUp: { method: "POST", path: "/api/v1/auth/sign-up/email", form: "json" },
  stepPayoutRun: { method: "POST", path: "/api/v1/payout-runs/{id}/{step}", form: "json" },
  unblockAdvertiser: { method: "POST", path: "/api/v1/advertisers/{id}/unblock", form: "json" },
  unblockWebmaster: { method: "POST", path: "/api/v1/webmasters/{id}/unblock", form: "json" },
  undoUpload: { method: "POST", path: "/api/v1/uploads/{id}/undo", form: "json" },
  verifyBackupCode: { method: "POST", path: "/api/v1/auth/two-factor/verify-backup-code", form: "json" },
  verifyEmail: { method: "GET", path: "/api/v1/auth/verify-email", form: "json" },
  verifySecondFactor: { method: "POST", path: "/api/v1/auth/two-factor/verify-totp", form: "json" },
  verifyTrafficSource: { method: "POST", path: "/api/v1/traffic-sources/{id}/verify", form: "json" },
  writeMessage: { method: "POST", path: "/api/v1/support/threads/{id}/messages", form: "json" },
} as const satisfies Record<keyof Operations, { method: string; path: string; form: "json" | "raw" }>;
