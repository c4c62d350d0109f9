import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { recordClicks } from "@waymark/network/click";
import { endHolds, listConversions, reviewConversions, type ReviewEvent } from "@waymark/network/conversion";
import { keepExpected, learnCurves } from "@waymark/network/forecast";
import { insertLink, type LinkRow } from "@waymark/network/link";
import { recordPostbacks } from "@waymark/network/postback";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Api, type Money } from "../harness/api.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";

let network: TestNetwork;
const now = Date.now();
/** Noon of a UTC day, so many days ago. */
const noon = (daysAgo: number) => Math.floor(now / DAY_MS) * DAY_MS + DAY_MS / 2 - daysAgo * DAY_MS;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

const at = (time: number, job = "test") => network.context({ role: "system", job }, () => time);

interface Earner {
  id: string;
  api: Api;
  link: LinkRow;
}

async function newEarner(offerId: string): Promise<Earner> {
  const { id, key } = await admit(network, "webmaster");
  const slug = unique("way");
  await network
    .context()
    .db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId: id, defaults: {} }, noon(200)));
  return { id, api: network.api(key), link: await linkRow(network, slug) };
}

/** Sales of 100.00 at a moment, which earn 10.00 each. Returns their ids. */
async function sell({ id, link }: Earner, count: number, time: number): Promise<string[]> {
  const clicks = Array.from({ length: count }, () => clickEvent(link, { clickedAt: time - HOUR_MS }));
  await recordClicks(at(time), clicks);
  const before = await idsOf(id);
  const events = clicks.map(({ clickId }) => postbackEvent(clickId, { fields: { amount: "100" }, acceptedAt: time }));
  await recordPostbacks(at(time), await Promise.all(events));
  return (await idsOf(id)).filter((one) => !before.includes(one));
}

const idsOf = async (webmasterId: string) =>
  (await listConversions(network.context(), { webmasterId }, { limit: 500 })).rows.map((row) => row.id);

async function answer(ids: readonly string[], event: ReviewEvent, time: number): Promise<void> {
  const reviews = ids.map((id) => ({ id, event, reason: "looked at" }));
  const context = network.context({ role: "operator", id: "key_test" }, () => time);
  for (const outcome of await reviewConversions(context, reviews)) expect(outcome).not.toBeInstanceOf(Error);
}

async function learnAll(time: number): Promise<void> {
  while (await learnCurves(at(time)));
}
async function keepAll(time: number): Promise<void> {
  while (await keepExpected(at(time)));
}

interface Expectation {
  pending: Money;
  on_hold: Money;
  days: { date: string; amount: Money; approved: Money }[];
  later: Money;
  rejected: Money;
  reversed: Money;
  unknown: Money;
}

interface Expected {
  currency: string;
  commission?: Expectation;
  revenue?: Expectation;
  goals: { goal_id: string; basis: { scope: string; decisions: number } | null; count: number; pending: Money }[];
  accuracy: { horizon_days: number; count: number; expected: Money; came: Money; range_80: object | null }[];
}

const expectedBy = async (api: Api, query = "") =>
  (await ok(api.get<{ data: Expected[] }>(`/stats/expected-money${query}`))).data.find(
    ({ currency }) => currency === "USD",
  );

const minor = ({ amount_minor }: Money) => amount_minor;
const sumOf = (of: Expectation) => of.days.reduce((sum, { amount }) => sum + minor(amount), 0);
const partsOf = (of: Expectation) =>
  sumOf(of) + [of.later, of.rejected, of.reversed, of.unknown].reduce((sum, part) => sum + minor(part), 0);
const dateAt = (time: number) => new Date(time).toISOString().slice(0, 10);

