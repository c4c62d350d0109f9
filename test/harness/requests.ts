import { DEMO } from "@waymark/dev/demo";
import { statementCsv } from "./bank-statements.ts";
import { unique } from "./network.ts";
import { PASSWORD } from "./people.ts";
import type { Records } from "./sides.ts";

/** A valid request for these records. */
export function requestTo(route: string, of: Records): { method: string; path: string; body: unknown; type: string } {
  const [method = "", path = ""] = route.split(" ");
  const { query, body, type = "application/json" } = REQUESTS[route]?.(of) ?? {};
  const filled = PARAMETERS.reduce((text, [pattern, value]) => text.replace(pattern, value(of)), path);
  return { method, path: query === undefined ? filled : `${filled}?${query}`, body, type };
}

/** The requests that need more than a path. */
const REQUESTS: Record<string, (of: Records) => { query?: string; body?: unknown; type?: string }> = {
  "POST /webhooks/paypal": () => ({ body: {} }),
  "POST /mcp": () => ({ body: { jsonrpc: "2.0", id: 1, method: "ping" } }),
  "POST /api/v1/auth/sign-up/email": () => ({
    body: { email: `${unique("new")}@people.example`, name: "New" },
  }),
  "POST /api/v1/auth/sign-in/email": () => ({ body: { email: DEMO.emails.advertiser, password: PASSWORD } }),
  "POST /api/v1/auth/send-verification-email": () => ({ body: { email: "unknown@people.example" } }),
  "POST /api/v1/auth/verify-email": () => ({ body: { token: "none", password: PASSWORD } }),
  "POST /api/v1/auth/request-password-reset": () => ({ body: { email: "unknown@people.example" } }),
  "POST /api/v1/auth/reset-password": () => ({ body: { token: "none", password: PASSWORD } }),
  "POST /api/v1/auth/change-password": () => ({
    body: { current_password: PASSWORD, new_password: PASSWORD },
  }),
  "POST /api/v1/auth/confirm-identity": () => ({ body: { password: PASSWORD } }),
  "POST /api/v1/auth/two-factor/enable": () => ({ body: { password: PASSWORD } }),
  "POST /api/v1/auth/two-factor/disable": () => ({ body: { password: PASSWORD } }),
  "POST /api/v1/auth/two-factor/verify-totp": () => ({ body: { code: "000000" } }),
  "POST /api/v1/auth/two-factor/verify-backup-code": () => ({ body: { code: "00000-00000" } }),
  "POST /api/v1/invitations/accept": () => ({
    body: { token: "none", name: "New", password: PASSWORD },
  }),
  "POST /api/v1/report-views": () => ({ body: { name: "By offer", query: "by=offer" } }),
  "PATCH /api/v1/report-views/{id}": () => ({ body: { query: "by=offer,day" } }),
  "PATCH /api/v1/me": () => ({ body: { language: "en", zone: "Europe/Berlin", currency: "EUR" } }),
  "POST /api/v1/me/accept-terms": () => ({ body: { version: 1 } }),
  "GET /api/v1/search": ({ click }) => ({ query: `search=${click}` }),
  "PATCH /api/v1/settings": () => ({ body: { name: "Waymark", zone: "UTC" } }),
  "PUT /api/v1/settings/legal-texts/{kind}": () => ({ body: { texts: { en: "Be fair.", ru: "Будьте честны." } } }),
  "POST /api/v1/reports": () => ({
    body: { name: "Yesterday", query: { group_by: "day,offer", sort: "-clicks" }, every: "day" },
  }),
  "PATCH /api/v1/reports/{id}": () => ({ body: { name: "Each week", every: "week" } }),
  "POST /api/v1/reports/unsubscribe": () => ({ body: { token: "none" } }),
  "POST /api/v1/api-keys": () => ({ body: { name: "new" } }),
  "POST /api/v1/invitations": ({ webmaster }) => ({
    body: { email: "friend@people.example", role: "webmaster", webmaster_id: webmaster, member_role: "manager" },
  }),
  "PUT /api/v1/quotas": ({ webmaster }) => ({
    body: { webmaster_id: webmaster, name: "api_keys", max: 90, reason: "as agreed" },
  }),
  "POST /api/v1/api-keys/{id}/revoke": () => ({ body: { reason: "it leaked" } }),
  "POST /api/v1/invitations/{id}/revoke": () => ({ body: { reason: "a wrong address" } }),
  "POST /api/v1/advertisers/{id}/postback/tokens/{token_id}/revoke": () => ({ body: { reason: "it leaked" } }),
  "POST /api/v1/advertisers/{id}/postback/secrets/{secret_id}/revoke": () => ({ body: { reason: "it leaked" } }),
  "POST /api/v1/members/{id}/change-role": () => ({ body: { member_role: "finance", reason: "only accounting" } }),
  "POST /api/v1/members/{id}/remove": () => ({ body: { reason: "left the company" } }),
  "POST /api/v1/ops/abuse-reports/{id}/close": () => ({ body: { outcome: "unfounded", reason: "it leads to a shop" } }),
  "POST /api/v1/offers": ({ advertiser }) => ({
    body: {
      advertiser_id: advertiser,
      name: "New",
      goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000 }],
      landings: [{ url: "https://shop.example/" }],
    },
  }),
  "PATCH /api/v1/offers/{id}": () => ({ body: { name: "Renamed" } }),
  "POST /api/v1/offers/{id}/submit": () => ({ body: { reason: "the landing is ready" } }),
  "POST /api/v1/offers/{id}/withdraw": () => ({ body: { reason: "another commission" } }),
  "POST /api/v1/offers/{id}/return": () => ({ body: { reason: "a hold, please" } }),
  "POST /api/v1/offers/{id}/approve": () => ({ body: { reason: "as agreed" } }),
  "POST /api/v1/offers/{id}/pause": () => ({ body: { reason: "the shop is being moved" } }),
  "POST /api/v1/offers/{id}/resume": () => ({ body: { reason: "the shop is open again" } }),
  "POST /api/v1/offers/{id}/archive": () => ({ body: { reason: "sold out" } }),
  "POST /api/v1/offers/{id}/reach-cap": () => ({ body: { reason: "a thousand orders this month" } }),
  "POST /api/v1/offers/{id}/reset-cap": () => ({ body: { reason: "a new month" } }),
  "POST /api/v1/destination-changes/{id}/approve": () => ({ body: { reason: "their new shop" } }),
  "POST /api/v1/advertisers/{id}/hosts/revoke": () => ({ body: { host: "gone.example", reason: "malware" } }),
  "POST /api/v1/advertisers/{id}/hosts/restore": () => ({ body: { host: "gone.example", reason: "cleaned" } }),
  "POST /api/v1/destination-changes/{id}/refuse": () => ({ body: { reason: "not their site" } }),
  "POST /api/v1/offers/import": ({ advertiser }) => ({
    body: {
      offers: [
        {
          advertiser_id: advertiser,
          name: "Moved here",
          goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000 }],
          landings: [{ url: "https://shop.example/" }],
        },
      ],
    },
  }),
  "POST /api/v1/offers/{id}/terms": ({ webmaster }) => ({
    body: { webmaster_id: webmaster, rates: [{ goal: "sale", commission_bps: 1_050 }] },
  }),
  "POST /api/v1/offers/{id}/terms/{terms_id}/{verb}": () => ({ body: { reason: "as agreed" } }),
  "POST /api/v1/offers/{id}/creatives": () => ({ query: "name=dot.gif" }),
  "POST /api/v1/links": ({ offer }) => ({ body: { offer_id: offer } }),
  "POST /api/v1/links/bulk": () => ({ body: { links: [{ offer_id: "off_missing" }] } }),
  "PATCH /api/v1/links/{id}": () => ({ body: { defaults: { sub1: "new" } } }),
  "POST /api/v1/clicks/{click_id}/test-conversion": () => ({ body: { goal: "sale", status: "approved" } }),
  "POST /api/v1/links/{id}/pause": () => ({ body: { reason: "reported" } }),
  "POST /api/v1/links/{id}/resume": () => ({ body: { reason: "the page is corrected" } }),
  "POST /api/v1/conversions": ({ offer }) => ({ body: { offer_id: offer, reports: [{ order_id: "unknown" }] } }),
  // Of a version that no conversion has: nothing is changed.
  "POST /api/v1/conversions/review": ({ conversion }) => ({
    body: { reviews: [{ id: conversion, verb: "reject", version: 0 }] },
  }),
  "POST /api/v1/webmasters/{id}/hold-waiting": () => ({ body: { reason: "servers" } }),
  "POST /api/v1/webmasters/{id}/release-waiting": () => ({ body: { reason: "they told us why" } }),
  "POST /api/v1/traffic-check/rechecks": ({ conversion }) => ({
    body: { conversion_ids: [conversion], reason: "by the new rules" },
  }),
  "POST /api/v1/rule-sets": () => ({
    body: { rules: { parameters: [{ code: "ctit_short", weight: 1.5 }] }, note: "short times count more" },
  }),
  "POST /api/v1/own-traffic": () => ({
    body: { kind: "parameter", name: "sub5", value: "qa", note: "Our tests" },
  }),
  "POST /api/v1/own-traffic/try": () => ({ body: { kind: "address", value: "203.0.113.7" } }),
  "POST /api/v1/rule-sets/{id}/activate": () => ({ body: { reason: "the trial found few false alarms" } }),
  "POST /api/v1/rule-sets/{id}/retire": () => ({ body: { reason: "too many false alarms" } }),
  "POST /api/v1/rule-sets/{id}/trials": () => ({ body: { from: "2026-10-01", to: "2026-10-31" } }),
  "POST /api/v1/quality-policies": () => ({
    body: {
      rules: [
        {
          ...{ name: "bad links", kind: "link", score_below: 50, conversions_min: 50, days: 3, hold_days: 14 },
          ...{ recovery_score: 70, review_days: 30, again_after_days: 14 },
        },
      ],
      note: "hold what is worst",
    },
  }),
  "POST /api/v1/quality-policies/{id}/activate": () => ({ body: { reason: "it would limit what we expect" } }),
  "POST /api/v1/quality-policies/{id}/retire": () => ({ body: { reason: "it limits too much" } }),
  "POST /api/v1/source-limits": ({ pausedLink }) => ({
    body: { limit_kind: "hold", link_id: pausedLink, hold_days: 7, days: 14, reason: "many visitors from servers" },
  }),
  "POST /api/v1/source-limits/{id}/lift": () => ({ body: { reason: "they showed us where their visitors come from" } }),
  "POST /api/v1/conversions/{id}/{verb}": () => ({ body: { reason: "returned" } }),
  "POST /api/v1/postbacks/{id}/accept": () => ({ body: { reason: "agreed on the phone" } }),
  "POST /api/v1/postbacks/{id}/attribute": () => ({ body: { reason: "the last click counts" } }),
  "POST /api/v1/postbacks/{id}/dismiss": () => ({ body: { reason: "sent by mistake" } }),
  "PATCH /api/v1/advertisers/{id}/postback": () => ({ body: { statuses: { paid: "approved" } } }),
  "POST /api/v1/advertisers/{id}/postback/tokens": () => ({ body: { name: "new" } }),
  "POST /api/v1/conversions/{id}/adjust": () => ({
    body: { amount: { amount_minor: 90_000, currency: "USD" }, reason: "as agreed" },
  }),
  "POST /api/v1/ledger/corrections": ({ webmaster }) => ({
    body: { webmaster_id: webmaster, amount: { amount_minor: 1, currency: "USD" }, reason: "rounding" },
  }),
  "PATCH /api/v1/money-guard": () => ({
    body: { limits: [{ act: "correction", currency: "CHF", amount_minor: 5_000 }], reason: "fewer slips" },
  }),
  "POST /api/v1/money-requests/{id}/{verb}": () => ({ body: { reason: "agreed by mail" } }),
  "POST /api/v1/members/{id}/vouch": () => ({ body: { reason: "I know them" } }),
  "POST /api/v1/payout-runs/{id}/cancel": () => ({ body: { reason: "a wrong cut-off" } }),
  "POST /api/v1/payout-runs/{id}/exclude": ({ webmaster }) => ({
    body: { webmaster_id: webmaster, reason: "the contract is missing" },
  }),
  "POST /api/v1/payouts/{id}/resolve": () => ({ body: { is_paid: false, reason: "it is not in the list there" } }),
  "POST /api/v1/payouts/{id}/return": () => ({ body: { reason: "the account is closed" } }),
  "POST /api/v1/payout-accounts": () => ({
    body: { currency: "USD", details: { method: "paypal", email: `${unique("payee")}@people.example` } },
  }),
  "POST /api/v1/payout-accounts/{id}/remove": () => ({ body: { reason: "it is not theirs" } }),
  "POST /api/v1/payout-accounts/{id}/hold": () => ({ body: { reason: "the holder's name differs" } }),
  "POST /api/v1/payout-accounts/{id}/release": () => ({ body: { reason: "they sent a statement of the bank" } }),
  "POST /api/v1/payout-documents/{id}/file": () => ({ query: "name=act.pdf" }),
  "POST /api/v1/payout-documents/{id}/accept": () => ({ body: { file_id: "dcf_none" } }),
  "POST /api/v1/payout-documents/{id}/refuse": () => ({ body: { file_id: "dcf_none", reason: "it is not signed" } }),
  "POST /api/v1/appeals": ({ conversion }) => ({ body: { conversion_id: conversion, comment: "They are people." } }),
  "POST /api/v1/appeals/answers": ({ appeal }) => ({
    body: { answers: [{ id: appeal, verb: "decline", reason: "The clicks come from one program" }] },
  }),
  "POST /api/v1/appeals/{id}/{verb}": () => ({ body: { reason_code: "fraud" } }),
  "POST /api/v1/claims": ({ conversion }) => ({
    body: { claims: [{ kind: "declined", conversion_id: conversion, comment: "The goods were delivered" }] },
  }),
  "POST /api/v1/claims/csv": ({ conversion }) => ({
    body: { text: `conversion_id,comment\n${conversion},The goods were delivered\n` },
  }),
  "POST /api/v1/claims/answers": ({ claim }) => ({
    body: { answers: [{ id: claim, verb: "accept", reason: "We found the order" }] },
  }),
  "POST /api/v1/claims/{id}/{verb}": () => ({ body: { reason: "We found the order" } }),
  "POST /api/v1/payout-requests": () => ({ body: { currency: "USD" } }),
  "PATCH /api/v1/webmasters/{id}/payout-schedule": () => ({
    body: { schedule: { kind: "half_month" }, hold_days: 0, reason: "as agreed" },
  }),
  "PATCH /api/v1/payout-terms": () => ({
    body: {
      terms: [
        {
          ...{ method: "sepa", currency: "EUR", minimum_minor: 1_000 },
          ...{ fee_fixed_minor: 20, fee_bps: 0, fee_bearer: "webmaster" },
        },
      ],
      reason: "the bank's fee",
    },
  }),
  "POST /api/v1/legal-entities": () => ({ body: { name: "Waymark GmbH", country: "DE", town: "Berlin" } }),
  "PATCH /api/v1/legal-entities/{id}": () => ({ body: { town: "Cork" } }),
  "POST /api/v1/payer-accounts": ({ legalEntity }) => ({
    body: {
      ...{ legal_entity_id: legalEntity, currency: "USD" },
      details: { method: "paypal", email: `${unique("payer")}@people.example` },
    },
  }),
  "POST /api/v1/payer-accounts/{id}/disable": () => ({ body: { reason: "the bank closed it" } }),
  "GET /api/v1/payout-runs/{id}/bank-file": () => ({
    query: "format=paypal_csv&method=paypal&currency=USD&execute_on=2026-12-01&subject=Commissions",
  }),
  "POST /api/v1/payout-runs/{id}/bank-file": () => ({
    body: { format: "paypal_csv", method: "paypal", currency: "USD", execute_on: "2026-12-01", subject: "Commissions" },
  }),
  "POST /api/v1/payout-runs/{id}/void-file": () => ({
    body: { message_id: "WM2QK4T7NUXSE5MZ3R6GYV8HJ1CB0FDP9A", reason: "the bank never got it" },
  }),
  "POST /api/v1/bank-statements": ({ payerAccount }) => ({
    query: `payer_account_id=${payerAccount}&format=csv`,
    body: statementCsv([{ kind: "other", cents: 100 }]),
    type: "application/octet-stream",
  }),
  "POST /api/v1/bank-statements/{id}/discard": () => ({ body: { reason: "of another month" } }),
  "POST /api/v1/bank-statements/{id}/entries/{number}/assign": ({ payout }) => ({
    body: { payout_id: payout, reason: "the bank says so" },
  }),
  "POST /api/v1/bank-statements/{id}/entries/{number}/book-charge": () => ({ body: { reason: "fees of the bank" } }),
  "POST /api/v1/bank-statements/{id}/entries/{number}/ignore": () => ({ body: { reason: "money of the network" } }),
  "POST /api/v1/ops/clicks/restore": () => ({ body: { clicks: [{}] } }),
  "POST /api/v1/uploads": ({ offer }) => ({
    query: `offer_id=${offer}`,
    body: `order_id,status\n${unique("order")},approved\n`,
    type: "text/csv",
  }),
  "POST /api/v1/uploads/{id}/undo": () => ({ body: { reverses_paid: false } }),
  "PUT /api/v1/offers/{id}/upload-schedule": () => ({
    body: { zone: "Europe/Berlin", every: { kind: "month", day: 5 }, grace_days: 2, missing: "keep" },
  }),
  "POST /api/v1/ops/dead-letters/replay": () => ({ body: { queue: "none" } }),
  "PATCH /api/v1/offers/{id}/joining": () => ({
    body: { questions: [{ code: "how", text: "How?", options: ["by mail"], is_required: false }] },
  }),
  "POST /api/v1/offers/{id}/applications": () => ({ body: { answers: {} } }),
  "POST /api/v1/applications/{id}/{verb}": () => ({ body: { reason: "welcome" } }),
  "PATCH /api/v1/advertisers/{id}": () => ({ body: { about: "We sell compasses" } }),
  "POST /api/v1/advertisers/{id}/block": () => ({ body: { reason: "fraud" } }),
  "POST /api/v1/advertisers/{id}/unblock": () => ({ body: { reason: "a mistake" } }),
  "PATCH /api/v1/webmasters/{id}": () => ({ body: { about: "I write about maps" } }),
  "POST /api/v1/webmasters/{id}/block": () => ({ body: { reason: "fraud" } }),
  "POST /api/v1/webmasters/{id}/unblock": () => ({ body: { reason: "a mistake" } }),
  "POST /api/v1/webmasters/{id}/release-held": () => ({ body: { reason: "a mistake" } }),
  "POST /api/v1/webmasters/{id}/freeze": () => ({ body: { reason: "bought clicks" } }),
  "POST /api/v1/webmasters/{id}/release-frozen": () => ({ body: { reason: "a mistake" } }),
  "POST /api/v1/webmasters/{id}/refuse-frozen": () => ({ body: { reason: "bought clicks" } }),
  "PATCH /api/v1/webmasters/{id}/payout-minimums": () => ({
    body: { minimums: [{ amount_minor: 5_000, currency: "SEK" }], reason: "the bank's fee" },
  }),
  "PATCH /api/v1/webmasters/{id}/payout-withholding": () => ({ body: { rate_bps: 0, reason: "a treaty" } }),
  "POST /api/v1/traffic-sources": () => ({ body: { kind: "site", url: `https://${unique("site")}.maps.blog/` } }),
  "POST /api/v1/traffic-sources/{id}/verify": () => ({ body: { method: "operator" } }),
  "POST /api/v1/support/threads": ({ offer }) => ({
    body: { subject: { kind: "offer", id: offer }, title: "A question", text: "How?" },
  }),
  "POST /api/v1/support/threads/{id}/messages": () => ({ body: { text: "So." } }),
  "POST /api/v1/support/threads/{id}/close": () => ({ body: { reason: "It is answered." } }),
  "POST /api/v1/support/threads/{id}/read": () => ({ body: { number: 1 } }),
  "POST /api/v1/support/threads/{id}/attachments": () => ({ query: "name=note.txt" }),
  "GET /api/v1/payouts/next": ({ webmaster }) => ({ query: `webmaster_id=${webmaster}` }),
  "GET /api/v1/balances/statement": ({ webmaster }) => ({
    query: `webmaster_id=${webmaster}&currency=USD&period=2026-11`,
  }),
  "GET /api/v1/balances/statement/export": ({ webmaster }) => ({
    query: `webmaster_id=${webmaster}&currency=USD&period=2026-11`,
  }),
  "GET /api/v1/balances": ({ webmaster }) => ({ query: `webmaster_id=${webmaster}` }),
};

