import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { UNCALLED, type Actor, type Context } from "./context.ts";
import { NetworkError } from "./errors.ts";

/**
 * Who may call each exported verb, independent of the HTTP layer. `*`: also while the account is blocked. A verb
 * that everyone may call limits by itself whose rows it reads; test/flows/matrix.test.ts shows that.
 */
const MAY_CALL = readTable(`
  account/addSource                        webmaster
  check/judgeFirst                         webmaster* advertiser* operator job
  conversion/withFirstCheck                webmaster* advertiser* operator job
  quality/activatePolicy                   operator
  quality/createPolicy                     operator
  quality/endOverdueLimits                 operator job
  quality/forgetScores                     operator job
  quality/getLimit                         webmaster* operator job
  quality/getPolicy                        operator
  quality/getScore                         webmaster* operator job
  quality/imposeLimit                      operator
  quality/liftLimit                        operator
  quality/listLimits                       webmaster* operator job
  quality/listPolicies                     operator
  quality/listScores                       webmaster* operator job
  quality/retirePolicy                     operator
  quality/scoreSources                     operator job
  quality/tryPolicy                        operator
  traffic-check/readVisitors               webmaster* advertiser* operator job
  stats/countVisitorsOfLinks               webmaster* advertiser* operator job
  own-traffic/addOwnTraffic                operator
  own-traffic/endOwnTraffic                operator
  own-traffic/listOwnTraffic               operator
  own-traffic/readOwnTraffic               webmaster* advertiser* operator job
  own-traffic/resealOwnTraffic             operator job
  own-traffic/tryOwnTraffic                operator
  traffic-check/activateRuleSet            operator
  traffic-check/answerAsked                operator
  traffic-check/checkDue                   operator job
  traffic-check/continueTrials             operator job
  traffic-check/createRuleSet              operator
  traffic-check/eraseAddresses             operator job
  traffic-check/getRuleSet                 operator
  traffic-check/getTrial                   operator
  traffic-check/listAsked                  operator
  traffic-check/listJudgments              webmaster* advertiser* operator job
  traffic-check/listRuleSets               operator
  traffic-check/listTrials                 operator
  traffic-check/recheck                    operator
  traffic-check/retireRuleSet              operator
  traffic-check/summariseTraffic           webmaster* advertiser* operator job
  traffic-check/tryRuleSet                 operator
  account/changeProfile:advertiser         advertiser operator
  account/changeProfile:webmaster          webmaster operator
  account/checkSources                     operator job
  account/effectsOfBlock                   operator
  account/effectsOfRevoking                webmaster* advertiser* operator job
  account/getAccount                       webmaster* advertiser* operator job
  account/getSource                        webmaster* advertiser* operator job
  account/listAccounts                     webmaster* advertiser* operator job
  account/listSources                      webmaster* advertiser* operator job
  account/confirmFrozen                    operator
  account/refuseFrozen                     operator
  account/freezeMoney                      operator
  account/releaseFrozen                    operator
  account/releaseHeld                      operator
  account/removeSource                     webmaster
  account/setBlocked                       operator
  account/verifySource:check               webmaster
  account/verifySource:trust               operator
  alert/judgeTraffic                       operator job
  alert/learnTraffic                       operator job
  appeal/answerAppeal                      operator
  appeal/answerAppeals                     operator
  appeal/getAppeal                         webmaster* operator job
  appeal/listAppeals                       webmaster* operator job
  appeal/openAppeal                        webmaster*
  appeal/withdrawAppeal                    webmaster*
  claim/answerClaim                        advertiser* operator
  claim/answerClaims                       advertiser* operator
  claim/confirmClaim                       operator
  claim/fileClaims                         webmaster
  claim/getClaim                           webmaster* advertiser* operator job
  claim/listClaims                         webmaster* advertiser* operator job
  claim/withdrawClaim                      webmaster*
  application/apply                        webmaster
  application/changeJoining                advertiser operator job
  application/getApplication               webmaster* advertiser* operator job
  application/getApplicationHistory        webmaster* advertiser* operator job
  application/getJoining                   webmaster* advertiser* operator job
  application/listApplications             webmaster* advertiser* operator job
  application/reviewApplication:approve    advertiser operator job
  application/reviewApplication:refuse     advertiser operator job
  application/reviewApplication:revoke     advertiser operator job
  application/reviewApplication:withdraw   webmaster
  archive/archiveDue                       operator job
  archive/checkChunk                       operator job
  archive/findArchivedClick                webmaster* advertiser* operator job
  archive/findArchivedClicks               webmaster* advertiser* operator job
  archive/findArchivedPostback             advertiser* operator job
  archive/getArchive                       operator job
  archive/listArchives                     operator job
  archive/readArchive                      operator job
  archive/stepArchive                      operator job
  audit/auditFound                         webmaster* advertiser* operator job
  audit/audit                              webmaster* advertiser* operator job
  audit/listAudit:account                  operator job
  audit/listAudit:own                      webmaster* advertiser* operator job
  bank-file/listBankFiles                  operator
  bank-file/makeBankFile                   operator
  bank-file/previewBankFile                operator
  bank-file/voidBankFile                   operator
  bank-statement/advanceStatement          operator job
  bank-statement/assignEntry               operator
  bank-statement/bookCharge                operator
  bank-statement/commitStatement           operator
  bank-statement/describeStatement         operator
  bank-statement/discardStatement          operator
  bank-statement/ignoreEntry               operator
  bank-statement/listEntries               operator
  bank-statement/listStatements            operator
  bank-statement/listUnfinishedStatements  operator job
  bank-statement/receiveStatement          operator
  books/checkBooks                         operator job
  books/continueBookCheck                  operator job
  check/eraseSignInAddresses               operator job
  click/addressesEndBefore                 webmaster* advertiser* operator job
  click/closeDays                          operator job
  click/completeMonths                     operator job
  click/eraseClickAddresses                operator job
  click/findClick                          webmaster* advertiser* operator job
  click/findClicks                         webmaster* advertiser* operator job
  click/forgetAnonymous                    operator job
  click/hasDueDays                         operator job
  click/listClicks                         webmaster* advertiser* operator job
  click/readKeptDays                       webmaster* advertiser* operator job
  click/recordClicks                       operator job
  conversion/adjustConversion              operator
  conversion/approveDue                    operator job
  conversion/attachClicks                  advertiser* operator job
  conversion/attachDue                     operator job
  conversion/confirmAdjustment             operator
  conversion/countHeldByBlock              operator
  conversion/decideReviews                 advertiser* operator job
  conversion/endHolds                      operator job
  conversion/exportConversions             webmaster* advertiser* operator job
  conversion/getConversion                 webmaster* advertiser* operator job
  conversion/listChanges                   webmaster* advertiser* operator job
  conversion/listConversions               webmaster* advertiser* operator job
  conversion/refuseUnpaid                  operator
  conversion/releaseHeldByBlock            operator
  conversion/reviewConversion              advertiser* operator job
  conversion/reviewConversions             advertiser* operator job
  correction/confirmCorrection             operator
  correction/getCorrection                 webmaster* advertiser* operator job
  correction/listCorrections               webmaster* advertiser* operator job
  correction/proposeCorrection             operator
  correction/takeAvailable                 operator
  files/sweepFiles                         operator job
  forecast/getExpectedMoney                webmaster* advertiser* operator job
  forecast/getForecast                     webmaster* advertiser* operator job
  forecast/keepExpected                    operator job
  forecast/learnCurves                     operator job
  guard/answerRequest                      webmaster* advertiser* operator job
  guard/changeGuard                        operator
  guard/confirmLimits                      operator
  guard/countAlone                         webmaster* advertiser* operator job
  guard/findWaiting                        webmaster* advertiser* operator job
  guard/getGuard                           operator
  guard/getMoneyRequest                    operator
  guard/isSamePerson                       webmaster* advertiser* operator job
  guard/listMoneyRequests                  operator
  guard/personOf                           webmaster* advertiser* operator job
  guard/requireMoneyScope                  webmaster* advertiser* operator job
  guard/requireSecondPerson                webmaster* advertiser* operator job
  guard/vouchForOperator                   operator
  guard/writeGuarded                       webmaster* advertiser* operator job
  health/readHealth                        operator job
  identity/acceptInvitation                webmaster* advertiser* operator job
  identity/changeMemberRole                webmaster advertiser operator
  identity/changeOwnProfile                webmaster* advertiser* operator
  identity/listSessions                    webmaster* advertiser* operator job
  identity/revokeOtherSessions             webmaster* advertiser* operator
  identity/revokeSession                   webmaster* advertiser* operator
  identity/changeOwnPassword               webmaster* advertiser* operator job
  identity/confirmSession                  webmaster* advertiser* operator
  identity/createApiKey                    webmaster advertiser operator
  identity/findInvitation                  webmaster* advertiser* operator job
  identity/forgetCodes                     webmaster* advertiser* operator job
  identity/getCode                         webmaster* advertiser* operator job
  identity/getMember                       webmaster* advertiser* operator job
  identity/invite:advertiser               advertiser operator
  identity/invite:operator                 operator
  identity/invite:webmaster                webmaster operator
  identity/listApiKeys:account             operator
  identity/listApiKeys:own                 webmaster* advertiser* operator job
  identity/listInvitations                 webmaster* advertiser* operator job
  identity/listMembers                     webmaster* advertiser* operator job
  identity/openAccount                     webmaster* advertiser* operator job
  identity/removeMember                    webmaster* advertiser* operator
  identity/requestCode                     webmaster* advertiser* operator job
  identity/requireOwner                    webmaster* advertiser* operator job
  identity/resetPassword                   webmaster* advertiser* operator job
  identity/revokeApiKey                    webmaster* advertiser* operator
  identity/revokeInvitation                webmaster* advertiser* operator
  ledger/getStatement                      webmaster* operator
  ledger/listOwnBalances                   webmaster* operator
  ledger/listTransfers:account             operator job
  ledger/listTransfers:own                 webmaster* advertiser* operator job
  ledger/readStatementLines                webmaster* operator
  link/changeLink                          webmaster operator job
  link/closeAbuseReport                    operator
  link/createTestClick                     webmaster
  notice/acknowledgeNotice                 webmaster advertiser operator
  notice/countNotices                      webmaster* advertiser* operator
  notice/listNotices                       webmaster* advertiser* operator
  notice/syncNotices                       webmaster* advertiser* operator job
  report-view/changeReportView             webmaster* advertiser* operator job
  report-view/listReportViews              webmaster* advertiser* operator job
  report-view/removeReportView             webmaster* advertiser* operator job
  report-view/saveReportView               webmaster* advertiser* operator
  reporting/reportTestConversion           webmaster
  link/createLink                          webmaster
  link/createLinks                         webmaster
  link/getLink                             webmaster* advertiser* operator job
  link/listAbuseReports                    operator
  link/listLinks                           webmaster* advertiser* operator job
  link/pauseLink                           webmaster operator job
  link/reportAbuse                         webmaster* advertiser* operator job
  link/resumeLink                          webmaster operator job
  loss/auditClicks                         operator job
  loss/auditConversions                    operator job
  loss/auditHour                           operator job
  loss/findStored                          operator job
  loss/forgetAudit                         operator job
  loss/listHours                           operator job
  loss/restoreClicks                       operator
  money-request/confirmMoneyRequest        operator
  money-request/refuseMoneyRequest         operator
  offer/addCreative                        advertiser operator job
  offer/answerTerms:any                    webmaster advertiser operator
  offer/answerTerms:loss                   operator
  offer/changeCap                          operator job
  offer/changeOffer                        advertiser operator job
  offer/confirmOpening                     operator
  offer/confirmTerms                       operator
  offer/createOffer                        advertiser operator job
  offer/exportOffers                       advertiser* operator job
  offer/getOffer                           webmaster* advertiser* operator job
  offer/importOffers                       advertiser operator job
  offer/listCreatives                      webmaster* advertiser* operator job
  offer/listOffers                         webmaster* advertiser* operator job
  offer/listTerms                          webmaster* advertiser* operator job
  offer/approveDestinationChange           operator
  offer/getDestinationChange               advertiser* operator job
  offer/listDestinationChanges             advertiser* operator job
  offer/offersWithLandings                 webmaster* advertiser* operator job
  offer/refuseDestinationChange            operator
  offer/listHosts                          advertiser* operator job
  offer/moveOffer                          advertiser operator job
  offer/restoreHost                        operator
  offer/revokeHost                         operator
  offer/proposeTerms                       webmaster advertiser operator
  offer/readCreative                       webmaster* advertiser* operator job
  offer/removeCreative                     advertiser operator job
  payer-account/addLegalEntity             operator
  payer-account/addPayerAccount            operator
  payer-account/changeLegalEntity          operator
  payer-account/disablePayerAccount        operator
  payer-account/findDocumentNumbers        operator job
  payer-account/findPayers                 webmaster* advertiser* operator job
  payer-account/getLegalEntity             webmaster* advertiser* operator job
  payer-account/getPayer                   operator
  payer-account/getPayerAccount            operator
  payer-account/listLegalEntities          operator
  payer-account/listPayerAccounts          operator
  payer-account/makeMainPayerAccount       operator
  payer-account/numberDocuments            operator job
  payer-account/resealPayerAccounts        operator job
  payout-account/addPayoutAccount          webmaster
  payout-account/findPayableAccounts       webmaster* advertiser* operator job
  payout-account/getPayoutAccount          webmaster* operator job
  payout-account/getWithholding            webmaster* operator
  payout-account/holdPayoutAccount         operator
  payout-account/listPayoutAccounts        webmaster* operator job
  payout-account/makeMainAccount           webmaster
  payout-account/releasePayoutAccount      operator
  payout-account/removePayoutAccount       webmaster operator job
  payout-account/resealAccounts            operator job
  payout-account/revealPayoutAccount       operator
  payout-account/screenAccounts            operator job
  payout-account/setWithholding            operator
  payout/advancePayoutRun                  operator job
  payout/cancelPayoutRun                   operator
  payout/confirmPayoutRun                  operator
  payout/createPayoutRun                   operator job
  payout/describePayoutRun                 operator job
  payout/endInstruction                    operator job
  payout/excludeFromRun                    operator
  payout/getPayout                         webmaster* operator job
  payout/getNextPayout                     webmaster* operator
  payout/getPayoutSchedule                 webmaster* operator
  payout/getPayoutRun                      operator job
  payout/instructPayouts                   operator job
  payout/listLeftOut                       operator job
  payout/listMinimums                      webmaster* operator
  payout/listPayoutLines                   webmaster* operator job
  payout/listUnfinishedRuns                operator job
  payout/listPayoutRuns                    operator
  payout/listPayoutTerms                   webmaster* operator job
  payout/listPayoutRequests                webmaster* operator job
  payout/listPayouts                       webmaster* operator job
  payout/markArrived                       operator job
  payout/returnStatements                  operator job
  payout/workOnRuns                        operator job
  payout/returnPayout                      operator
  payout/setMinimums                       operator
  payout/requestPayout                     webmaster
  payout/requireNoInstruction              operator job
  payout/setPayoutSchedule                 operator
  payout/setPayoutTerms                    operator
  payout/stepPayoutRun                     operator
  payout/withdrawPayoutRequest             webmaster
  payout/withdrawPayouts                   operator
  payout-document/acceptDocument           operator
  payout-document/getDocument              webmaster* operator job
  payout-document/listDocuments            webmaster* operator job
  payout-document/readDocumentFile         webmaster* operator job
  payout-document/readPaper                webmaster* operator job
  payout-document/refuseDocument           operator
  payout-document/returnOverdue            operator job
  payout-document/uploadDocument           webmaster
  payout-provider/advanceProvider          operator job
  payout-provider/handOverRun              operator
  payout-provider/listSubmissions          operator
  payout-provider/noteWebhook              operator job
  payout-provider/resolveSubmission        operator
  postback/changePostbackSettings          advertiser operator job
  postback/confirmResolution               operator
  postback/createSigningSecret             advertiser operator job
  postback/createToken                     advertiser operator job
  postback/forgetRequests                  operator job
  postback/getPostback                     advertiser* operator job
  postback/getPostbackSetup                advertiser* operator job
  postback/listPostbacks                   advertiser* operator job
  postback/recordPostbacks                 advertiser* operator job
  postback/replayPostback                  advertiser* operator job
  postback/resolvePostback:accept          advertiser* operator
  postback/resolvePostback:attribute       operator
  postback/resolvePostback:dismiss         advertiser* operator
  postback/revokeSigningSecret             advertiser* operator job
  postback/revokeToken                     advertiser* operator job
  publishing/drainOutbox                   operator job
  publishing/reconcile                     operator job
  publishing/snapshotOf                    webmaster* advertiser* operator job
  queue/countDeadLetters                   operator job
  queue/listDeadLetters                    operator job
  queue/listQueues                         operator job
  quota/listQuotas:account                 operator
  quota/listQuotas:own                     webmaster* advertiser* operator job
  quota/requireRoom                        webmaster* advertiser* operator job
  quota/setQuota                           operator
  quota/writeWithinQuotas                  webmaster* advertiser* operator job
  report/findFacts                         webmaster* advertiser* operator job
  reporting/reportConversions              advertiser* operator job
  scheduled-report/changeReport            webmaster advertiser operator
  scheduled-report/deleteReport            webmaster* advertiser* operator
  scheduled-report/findDueReport           operator job
  scheduled-report/getScheduledReport      webmaster* advertiser* operator
  scheduled-report/listScheduledReports    webmaster* advertiser* operator
  scheduled-report/mailDueReports          operator job
  scheduled-report/pauseReport             webmaster* advertiser* operator
  scheduled-report/resumeReport            webmaster advertiser operator
  scheduled-report/scheduleReport          webmaster advertiser operator
  scheduled-report/unsubscribe             operator job
  search/search                            webmaster* advertiser* operator job
  source-limit/liftPauseOf                 webmaster* advertiser* operator job
  source-limit/takePauseOver               webmaster* advertiser* operator job
  stats/countNetworkToDo                   operator
  stats/countToDo                          webmaster* advertiser* operator job
  stats/findClickSubject                   webmaster* advertiser* operator job
  offer/findOffersByName                   webmaster* advertiser* operator job
  settings/acceptTerms                     webmaster* advertiser* operator
  settings/changeSettings                  operator
  settings/publishLegalText                operator
  settings/readLogoFile                    webmaster* advertiser* operator job
  settings/removeLogo                      operator
  settings/setLogo                         operator
  stats/countFigures                       operator job
  stats/getClickLife                       webmaster* advertiser* operator job
  stats/getReport                          webmaster* advertiser* operator job
  stats/listSubStats                       webmaster* advertiser* operator job
  stats/namesIn                            webmaster* advertiser* operator job
  stats/readHourlyConversions              webmaster* advertiser* operator job
  stats/readHourlyTraffic                  webmaster* advertiser* operator job
  stats/readSeries                         webmaster* advertiser* operator job
  support/attach                           webmaster* advertiser* operator
  support/closeThread                      webmaster* advertiser* operator
  support/countUnread                      webmaster* advertiser* operator job
  support/findThreadsByTitle               webmaster* advertiser* operator job
  support/forgetUnsent                     operator job
  support/getAttachment                    webmaster* advertiser* operator job
  support/getThreadSeen                    webmaster* advertiser* operator job
  support/listMessages                     webmaster* advertiser* operator job
  support/listThreads                      webmaster* advertiser* operator job
  support/markRead                         webmaster* advertiser* operator
  support/openThread                       webmaster* advertiser* operator
  support/writeMessage                     webmaster* advertiser* operator
  upload/advanceUpload                     operator job
  upload/cancelUpload                      advertiser* operator job
  upload/commitUpload                      advertiser* operator job
  upload/confirmCommit                     operator
  upload/forgetUnused                      operator job
  upload/getSchedule                       webmaster* advertiser* operator job
  upload/getUpload                         webmaster* advertiser* operator job
  upload/listRows                          webmaster* advertiser* operator job
  upload/listUnfinished                    operator job
  upload/listUploads                       webmaster* advertiser* operator job
  upload/makePeriods                       operator job
  upload/promisedAt                        webmaster* advertiser* operator job
  upload/receiveUpload                     advertiser* operator job
  upload/remindOfUploads                   operator job
  upload/setSchedule                       operator
  upload/undoUpload:any                    advertiser* operator job
  upload/undoUpload:paid                   operator
  upload/writeResults                      webmaster* advertiser* operator job
`);

