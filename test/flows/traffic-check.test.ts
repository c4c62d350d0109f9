import { encodeBase32 } from "@waymark/contract/base32";
import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { SIGNALS } from "@waymark/contract/signals";
import { recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import {
  attachClicks,
  endHolds,
  getConversion,
  listChanges,
  reviewConversion,
  reviewConversions,
} from "@waymark/network/conversion";
import { countNetworkToDo } from "@waymark/network/stats";
import { insertLink, type LinkRow } from "@waymark/network/link";
import { recordPostbacks } from "@waymark/network/postback";
import {
  activateRuleSet,
  answerAsked,
  checkDue,
  continueTrials,
  createRuleSet,
  eraseAddresses,
  getTrial,
  listAsked,
  listJudgments,
  listRuleSets,
  recheck,
  retireRuleSet,
  summariseTraffic,
  tryRuleSet,
} from "@waymark/network/traffic-check";
import { seededDraw } from "@waymark/forecast/testing";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";

/** The traffic check through the real verbs: from the first conversions, which it only records, to a set in force. */

let network: TestNetwork;
/** The time of the network, Unix ms. */
let now = Date.UTC(2026, 8, 1);
let offerId: string;
const links: LinkRow[] = [];

const as = (actor: Actor) => network.context(actor, () => now);
const system = () => as({ role: "system", job: "test" });
const operator = () => as({ role: "operator", id: "key_test" });
const webmasterOf = ({ webmaster_id: webmasterId }: LinkRow) => as({ role: "webmaster", id: "key_test", webmasterId });

const HOLD_DAYS = 14;
const WEBMASTERS = 12;
const HONEST_EACH = 50;

beforeAll(async () => {
  network = await startNetwork();
  offerId = (await network.newOffer({ hold_days: HOLD_DAYS, attribution_days: 30 })).id;
  for (let i = 0; i < WEBMASTERS; i++) links.push(await newLink());
}, 60_000);
afterAll(() => network?.stop());

async function newLink(ofOffer = offerId): Promise<LinkRow> {
  const { id: webmasterId } = await admit(network, "webmaster");
  const { db } = network.context();
  const slug = unique("check");
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId: ofOffer, webmasterId, defaults: {} }, now));
  return linkRow(network, slug);
}

const draw = seededDraw(7);
const address = () => encodeBase32(crypto.getRandomValues(new Uint8Array(8)));

interface Sale {
  link: LinkRow;
  /** Milliseconds from the click to the sale. */
  after: number;
  click?: Partial<ClickEvent>;
  status?: string;
}

/** An honest sale: an hour after the click, often a few times sooner or later. */
const honest = (link: LinkRow): Sale => ({
  link,
  after: Math.round(60 * MINUTE_MS * Math.exp(2.4 * (draw() + draw() + draw() - 1.5))),
});

/** Records sales that occur now, and returns the ids of their conversions. */
async function sell(sales: readonly Sale[], { isClickLate = false } = {}): Promise<string[]> {
  const clicks = sales.map(({ link, after, click }) =>
    clickEvent(link, { clickedAt: now - after, address: address(), ...click }),
  );
  if (!isClickLate) await recordClicks(system(), clicks);
  const postbacks = await Promise.all(
    clicks.map(({ clickId }, i) => {
      const status = sales[i]?.status;
      const fields = { amount: "49.90", currency: "USD", ...(status !== undefined && { status }) };
      return postbackEvent(clickId, { acceptedAt: now, fields });
    }),
  );
  const recorded = await recordPostbacks(system(), postbacks);
  const byReceipt = new Map(recorded.map(({ event, outcome }) => [event.receipt, outcome.conversionId ?? ""]));
  if (isClickLate) {
    await recordClicks(system(), clicks);
    await attachClicks(
      system(),
      clicks.map(({ clickId }) => clickId),
    );
  }
  return postbacks.map(({ receipt }) => byReceipt.get(receipt) ?? "");
}

/** What the cron does. */
async function strike() {
  while ((await checkDue(system())) > 0);
  while ((await endHolds(system())) > 0);
}

const advertiser = () => as({ role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser });

