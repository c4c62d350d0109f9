import {
  APPLICATION_VERBS,
  BLOCK_EVENTS,
  CONVERSION_VERBS,
  FREEZE_EVENTS,
  PAYMENT_EVENTS,
  RESOLUTIONS,
} from "../words.ts";

/** A history that is kept elsewhere, in SQL: what it joins, and which expressions are the parts of an entry. */
export interface History {
  from: string;
  /** Distinguishes entries of one moment. */
  key: string;
  at: string;
  /** What all its events begin with; null: they begin with anything. */
  kind: string | null;
  /** What follows the dot of its events; null: those of `AUDIT_EVENTS`. */
  verbs: readonly string[] | null;
  event: string;
  subject: string;
  actor: string;
  before: string;
  after: string;
  reason: string;
  network: string;
  /** The advertiser and the webmaster that see the entry; null: that side sees none. */
  advertiser: string | null;
  webmaster: string | null;
  /** What a webmaster or an advertiser may see, where that is less. */
  forWebmasters?: Pick<History, "before" | "after" | "reason">;
  forAdvertisers?: Pick<History, "before" | "after" | "reason">;
  /** Too many entries to be listed without their subject. */
  needsSubject?: true;
}

const NONE = { before: "NULL", after: "NULL", reason: "NULL", network: "NULL" } as const;

/** A column of the version before. */
const previous = (table: string, owner: string, column: string) =>
  `(SELECT ${column} FROM ${table} AS earlier
    WHERE earlier.${owner} = ${table}.${owner} AND earlier.version = ${table}.version - 1)`;

const versioned = (table: string, owner: string) => `${table}.${owner} || '-' || ${table}.version`;

type Amount = "revenue" | "commission";

const fieldsOfChange = (amounts: readonly Amount[], source: "conversion_change" | "earlier") =>
  `json_object('validation', ${source}.validation, 'check', ${source}.check_state, 'payment', ${source}.payment,
     ${amounts.map((name) => `'${name}', json_object('amount_minor', ${source}.${name}_minor, 'currency', conversion.currency)`).join(", ")})`;

const conversionFields = (amounts: readonly Amount[]) => ({
  before: previous("conversion_change", "conversion_id", fieldsOfChange(amounts, "earlier")),
  after: fieldsOfChange(amounts, "conversion_change"),
});

const REASON_BESIDES_PAYMENT = `CASE WHEN conversion_change.event NOT IN (${PAYMENT_EVENTS.map((event) => `'${event}'`).join(", ")})
  THEN conversion_change.reason END`;

/** Commits and undos, without the steps of the work that follows. */
const STEPS_OF_PEOPLE =
  "(upload_step.step GLOB 'commit:*' OR upload_step.step GLOB 'undo:*') AND upload_step.step NOT GLOB '*:done'";

