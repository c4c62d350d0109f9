import { encodeBase32 } from "@waymark/contract/base32";
import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { listAudit } from "@waymark/network/audit";
import { recordClicks } from "@waymark/network/click";
import type { Actor, Context } from "@waymark/network/context";
import { getConversion, reviewConversions } from "@waymark/network/conversion";
import { getExpectedMoney } from "@waymark/network/forecast";
import { getLink, insertLink, pauseLink, resumeLink, type LinkRow } from "@waymark/network/link";
import { recordPostbacks } from "@waymark/network/postback";
import { snapshotOf } from "@waymark/network/publishing";
import {
  activatePolicy,
  ALL_DAYS,
  createPolicy,
  endOverdueLimits,
  forgetScores,
  getLimit,
  getScore,
  imposeLimit,
  liftLimit,
  listLimits,
  listPolicies,
  listScores,
  retirePolicy,
  scoreSources,
  tryPolicy,
  type QualityRule,
} from "@waymark/network/quality";
import { countNetworkToDo, countToDo } from "@waymark/network/stats";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";

/** The quality of sources through the real verbs: a bad link is scored, limited, and recovers. */

let network: TestNetwork;
/** The time of the network, Unix ms. */
let now = Date.UTC(2026, 8, 1, 12);
let offerId: string;
const HOLD_DAYS = 14;
const HONEST = 5;

const honest: LinkRow[] = [];
/** Two links of one webmaster: all visitors of the first come from servers. */
let bad: LinkRow;
let good: LinkRow;

const as = (actor: Actor) => network.context(actor, () => now);
const system = () => as({ role: "system", job: "source_quality" });
const operator = () => as({ role: "operator", id: "key_test" });
const advertiser = () => as({ role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser });
const webmasterOf = ({ webmaster_id: webmasterId }: LinkRow) => as({ role: "webmaster", id: "key_test", webmasterId });

const newest = { limit: 50 };

beforeAll(async () => {
  network = await startNetwork();
  offerId = (await network.newOffer({ hold_days: HOLD_DAYS, attribution_days: 30 })).id;
  for (let i = 0; i < HONEST; i++) honest.push(await newLink((await admit(network, "webmaster")).id));
  const { id: webmasterId } = await admit(network, "webmaster");
  bad = await newLink(webmasterId);
  good = await newLink(webmasterId);
}, 60_000);
afterAll(() => network?.stop());

async function newLink(webmasterId: string, ofOffer = offerId): Promise<LinkRow> {
  const slug = unique("quality");
  const { db } = network.context();
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId: ofOffer, webmasterId, defaults: {} }, now));
  return linkRow(network, slug);
}

const SERVERS = { asn: 16_509 };

/** Sells so many times by a link now, an hour after the clicks, and returns the ids of the conversions. */
async function sell(link: LinkRow, count: number, click: Partial<ClickEvent> = {}): Promise<string[]> {
  const clicks = Array.from({ length: count }, () =>
    clickEvent(link, {
      ...{ clickedAt: now - 60 * MINUTE_MS, address: encodeBase32(crypto.getRandomValues(new Uint8Array(8))) },
      ...click,
    }),
  );
  await recordClicks(system(), clicks);
  const fields = { amount: "49.90", currency: "USD" };
  const postbacks = await Promise.all(clicks.map(({ clickId }) => postbackEvent(clickId, { acceptedAt: now, fields })));
  const recorded = await recordPostbacks(system(), postbacks);
  return recorded.map(({ outcome }) => outcome.conversionId ?? "");
}

const sellOne = async (link: LinkRow) => (await sell(link, 1))[0] ?? "";

const review = (ids: readonly string[], event: "approve" | "reject") =>
  reviewConversions(
    advertiser(),
    ids.map((id) => ({ id, event, reason: null, reasonCode: event === "reject" ? ("fraud" as const) : null })),
  );

/** What the cron does, once a day. */
async function score(ctx: () => Context = system) {
  while ((await scoreSources(ctx())) > 0);
}

const nextDay = (days = 1) => void (now += days * DAY_MS);

const scoreOf = async (link: LinkRow) => (await getScore(operator(), link.id)).score;

const RULE: QualityRule = {
  ...{ name: "servers", of: "link", scoreBelow: 60, conversionsMin: 50, days: 2, holdDays: 30 },
  ...{ recoversAt: 80, reviewDays: 30, againAfterDays: 3 },
};

