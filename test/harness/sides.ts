import { DAY_MS } from "@waymark/contract/duration";
import { createApiKey, insertApiKey, insertPerson, invite, sha256Hex } from "@waymark/network/identity";
import { mintId } from "@waymark/network/ids";
import { SCOPES } from "@waymark/network/words";
import type { Actor, Context } from "@waymark/network/context";
import { addSource, setBlocked } from "@waymark/network/account";
import { apply, reviewApplication } from "@waymark/network/application";
import {
  addCreative,
  changeOffer,
  createOffer,
  moveOffer,
  proposeTerms,
  refuseDestinationChange,
  type NewOffer,
} from "@waymark/network/offer";
import { addOwnTraffic } from "@waymark/network/own-traffic";
import { createPolicy, imposeLimit } from "@waymark/network/quality";
import { createRuleSet, noFigures } from "@waymark/network/traffic-check";
import { saveReportView } from "@waymark/network/report-view";
import { attach, openThread, writeMessage } from "@waymark/network/support";
import { proposeCorrection } from "@waymark/network/correction";
import { closeAbuseReport, createLink, pauseLink, reportAbuse } from "@waymark/network/link";
import { receiveUpload } from "@waymark/network/upload";
import { archiveDue } from "@waymark/network/archive";
import { recordClicks } from "@waymark/network/click";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { createSigningSecret, createToken } from "@waymark/network/postback";
import { DEMO } from "@waymark/dev/demo";
import { ok, type Payout } from "./api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "./events.ts";
import { admit, linkRow, unique, type TestNetwork } from "./network.ts";
import { committedStatement } from "./bank-statements.ts";
import { addPayer, insertRequest, uploadedDocument, usableAccount } from "./payout-accounts.ts";
import { PASSWORD_HASH, signedIn } from "./people.ts";
import { answerFor } from "./second-person.ts";
import { ROLES, type MemberRole, type Role } from "@waymark/network/words";

/** All kinds of callers: by key, by an operator's key with one scope, by session, and anonymous. */
export const CALLERS = [
  "anonymous",
  "webmaster A",
  "webmaster B",
  "advertiser A",
  "advertiser B",
  "operator",
  "read key",
  "write key",
  "payouts key",
  "webmaster A's session",
  "operator's session",
] as const;

export type Caller = (typeof CALLERS)[number];

/** One resource of each kind, by id. */
export interface Records {
  advertiser: string;
  webmaster: string;
  offer: string;
  pausedOffer: string;
  archivedOffer: string;
  /** Of the offer, refused. */
  destinationChange: string;
  link: string;
  pausedLink: string;
  click: string;
  receipt: string;
  conversion: string;
  /** A draft, and a trial of it. */
  ruleSet: string;
  ruleSetTrial: string;
  /** A draft. */
  qualityPolicy: string;
  /** A pause of the paused link. */
  sourceLimit: string;
  /** Of own traffic, in force. */
  ownTraffic: string;
  /** The verb of a review, where it is not to reject. */
  verb?: string;
  run: string;
  payout: string;
  /** A payout that did not arrive. */
  returnedPayout: string;
  /** The main account of the webmaster in USD, and another one. */
  payoutAccount: string;
  removedPayoutAccount: string;
  /** Of the network, and two accounts that it pays from. */
  legalEntity: string;
  /** Of the conversion, open although nothing stops it. */
  appeal: string;
  /** Of the webmaster, open: no order of the click can be so old. */
  claim: string;
  /** Of the webmaster, open. */
  payoutRequest: string;
  /** An act of the webmaster that waits for the operator's check. */
  payoutDocument: string;
  payerAccount: string;
  disabledPayerAccount: string;
  /** A committed statement of the payer account; its first entry is ignored, the others are unmatched. */
  bankStatement: string;
  /** The place of an entry in it, where it is not the first. */
  entry?: string;
  correction: string;
  /** A correction of this side's webmaster that was refused. */
  moneyRequest: string;
  /** An operator. */
  operator: string;
  key: string;
  /** A manager of this side's webmaster. */
  member: string;
  /** Of a person of this side's webmaster, besides the one that a caller has. */
  session: string;
  /** Of the same person. */
  scheduledReport: string;
  /** A saved report of the same person. */
  reportView: string;
  /** About a link, closed. */
  report: string;
  invitation: string;
  /** Received, and not read yet: no worker was woken. */
  upload: string;
  archive: string;
  /** The webmaster's own, of the offer, proposed by the operator. */
  terms: string;
  creative: string;
  /** For an offer by application of this side's advertiser, approved. */
  application: string;
  source: string;
  /** Between this side's webmaster, advertiser and the operator, about the offer. */
  thread: string;
  attachment: string;
  /** To this side's webmaster. */
  notice: string;
  /** Of neither side. */
  blockedAdvertiser: string;
  blockedWebmaster: string;
  token: string;
  secret: string;
}