/** All histories, by the kind of what they are about. */
export const HISTORIES = {
  audit: {
    kind: null,
    verbs: null,
    ...{ from: "audit", key: "audit.id", at: "audit.at", event: "audit.event", subject: "audit.subject" },
    ...{ actor: "audit.actor", before: "audit.before", after: "audit.after" },
    ...{ reason: "audit.reason", network: "audit.network", advertiser: "audit.account", webmaster: "audit.account" },
  },
  offer: {
    kind: "offer",
    verbs: ["change"],
    ...NONE,
    from: "offer_change JOIN offer ON offer.id = offer_change.offer_id",
    ...{ key: versioned("offer_change", "offer_id"), at: "offer_change.changed_at", event: "'offer.change'" },
    ...{ subject: "offer_change.offer_id", actor: "offer_change.actor", after: "offer_change.fields" },
    ...{ advertiser: "offer.advertiser_id", webmaster: null },
  },
  terms: {
    kind: "terms",
    verbs: ["propose"],
    ...NONE,
    from: "terms JOIN offer ON offer.id = terms.offer_id",
    ...{ key: "terms.id", at: "terms.proposed_at", event: "'terms.propose'", subject: "terms.id" },
    ...{ actor: "terms.proposed_by", after: "terms.says" },
    ...{ advertiser: "offer.advertiser_id", webmaster: "terms.webmaster_id" },
    // They name the revenue.
    forWebmasters: { before: "NULL", after: "NULL", reason: "NULL" },
  },
  terms_answer: {
    kind: "terms",
    verbs: ["answer"],
    ...NONE,
    from: `terms_answer JOIN terms ON terms.id = terms_answer.terms_id JOIN offer ON offer.id = terms.offer_id`,
    key: "terms_answer.terms_id || '-' || terms_answer.side || '-' || terms_answer.answer",
    ...{ at: "terms_answer.answered_at", event: "'terms.answer'", subject: "terms_answer.terms_id" },
    ...{ actor: "terms_answer.actor", after: "json_object('answer', terms_answer.answer)" },
    reason: "terms_answer.reason",
    ...{ advertiser: "offer.advertiser_id", webmaster: "terms.webmaster_id" },
  },
  block: {
    kind: "account",
    verbs: BLOCK_EVENTS,
    ...NONE,
    ...{ from: "block", key: versioned("block", "account_id"), at: "block.changed_at" },
    ...{ event: "'account.' || block.event", subject: "block.account_id", actor: "block.actor" },
    ...{ reason: "block.reason", advertiser: "block.account_id", webmaster: "block.account_id" },
  },
  freeze: {
    kind: "account",
    verbs: FREEZE_EVENTS.map((event) => `money_${event}`),
    ...NONE,
    ...{ from: "freeze", key: versioned("freeze", "webmaster_id"), at: "freeze.changed_at" },
    ...{ event: "'account.money_' || freeze.event", subject: "freeze.webmaster_id", actor: "freeze.actor" },
    ...{ reason: "freeze.reason", advertiser: null, webmaster: "freeze.webmaster_id" },
  },
  profile: {
    kind: "account",
    verbs: ["change"],
    ...NONE,
    ...{ from: "profile", key: versioned("profile", "account_id"), at: "profile.changed_at" },
    ...{ event: "'account.change'", subject: "profile.account_id", actor: "profile.changed_by" },
    ...{ before: previous("profile", "account_id", "profile"), after: "profile.profile" },
    ...{ advertiser: "profile.account_id", webmaster: "profile.account_id" },
  },
  application: {
    kind: "application",
    verbs: APPLICATION_VERBS,
    ...NONE,
    from: "application_change JOIN application ON application.id = application_change.application_id",
    ...{ key: versioned("application_change", "application_id"), at: "application_change.changed_at" },
    ...{ event: "'application.' || application_change.event", subject: "application_change.application_id" },
    ...{ actor: "application_change.actor", reason: "application_change.reason" },
    before: previous("application_change", "application_id", "json_object('status', earlier.status)"),
    after: "json_object('status', application_change.status)",
    ...{ advertiser: "application.advertiser_id", webmaster: "application.webmaster_id" },
  },
  joining: {
    kind: "joining",
    verbs: ["change"],
    ...NONE,
    from: "joining JOIN offer ON offer.id = joining.offer_id",
    ...{ key: versioned("joining", "offer_id"), at: "joining.changed_at", event: "'joining.change'" },
    ...{ subject: "joining.offer_id", actor: "joining.changed_by" },
    before: previous(
      "joining",
      "offer_id",
      "json_object('approval', earlier.approval, 'questions', json(earlier.questions))",
    ),
    after: "json_object('approval', joining.approval, 'questions', json(joining.questions))",
    ...{ advertiser: "offer.advertiser_id", webmaster: null },
  },
  postback_settings: {
    kind: "postback_settings",
    verbs: ["change"],
    ...NONE,
    ...{ from: "postback_settings", key: versioned("postback_settings", "advertiser_id") },
    ...{ at: "postback_settings.changed_at", event: "'postback_settings.change'" },
    ...{ subject: "postback_settings.advertiser_id", actor: "postback_settings.actor" },
    before: previous("postback_settings", "advertiser_id", "settings"),
    after: "postback_settings.settings",
    ...{ advertiser: "postback_settings.advertiser_id", webmaster: null },
  },
  postback: {
    kind: "postback",
    verbs: RESOLUTIONS,
    ...NONE,
    from: "postback_resolution JOIN postback ON postback.receipt = postback_resolution.receipt",
    ...{ key: "postback_resolution.receipt", at: "postback_resolution.resolved_at" },
    ...{ event: "'postback.' || postback_resolution.verb", subject: "postback_resolution.receipt" },
    ...{ actor: "postback_resolution.actor", reason: "postback_resolution.reason" },
    after: "json_object('conversion_id', postback_resolution.conversion_id)",
    ...{ advertiser: "postback.advertiser_id", webmaster: null },
  },
  upload: {
    kind: "upload",
    verbs: ["commit", "cancel", "undo"],
    ...NONE,
    from: `upload_step JOIN upload ON upload.id = upload_step.upload_id AND ${STEPS_OF_PEOPLE}`,
    ...{ key: "upload_step.upload_id || '-' || upload_step.step", at: "upload_step.taken_at" },
    // A cancellation claims the step of the commit.
    event: `'upload.' || CASE WHEN upload_step.step GLOB 'undo:*' THEN 'undo'
      WHEN upload.status = 'cancelled' THEN 'cancel' ELSE 'commit' END`,
    ...{ subject: "upload_step.upload_id", actor: "upload_step.actor", reason: "upload_step.reason" },
    ...{ advertiser: "upload.advertiser_id", webmaster: null },
  },
  correction: {
    kind: "correction",
    verbs: ["propose"],
    ...NONE,
    ...{ from: "correction", key: "correction.id", at: "correction.proposed_at", event: "'correction.propose'" },
    ...{ subject: "correction.id", actor: "correction.proposed_by", reason: "correction.reason" },
    after:
      "json_object('amount', json_object('amount_minor', correction.amount_minor, 'currency', correction.currency))",
    // The account sees a correction once it is posted.
    advertiser: "CASE correction.status WHEN 'posted' THEN correction.advertiser_id END",
    webmaster: "CASE correction.status WHEN 'posted' THEN correction.webmaster_id END",
  },
  money_request: {
    kind: "money_request",
    verbs: ["ask"],
    ...NONE,
    ...{ from: "money_request", key: "money_request.id", at: "money_request.requested_at" },
    ...{ event: "'money_request.ask'", subject: "money_request.id", actor: "money_request.requested_by" },
    ...{
      reason: "money_request.reason",
      after: "json_object('act', money_request.act, 'amounts', json(money_request.amounts))",
    },
    ...{ advertiser: null, webmaster: null },
  },
  money_answer: {
    kind: "money_request",
    verbs: ["answer"],
    ...NONE,
    ...{ from: "money_answer", key: "money_answer.request_id", at: "money_answer.answered_at" },
    ...{ event: "'money_request.answer'", subject: "money_answer.request_id", actor: "money_answer.actor" },
    ...{ reason: "money_answer.reason", before: "json_object('status', 'waiting')" },
    ...{ after: "json_object('status', money_answer.status)", advertiser: null, webmaster: null },
  },
  payout_run: {
    kind: "payout_run",
    verbs: ["step"],
    ...NONE,
    ...{ from: "payout_run_step", key: versioned("payout_run_step", "run_id") },
    ...{ at: "payout_run_step.taken_at", event: "'payout_run.step'", subject: "payout_run_step.run_id" },
    ...{ actor: "payout_run_step.actor", reason: "payout_run_step.reason" },
    after: "json_object('status', payout_run_step.status)",
    ...{ advertiser: null, webmaster: null },
  },
  conversion: {
    kind: "conversion",
    verbs: CONVERSION_VERBS,
    ...NONE,
    from: "conversion_change JOIN conversion ON conversion.id = conversion_change.conversion_id",
    ...{ key: versioned("conversion_change", "conversion_id"), at: "conversion_change.changed_at" },
    ...{ event: "'conversion.' || conversion_change.event", subject: "conversion_change.conversion_id" },
    ...{ actor: "conversion_change.actor", reason: "conversion_change.reason" },
    ...conversionFields(["revenue", "commission"]),
    forAdvertisers: { ...conversionFields(["revenue"]), reason: REASON_BESIDES_PAYMENT },
    forWebmasters: { ...conversionFields(["commission"]), reason: "conversion_change.reason" },
    ...{ advertiser: "conversion.advertiser_id", webmaster: "conversion.webmaster_id" },
    needsSubject: true,
  },
  appeal: {
    kind: "appeal",
    verbs: ["open"],
    ...NONE,
    ...{ from: "appeal", key: "appeal.id", at: "appeal.appealed_at", event: "'appeal.open'", subject: "appeal.id" },
    ...{ actor: "appeal.appealed_by", reason: "appeal.comment" },
    after: "json_object('status', 'open', 'conversion_id', appeal.conversion_id)",
    ...{ advertiser: null, webmaster: "appeal.webmaster_id" },
  },
  appeal_end: {
    kind: "appeal",
    verbs: ["end"],
    ...NONE,
    ...{ from: "(SELECT * FROM appeal WHERE ended_at IS NOT NULL) AS appeal", key: "appeal.id || '-end'" },
    ...{ at: "appeal.ended_at", event: "'appeal.end'", subject: "appeal.id", actor: "appeal.ended_by" },
    reason: "appeal.answer_reason",
    before: "json_object('status', 'open')",
    after: "json_object('status', appeal.status, 'reason_code', appeal.answer_code)",
    ...{ advertiser: null, webmaster: "appeal.webmaster_id" },
  },
  claim: {
    kind: "claim",
    verbs: ["file"],
    ...NONE,
    ...{ from: "claim", key: "claim.id", at: "claim.filed_at", event: "'claim.file'", subject: "claim.id" },
    ...{ actor: "claim.filed_by", reason: "claim.comment" },
    after: `json_object('status', 'open', 'kind', claim.kind, 'order_id', claim.order_id,
      'conversion_id', claim.conversion_id)`,
    ...{ advertiser: "claim.advertiser_id", webmaster: "claim.webmaster_id" },
  },
  claim_end: {
    kind: "claim",
    verbs: ["end"],
    ...NONE,
    ...{ from: "(SELECT * FROM claim WHERE ended_at IS NOT NULL) AS claim", key: "claim.id || '-end'" },
    ...{ at: "claim.ended_at", event: "'claim.end'", subject: "claim.id", actor: "claim.ended_by" },
    reason: "claim.answer_reason",
    before: "json_object('status', 'open')",
    after: `json_object('status', claim.status, 'reason_code', claim.answer_code,
      'result_conversion_id', claim.result_id)`,
    ...{ advertiser: "claim.advertiser_id", webmaster: "claim.webmaster_id" },
  },
} as const satisfies Record<string, History>;