let before: string[];

test("a job scores each source by its peers, and can die at any write", async () => {
  for (const link of honest) {
    const ids = await sell(link, 40);
    await review(ids.slice(0, 30), "approve");
    await review(ids.slice(30, 33), "reject");
  }
  before = await sell(bad, 60, { ...SERVERS, sub1: "farm" });
  await review(before.slice(0, 20), "approve");
  await sell(good, 40, { sub1: "blog" });
  await recordClicks(system(), [clickEvent(good, { clickedAt: now, verdict: "bot" } as Partial<ClickEvent>)]);
  expect((await listScores(operator(), { kind: "link", order: "score" }, newest)).rows).toEqual([]);
  nextDay();
  // Each third write fails before it is done, and each other third one after it.
  let writes = 0;
  const dying = (): Context => {
    const ctx = system();
    return {
      ...ctx,
      db: {
        ...ctx.db,
        async write(statements) {
          const turn = writes++ % 3;
          if (turn === 0) throw new Error("died before it wrote");
          const written = await ctx.db.write(statements);
          if (turn === 1) throw new Error("died after it wrote");
          return written;
        },
      },
    };
  };
  for (let tries = 0, isDone = false; !isDone; tries++) {
    expect(tries).toBeLessThan(200);
    try {
      isDone = (await scoreSources(dying())) === 0;
    } catch (error) {
      expect(String(error)).toContain("died");
      const { rows } = await listScores(operator(), { kind: "link", order: "score" }, newest);
      // A day shows when it is whole.
      expect([0, HONEST + 2]).toContain(rows.length);
      if (rows.length > 0) break;
    }
  }
  await score();
  const { rows } = await listScores(operator(), { kind: "link", order: "score" }, newest);
  expect(rows.map(({ id }) => id)[0]).toBe(bad.id);
  expect(rows).toHaveLength(HONEST + 2);
  // (60 + 20 · 0) / 80 = 0.75 of its visitors are from servers more than usual.
  expect(rows[0]).toMatchObject({ score: 25, conversions: 60, absent: null, limits: [] });
  expect(rows[0]?.parts.find(({ part }) => part === "servers")).toMatchObject({
    found: 60,
    of: 60,
    usual: 0,
    points: 75,
  });
  for (const { score: other } of rows.slice(1)) expect(other).toBeGreaterThan(90);
  const [first] = (await listScores(operator(), { kind: "webmaster", order: "score" }, newest)).rows;
  expect(first).toMatchObject({ id: bad.webmaster_id, conversions: 100 });
  expect(first?.score).toBeLessThan(60);
}, 60_000);

test("a link's sub-ids have scores of their own, and so has each day", async () => {
  const source = await getScore(operator(), bad.id);
  expect(source).toMatchObject({
    history: [{ score: 25, conversions: 60 }],
    subs: [{ name: "sub1", value: "farm", score: 25, conversions: 60, history: [{ score: 25 }] }],
    subsLeft: 0,
  });
});

