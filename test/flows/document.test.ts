import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ERRORS } from "@waymark/network/errors";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { proposeCorrection } from "@waymark/network/correction";
import { reportAbuse } from "@waymark/network/link";
import { mailToken } from "@waymark/network/mail";
import { changeOffer } from "@waymark/network/offer";
import { recordClicks } from "@waymark/network/click";
import { recordPostbacks } from "@waymark/network/postback";
import type { ClickEvent } from "@waymark/contract/click-event";
import type { PostbackFields } from "@waymark/contract/postback-event";
import { ok, type Loose } from "../harness/api.ts";
import { statementCsv } from "../harness/bank-statements.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { exampleOf, masked, recordExample, sentExample, writeExamples, type SentExample } from "../harness/examples.ts";
import { admit, freshAddress, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { operations, type Operation } from "../harness/openapi.ts";
import {
  codeFor,
  freshTotp,
  INVITATION_MAIL,
  newEmail,
  PASSWORD,
  RESET_MAIL,
  SIGN_UP_MAIL,
} from "../harness/people.ts";
import { insertCalibratedRules } from "../harness/rule-set.ts";
import { requestTo } from "../harness/requests.ts";
import { bodySchemaOf, checkOfAnswer } from "../harness/schemas.ts";
import { GIF_TEXT, makeSides, WEBP_TEXT, type Records, type Sides } from "../harness/sides.ts";
import { announceTooMuch } from "../harness/too-much.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;
let sides: Sides;

/** Access to PayPal, where no server answers. */
const PAYPAL = {
  ...{ PAYPAL_ORIGIN: "http://127.0.0.1:9", PAYPAL_CLIENT_ID: "id", PAYPAL_CLIENT_SECRET: "secret" },
  PAYPAL_WEBHOOK_ID: "hook",
};

beforeAll(async () => {
  network = await startNetwork({ vars: { control: PAYPAL } });
  sides = await makeSides(network);
});
afterAll(() => {
  writeExamples();
  return network?.stop();
});

const named = (operationId: string): Operation => {
  const operation = operations.find((known) => known.operationId === operationId);
  if (operation === undefined) throw new Error(`no operation ${operationId}`);
  return operation;
};

/** Operations that have succeeded. */
const answered = new Set<string>();

interface Call {
  headers?: Record<string, string>;
  of?: Partial<Records>;
  query?: string;
  /** A text is sent unchanged. */
  body?: unknown;
  isTooMuch?: boolean;
}

interface Told {
  status: number;
  body: Loose;
  cookie: string;
}

/** Calls an operation, and validates its answer against the document. */
async function call(
  operation: Operation,
  { headers = {}, of = {}, query, isTooMuch = false, ...given }: Call = {},
): Promise<Told> {
  const request = requestTo(operation.name, { ...sides.A.records, ...of });
  const body = "body" in given ? given.body : request.body;
  const path = query === undefined ? request.path : `${request.path.split("?")[0]}?${query}`;
  const url = network.localNetwork.origins.control + path;
  const all = {
    "cf-connecting-ip": freshAddress(),
    ...headers,
    ...(body !== undefined && { "content-type": request.type }),
  };
  const response = isTooMuch
    ? await announceTooMuch(url, operation.method, all)
    : await fetch(url, {
        method: operation.method,
        headers: all,
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  const text = await response.text();
  const told = type.endsWith("json") ? (JSON.parse(text) as Loose) : {}; // checked next
  const check = checkOfAnswer(operation, response.status, type);
  expect(check, `${operation.name} → ${response.status} ${type}: ${text}`).toBeDefined();
  expect(check?.(type.endsWith("json") ? told : text), `${operation.name} → ${text}`).toEqual([]);
  if (response.ok && !answered.has(operation.operationId)) {
    const sent = sentExample(operation, url, body);
    recordExample(operation, sent, type === "application/json" ? told : undefined);
    expectExample(operation, sent, response.status);
  }
  if (response.ok) answered.add(operation.operationId);
  else {
    expect(type).toBe("application/problem+json");
    expect(told["status"]).toBe(response.status);
    const { code, title } = told as { code: keyof typeof ERRORS; title: string }; // the schema says so
    expect(ERRORS[code], code).toEqual({ status: response.status, title });
  }
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return { status: response.status, body: told, cookie: cookie.join("; ") };
}

/** The document's example is this request, which was just answered well; and its answer fits the schema. */
function expectExample(operation: Operation, sent: SentExample, status: number) {
  const { answer, ...example } = exampleOf(operation) ?? {};
  expect(masked(example), `${operation.name}: ${WRITE_THEM}`).toEqual(masked(sent));
  if (answer === undefined) return;
  const faults = checkOfAnswer(operation, status, "application/json")?.(answer);
  expect(faults, `the example answer of ${operation.name}: ${WRITE_THEM}`).toEqual([]);
}

const WRITE_THEM = "WAYMARK_EXAMPLES=write vitest run test/flows/document.test.ts writes the examples again";

async function well(operationId: string, options?: Call): Promise<Told> {
  const told = await call(named(operationId), options);
  expect([200, 201, 202], `${operationId}: ${JSON.stringify(told.body)}`).toContain(told.status);
  return told;
}

describe("answers are as the document says", () => {
  test("to people", async () => {
    const email = newEmail();
    await well("signUp", { body: { email, name: "Anna" } });
    await well("sendVerificationEmail", { body: { email } });
    const confirmation = { token: await codeFor(network, email, SIGN_UP_MAIL), password: PASSWORD };
    await well("verifyEmail", { body: confirmation });
    await well("requestPasswordReset", { body: { email } });
    const token = await codeFor(network, email, RESET_MAIL);
    await well("resetPassword", { body: { token, password: `${PASSWORD}!` } });
    const signIn = async () => (await well("signIn", { body: { email, password: `${PASSWORD}!` } })).cookie;
    let headers = { cookie: await signIn() };
    await well("getMe", { headers });
    await well("changeMe", { headers });
    const { body: list } = await well("listSessions", { headers: { cookie: await signIn() } });
    const [{ id: session = "" } = {}] = list["data"] as { id?: string }[]; // the schema says so
    await well("revokeSession", { headers, of: { session } });
    await well("revokeOtherSessions", { headers });
    const body = { current_password: `${PASSWORD}!`, new_password: `${PASSWORD}!` };
    headers = { cookie: (await well("changePassword", { headers, body })).cookie };
    const begun = await well("enableSecondFactor", { headers, body: { password: `${PASSWORD}!` } });
    const code = freshTotp(String(begun.body["totp_uri"]));
    headers = { cookie: (await well("verifySecondFactor", { headers, body: { code } })).cookie };
    const [backupCode, another] = begun.body["backup_codes"] as string[]; // the schema says so
    headers = { cookie: await signIn() };
    headers = { cookie: (await well("verifyBackupCode", { headers, body: { code: backupCode } })).cookie };
    const removal = { password: `${PASSWORD}!`, code: another };
    headers = { cookie: (await well("disableSecondFactor", { headers, body: removal })).cookie };
    await well("confirmIdentity", { headers, body: { password: `${PASSWORD}!` } });
    await well("revokeSessions", { headers });
    await well("signOut", { headers: { cookie: await signIn() } });
  });

  test("about scheduled reports", async () => {
    const headers = sides.headers["webmaster A's session"];
    await well("listReports", { headers });
    const { body: report } = await well("createReport", { headers });
    const of = { scheduledReport: String(report["id"]) };
    const token = mailToken(LOCAL_SECRETS.AUTH_SECRET, { purpose: "unsubscribe", id: of.scheduledReport });
    await well("unsubscribeReport", { body: { token } });
    for (const operationId of ["getReport", "changeReport", "resumeReport", "pauseReport", "deleteReport"])
      await well(operationId, { headers, of });
    await well("listReportViews", { headers });
    const { body: view } = await well("saveReportView", { headers });
    for (const operationId of ["changeReportView", "removeReportView"])
      await well(operationId, { headers, of: { reportView: String(view["id"]) } });
  });

  test("about the network's settings", async () => {
    const headers = sides.headers.operator;
    await well("getSettings");
    await well("changeSettings", { headers });
    await well("setLogo", { headers, body: WEBP_TEXT });
    await well("getLogo");
    const { body: text } = await well("publishLegalText", { headers });
    await well("getLegalText");
    await well("getSettings");
    const body = { version: text["version"] };
    await well("acceptTerms", { headers: sides.headers["webmaster A's session"], body });
    await well("getMe", { headers: sides.headers["webmaster A's session"] });
    await well("removeLogo", { headers });
  });

  test("about keys and invitations", async () => {
    const headers = sides.headers["operator's session"];
    const { body: key } = await well("createApiKey", { headers, body: { name: "ci", scopes: ["read", "write"] } });
    await well("listApiKeys", { headers });
    await well("listQuotas", { headers });
    await well("listQuotas", { headers: sides.headers["webmaster A"] });
    await well("setQuota", { headers });
    await well("revokeApiKey", { headers, of: { key: String(key["id"]) } });
    await well("listAudit", { headers });
    await well("search", { headers });
    for (const operationId of ["listMembers", "getMember", "changeMemberRole", "removeMember", "vouchForMember"])
      await well(operationId, { headers });
    const email = newEmail();
    await well("invite", { headers, body: { email, role: "advertiser", account_name: unique("Shop") } });
    const token = await codeFor(network, email, INVITATION_MAIL);
    await well("acceptInvitation", { body: { token, name: "Boris", password: PASSWORD } });
    await well("revokeInvitation", { headers });
    await well("listInvitations", { headers });
    const [operator, webmaster] = [sides.headers.operator, sides.headers["webmaster A"]];
    for (const caller of [headers, operator, webmaster, sides.headers["read key"]])
      await well("getMe", { headers: caller });
  });

  test.each(["operator", "advertiser A", "webmaster A"] as const)("to %s", async (caller) => {
    const headers = sides.headers[caller];
    const may = (...callers: string[]) => callers.includes(caller);
    for (const operationId of ["Offer", "Link", "Conversion"])
      for (const prefix of [`list${operationId}s`, `get${operationId}`]) await well(prefix, { headers });
    for (const operationId of ["getClickLife", "listConversionChanges", "listStats"])
      await well(operationId, { headers });
    await well("listStats", { headers, query: "group_by=day,offer,link" });
    await well("exportStats", { headers });
    for (const operationId of ["listSubStats", "getForecast", "listExpectedMoney", "listNotices", "countNotices"])
      await well(operationId, { headers });
    for (const operationId of ["listTerms", "proposeTerms", "answerTerms", "listCreatives", "readCreative"])
      await well(operationId, { headers });
    if (may("operator", "advertiser A")) {
      for (const operationId of ["listPostbacks", "getPostback", "replayPostback"])
        await well(operationId, { headers });
      for (const operationId of ["getPostbackSetup", "changePostbackSetup"]) await well(operationId, { headers });
      await well("createOffer", { headers });
      await well("changeOffer", { headers });
      for (const operationId of ["exportOffers", "importOffers"]) await well(operationId, { headers });
      for (const operationId of ["reportConversions", "reviewConversions"]) await well(operationId, { headers });
      await well("exportPostbacks", { headers });
      const { body: creative } = await well("addCreative", { headers, body: GIF_TEXT });
      await well("removeCreative", { headers, of: { creative: String(creative["id"]) } });
    }
    if (may("operator", "webmaster A")) {
      for (const operationId of ["changeLink", "pauseLink", "resumeLink"]) await well(operationId, { headers });
      for (const operationId of ["listBalances", "listPayouts", "getPayout", "exportPayouts"])
        await well(operationId, { headers });
      for (const operationId of ["getStatement", "exportStatement"]) await well(operationId, { headers });
    }
    if (may("webmaster A")) {
      for (const operationId of ["createLink", "createLinks"]) await well(operationId, { headers });
      const { body: test } = await well("createTestClick", { headers });
      const body = { amount: { amount_minor: 10_000, currency: "USD" } };
      await well("createTestConversion", { headers, of: { click: String(test["click_id"]) }, body });
    }
    for (const operationId of [
      "listClicks",
      "exportConversions",
      "exportClicks",
      "exportLinks",
      "exportUploads",
      "getOwnToDo",
    ])
      await well(operationId, { headers });
  });

  test("about postbacks that are parked", async () => {
    const headers = sides.headers.operator;
    const link = await linkRow(network);
    const park = async (clickId: ClickEvent["clickId"], fields: PostbackFields) => {
      const parameters = Object.entries({ click_id: clickId, ...fields });
      const request = { method: "GET", contentType: "", parameters };
      const event = await postbackEvent(clickId, { fields, request });
      await recordPostbacks(network.context(), [event]);
      return { receipt: event.receipt };
    };
    for (const operationId of ["acceptPostback", "dismissPostback"]) {
      const of = await park(clickEvent(link).clickId, { amount: "9", currency: "EUR" });
      const body = {
        reason: "as agreed",
        ...(operationId === "acceptPostback" && { amount: { amount_minor: 990, currency: "USD" } }),
      };
      await well(operationId, { headers, of, body });
      await well("getPostback", { headers, of });
    }
    const order = { amount: "9", order_id: unique("order") };
    await park(clickEvent(link).clickId, order);
    await well("attributePostback", { headers, of: await park(clickEvent(link).clickId, order) });
    await well("listPostbacks", { headers, query: "status=parked&is_resolved=true" });
  });

  test("about money", async () => {
    const headers = sides.headers.operator;
    const [first, second] = await sides.A.conversions(2);
    for (const conversion of [first ?? "", second ?? ""])
      await well("reviewConversion", { headers, of: { conversion, verb: "approve" } });
    const cheaper = { amount: { amount_minor: 80_000, currency: "USD" }, reason: "a discount" };
    await well("adjustConversion", { headers, of: { conversion: first ?? "" }, body: cheaper });
    const { body: abandoned } = await well("createPayoutRun", { headers });
    for (const operationId of ["excludeFromPayoutRun", "cancelPayoutRun"])
      await well(operationId, { headers, of: { run: String(abandoned["id"]) } });
    const { body: run } = await well("createPayoutRun", { headers });
    await well("getPayoutRun", { headers, of: { run: String(run["id"]) } });
    await well("listLeftOutAmounts", { headers, of: { run: String(run["id"]) } });
    await well("stepPayoutRun", { headers, of: { run: String(run["id"]) } });
    await well("listPayoutRuns", { headers });
    const [payout] = await network.rows<{ id: string }>("DB", "SELECT id FROM payout WHERE run_id = ?", run["id"]);
    await well("listPayoutLines", { headers, of: { payout: payout?.id ?? "" } });
    await well("returnPayout", { headers, of: { returnedPayout: payout?.id ?? "" } });
  });

  test("about bank files and statements", async () => {
    const [headers, session] = [sides.headers.operator, sides.headers["operator's session"]];
    const [conversion = ""] = await sides.A.conversions(1);
    await well("reviewConversion", { headers, of: { conversion, verb: "approve" } });
    const { body: run } = await well("createPayoutRun", { headers });
    const of = { run: String(run["id"]) };
    await well("stepPayoutRun", { headers, of });
    await ok(network.operator.post(`/payout-runs/${of.run}/send`));
    const { body: preview } = await well("previewBankFile", { headers, of });
    const leftOut = (preview["left_out"] as { payouts: number }).payouts; // the schema says so
    const file = requestTo("POST /api/v1/payout-runs/{id}/bank-file", sides.A.records).body as Loose; // an object
    const { body: made } = await well("makeBankFile", { headers: session, of, body: { ...file, left_out: leftOut } });
    await well("listBankFiles", { headers, of });
    const voiding = { message_id: made["message_id"], reason: "the bank never got it" };
    await well("voidBankFile", { headers: session, of, body: voiding });
    const [payout] = await network.rows<{ id: string; net_minor: number }>(
      ...(["DB", "SELECT id, net_minor FROM payout WHERE run_id = ? AND account_id IS NOT NULL", of.run] as const),
    );
    const csv = statementCsv([
      { kind: "other", cents: -(payout?.net_minor ?? 0) },
      { kind: "other", cents: -50 },
      { kind: "other", cents: 100 },
    ]);
    const { body: draft } = await well("uploadBankStatement", { headers });
    await well("discardBankStatement", { headers, of: { bankStatement: String(draft["id"]) } });
    const { body: statement } = await well("uploadBankStatement", { headers, body: csv });
    const its = { bankStatement: String(statement["id"]), payout: payout?.id ?? "" };
    for (const operationId of ["getBankStatement", "listBankStatements", "commitBankStatement"])
      await well(operationId, { headers, of: its });
    for (const [entry, operationId] of [
      ...[[1, "assignBankStatementEntry"] as const, [2, "bookBankStatementEntryAsCharge"] as const],
      [3, "ignoreBankStatementEntry"] as const,
    ] as const)
      await well(operationId, { headers, of: { ...its, entry: String(entry) } });
    await well("listBankStatementEntries", { headers, of: its });
  });

  test("about documents of payouts", async () => {
    const [headers, operator] = [sides.headers["webmaster A"], sides.headers.operator];
    await well("listPayoutDocuments", { headers });
    const file = { headers: { ...headers, "content-type": "application/octet-stream" }, body: "%PDF-1.7 signed" };
    const { body: refused } = await well("uploadPayoutDocument", file);
    const fileOf = (body: Loose) => (body["file"] as { id: string }).id; // the schema says so
    const refusal = { file_id: fileOf(refused), reason: "it is not signed" };
    await well("refusePayoutDocument", { headers: operator, body: refusal });
    const { body: signed } = await well("uploadPayoutDocument", file);
    await well("acceptPayoutDocument", { headers: operator, body: { file_id: fileOf(signed) } });
    await well("getPayoutDocument", { headers });
    await well("downloadPayoutDocument", { headers });
    await well("downloadPayoutPaper", { headers });
  });

  test("about payouts that PayPal pays", async () => {
    const [headers, session] = [sides.headers.operator, sides.headers["operator's session"]];
    const [conversion = ""] = await sides.A.conversions(1);
    await well("reviewConversion", { headers, of: { conversion, verb: "approve" } });
    const { body: run } = await well("createPayoutRun", { headers });
    const of = { run: String(run["id"]) };
    await well("stepPayoutRun", { headers, of });
    await ok(network.operator.post(`/payout-runs/${of.run}/send`));
    await well("handOverPayoutRun", { headers: session, of });
    await network.rows(
      "DB",
      `INSERT INTO payout_submission (payout_id, run_id, status, changed_at)
       SELECT id, run_id, 'unknown', 0 FROM payout WHERE run_id = ? ON CONFLICT DO NOTHING`,
      of.run,
    );
    const { body: list } = await well("listPayoutSubmissions", { headers, of });
    const [submission] = list["data"] as { payout_id: string }[]; // the schema says so
    await network.rows("DB", "UPDATE payout_submission SET status = 'unknown' WHERE run_id = ?", of.run);
    await well("resolvePayout", { headers, of: { payout: submission?.payout_id ?? "" } });
  });

  test("about offers that change their status", async () => {
    const [operator, advertiser] = [sides.headers.operator, sides.headers["advertiser A"]];
    const { body: offer } = await well("createOffer", { headers: advertiser });
    const id = String(offer["id"]);
    const of = { offer: id, pausedOffer: id, archivedOffer: id };
    for (const [operationId, headers] of [
      ...([
        ["submitOffer", advertiser],
        ["withdrawOffer", advertiser],
        ["submitOffer", advertiser],
      ] as const),
      ...([
        ["returnOffer", operator],
        ["submitOffer", advertiser],
        ["approveOffer", operator],
        ["reachOfferCap", operator],
        ["resetOfferCap", operator],
      ] as const),
      ...([
        ["pauseOffer", advertiser],
        ["resumeOffer", advertiser],
        ["archiveOffer", advertiser],
      ] as const),
    ] as const)
      await well(operationId, { headers, of });
  });

  test("about offers that are joined", async () => {
    const [operator, webmaster] = [sides.headers.operator, sides.headers["webmaster A"]];
    const advertiser = sides.headers["advertiser A"];
    const { body: offer } = await well("createOffer", { headers: operator, body: byApplication() });
    const of = { offer: String(offer["id"]) };
    await well("getJoining", { headers: webmaster, of });
    await well("changeJoining", { headers: advertiser, of });
    const contact = { name: "Clara", email: "clara@people.example", other: "" };
    await well("changeJoining", { headers: advertiser, of, body: { contact, approval: "automatic", version: 1 } });
    await well("getJoining", { headers: webmaster, of });
    const { body: application } = await well("apply", { headers: webmaster, of });
    const its = { application: String(application["id"]) };
    for (const operationId of ["getApplication", "getApplicationEffects"])
      await well(operationId, { headers: webmaster, of: its });
    await well("reviewApplication", { headers: advertiser, of: { ...its, verb: "revoke" }, body: { reason: "bots" } });
    await well("getApplication", { headers: advertiser, of: its });
    await well("listOfferApplications", { headers: advertiser, of });
    await well("listApplications", { headers: webmaster, query: "status=revoked" });
  });

  test.each(["Advertiser", "Webmaster"])("about accounts: %s", async (kind) => {
    const headers = sides.headers.operator;
    for (const operationId of [`list${kind}s`, `get${kind}`, `change${kind}`, `get${kind}BlockEffects`])
      await well(operationId, { headers });
    const blocked = sides.A.records[kind === "Webmaster" ? "blockedWebmaster" : "blockedAdvertiser"];
    await well(`unblock${kind}`, { headers, of: { advertiser: blocked, webmaster: blocked } });
    if (kind === "Webmaster") await well("releaseHeldConversions", { headers });
    await well(`block${kind}`, { headers });
    if (kind === "Advertiser") return;
    for (const operationId of ["setPayoutMinimums", "getPayoutMinimums", "setWithholding", "getWithholding"])
      await well(operationId, { headers });
    for (const operationId of ["freezeMoney", "releaseFrozenMoney", "refuseFrozenMoney"]) {
      const { id } = await admit(network, "webmaster");
      const of = { webmaster: id, blockedWebmaster: id };
      await well("blockWebmaster", { headers, of, body: { reason: "bought clicks", reason_code: "fraud" } });
      if (operationId === "freezeMoney") await well("releaseFrozenMoney", { headers, of });
      await well(operationId, { headers, of });
    }
  });

  test("about appeals", async () => {
    const [headers, operator] = [sides.headers["webmaster A's session"], sides.headers.operator];
    const [first = "", second = "", third = ""] = await sides.A.conversions(3);
    const open = async (conversion: string) => {
      await ok(network.operator.post(`/conversions/${conversion}/hold`, { reason_code: "fraud" }));
      const { body } = await well("openAppeal", { headers, of: { conversion } });
      return { appeal: String(body["id"]) };
    };
    const of = await open(first);
    await well("listAppeals", { headers, query: `conversion_id=${first}` });
    await well("answerAppeal", { headers: operator, of });
    await well("getAppeal", { headers: operator, of });
    await well("answerAppeals", { headers: operator, of: await open(second) });
    await well("withdrawAppeal", { headers, of: await open(third) });
  });

  test("about claims", async () => {
    const [headers, advertiser] = [sides.headers["webmaster A's session"], sides.headers["advertiser A"]];
    const [first = "", second = "", third = "", fourth = ""] = await sides.A.conversions(4);
    const file = async (conversion: string) => {
      const reject = { id: conversion, verb: "reject", reason_code: "not_delivered" };
      await ok(network.operator.post("/conversions/review", { reviews: [reject] }));
      const { body } = await well("fileClaims", { headers, of: { conversion } });
      const [filed] = body["data"] as { claim: { id: string } }[];
      return { claim: filed?.claim.id ?? "" };
    };
    const of = await file(first);
    await well("listClaims", { headers, query: `conversion_id=${first}` });
    await well("answerClaim", { headers: advertiser, of });
    await well("getClaim", { headers: advertiser, of });
    await well("answerClaims", { headers: advertiser, of: await file(second) });
    await well("withdrawClaim", { headers, of: await file(third) });
    await ok(network.operator.post(`/conversions/${fourth}/reject`, { reason_code: "not_delivered" }));
    await well("fileClaimsOfCsv", { headers, of: { conversion: fourth } });
  });

  test("about payouts on request", async () => {
    const [headers, operator] = [sides.headers["webmaster A's session"], sides.headers.operator];
    const onRequest = { schedule: { kind: "request" }, reason: "as agreed" };
    await well("setPayoutSchedule", { headers: operator, body: onRequest });
    const { webmaster } = sides.A.records;
    await proposeCorrection(network.context(), {
      ...{ of: { webmasterId: webmaster }, currency: "USD", amountMinor: 9_000, reason: "agreed" },
    });
    const { body: request } = await well("requestPayout", { headers });
    for (const operationId of ["listPayoutRequests", "withdrawPayoutRequest"])
      await well(operationId, { headers, of: { payoutRequest: String(request["id"]) } });
    await well("setPayoutSchedule", { headers: operator });
  });

  test("about payout accounts", async () => {
    const [headers, operator] = [sides.headers["webmaster A's session"], sides.headers["operator's session"]];
    const { body: account } = await well("addPayoutAccount", { headers });
    const id = String(account["id"]);
    const of = { payoutAccount: id, removedPayoutAccount: id };
    for (const operationId of ["listPayoutAccounts", "getPayoutAccount"]) await well(operationId, { headers, of });
    for (const operationId of ["holdPayoutAccount", "releasePayoutAccount", "revealPayoutAccount"])
      await well(operationId, { headers: operator, of });
    await well("getNextPayout", { headers });
    await well("makeMainPayoutAccount", { headers, of });
    await well("removePayoutAccount", { headers: operator, of });
  });

  test("about the traffic check", async () => {
    const headers = sides.headers.operator;
    const of = { ruleSet: await insertCalibratedRules(network, 900) };
    await well("listRuleSets", { headers });
    await well("createRuleSet", { headers });
    await well("activateRuleSet", { headers, of });
    await well("getRuleSet", { headers, of });
    // The first of them are held, and of the others the operator is asked.
    const link = await linkRow(network);
    const sell = async () => {
      const clicks = Array.from({ length: 6 }, () => clickEvent(link, { clickedAt: Date.now() - 1_000, asn: 16_509 }));
      await recordClicks(network.context(), clicks);
      const events = await Promise.all(clicks.map(({ clickId }) => postbackEvent(clickId)));
      const [first] = await recordPostbacks(network.context(), events);
      return first?.outcome.conversionId ?? "";
    };
    const conversion = await sell();
    await well("listJudgments", { headers, of: { conversion } });
    await well("listCheckQuestions", { headers });
    await well("releaseWaiting", { headers, of: { webmaster: link.webmaster_id } });
    await sell();
    await well("holdWaiting", { headers, of: { webmaster: link.webmaster_id } });
    await well("summariseTraffic", { headers });
    await well("recheckConversions", { headers, of: { conversion } });
    const today = new Date().toISOString().slice(0, 10);
    const { body: trial } = await well("tryRuleSet", { headers, of, body: { from: today, to: today } });
    await well("listTrials", { headers, of });
    await well("getTrial", { headers, of: { ...of, ruleSetTrial: String(trial["id"]) } });
    await well("retireRuleSet", { headers, of });
    const { body: entry } = await well("addOwnTraffic", { headers });
    await well("listOwnTraffic", { headers });
    await well("tryOwnTraffic", { headers });
    await well("endOwnTraffic", { headers, of: { ownTraffic: String(entry["id"]) } });
  });

  test("about the quality of sources", async () => {
    const headers = sides.headers.operator;
    for (const operationId of ["listSourceScores", "getSourceScore"]) await well(operationId, { headers });
    const { body: policy } = await well("createQualityPolicy", { headers });
    const of = { qualityPolicy: String(policy["id"]) };
    for (const operationId of ["activateQualityPolicy", "getQualityPolicyOutcome", "retireQualityPolicy"])
      await well(operationId, { headers, of });
    for (const operationId of ["getQualityPolicy", "listQualityPolicies"]) await well(operationId, { headers, of });
    const { body: limit } = await well("imposeSourceLimit", { headers });
    for (const operationId of ["getSourceLimit", "listSourceLimits", "liftSourceLimit"])
      await well(operationId, { headers, of: { sourceLimit: String(limit["id"]) } });
  });

  test("about the terms of payouts", async () => {
    for (const operationId of ["setPayoutTerms", "listPayoutTerms", "setPayoutSchedule", "getPayoutSchedule"])
      await well(operationId, { headers: sides.headers.operator });
  });

  test("about legal entities and payer accounts", async () => {
    const headers = sides.headers["operator's session"];
    const { body: entity } = await well("addLegalEntity", { headers });
    const owner = { legalEntity: String(entity["id"]) };
    for (const operationId of ["changeLegalEntity", "listLegalEntities"])
      await well(operationId, { headers, of: owner });
    const { body: account } = await well("addPayerAccount", { headers, of: owner });
    const id = String(account["id"]);
    const of = { ...owner, payerAccount: sides.A.records.payerAccount, disabledPayerAccount: id };
    for (const operationId of ["getPayerAccount", "listPayerAccounts", "makeMainPayerAccount", "disablePayerAccount"])
      await well(operationId, { headers, of });
  });

  test("about traffic sources", async () => {
    const [operator, webmaster] = [sides.headers.operator, sides.headers["webmaster A"]];
    const { body: source } = await well("addTrafficSource", { headers: webmaster });
    const of = { source: String(source["id"]) };
    await well("verifyTrafficSource", { headers: webmaster, of, body: { method: "dns" } });
    await well("verifyTrafficSource", { headers: operator, of });
    for (const operationId of ["listTrafficSources", "getTrafficSource", "removeTrafficSource"])
      await well(operationId, { headers: webmaster, of });
  });

  test("about threads", async () => {
    const [headers, operator] = [sides.headers["webmaster A"], sides.headers.operator];
    const { body: thread } = await well("openThread", { headers });
    const of = { thread: String(thread["id"]) };
    const { body: file } = await well("attachFile", { headers, of, query: "name=note.txt", body: "So." });
    await well("writeMessage", { headers, of, body: { text: "Look", attachment_ids: [file["id"]] } });
    for (const operationId of ["countUnread", "listThreads", "getThread", "listMessages", "readThread", "closeThread"])
      await well(operationId, { headers: operator, of });
    await well("getAttachment", { headers: operator, of: { attachment: String(file["id"]) } });
  });

  test("about notices", async () => {
    await well("acknowledgeNotice", { headers: sides.headers["webmaster A"] });
  });

  const byApplication = () => ({
    ...(requestTo("POST /api/v1/offers", sides.A.records).body as Loose), // an object
    access: "application",
  });

  test("about tokens and secrets of postbacks", async () => {
    const headers = sides.headers.operator;
    const { body: token } = await well("createPostbackToken", { headers });
    await well("revokePostbackToken", { headers, of: { token: String(token["id"]) } });
    const { body: secret } = await well("createPostbackSecret", { headers });
    await well("revokePostbackSecret", { headers, of: { secret: String(secret["id"]) } });
  });

  test("about uploads", async () => {
    const headers = sides.headers["advertiser A"];
    await well("setUploadSchedule", { headers: sides.headers.operator, of: { offer: DEMO.offers.upload } });
    await well("getUploadSchedule", { headers, of: { offer: DEMO.offers.upload } });
    const validated = async () => {
      const { body } = await well("createUpload", { headers });
      const of = { upload: String(body["id"]) };
      await until("it is validated", async () => {
        const { body: upload } = await well("getUpload", { headers, of });
        return upload["status"] === "validated";
      });
      return of;
    };
    const of = await validated();
    await well("commitUpload", { headers, of });
    await until("it is committed", async () => {
      const { body } = await well("getUpload", { headers, of });
      return body["status"] === "committed";
    });
    for (const operationId of ["listUploads", "listUploadRows", "getUploadResults"])
      await well(operationId, { headers, of });
    await well("undoUpload", { headers, of });
    await well("cancelUpload", { headers, of: await validated() });
  });

  test("about the ledger", async () => {
    const headers = sides.headers.operator;
    for (const operationId of ["listTransfers", "checkBooks", "listCorrections", "getCorrection"])
      await well(operationId, { headers });
    for (const caller of [sides.headers["webmaster A"], sides.headers["advertiser A"]])
      for (const operationId of ["listTransfers", "listCorrections"]) await well(operationId, { headers: caller });
    const large = { amount_minor: -1_000_000, currency: "USD" };
    const body = { webmaster_id: DEMO.webmaster, amount: large, reason: "a slip" };
    await well("proposeCorrection", { headers, body });
    const second = sides.headers["operator's session"];
    const { body: requests } = await well("listMoneyRequests", { headers });
    const [request] = requests["data"] as { id: string }[];
    const of = { moneyRequest: request?.id ?? "" };
    await well("getMoneyRequest", { headers, of });
    await well("answerMoneyRequest", { headers: second, of });
    for (const operationId of ["getMoneyGuard", "changeMoneyGuard"]) await well(operationId, { headers });
  });

  test("about what went wrong", async () => {
    for (const operationId of [
      ...["restoreClicks", "getToDo", "getHealth", "listAbuseReports", "auditClicks", "listQueues"],
      ...["listDeadLetters", "replayDeadLetters"],
      ...["listArchives", "getArchive", "readArchive", "checkArchiveChunk"],
      ...["listDestinationChanges", "getDestinationChange"],
      ...["revokeAdvertiserHost", "listAdvertiserHosts", "restoreAdvertiserHost"],
    ])
      await well(operationId, { headers: sides.headers.operator });
    const asAdvertiser = network.context({ role: "advertiser", id: "key_x", advertiserId: sides.A.records.advertiser });
    for (const operationId of ["refuseDestinationChange", "approveDestinationChange"]) {
      const waiting = { fallbackUrl: "https://unseen.example/" };
      const { destinationChanges } = await changeOffer(asAdvertiser, sides.A.records.offer, waiting);
      const destinationChange = destinationChanges[0]?.id ?? "";
      await well(operationId, { headers: sides.headers.operator, of: { destinationChange } });
    }
    const report = await reportAbuse(network.context(), { link: "demo", reason: "spam", text: "", contact: "" });
    await well("closeAbuseReport", { headers: sides.headers.operator, of: { report } });
  });

  test("every operation has succeeded at least once", () => {
    expect([...answered].toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted());
  });
});

describe("refusals are as the document says", () => {
  const WITH_BODY = operations.filter((operation) => bodySchemaOf(operation) !== undefined);
  const CLOSED = operations.filter(({ security }) => security.length > 0);
  let statuses: number[] = [];
  const refuse = async (operation: Operation, options: Call) => {
    const { status } = await call(operation, options);
    statuses.push(status);
    return status;
  };
  afterEach(() => void (statuses = []));

  test("without a key, without the right, without the record", async () => {
    for (const caller of ["anonymous", "webmaster A", "advertiser A", "operator", "read key"] as const)
      await Promise.all(
        CLOSED.map((operation) => refuse(operation, { headers: sides.headers[caller], of: sides.missing })),
      );
    expect(statuses).toEqual(expect.arrayContaining([401, 403, 404, 409]));
  });

  test.each(WITH_BODY.map((operation) => [operation.name, operation] as const))(
    "%s: bad bodies",
    async (_, operation) => {
      const headers = sides.headers["operator's session"];
      const absent = operation.requestBody?.required === true ? [""] : [];
      for (const body of [...absent, "{", "[]", "null", '"text"', '{"no_such_field":1}'])
        expect(await refuse(operation, { headers, body }), body).toBe(400);
      expect(await refuse(operation, { headers, isTooMuch: true })).toBe(413);
    },
  );

  const WITHOUT_BODY = operations.filter(({ requestBody, method }) => requestBody === undefined && method !== "GET");

  test("to bodies that are not expected", async () => {
    const headers = sides.headers["operator's session"];
    for (const operation of WITHOUT_BODY)
      for (const body of ["{", "[]", "null", '{"no_such_field":1}'])
        expect(await refuse(operation, { headers, body }), `${operation.name} ${body}`).toBe(400);
  });

  test("to too many passwords", async () => {
    const headers = { "cf-connecting-ip": "10.9.9.9" };
    const body = { email: DEMO.emails.advertiser, password: "not the password" };
    for (let i = 0; i < 7; i++) await refuse(named("signIn"), { headers, body });
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});