const approve = (ids: readonly string[]) =>
  reviewConversions(
    advertiser(),
    ids.map((id) => ({ id, event: "approve", reason: null })),
  );

const stateOf = async (id: string) => {
  const { check, checkReason } = await getConversion(operator(), id);
  return [check, checkReason?.code ?? null];
};

test("without enough approvals of its own, the network only records", async () => {
  const link = await newLink();
  const [sale = ""] = await sell([{ link, after: 1_000 }]);
  expect(await stateOf(sale)).toEqual(["clear", null]);
  const set = await createRuleSet(operator(), { rules: {}, note: "the first" });
  expect(set).toMatchObject({ version: 1, status: "draft", isCalibrated: false });
  await activateRuleSet(operator(), set.id, "to record by it");
  const [next = ""] = await sell([{ link, after: 1_000 }]);
  expect(await stateOf(next)).toEqual(["clear", null]);
  await expect(tryRuleSet(operator(), { ruleSetId: set.id, since: now - DAY_MS, until: now })).rejects.toMatchObject({
    code: "transition_refused",
  });
  await retireRuleSet(operator(), set.id, "it was a try");
});

describe("calibrated on matured approvals", () => {
  beforeAll(async () => {
    for (let part = 0; part < 5; part++) {
      const ids = await sell(links.flatMap((link) => Array.from({ length: HONEST_EACH / 5 }, () => honest(link))));
      await approve(ids);
      now += 2 * DAY_MS;
    }
    now += (HOLD_DAYS + 1) * DAY_MS;
    await strike();
    const set = await createRuleSet(operator(), { rules: {}, note: "of September" });
    expect(set).toMatchObject({ version: 2, status: "draft", isCalibrated: true });
    expect(set.sample).toBeGreaterThanOrEqual(500);
    await activateRuleSet(operator(), set.id, "calibrated");
  }, 120_000);

  test("holds what comes from a rented server seconds after its click, and says why to those concerned", async () => {
    const link = await newLink();
    await sell(Array.from({ length: 30 }, () => honest(link)));
    const [sale = ""] = await sell([{ link, after: 2_000, click: { asn: 16_509 } }]);
    expect((await getConversion(operator(), sale)).status).toBe("held");
    const [judgment, ...others] = await listJudgments(webmasterOf(link), sale);
    expect(others).toEqual([]);
    expect(judgment).toMatchObject({
      stage: 1,
      verdict: "hold",
      ruleSet: undefined,
      score: undefined,
      features: undefined,
    });
    expect(judgment?.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["ctit_short", "asn_hosting"]));
    expect(judgment?.findings.find(({ rule }) => rule === "ctit_short")).toMatchObject({
      value: 2,
      scope: "conversion",
    });
    await expect(listJudgments(webmasterOf(await newLink()), sale)).rejects.toMatchObject({ code: "not_found" });
    const [seen] = await listJudgments(operator(), sale);
    expect(seen).toMatchObject({ ruleSet: 2, features: { hosting: 1, ctitMs: 2_000 } });
    await reviewConversion(operator(), { id: sale, event: "release", reason: "the shop's own test" });
    await approve([sale]);
    now += (HOLD_DAYS + 1) * DAY_MS;
    await strike();
    expect((await getConversion(operator(), sale)).status).toBe("approved"); // what a person has released is not held again
  });

  test("pays nothing unchecked, also without a hold and if the click comes late", async () => {
    const link = await newLink();
    const [early = ""] = await sell([{ ...honest(link), status: "approved" }], { isClickLate: true });
    const [bad = ""] = await sell([{ link, after: 1_500, click: { asn: 16_509 } }], { isClickLate: true });
    expect(await stateOf(early)).toEqual(["clear", null]);
    expect((await stateOf(bad))[0]).toBe("held");
    const [row] = await network.rows<{ check_due: string }>(
      "DB",
      "SELECT check_due FROM conversion WHERE id = ?",
      early,
    );
    expect(row?.check_due).toBe("must");
    now += (HOLD_DAYS + 1) * DAY_MS;
    expect(await endHolds(system())).toBe(0);
    await strike();
    const changes = await listChanges(operator(), early);
    expect(changes.at(-1)?.event).toBe("end_hold");
    expect(
      await network.rows("DB", "SELECT stage FROM conversion_check WHERE conversion_id = ? ORDER BY 1", early),
    ).toEqual([{ stage: 1 }, { stage: 2 }]);
  });

  test("offers whose picture can't be read keep no other from being checked, and are no success", async () => {
    const others = new Set<string>();
    const bad: string[] = [];
    // More than one call tries, and all of them would be paid first.
    while (others.size < 6) {
      const other = (await network.newOffer({ hold_days: HOLD_DAYS, attribution_days: 30 })).id;
      bad.push(...(await sell([{ ...honest(await newLink(other)), status: "approved" }])));
      others.add(other);
    }
    now += MINUTE_MS;
    const good = await sell([{ ...honest(await newLink()), status: "approved" }]);
    now += (HOLD_DAYS + 1) * DAY_MS;
    const ctx = system();
    let failures = 0;
    const failing: typeof ctx = {
      ...ctx,
      db: {
        ...ctx.db,
        async values(statement) {
          if (!statement.parameters.some((text) => others.has(String(text)))) return ctx.db.values(statement);
          failures++;
          throw new Error("no picture");
        },
      },
    };
    const tick = async () => {
      while ((await checkDue(failing)) > 0);
    };
    const lastEvents = (ids: readonly string[]) =>
      Promise.all(ids.map(async (id) => (await listChanges(operator(), id)).at(-1)?.event));
    for (let minute = 0; minute < 6; minute++, now += MINUTE_MS) await expect(tick()).rejects.toThrow("no picture");
    expect(await lastEvents(good)).toEqual(["end_hold"]);
    expect(await lastEvents(bad)).not.toContain("end_hold");
    failures = 0;
    await expect(checkDue(failing)).rejects.toThrow("Offers that can't be checked: 5; the first: Error: no picture");
    expect(failures).toBe(5);
    await strike();
    expect(new Set(await lastEvents(bad))).toEqual(new Set(["end_hold"]));
  });

  test("asks about a webmaster once instead of holding most of their conversions", async () => {
    const link = await newLink();
    const ids = await sell(Array.from({ length: 40 }, () => ({ link, after: 2_000, click: { asn: 16_509 } })));
    const codes = await Promise.all(ids.map(async (id) => (await stateOf(id))[1]));
    const waiting = codes.filter((code) => code === "check_pending").length;
    expect(waiting).toBeGreaterThanOrEqual(36);
    const questions = await listAsked(operator());
    expect((await countNetworkToDo(operator())).check_questions).toEqual({
      count: questions.length,
      oldestAt: Math.min(...questions.map(({ since }) => since)),
    });
    const asked = questions.find(({ webmasterId }) => webmasterId === link.webmaster_id);
    expect(asked).toMatchObject({ waiting });
    const answer = { webmasterId: link.webmaster_id, answer: "hold" as const, reason: "servers", reasonCode: null };
    expect(await answerAsked(operator(), answer)).toEqual({ answered: waiting, remaining: 0 });
    await expect(answerAsked(operator(), answer)).rejects.toMatchObject({ code: "transition_refused" });
    const [more = ""] = await sell([{ link, after: 2_000, click: { asn: 16_509 } }]);
    expect((await stateOf(more))[1]).not.toBe("check_pending");
    expect((await stateOf(ids.at(-1) ?? ""))[0]).toBe("held");
    const [summary] = await summariseTraffic(webmasterOf(link), { from: now - DAY_MS, to: now + 1 });
    expect(summary).toMatchObject({ offerId, checked: 41, held: 41, open: 41, released: 0, refused: 0 });
  });

  test("marks what was rejected before it for the record, and judges it by that once it is approved after all", async () => {
    const link = await newLink();
    await sell(links.flatMap((other) => Array.from({ length: 5 }, () => honest(other))));
    const ids = await sell(Array.from({ length: 40 }, () => ({ link, after: 20 * MINUTE_MS })));
    const clear = await Promise.all(ids.map(async (id) => (await stateOf(id))[0] === "clear"));
    expect(clear.filter(Boolean).length).toBeGreaterThan(30);
    const [sold = ""] = ids.filter((_, i) => clear[i]);
    await reviewConversion(advertiser(), { id: sold, event: "reject", reason: "not paid" });
    now += (HOLD_DAYS + 1) * DAY_MS;
    await strike();
    const secondOf = () =>
      network.rows<{ verdict: string }>(
        "DB",
        "SELECT verdict FROM conversion_check WHERE conversion_id = ? AND stage = 2",
        sold,
      );
    expect(await secondOf()).toEqual([{ verdict: "flagged" }]);
    expect(await stateOf(sold)).toEqual(["clear", null]);
    await reviewConversion(advertiser(), { id: sold, event: "approve", reason: "paid" });
    expect((await listChanges(operator(), sold)).map(({ event }) => event)).not.toContain("end_hold");
    await strike();
    expect((await stateOf(sold))[0]).toBe("held");
    expect(await secondOf()).not.toEqual([{ verdict: "flagged" }]);
  });

  test("holds the same sales again if they are judged again, and by the same set not twice", async () => {
    const link = await newLink();
    const ids = await sell([
      ...Array.from({ length: 20 }, () => honest(link)),
      { link, after: 2_500, click: { asn: 16_509 } },
    ]);
    const before = await network.rows("DB", "SELECT * FROM conversion_check ORDER BY 1, 2, 3");
    const outcomes = await recheck(operator(), ids, "to see");
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
    expect(await network.rows("DB", "SELECT * FROM conversion_check ORDER BY 1, 2, 3")).toEqual(before);
  });

  test("tries a stricter set on the past, switches it on, and judges again by it", async () => {
    const link = await newLink();
    const servers = { asn: 16_509 };
    const ids = await sell([
      ...Array.from({ length: 30 }, () => honest(link)),
      { link, after: 2_000, click: { ...servers, signals: SIGNALS.no_language } },
    ]);
    const set = await createRuleSet(operator(), {
      rules: { flaggedMax: { first: 0.05, both: 0.08 } },
      note: "stricter",
    });
    const period = { ruleSetId: set.id, since: Date.UTC(2026, 8, 1), until: now + 1 };
    let trial = await tryRuleSet(operator(), period);
    while ((await continueTrials(system())) > 0);
    trial = await getTrial(operator(), trial);
    const { figures } = trial;
    expect(trial.status).toBe("done");
    expect(figures.active?.conversions).toBeLessThan(figures.flagged.conversions);
    expect(figures.both).toBe(figures.active?.conversions);
    expect(figures.flagged.falseAlarms).toBeGreaterThan(0);
    const judged = await network.rows<{ n: number }>(
      "DB",
      "SELECT count(*) AS n FROM conversion_check WHERE stage = 1",
    );
    expect(figures.conversions).toBe(judged[0]?.n);
    await activateRuleSet(operator(), set.id, "too much passed");
    const outcomes = await recheck(operator(), ids, "by the stricter set");
    expect(outcomes.every(({ outcome }) => outcome !== "unchanged")).toBe(true);
    const sets = await listRuleSets(operator());
    expect(sets.filter(({ status }) => status === "active").map(({ id }) => id)).toEqual([set.id]);
    expect(sets.find(({ version }) => version === 2)?.changes.map(({ status }) => status)).toEqual([
      "active",
      "retired",
    ]);
  });

  test("a draft that is given up leaves the set in force", async () => {
    const inForce = async () =>
      (await listRuleSets(operator())).filter(({ status }) => status === "active").map(({ id }) => id);
    const before = await inForce();
    expect(before).toHaveLength(1);
    const draft = await createRuleSet(operator(), { rules: {}, note: "a thought" });
    expect(await retireRuleSet(operator(), draft.id, "not needed")).toMatchObject({ status: "retired" });
    expect(await inForce()).toEqual(before);
  });

  test("erases the address hashes of what is checked", async () => {
    now += 3 * DAY_MS;
    while ((await eraseAddresses(system())) > 0);
    const [left] = await network.rows<{ n: number }>(
      "DB",
      `SELECT count(*) AS n FROM conversion_evidence e JOIN conversion c ON c.id = e.conversion_id
       WHERE e.address <> '' AND c.check_due = 'no'`,
    );
    expect(left?.n).toBe(0);
  });
});