test("webmasters see their own sources only, with what is usual rounded", async () => {
  const { rows } = await listScores(webmasterOf(bad), { kind: "link", order: "conversions" }, newest);
  expect(rows.map(({ id }) => id)).toEqual([bad.id, good.id]);
  const seen = await getScore(webmasterOf(bad), bad.id);
  for (const { usual, points } of seen.parts) {
    expect(usual === null || Number.isInteger(Math.round(usual * 1e6) / 1e4)).toBe(true);
    expect(Number.isInteger(points)).toBe(true);
  }
  await expect(getScore(webmasterOf(bad), honest[0]?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  const foreign = { kind: "link", order: "score", webmasterId: honest[0]?.webmaster_id } as const;
  expect((await listScores(webmasterOf(bad), foreign, newest)).rows).toEqual([]);
  await expect(listScores(advertiser(), { kind: "link", order: "score" }, newest)).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a list can be paged, and filtered by score", async () => {
  const filter = { kind: "link", order: "score" } as const;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listScores(operator(), filter, { limit: 2, cursor });
    seen.push(...page.rows.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(HONEST + 2);
  expect(new Set(seen).size).toBe(HONEST + 2);
  expect((await listScores(operator(), { ...filter, scoreBelow: 60 }, newest)).rows.map(({ id }) => id)).toEqual([
    bad.id,
  ]);
});

test("a policy that contradicts itself is refused, and one that is not on limits nothing", async () => {
  await expect(createPolicy(operator(), { rules: [{ ...RULE, recoversAt: 10 }], note: null })).rejects.toMatchObject({
    code: "invalid_input",
    errors: [{ path: "rules.0.recovery_score" }],
  });
  await expect(createPolicy(webmasterOf(bad), { rules: [RULE], note: null })).rejects.toMatchObject({
    code: "forbidden",
  });
  const { id } = await createPolicy(operator(), { rules: [RULE], note: "links of servers" });
  // It was below the score on one day only.
  expect((await tryPolicy(operator(), id)).wanted).toEqual([]);
  nextDay();
  await score();
  const { wanted } = await tryPolicy(operator(), id);
  expect(wanted).toMatchObject([{ id: bad.id, kind: "link", limitKind: "hold", score: 25 }]);
  expect(wanted[0]?.reason).toContain(
    "The score is 25 of 100, and was below 60 on 2 days in a row; 100 % of the judged",
  );
  expect((await listLimits(operator(), {}, newest)).rows).toEqual([]);
});

test("a policy holds longer what comes, once, and moves no promised date", async () => {
  const [policy] = await listPolicies(operator());
  await activatePolicy(operator(), policy?.id ?? "", "the bad link");
  const promised = await Promise.all(before.map((id) => getConversion(operator(), id)));
  nextDay();
  await score();
  await score();
  const { rows } = await listLimits(operator(), { isOpen: true }, newest);
  expect(rows).toMatchObject([
    {
      kind: "hold",
      linkId: bad.id,
      holdDays: 30,
      isByPolicy: true,
      seen: { score: 25, recoversAt: 80 },
    },
  ]);
  expect(await countNetworkToDo(operator())).toMatchObject({ source_limits: { count: 1 } });
  expect(await countToDo(webmasterOf(bad))).toMatchObject({ sourcesLimited: 1 });
  expect(await countToDo(webmasterOf(honest[0] ?? bad))).toMatchObject({ sourcesLimited: 0 });
  const after = await Promise.all(before.map((id) => getConversion(operator(), id)));
  expect(after.map(({ availableAt }) => availableAt)).toEqual(promised.map(({ availableAt }) => availableAt));
  // What waits for its approval keeps the hold that it was recorded with.
  await review(before.slice(20, 21), "approve");
  expect((await getConversion(operator(), before[20] ?? "")).availableAt).toBe(now + HOLD_DAYS * DAY_MS);
  const fresh = await sellOne(bad);
  const other = await sellOne(good);
  await review([fresh, other], "approve");
  expect((await getConversion(operator(), fresh)).availableAt).toBe(now + (HOLD_DAYS + 30) * DAY_MS);
  expect((await getConversion(operator(), other)).availableAt).toBe(now + HOLD_DAYS * DAY_MS);
  const [expected] = await getExpectedMoney(webmasterOf(bad), { horizonDays: 60, zone: "UTC" });
  const amountsOn = (days: number) => {
    const date = new Date(now + days * DAY_MS).toISOString().slice(0, 10);
    return expected?.commission?.days.find((day) => day.date === date)?.approved;
  };
  expect(amountsOn(HOLD_DAYS + 30)).toBeGreaterThan(0);
});

test("the webmaster sees why, but can't end it; the operator lifts it, and the policy waits before it limits again", async () => {
  const [limit] = (await listLimits(webmasterOf(bad), {}, newest)).rows;
  expect(limit).toMatchObject({ kind: "hold", isByPolicy: true, ended: null, details: undefined });
  await expect(getLimit(webmasterOf(honest[0] ?? bad), limit?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(liftLimit(webmasterOf(bad), limit?.id ?? "", "mine")).rejects.toMatchObject({ code: "forbidden" });
  const lifted = await liftLimit(operator(), limit?.id ?? "", "they showed us their servers");
  expect(lifted).toMatchObject({ ended: { as: "lifted", reason: "they showed us their servers" } });
  expect(await liftLimit(operator(), limit?.id ?? "", "again")).toEqual(lifted);
  await review([await sellOne(bad)], "approve");
  const open = async () => (await listLimits(operator(), { isOpen: true }, newest)).rows;
  for (let day = 1; day < RULE.againAfterDays; day++) {
    nextDay();
    await score();
    expect(await open()).toEqual([]);
  }
  nextDay();
  await score();
  expect(await open()).toMatchObject([{ linkId: bad.id }]);
  const events = await listAudit(operator(), { event: "source_limit.lift", limit: 10 });
  expect(events).toMatchObject([{ subject: limit?.id }]);
});

test("a limit ends when its source has recovered, and not before", async () => {
  const [limit] = (await listLimits(operator(), { isOpen: true }, newest)).rows;
  // What came from servers is out of the window by then; the limit's date is not there yet.
  nextDay(27);
  for (const link of [...honest, bad]) await sell(link, 30);
  nextDay();
  await score();
  expect(await scoreOf(bad)).toBeGreaterThan(80);
  expect((await getLimit(operator(), limit?.id ?? "")).ended).toBeNull();
  nextDay();
  await score();
  expect((await getLimit(operator(), limit?.id ?? "")).ended).toMatchObject({ as: "recovered" });
  const fresh = await sellOne(bad);
  await review([fresh], "approve");
  expect((await getConversion(operator(), fresh)).availableAt).toBe(now + HOLD_DAYS * DAY_MS);
});

const isStopped = async ({ slug }: LinkRow) =>
  (JSON.parse((await snapshotOf(operator(), `link:/${slug}`)) ?? "{}") as { isStopped?: boolean }).isStopped === true;

test("a policy pauses a link; its webmaster can't resume it, and its end resumes only what it paused", async () => {
  const [policy] = await listPolicies(operator());
  await retirePolicy(operator(), policy?.id ?? "", "a stricter one");
  const { id } = await createPolicy(operator(), {
    rules: [{ ...RULE, name: "pause", days: 1, holdDays: null }],
    note: null,
  });
  await activatePolicy(operator(), id, "servers again");
  await sell(bad, 60, SERVERS);
  nextDay();
  await score();
  const [limit] = (await listLimits(operator(), { isOpen: true, kind: "pause" }, newest)).rows;
  expect(limit).toMatchObject({ linkId: bad.id, holdDays: null });
  expect(await getLink(operator(), bad.id)).toMatchObject({ status: "paused", paused_by: "operator" });
  expect(await isStopped(bad)).toBe(true);
  await expect(resumeLink(webmasterOf(bad), bad.id)).rejects.toMatchObject({ code: "forbidden" });
  await pauseLink(webmasterOf(bad), bad.id, { reason: "holidays" });
  await resumeLink(webmasterOf(bad), bad.id);
  expect(await isStopped(bad)).toBe(true);
  // A new link of the same webmaster is not paused: that is left to rules about webmasters.
  await pauseLink(webmasterOf(bad), bad.id, { reason: "holidays" });
  await liftLimit(operator(), limit?.id ?? "", "settled");
  expect(await getLink(operator(), bad.id)).toMatchObject({ status: "paused", paused_by: "webmaster" });
  await resumeLink(webmasterOf(bad), bad.id);
  expect(await getLink(operator(), bad.id)).toMatchObject({ status: "active", paused_by: null });
  nextDay();
  await score();
  expect((await listLimits(operator(), { isOpen: true }, newest)).rows).toEqual([]);
});

test("the operator limits by hand, once in each way, and resumes by either door", async () => {
  const source = { kind: "link", id: good.id } as const;
  const pause = { source, kind: "pause", holdDays: null, days: 10, reason: "we look at it" } as const;
  const first = await imposeLimit(operator(), pause);
  await expect(imposeLimit(operator(), pause)).rejects.toMatchObject({ code: "already_exists" });
  await expect(imposeLimit(operator(), { ...pause, holdDays: 3 })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(
    imposeLimit(operator(), { ...pause, source: { kind: "webmaster", id: good.webmaster_id } }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  await expect(imposeLimit(operator(), { ...pause, source: { kind: "link", id: "lnk_none" } })).rejects.toMatchObject({
    code: "not_found",
  });
  await resumeLink(operator(), good.id, { reason: "it is fine" });
  expect(await getLimit(operator(), first.id)).toMatchObject({ ended: { as: "lifted", reason: "it is fine" } });
  const auditOf = async (event: "source_limit.lift" | "link.pause" | "link.resume", subject: string) =>
    listAudit(operator(), { event, subject, account: { webmasterId: good.webmaster_id }, limit: 50 });
  expect(await auditOf("source_limit.lift", first.id)).toMatchObject([
    { reason: "it is fine", after: { kind: "pause", source: good.id, as: "lifted" } },
  ]);
  expect(await auditOf("link.resume", good.id)).toMatchObject([{ reason: "it is fine" }]);
  // The operator's own pause stays when the limit ends.
  const second = await imposeLimit(operator(), pause);
  expect(await auditOf("link.pause", good.id)).toEqual([]);
  await pauseLink(operator(), good.id, { reason: "the site is down" });
  await pauseLink(operator(), good.id, { reason: "once more" });
  expect(await getLink(operator(), good.id)).toMatchObject({ paused_reason: "the site is down" });
  expect(await auditOf("link.pause", good.id)).toMatchObject([
    { reason: "the site is down", before: { status: "paused" } },
  ]);
  await liftLimit(operator(), second.id, "done");
  expect(await getLink(operator(), good.id)).toMatchObject({ status: "paused", paused_by: "operator" });
  const third = await imposeLimit(operator(), pause);
  await liftLimit(operator(), third.id, "done");
  expect(await isStopped(good)).toBe(true);
  await resumeLink(operator(), good.id);
  expect(await isStopped(good)).toBe(false);
  // A resumption that ends no limit is no end of one.
  for (const { id } of [second, third]) expect(await auditOf("source_limit.lift", id)).toHaveLength(1);
});

test("a webmaster's limit holds all of their links, and of two limits the longer one counts", async () => {
  const webmaster = { kind: "webmaster", id: good.webmaster_id } as const;
  await imposeLimit(operator(), { source: webmaster, kind: "hold", holdDays: 10, days: 5, reason: "we look at it" });
  await imposeLimit(operator(), {
    ...{ source: { kind: "link", id: good.id }, kind: "hold", holdDays: 3, days: 5, reason: "and at this link" },
  });
  const fresh = await newLink(good.webmaster_id);
  const ids = [await sellOne(good), await sellOne(fresh), await sellOne(honest[0] ?? good)];
  await review(ids, "approve");
  const holds = await Promise.all(
    ids.map(async (id) => ((await getConversion(operator(), id)).availableAt ?? 0) / DAY_MS - now / DAY_MS),
  );
  expect(holds).toEqual([HOLD_DAYS + 10, HOLD_DAYS + 10, HOLD_DAYS]);
  nextDay(5);
  // Its date has come: it holds nothing, also before the job has ended it.
  const late = await sellOne(good);
  await review([late], "approve");
  expect((await getConversion(operator(), late)).availableAt).toBe(now + HOLD_DAYS * DAY_MS);
  expect(await endOverdueLimits(system())).toBe(2);
  expect(await endOverdueLimits(system())).toBe(0);
  const { rows } = await listLimits(webmasterOf(good), { isOpen: false, linkId: good.id, kind: "hold" }, newest);
  expect(rows).toMatchObject([{ ended: { as: "over", reason: null } }]);
});

test("what a pixel reported under a limit keeps its longer hold, also if it is completed after the limit's end", async () => {
  // A pixel states no amount, so the goal pays a fixed one.
  const goal = {
    code: "lead",
    is_default: true,
    currency: "USD",
    revenue_fixed_minor: 900,
    commission_fixed_minor: 500,
  };
  const offer = await network.newOffer({ hold_days: HOLD_DAYS, allows_pixel: true, goals: [goal] });
  const link = await newLink(good.webmaster_id, offer.id);
  const report = async (clickId: ClickEvent["clickId"], about: Parameters<typeof postbackEvent>[1] = {}) => {
    const [recorded] = await recordPostbacks(system(), [await postbackEvent(clickId, { acceptedAt: now, ...about })]);
    return recorded?.outcome.conversionId ?? "";
  };
  const newClick = async () => {
    const click = clickEvent(link, { clickedAt: now - MINUTE_MS });
    await recordClicks(system(), [click]);
    await report(click.clickId, {
      fields: {},
      request: { method: "GET", contentType: "", parameters: [], isPixel: true },
    });
    return click.clickId;
  };
  /** Days of its hold once it is completed. */
  const complete = async (clickId: ClickEvent["clickId"]) => {
    const id = await report(clickId);
    const rows = await network.rows<{ hold_days: number; channel: string }>(
      "DB",
      "SELECT hold_days, channel FROM conversion WHERE id = ? AND click_id = ?",
      ...[id, clickId],
    );
    expect(rows.map(({ channel }) => channel)).toEqual(["postback"]);
    return rows[0]?.hold_days;
  };
  const hold = { source: { kind: "link", id: link.id }, kind: "hold", holdDays: 7, days: 2, reason: "a look" } as const;
  const earlier = await newClick();
  now += MINUTE_MS;
  const lifted = await imposeLimit(operator(), hold);
  const [during, underIt] = [await newClick(), await newClick()];
  now += MINUTE_MS;
  expect(await complete(earlier)).toBe(HOLD_DAYS);
  expect(await complete(during)).toBe(HOLD_DAYS + 7);
  await liftLimit(operator(), lifted.id, "it is fine");
  now += MINUTE_MS;
  const later = await newClick();
  expect(await complete(underIt)).toBe(HOLD_DAYS + 7);
  expect(await complete(later)).toBe(HOLD_DAYS);
  await imposeLimit(operator(), { ...hold, holdDays: 5 });
  const second = await newClick();
  nextDay(2);
  // Its date has come; the job ends it later.
  const between = await newClick();
  now += MINUTE_MS;
  expect(await endOverdueLimits(system())).toBe(1);
  expect(await complete(second)).toBe(HOLD_DAYS + 5);
  expect(await complete(between)).toBe(HOLD_DAYS);
});

test("an offer that fails for good is left out after three tries, and keeps no other from its score", async () => {
  const other = (await network.newOffer({ hold_days: HOLD_DAYS, attribution_days: 30 })).id;
  const link = await newLink(good.webmaster_id, other);
  for (const one of [link, bad]) await sell(one, 30);
  nextDay();
  const unreadable = (): Context => {
    const ctx = system();
    const values: typeof ctx.db.values = async (statement) => {
      if (statement.parameters[0] === offerId) throw new Error("it can't be read");
      return ctx.db.values(statement);
    };
    return { ...ctx, db: { ...ctx.db, values } };
  };
  const failuresOf = async (ctx: () => Context) => {
    const failures: string[] = [];
    for (let isDone = false; !isDone && failures.length < 10;)
      try {
        isDone = (await scoreSources(ctx())) === 0;
      } catch (error) {
        failures.push(String(error));
      }
    return failures;
  };
  const leftOut = async () =>
    (await network.rows<{ left_out: number }>("DB", "SELECT left_out FROM source_score_day ORDER BY day DESC"))[0]
      ?.left_out;
  const linksScored = async () =>
    (await listScores(operator(), { kind: "link", order: "score" }, newest)).rows.map(({ id }) => id);
  // Twice it throws, so that the schedule shows it; the third time it goes on.
  expect(await failuresOf(unreadable)).toEqual(
    Array(2).fill(`Error: Offer ${offerId} can't be scored: Error: it can't be read`),
  );
  expect(await linksScored()).toContain(link.id);
  expect(await linksScored()).not.toContain(bad.id);
  expect(await leftOut()).toBeGreaterThanOrEqual(30);
  nextDay();
  const position = async () =>
    (await network.rows<{ position: string }>("DB", "SELECT position FROM progress WHERE name = 'source_quality'"))[0]
      ?.position;
  while (!(await position())?.includes("compare")) await scoreSources(system());
  await network.rows("DB", "UPDATE source_score SET subs = '{' WHERE offer_id = ? AND parts IS NULL", other);
  expect(await failuresOf(system)).toHaveLength(2);
  expect(await linksScored()).toContain(bad.id);
  expect(await linksScored()).not.toContain(link.id);
  expect(await leftOut()).toBe(30);
  nextDay();
  expect(await failuresOf(system)).toEqual([]);
  expect(await linksScored()).toEqual(expect.arrayContaining([link.id, bad.id]));
  expect(await leftOut()).toBe(0);
});

test("old scores are thinned out", async () => {
  const days = async () => (await getScore(operator(), bad.id)).history.length;
  await sell(bad, 30);
  nextDay(ALL_DAYS + 20);
  await sell(bad, 30);
  nextDay();
  await score();
  const all = await days();
  while ((await forgetScores(system())) > 0);
  const kept = await days();
  expect(kept).toBeLessThan(all);
  expect(kept).toBeGreaterThan(1);
});