describe("expected money", () => {
  let earner: Earner;

  beforeAll(async () => {
    earner = await newEarner(DEMO.offers.hold);
    // Five days after their sale, three of four are approved.
    for (const daysAgo of [60, 50, 40, 30, 20, 10]) {
      const ids = await sell(earner, 8, noon(daysAgo));
      await answer(ids.slice(0, 6), "approve", noon(daysAgo - 5));
      await answer(ids.slice(6), "reject", noon(daysAgo - 5));
    }
    while ((await endHolds(at(now))) > 0);
  }, 60_000);

  test("is unknown before anything was learnt, and says so", async () => {
    const stranger = await newEarner(DEMO.offers.hold);
    await sell(stranger, 2, noon(2));
    const { commission, goals } = (await expectedBy(stranger.api)) ?? {};
    expect(commission).toMatchObject({ pending: { amount_minor: 2_000 }, unknown: { amount_minor: 2_000 } });
    expect(goals).toMatchObject([{ basis: null, count: 2 }]);
  });

  test("follows how the goal's conversions were decided, then waits for the hold; all parts add up", async () => {
    await sell(earner, 10, noon(2));
    await learnAll(now);
    const { commission, revenue, goals } = (await expectedBy(earner.api)) ?? {};
    expect(revenue, "what advertisers owe is not a webmaster's").toBeUndefined();
    if (commission === undefined) throw new Error("no commission");
    expect(minor(commission.pending)).toBe(10_000);
    expect(partsOf(commission)).toBe(10_000 + minor(commission.on_hold));
    // Approved in three days, five days after the sale, and available when the hold of fourteen days is over.
    const open = commission.days.flatMap(({ date, amount, approved }) =>
      minor(amount) > minor(approved) ? [[date, minor(amount)]] : [],
    );
    const sum = open.reduce((total, [, amount]) => total + Number(amount), 0);
    expect(sum).toBeGreaterThan(7_300);
    expect(sum).toBeLessThan(7_700);
    for (const [date] of open) expect([dateAt(noon(-17)), dateAt(noon(-18))]).toContain(date);
    expect(
      commission.days.filter(({ approved }) => minor(approved) > 0),
      "the last approval's hold has its date",
    ).toMatchObject([{ date: dateAt(noon(-9)), approved: { amount_minor: 6_000 } }]);
    expect(minor(commission.rejected)).toBeGreaterThan(2_300);
    expect(goals).toMatchObject([{ basis: { scope: "goal" }, count: 10 }]);
  });

  test("is seen by an advertiser as revenue at its approval, and by the operator as both", async () => {
    const own = await expectedBy(network.advertiser, `?webmaster_id=${earner.id}`);
    expect(own?.commission).toBeUndefined();
    if (own?.revenue === undefined) throw new Error("no revenue");
    expect(partsOf(own.revenue)).toBe(minor(own.revenue.pending));
    const approvedOn = own.revenue.days.filter(({ amount }) => minor(amount) > 0).map(({ date }) => date);
    expect([dateAt(noon(-3)), dateAt(noon(-4))]).toEqual(expect.arrayContaining(approvedOn));
    const both = await expectedBy(network.operator, `?webmaster_id=${earner.id}`);
    expect(both).toMatchObject({ revenue: own.revenue, commission: { pending: { amount_minor: 10_000 } } });
    const other = await newEarner(DEMO.offers.demo);
    expect(await expectedBy(other.api, `?webmaster_id=${earner.id}`)).toBeUndefined();
    await refused(network.webmaster.get("/stats/expected-money?days=91"), 400, "invalid_input");
  });

  test("is kept each day, and compared with what came", async () => {
    await keepAll(now);
    await keepAll(now + 1); // again on the same day: kept once more
    expect((await expectedBy(earner.api))?.accuracy).toEqual([]);
    const waiting = (
      await listConversions(network.context(), { webmasterId: earner.id, status: "pending" }, { limit: 50 })
    ).rows;
    await answer(waiting.map(({ id }) => id).slice(0, 8), "approve", noon(-3));
    while ((await endHolds(at(noon(-30)))) > 0);
    await keepAll(noon(-31));
    const { accuracy = [] } = (await expectedBy(earner.api)) ?? {};
    const month = accuracy.find(({ horizon_days }) => horizon_days === 30);
    if (month === undefined) throw new Error("no accuracy");
    expect(month).toMatchObject({ count: 2, came: { amount_minor: 28_000 }, range_80: null });
    expect(minor(month.expected)).toBeGreaterThan(26_000);
    expect(minor(month.expected)).toBeLessThan(28_000);
  });
});