const PARAMETERS: [RegExp, (of: Records) => string][] = [
  [/(?<=\/destination-changes\/)\{id\}/, ({ destinationChange }) => destinationChange],
  [/(?<=\/applications\/)\{id\}/, ({ application }) => application],
  [/(?<=\/advertisers\/)\{id\}(?=\/block$)/, ({ blockedAdvertiser }) => blockedAdvertiser],
  [/(?<=\/webmasters\/)\{id\}(?=\/block$)/, ({ blockedWebmaster }) => blockedWebmaster],
  [/(?<=\/advertisers\/)\{id\}/, ({ advertiser }) => advertiser],
  [/(?<=\/webmasters\/)\{id\}/, ({ webmaster }) => webmaster],
  [/(?<=\/traffic-sources\/)\{id\}/, ({ source }) => source],
  [/(?<=\/threads\/)\{id\}/, ({ thread }) => thread],
  [/(?<=\/notices\/)\{id\}/, ({ notice }) => notice],
  [/(?<=\/attachments\/)\{id\}/, ({ attachment }) => attachment],
  [/(?<=\/offers\/)\{id\}(?=\/pause$)/, ({ pausedOffer }) => pausedOffer],
  [/(?<=\/offers\/)\{id\}(?=\/archive$)/, ({ archivedOffer }) => archivedOffer],
  [/(?<=\/offers\/)\{id\}/, ({ offer }) => offer],
  [/(?<=\/links\/)\{id\}(?=\/pause$)/, ({ pausedLink }) => pausedLink],
  [/(?<=\/links\/)\{id\}/, ({ link }) => link],
  [/(?<=\/rule-sets\/)\{id\}/, ({ ruleSet }) => ruleSet],
  [/(?<=\/own-traffic\/)\{id\}/, ({ ownTraffic }) => ownTraffic],
  [/\{trial_id\}/, ({ ruleSetTrial }) => ruleSetTrial],
  [/(?<=\/quality-policies\/)\{id\}/, ({ qualityPolicy }) => qualityPolicy],
  [/(?<=\/source-scores\/)\{id\}/, ({ link }) => link],
  [/(?<=\/source-limits\/)\{id\}/, ({ sourceLimit }) => sourceLimit],
  [/(?<=\/conversions\/)\{id\}/, ({ conversion }) => conversion],
  [/(?<=\/payout-runs\/)\{id\}/, ({ run }) => run],
  [/(?<=\/payouts\/)\{id\}(?=\/return$)/, ({ returnedPayout }) => returnedPayout],
  [/(?<=\/payouts\/)\{id\}/, ({ payout }) => payout],
  [/(?<=\/payout-accounts\/)\{id\}(?=\/remove$)/, ({ removedPayoutAccount }) => removedPayoutAccount],
  [/(?<=\/payout-accounts\/)\{id\}/, ({ payoutAccount }) => payoutAccount],
  [/(?<=\/payout-documents\/)\{id\}/, ({ payoutDocument }) => payoutDocument],
  [/(?<=\/appeals\/)\{id\}/, ({ appeal }) => appeal],
  [/(?<=\/appeals\/.*)\{verb\}/, ({ verb = "decline" }) => verb],
  [/(?<=\/claims\/)\{id\}/, ({ claim }) => claim],
  [/(?<=\/claims\/.*)\{verb\}/, ({ verb = "accept" }) => verb],
  [/(?<=\/payout-requests\/)\{id\}/, ({ payoutRequest }) => payoutRequest],
  [/(?<=\/legal-entities\/)\{id\}/, ({ legalEntity }) => legalEntity],
  [/(?<=\/payer-accounts\/)\{id\}(?=\/disable$)/, ({ disabledPayerAccount }) => disabledPayerAccount],
  [/(?<=\/payer-accounts\/)\{id\}/, ({ payerAccount }) => payerAccount],
  [/(?<=\/corrections\/)\{id\}/, ({ correction }) => correction],
  [/(?<=\/conversions\/.*)\{verb\}/, ({ verb = "reject" }) => verb],
  [/(?<=\/applications\/.*)\{verb\}/, ({ verb = "approve" }) => verb],
  [/(?<=\/terms\/.*)\{verb\}/, () => "accept"],
  [/(?<=\/money-requests\/)\{id\}/, ({ moneyRequest }) => moneyRequest],
  [/(?<=\/money-requests\/.*)\{verb\}/, () => "confirm"],
  [/(?<=\/api-keys\/)\{id\}/, ({ key }) => key],
  [/(?<=\/members\/)\{id\}(?=\/vouch$)/, ({ operator }) => operator],
  [/(?<=\/report-views\/)\{id\}/, ({ reportView }) => reportView],
  [/(?<=\/sessions\/)\{id\}/, ({ session }) => session],
  [/(?<=\/members\/)\{id\}/, ({ member }) => member],
  [/(?<=\/reports\/)\{id\}/, ({ scheduledReport }) => scheduledReport],
  [/(?<=\/abuse-reports\/)\{id\}/, ({ report }) => report],
  [/(?<=\/invitations\/)\{id\}/, ({ invitation }) => invitation],
  [/(?<=\/uploads\/)\{id\}/, ({ upload }) => upload],
  [/(?<=\/archives\/)\{id\}/, ({ archive }) => archive],
  [/\{kind\}/, () => "terms"],
  [/(?<=\/bank-statements\/)\{id\}/, ({ bankStatement }) => bankStatement],
  [/(?<=\/entries\/)\{number\}/, ({ entry = "1" }) => entry],
  [/\{number\}/, () => "0"],
  [/\{terms_id\}/, ({ terms }) => terms],
  [/\{creative_id\}/, ({ creative }) => creative],
  [/(?<=\/advertisers\/)\{id\}/, ({ advertiser }) => advertiser],
  [/\{token_id\}/, ({ token }) => token],
  [/\{secret_id\}/, ({ secret }) => secret],
  [/\{click_id\}/, ({ click }) => click],
  [/(?<=\/postbacks\/)\{id\}/, ({ receipt }) => receipt],
  [/(?<=\/payout-runs\/.*)\{verb\}/, () => "approve"],
];