const ACTORS: Record<string, Actor> = {
  webmaster: { role: "webmaster", id: "key_w", webmasterId: "wm_1" },
  advertiser: { role: "advertiser", id: "key_a", advertiserId: "adv_1" },
  operator: { role: "operator", id: "key_o" },
  job: { role: "system", job: "test" },
};

/** A database that no refused call may reach. */
const UNTOUCHED = new Proxy({}, { get: () => throwTouched() });

function throwTouched(): never {
  throw new Error("reached the data");
}

const contextOf = (actor: Actor): Context =>
  ({
    actor,
    ...UNCALLED,
    now: () => 0,
    db: UNTOUCHED,
    clicks: UNTOUCHED,
    files: UNTOUCHED,
    archive: UNTOUCHED,
  }) as unknown as Context; // a call that is refused uses the actor alone

/** Stands for any argument: each of its fields is the same again, and it has no items. */
const ANYTHING: unknown = new Proxy(() => ANYTHING, {
  get: (_, name) => {
    if (name === Symbol.iterator) return () => [][Symbol.iterator]();
    if (name === Symbol.toPrimitive) return () => "1";
    return name === "then" ? undefined : ANYTHING;
  },
  ownKeys: () => ["prototype"],
});

const SOURCE = `${import.meta.dirname}/`;