/** Two sides, each an advertiser with a webmaster, unrelated to each other; A is the demo network's. */
export interface Sides {
  A: Side;
  B: Side;
  missing: Records;
  /** The headers that identify each caller. */
  headers: Record<Caller, Record<string, string>>;
  /** The same for a caller whose sessions may be ended: each time another session of a person who has nothing else. */
  throwaway(caller: Caller): Promise<Record<string, string>>;
  /** The same for a session of a person of side A who has this role in their account. */
  member(role: Role, memberRole: MemberRole): Promise<Record<string, string>>;
  /** Headers for an API key, and for a session of a person, of a blocked account. */
  blocked(role: "webmaster" | "advertiser"): Promise<Record<"key" | "session", Record<string, string>>>;
}

interface Side {
  records: Records;
  /** Ids of so many pending conversions that no other test uses. */
  conversions(count: number): Promise<string[]>;
  /** Ids of so many traffic sources that no other test uses. */
  sources(count: number): Promise<string[]>;
  /** Ids of so many members of the webmaster's account that no other test uses. */
  members(count: number): Promise<string[]>;
}

export async function makeSides(network: TestNetwork): Promise<Sides> {
  const [advertiser, webmaster] = [await admit(network, "advertiser"), await admit(network, "webmaster")];
  const A = await makeSide(network, { advertiser: DEMO.advertiser, webmaster: DEMO.webmaster, ...demoToken });
  const B = await makeSide(network, { advertiser: advertiser.id, webmaster: webmaster.id, token: advertiser.token });
  const operator = network.client(DEMO.keys.operator);
  const payAll = async () => {
    const run = await operator.call("createPayoutRun");
    return { run, payouts: (await operator.call("listPayouts", { query: { run_id: run.id } })).data };
  };
  const { payouts: returned } = await payAll();
  for (const { id } of returned)
    await ok(network.operator.post(`/payouts/${id}/return`, { reason: "a wrong account" }));
  const { run, payouts } = await payAll();
  for (const step of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${run.id}/${step}`));
  const archive = await makeArchive(network);
  const blocked = await blockedAccounts(network);
  for (const { records } of [A, B]) {
    Object.assign(records, blocked, { archive });
    const [person] = await network.rows<{ id: string }>(
      "DB",
      "SELECT id FROM person WHERE webmaster_id = ? ORDER BY email = ? DESC LIMIT 1",
      ...[records.webmaster, DEMO.emails.webmaster],
    );
    records.session = await insertSession(network, person?.id ?? "");
    records.scheduledReport = await insertScheduledReport(network, person?.id ?? "", records.webmaster);
    const owner: Actor = { role: "webmaster", id: person?.id ?? "", webmasterId: records.webmaster };
    Object.assign(records, await makeRuleSet(network), await makeQuality(network, records));
    records.ownTraffic = (await addOwnTraffic(network.context(), OWN_TRAFFIC)).id;
    await findSomething(network, records.conversion);
    records.reportView = (await saveReportView(network.context(owner), { name: "Mine", query: "" })).id;
    records.run = run.id;
    const own = (of: readonly Payout[]) => of.find(({ webmaster_id }) => webmaster_id === records.webmaster)?.id ?? "";
    records.payout = own(payouts);
    records.returnedPayout = own(returned);
  }
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  // The requests name this password; a new one may not be as weak as that of the demo network.
  await network.rows("DB", "UPDATE credential SET password = ? WHERE person_id LIKE 'per_demo_%'", PASSWORD_HASH);
  const session = async (email: string) => {
    const { cookies } = await signedIn(network, email);
    return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  };
  const headers = {
    anonymous: {},
    "webmaster A": bearer(DEMO.keys.webmaster),
    "webmaster B": bearer(webmaster.key),
    "advertiser A": bearer(DEMO.keys.advertiser),
    "advertiser B": bearer(advertiser.key),
    operator: bearer(DEMO.keys.operator),
    "read key": bearer("only-read-key"),
    "write key": bearer("only-write-key"),
    "payouts key": bearer("only-payouts-key"),
    "webmaster A's session": await session(DEMO.emails.webmaster),
    "operator's session": await session(DEMO.emails.operator),
  };
  for (const scope of SCOPES) await insertScopedKey(network, scope);
  const emails: Partial<Record<Caller, string>> = {
    "webmaster A's session": await insertStandIn(network, "webmaster"),
    "operator's session": await insertStandIn(network, "operator"),
  };
  return {
    A,
    B,
    missing: await nothing(network),
    headers,
    async throwaway(caller) {
      const email = emails[caller];
      return email === undefined ? headers[caller] : session(email);
    },
    member: async (role, memberRole) => session(await insertStandIn(network, role, { memberRole })),
    async blocked(role) {
      const account = role === "webmaster" ? blocked.blockedWebmaster : blocked.blockedAdvertiser;
      return {
        key: bearer(`key-of-${account}`),
        session: await session(await insertStandIn(network, role, { account })),
      };
    },
  };
}

const demoToken = { token: DEMO.postbackToken };

/** An offer of this advertiser: 13 % of the amount, of which the webmaster gets 10. */
export const offerOf = (advertiserId: string): NewOffer => ({
  advertiserId,
  name: unique("Offer"),
  validation: "real_time",
  validationDays: null,
  holdDays: 0,
  attributionDays: 30,
  clickParameter: "click_id",
  fallbackUrl: null,
  goals: [
    {
      code: "sale",
      isDefault: true,
      currency: "USD",
      revenueFixedMinor: 0,
      revenueBps: 1_300,
      commissionFixedMinor: 0,
      commissionBps: 1_000,
    },
  ],
  landings: [{ url: "https://shop.example/?click_id={click_id}", weight: 100 }],
});

async function makeSide(
  network: TestNetwork,
  who: { advertiser: string; webmaster: string; token: string },
): Promise<Side> {
  const asWebmaster: Actor = { role: "webmaster", id: `key_${who.webmaster}`, webmasterId: who.webmaster };
  const { offer } = await createOffer(network.context(), offerOf(who.advertiser));
  const ctx = network.context(asWebmaster);
  const link = await createLink(ctx, { offerId: offer.id, defaults: {} });
  const row = await linkRow(network, link.slug);

  const { offer: paused } = await createOffer(network.context(), offerOf(who.advertiser));
  const { offer: archived } = await createOffer(network.context(), offerOf(who.advertiser));
  const pausedLink = await createLink(ctx, { offerId: paused.id, defaults: {} });
  await pauseLink(network.context(), pausedLink.id, { reason: "reported" });
  await moveOffer(network.context(), paused.id, "pause", { reason: "reported" });
  await moveOffer(network.context(), archived.id, "archive", { reason: "over" });

  async function sell(count: number, fields: Record<string, string>) {
    const clicks = Array.from({ length: count }, () => clickEvent(row, { advertiserId: who.advertiser }));
    const postbacks = await Promise.all(
      clicks.map(({ clickId }) =>
        postbackEvent(clickId, {
          advertiserId: who.advertiser,
          token: who.token,
          fields: { amount: "900", ...fields },
        }),
      ),
    );
    await network.localNetwork.deliver("clicks", [clickMessage(clicks)]);
    await network.localNetwork.deliver("postbacks", [postbackMessage(postbacks)]);
    const { data } = await network
      .client(DEMO.keys.operator)
      .call("listConversions", { query: { offer_id: offer.id, limit: 500 } });
    return postbacks.map(({ clickId, receipt }) => {
      const conversion = data.find(({ click_id }) => click_id === clickId);
      if (conversion === undefined) throw new Error("a sale without a conversion");
      return { conversion: conversion.id, click: clickId, receipt };
    });
  }

  const [sale] = await sell(1, { status: "approved" });
  if (sale === undefined) throw new Error("no conversion of the sale");
  const asAdvertiser = network.context({ role: "advertiser", id: "key_side", advertiserId: who.advertiser });
  const { token } = await createToken(asAdvertiser, who.advertiser, {
    name: "spare",
    expiresAt: null,
    workerSecret: LOCAL_SECRETS.POSTBACK_SECRET,
  });
  const { secret } = await createSigningSecret(asAdvertiser, who.advertiser);
  const correction = await proposeCorrection(network.context({ role: "operator", id: "key_side" }), {
    of: { webmasterId: who.webmaster },
    currency: "USD",
    amountMinor: 1,
    reason: "rounding",
  });
  const large = await proposeCorrection(network.context({ role: "operator", id: "key_side" }), {
    of: { webmasterId: who.webmaster },
    currency: "USD",
    amountMinor: 10_001,
    reason: "a slip",
  });
  const { id: moneyRequest } = await answerFor(network.context(), large.id, "refuse");
  const { key } = await createApiKey(ctx, { name: "spare", scopes: ["read"], expiresAt: null });
  const friend = {
    ...({ email: `${unique("friend")}@people.example`, role: "webmaster", memberRole: "manager" } as const),
    ...{ advertiserId: null, webmasterId: null, accountName: null },
  };
  const invitation = await invite(ctx, friend, LOCAL_SECRETS.AUTH_SECRET);
  const terms = await proposeTerms(network.context(), offer.id, {
    webmasterId: who.webmaster,
    startsAt: undefined,
    endsAt: null,
    change: { rates: { sale: { commissionBps: 1_100 } } },
  });
  const creative = await addCreative(network.context(), offer.id, { name: "dot.gif", bytes: GIF });
  const upload = await receiveUpload(asAdvertiser, {
    ...{ offerId: offer.id, name: "orders.csv", isComplete: false, periodStartsAt: () => null, delimiter: null },
    notation: { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} },
    body: new Blob(["order_id,status\nA,approved\n"]).stream(),
  });
  const payoutAccount = await usableAccount(network, who.webmaster);
  const removedPayoutAccount = await usableAccount(network, who.webmaster);
  const payer = await addPayer(network);
  return {
    records: {
      ...{ payoutAccount, removedPayoutAccount },
      ...{ legalEntity: payer.legalEntityId, payerAccount: payer.id },
      appeal: await insertAppeal(network, sale.conversion),
      claim: await insertClaim(network, sale.conversion),
      payoutRequest: await insertRequest(network, who.webmaster),
      payoutDocument: await uploadedDocument(network, who.webmaster),
      disabledPayerAccount: (await addPayer(network, payer.legalEntityId)).id,
      bankStatement: await committedStatement(network, payer.id, 15),
      advertiser: who.advertiser,
      webmaster: who.webmaster,
      offer: offer.id,
      pausedOffer: paused.id,
      archivedOffer: archived.id,
      destinationChange: await refusedDestination(network, asAdvertiser, offer.id),
      link: link.id,
      pausedLink: pausedLink.id,
      ...sale,
      session: "",
      scheduledReport: "",
      reportView: "",
      ...{ ruleSet: "", ruleSetTrial: "", ownTraffic: "", qualityPolicy: "", sourceLimit: "" },
      run: "",
      payout: "",
      returnedPayout: "",
      blockedAdvertiser: "",
      blockedWebmaster: "",
      correction: correction.id,
      moneyRequest,
      operator: await insertOperator(network),
      key: key.id,
      member: await insertManager(network, who.webmaster),
      report: await closedReport(network),
      invitation: invitation.id,
      upload: upload.id,
      archive: "",
      terms: terms.row.id,
      creative: creative.id,
      ...(await join(network, ctx, who.advertiser, offer.id)),
      token: token.id,
      secret: secret.id,
    },
    members: (count) => Promise.all(Array.from({ length: count }, () => insertManager(network, who.webmaster))),
    sources: (count) => Promise.all(Array.from({ length: count }, async () => (await newSource(ctx)).id)),
    conversions: async (count) => (await sell(count, {})).map(({ conversion }) => conversion),
  };
}

/** An open appeal of a conversion, by no person that there is. */
export async function insertAppeal(network: TestNetwork, conversionId: string): Promise<string> {
  const id = mintId("app", Date.now());
  await network.rows(
    "DB",
    `INSERT INTO appeal (id, conversion_id, webmaster_id, offer_id, check_code, check_by, comment, status, appealed_at,
       appealed_by, due_at)
     SELECT ?, id, webmaster_id, offer_id, 'click_bot', 'network', 'They are people.', 'open', 0, 'webmaster:per_none',
       32503680000000 FROM conversion WHERE id = ?`,
    ...[id, conversionId],
  );
  return id;
}

const OWN_TRAFFIC = {
  ...({ kind: "parameter", parameter: "sub5", value: "qa", note: "Our tests", until: null } as const),
};

/** An open claim of an order that was made before its click, the click of a conversion. */
export async function insertClaim(network: TestNetwork, conversionId: string): Promise<string> {
  const id = mintId("clm", Date.now());
  await network.rows(
    "DB",
    `INSERT INTO claim (id, kind, status, webmaster_id, offer_id, advertiser_id, goal_id, link_id, click_id, subject, identity,
       order_id, occurred_from, occurred_until, amount_minor, currency, comment, filed_at, filed_by, due_at)
     SELECT ?1, 'untracked', 'open', webmaster_id, offer_id, advertiser_id, goal_id, link_id, click_id, ?1, ?1,
       ?1, 0, 0, 1000, currency, 'The customer told me.', 0, 'webmaster:per_none', 32503680000000
     FROM conversion WHERE id = ?2`,
    ...[id, conversionId],
  );
  return id;
}

/** A draft, and a trial of it. */
async function makeRuleSet(network: TestNetwork) {
  const { id: ruleSet, version } = await createRuleSet(network.context(), { rules: {}, note: null });
  const id = unique("trl").replace("-", "_");
  await network.rows(
    "DB",
    `INSERT INTO rule_set_trial (id, version, since, until, status, figures, position_at, position_id, created_at, created_by)
     VALUES (?, ?, 0, 1, 'done', ?, 0, '', 0, 'operator:key_demo_operator')`,
    ...[id, version, JSON.stringify(noFigures(false))],
  );
  return { ruleSet, ruleSetTrial: id };
}

/** A draft of a policy, a limit, and a score of the link, as if it was scored today. */
async function makeQuality(network: TestNetwork, { link, pausedLink }: Records) {
  const rule = { name: "worst", of: "link", scoreBelow: 50, conversionsMin: 50, days: 3, holdDays: 14 } as const;
  const { id: qualityPolicy } = await createPolicy(network.context(), {
    rules: [{ ...rule, recoversAt: 70, reviewDays: 30, againAfterDays: 14 }],
    note: null,
  });
  const { id: sourceLimit } = await imposeLimit(network.context(), {
    ...{ source: { kind: "link", id: pausedLink }, kind: "pause", holdDays: null, days: 30, reason: "many servers" },
  });
  const day = Math.floor(Date.now() / DAY_MS);
  await network.rows(
    "DB",
    `INSERT INTO source_score (day, kind, id, webmaster_id, offer_id, score, badness, conversions, shares, parts)
     SELECT ?, 'link', id, webmaster_id, offer_id, 80, 20, 25, '{}',
       '[{"part":"servers","found":5,"of":25,"usual":0.0123,"points":20.3}]' FROM link WHERE id = ?`,
    ...[day, link],
  );
  await network.rows("DB", "INSERT OR IGNORE INTO source_score_day VALUES (?, ?, 0)", day, Date.now());
  return { qualityPolicy, sourceLimit };
}

/** As if the traffic check had held it once. */
async function findSomething(network: TestNetwork, conversion: string) {
  const finding = {
    rule: "ctit_short",
    value: 1,
    comparison: 20,
    scope: "conversion",
    share: 0.99,
    sentence: "Converted 1 s after the click.",
  };
  await network.rows(
    "DB",
    "UPDATE conversion_check SET verdict = 'hold', findings = ? WHERE conversion_id = ?",
    ...[JSON.stringify([finding]), conversion],
  );
}

/** A month of one click, long past its retention, in R2. */
async function makeArchive(network: TestNetwork): Promise<string> {
  const then = new Date();
  then.setUTCMonth(then.getUTCMonth() - 12, 15);
  const system: Actor = { role: "system", job: "archive" };
  const event = clickEvent(await linkRow(network), { clickedAt: then.getTime() });
  await recordClicks(
    network.context(system, () => then.getTime()),
    [event],
  );
  await archiveDue(network.context(system));
  return `clicks-0-${then.toISOString().slice(0, 7).replace("-", "")}`;
}
/** An image of one pixel, as ASCII. */
export const GIF_TEXT = "GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
/** A lossless WebP of 16 × 18 pixels, as ASCII; only its header is read. */
export const WEBP_TEXT = "RIFF\x16\0\0\0WEBPVP8L\n\0\0\0\x2f\x0f\x40\x04\0\0\0\0\0\0";
const GIF = new TextEncoder().encode(GIF_TEXT);
/** What a webmaster has of the other side's: an application approved, a source, a thread with a file. */
async function join(network: TestNetwork, ctx: Context, advertiserId: string, offerId: string) {
  const byApplication = { ...offerOf(advertiserId), presentation: { access: "application" } as const };
  const { offer } = await createOffer(network.context(), byApplication);
  const application = await apply(ctx, { offerId: offer.id, answers: {} });
  await reviewApplication(network.context(), { id: application.id, event: "approve", reason: null });
  const source = await newSource(ctx);
  const thread = await openThread(ctx, {
    subject: { kind: "offer", id: offerId, webmasterId: null, advertiserId: null },
    ...{ title: "A question", text: "How?", isPrivate: false },
  });
  const bytes = new TextEncoder().encode("So.");
  const file = await attach(ctx, { threadId: thread.id, name: "note.txt", bytes });
  await writeMessage(ctx, { threadId: thread.id, text: "So.", attachmentIds: [file.id] });
  const notice = await insertNotice(network, ctx.actor.role === "webmaster" ? ctx.actor.webmasterId : "operator");
  return { application: application.id, source: source.id, thread: thread.id, attachment: file.id, notice };
}

/** A notice to an account about a silent link. Returns its id. */
export async function insertNotice(network: TestNetwork, account: string): Promise<string> {
  const id = unique("ntc").replace("-", "_");
  await network.rows(
    "DB",
    "INSERT INTO notice (id, kind, subject, parameters, account, created_at) VALUES (?, 'traffic_silent', ?, ?, ?, 0)",
    ...[id, id, JSON.stringify({ subject: "link", id: "lnk_x", name: "x", hours: 40, expected: 80 }), account],
  );
  return id;
}

const newSource = (ctx: Context) =>
  addSource(ctx, { kind: "site", url: `https://${unique("side")}.maps.blog/`, name: "" });

async function blockedAccounts(network: TestNetwork) {
  const [advertiser, webmaster] = [await admit(network, "advertiser"), await admit(network, "webmaster")];
  const block = { event: "block", reason: "fraud" } as const;
  await setBlocked(network.context(), { kind: "advertiser", id: advertiser.id }, block);
  await setBlocked(network.context(), { kind: "webmaster", id: webmaster.id }, block);
  return { blockedAdvertiser: advertiser.id, blockedWebmaster: webmaster.id };
}

/** Well-formed ids that do not exist; the click_ID is signed by us, but was never used. */
const nothing = async (network: TestNetwork): Promise<Records> => ({
  advertiser: "adv_none",
  webmaster: "wm_none",
  offer: "off_none",
  pausedOffer: "off_none",
  archivedOffer: "off_none",
  destinationChange: "dch_none",
  link: "lnk_none",
  pausedLink: "lnk_none",
  click: clickEvent(await linkRow(network)).clickId,
  receipt: "rcp_none",
  conversion: "cnv_none",
  ruleSet: "rls_none",
  ruleSetTrial: "trl_none",
  qualityPolicy: "qpl_none",
  sourceLimit: "slm_none",
  ownTraffic: "own_none",
  run: "run_none",
  payout: "pay_none",
  returnedPayout: "pay_none",
  payoutAccount: "pac_none",
  removedPayoutAccount: "pac_none",
  legalEntity: "ent_none",
  appeal: "app_none",
  claim: "clm_none",
  payoutRequest: "prq_none",
  payoutDocument: "doc_none",
  payerAccount: "pra_none",
  disabledPayerAccount: "pra_none",
  bankStatement: "bst_none",
  correction: "cor_none",
  moneyRequest: "mrq_none",
  operator: "per_none",
  key: "key_none",
  member: "per_none",
  session: "ses_none",
  scheduledReport: "rpt_none",
  report: "abr_none",
  invitation: "ivt_none",
  upload: "upl_none",
  archive: "clicks-0-none",
  terms: "trm_none",
  creative: "crt_none",
  application: "apl_none",
  reportView: "rvw_none",
  source: "src_none",
  thread: "thr_none",
  attachment: "att_none",
  notice: "ntc_none",
  blockedAdvertiser: "adv_none",
  blockedWebmaster: "wm_none",
  token: "ptk_none",
  secret: "sgn_none",
});

async function insertScopedKey(network: TestNetwork, scope: string) {
  const { db, now } = network.context();
  await db.write(
    insertApiKey({
      sha256: await sha256Hex(`only-${scope}-key`),
      id: `key_only_${scope}`,
      name: scope,
      role: "operator",
      advertiser_id: null,
      webmaster_id: null,
      created_at: now(),
      revoked_at: null,
      scopes: JSON.stringify([scope]),
    }),
  );
}

/** Keys of each role with one scope each. */
export async function insertScopedKeys(network: TestNetwork, { webmaster, advertiser }: Records) {
  const { db, now } = network.context();
  const keys = ROLES.flatMap((role) =>
    SCOPES.map((scope) => ({ role, scope, secret: `only-${scope}-key-of-a-${role}` })),
  );
  for (const { role, scope, secret } of keys)
    await db.write(
      insertApiKey({
        sha256: await sha256Hex(secret),
        id: `key_only_${scope}_${role}`,
        name: scope,
        role,
        advertiser_id: role === "advertiser" ? advertiser : null,
        webmaster_id: role === "webmaster" ? webmaster : null,
        created_at: now(),
        revoked_at: null,
        scopes: JSON.stringify([scope]),
      }),
    );
  return keys.map(({ secret, ...key }) => ({ ...key, headers: { authorization: `Bearer ${secret}` } }));
}

/** A person of an account, by default an owner of the demo account; returns the address. */
async function insertStandIn(
  network: TestNetwork,
  role: Role,
  { account, memberRole }: { account?: string; memberRole?: MemberRole } = {},
) {
  const { db, now } = network.context();
  const id = `per_stand_in_${role}_${memberRole ?? account ?? "demo"}`;
  const email = `${id}@people.example`;
  const person = {
    id,
    name: `Stand-in ${role}`,
    email,
    role,
    advertiser_id: role === "advertiser" ? (account ?? DEMO.advertiser) : null,
    webmaster_id: role === "webmaster" ? (account ?? DEMO.webmaster) : null,
    member_role: memberRole ?? "owner",
  };
  await db.write(insertPerson(person, PASSWORD_HASH, now()));
  return email;
}

/** A manager of a webmaster's account, who can't sign in; returns the id. */
export async function insertManager(network: TestNetwork, webmasterId: string): Promise<string> {
  const { db, now } = network.context();
  const id = `per_${unique("member").replace("-", "")}`;
  const account = { role: "webmaster", advertiser_id: null, webmaster_id: webmasterId } as const;
  const person = { id, name: "Maria", email: `${id}@people.example`, ...account, member_role: "manager" } as const;
  await db.write(insertPerson(person, "", now()));
  return id;
}

/** A session of a person whose token no caller has; returns the id. */
async function insertSession(network: TestNetwork, personId: string): Promise<string> {
  const id = unique("ses_side").replace("-", "");
  const [now, later] = [0, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
  await network.rows(
    "DB",
    "INSERT INTO session (id, token, person_id, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
    ...[id, `token of ${id}`, personId, later, now, now],
  );
  return id;
}

/** A weekly report of a person, which is due in a week; returns the id. */
async function insertScheduledReport(network: TestNetwork, personId: string, account: string): Promise<string> {
  const id = unique("rpt_side").replace("-", "");
  await network.rows(
    "DB",
    `INSERT INTO scheduled_report (id, person_id, account, name, query, every, zone, status, unsubscribe_sha256,
       period_day, due_at, created_at)
     VALUES (?1, ?2, ?3, 'Weekly', '{"group_by":"day"}', 'week', NULL, 'active', ?1, 20000, CAST(?4 AS INTEGER), 0)`,
    ...[id, personId, account, Date.now() + 7 * 86_400_000],
  );
  return id;
}

async function refusedDestination(network: TestNetwork, asAdvertiser: Context, offerId: string): Promise<string> {
  // Not a unique name: the recorded examples hold the numbers of those that follow.
  const { destinationChanges } = await changeOffer(asAdvertiser, offerId, { fallbackUrl: "https://unseen.example/" });
  const [{ id } = { id: "" }] = destinationChanges;
  await refuseDestinationChange(network.context(), id, "not their site");
  return id;
}

/** An operator who can't sign in; returns the id. */
async function insertOperator(network: TestNetwork): Promise<string> {
  const { db, now } = network.context();
  const id = `per_${unique("operator").replace("-", "_")}`;
  const account = { role: "operator", advertiser_id: null, webmaster_id: null } as const;
  await db.write(insertPerson({ id, name: "Olga", email: `${id}@people.example`, ...account }, "", now()));
  return id;
}

async function closedReport(network: TestNetwork): Promise<string> {
  const ctx = network.context();
  const id = await reportAbuse(ctx, { link: "demo", reason: "spam", text: "", contact: "" });
  await closeAbuseReport(ctx, id, { outcome: "unfounded", reason: "it leads to a shop" });
  return id;
}