/** `folder/verb` of each function that a folder exports and whose first argument is a context. */
async function listVerbs() {
  const verbs = new Map<string, Verb>();
  for (const folder of readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const files = readdirSync(SOURCE + folder.name).filter((name) => name.endsWith(".ts") && !name.includes("test"));
    const text = files.map((name) => readFileSync(`${SOURCE}${folder.name}/${name}`, "utf8")).join("\n");
    const names = [...text.matchAll(VERB)].map(([, name = ""]) => name);
    const exported = (await import(`./${folder.name}/index.ts`)) as Record<string, unknown>;
    for (const name of names) {
      const verb = exported[name];
      if (typeof verb === "function") verbs.set(`${folder.name}/${name}`, verb as Verb);
    }
  }
  return verbs;
}

const VERB =
  /export (?:async )?(?:function |const )(\w+)(?:<[^>]*>)?(?: = (?:async )?)?\(\s*(?:\w+|\{[^}]*\}): (?:Pick<)?(?:Context|Reader)\b/g;

type Verb = (...args: unknown[]) => unknown;

/** Arguments on which it depends who may call a verb, by a name for the table. */
const VARIANTS: Record<string, Record<string, unknown[]>> = {
  "account/changeProfile": { webmaster: ["webmaster"], advertiser: ["advertiser"] },
  "account/verifySource": { check: ["src_1", "dns"], trust: ["src_1", "operator"] },
  "application/reviewApplication": {
    ...{ approve: [{ event: "approve" }], refuse: [{ event: "refuse" }] },
    ...{ revoke: [{ event: "revoke" }], withdraw: [{ event: "withdraw" }] },
  },
  "audit/listAudit": { own: [{}], account: [{ account: { advertiserId: "adv_2" } }] },
  "identity/listApiKeys": { own: [{ limit: 1 }], account: [{ limit: 1, advertiserId: "adv_2" }] },
  "ledger/listTransfers": { own: [{}, { limit: 1 }], account: [{ account: { advertiserId: "adv_2" } }, { limit: 1 }] },
  "quota/listQuotas": { own: [undefined], account: [{ webmasterId: "wm_2" }] },
  "offer/answerTerms": { any: ["off_1", {}], loss: ["off_1", { acceptsLoss: true }] },
  "identity/invite": {
    webmaster: [{ role: "webmaster", advertiserId: null, webmasterId: null }],
    advertiser: [{ role: "advertiser", advertiserId: null, webmasterId: null }],
    operator: [{ role: "operator", advertiserId: null, webmasterId: null }],
  },
  "postback/resolvePostback": {
    ...{ accept: [{ verb: "accept" }], attribute: [{ verb: "attribute" }], dismiss: [{ verb: "dismiss" }] },
  },
  "upload/undoUpload": {
    any: ["upl_1", { reversesPaid: false, reason: null }],
    paid: ["upl_1", { reversesPaid: true, reason: null }],
  },
};

/** What a call by this actor is refused with; undefined if it is let in. */
async function refusalOf(verb: Verb, actor: Actor, known: unknown[]): Promise<string | undefined> {
  try {
    await verb(contextOf(actor), ...known, ...Array.from({ length: 5 }, () => ANYTHING));
  } catch (error) {
    if (error instanceof NetworkError && (error.code === "forbidden" || error.code === "account_blocked"))
      return error.code;
  }
  return undefined;
}

async function callersOf(verb: Verb, known: unknown[] = []): Promise<string> {
  const callers: string[] = [];
  for (const [name, actor] of Object.entries(ACTORS)) {
    if ((await refusalOf(verb, actor, known)) !== undefined) continue;
    const blocked = name === "webmaster" || name === "advertiser" ? { ...actor, isBlocked: true } : undefined;
    const isOpen = blocked !== undefined && (await refusalOf(verb, blocked as Actor, known)) === undefined; // with one field more
    callers.push(isOpen ? `${name}*` : name);
  }
  return callers.join(" ");
}

test("each verb refuses the roles that may not call it, before it reads anything", async () => {
  const verbs = await listVerbs();
  const found: Record<string, string> = {};
  for (const [name, verb] of verbs) {
    const variants = VARIANTS[name];
    if (variants === undefined) found[name] = await callersOf(verb);
    for (const [label, known] of Object.entries(variants ?? {}))
      found[`${name}:${label}`] = await callersOf(verb, known);
  }
  const hint = "a verb without a line, or with another one, belongs into MAY_CALL of packages/network/src/role.test.ts";
  expect(found, hint).toEqual(Object.fromEntries(MAY_CALL));
  expect(verbs.size).toBeGreaterThan(100);
});

function readTable(text: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
  return new Map(
    lines.map((line) => {
      const [name = "", ...callers] = line.trim().split(/\s+/);
      return [name, callers.join(" ")];
    }),
  );
}
