import { readClickId } from "@waymark/contract/click-id";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { judgeTraffic, learnTraffic } from "@waymark/network/alert";
import { closeDays, recordClicks } from "@waymark/network/click";
import { endHolds, listConversions, reviewConversions, type ReviewEvent } from "@waymark/network/conversion";
import { keepExpected, learnCurves } from "@waymark/network/forecast";
import { insertLink, type LinkRow } from "@waymark/network/link";
import { recordPostbacks } from "@waymark/network/postback";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Api, type Money, type Page } from "../harness/api.ts";
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
  payouts: { date: string; amount: Money }[];
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
/** The payout date before this one: of the 16th the 1st, and of the 1st the 16th. */
const payoutBefore = (date: string) =>
  date.endsWith("16") ? date.replace(/16$/, "01") : `${dateAt(Date.parse(date) - DAY_MS).slice(0, 8)}16`;
const dateAt = (time: number) => new Date(time).toISOString().slice(0, 10);

/** With sixty days of sales that were decided. */
let earner: Earner;

describe("expected money", () => {
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
    // The network pays on the 1st and the 16th what is available before.
    for (const { date, amount } of commission.payouts) {
      const before = commission.days.filter((day) => day.date < date && day.date >= payoutBefore(date));
      expect(date).toMatch(/-(01|16)$/);
      expect(minor(amount)).toBe(before.reduce((total, day) => total + minor(day.amount), 0));
    }
    expect(commission.payouts.length).toBeGreaterThan(0);
    // A webmaster's own schedule counts instead, for the webmaster and for the operator.
    const set = (schedule: object | null) =>
      ok(network.operator.patch(`/webmasters/${earner.id}/payout-schedule`, { schedule, reason: "as agreed" }));
    const dates = async (api: Api, query = "") =>
      (await expectedBy(api, query))?.commission?.payouts.map(({ date }) => date) ?? [];
    await set({ kind: "week", weekday: 3 });
    const own = await dates(earner.api);
    expect(own.length).toBeGreaterThan(0);
    for (const date of own) expect(new Date(date).getUTCDay()).toBe(3);
    expect(await dates(network.operator, `?webmaster_id=${earner.id}`)).toEqual(own);
    await set({ kind: "request" });
    expect(await dates(earner.api)).toEqual([]);
    await set(null);
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

interface Forecast {
  currency: string | null;
  history_days: number;
  missing: { counted: string; has: number; needs: number } | null;
  method: string | null;
  days: {
    day: string;
    value: number;
    interval_80: object | null;
    interval_95: object | null;
    approved: number | null;
  }[];
  sum: { value: number; interval_80: object | null } | null;
  matured: { basis: { scope: string }; approved: number; rejected: number; undecided: number; unknown: number } | null;
  accuracy: { back_tests: number; error: number; coverage_80: number | null } | null;
}

const forecastBy = async (api: Api, query: string) =>
  (await ok(api.get<{ data: Forecast[] }>(`/stats/forecast?${query}`))).data[0];

/** Valid clicks of the last days up to yesterday, half as many on weekends. */
async function plantDays(of: Earner, days: number): Promise<void> {
  const [webmaster, offer] = (
    await network.rows<{ number: number }>(
      "DB",
      "SELECT number FROM entity_number WHERE id IN (?, ?) ORDER BY id = ?",
      of.id,
      of.link.offer_id,
      of.link.offer_id,
    )
  ).map(({ number }) => number);
  await network.rows(
    "CLICKS_0",
    `WITH RECURSIVE d (day) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT day + 1 FROM d WHERE day < CAST(?2 AS INTEGER))
     INSERT INTO link_day (day, webmaster, offer, link, clicks, valid, uniques, bots, embedded, duplicates, anonymous)
     SELECT day, CAST(?3 AS INTEGER), CAST(?4 AS INTEGER), CAST(?5 AS INTEGER), n + 9, n, n, 9, 0, 0, 0
     FROM (SELECT day, iif((day + 3) % 7 >= 5, 40, 80) + day * 7919 % 11 AS n FROM d)`,
    Math.floor(now / DAY_MS) - days,
    Math.floor(now / DAY_MS) - 1,
    webmaster,
    offer,
    of.link.number,
  );
}

describe("a forecast", () => {
  test("of 120 days has the weekdays of its history, intervals of 80 % and its back-tested errors", async () => {
    const own = await newEarner(DEMO.offers.demo);
    while (await closeDays(at(now))); // so that every day is read from the table of days
    await plantDays(own, 120);
    const made = await forecastBy(own.api, "days=14");
    if (made === undefined || made.sum === null || made.accuracy === null) throw new Error("no forecast");
    expect(made).toMatchObject({
      currency: null,
      history_days: 120,
      missing: null,
      method: "combination",
      matured: null,
    });
    expect(made.days[0]?.day).toBe(dateAt(now));
    for (const { day, value, interval_80, interval_95, approved } of made.days) {
      const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
      expect(Math.abs(value - (isWeekend ? 45 : 85)), day).toBeLessThan(15);
      expect({ interval_95, approved }).toEqual({ interval_95: null, approved: null });
      expect(interval_80).toEqual({ low: expect.any(Number), high: expect.any(Number) });
    }
    expect(made.sum.value).toBeCloseTo(
      made.days.reduce((sum, { value }) => sum + value, 0),
      0,
    );
    expect(made.accuracy.back_tests).toBeGreaterThan(8);
    expect((await forecastBy(own.api, "metric=clicks&days=1"))?.days[0]?.value, "bots are clicks too").toBeGreaterThan(
      made.days[0]?.value ?? 0,
    );
    expect(await forecastBy(own.api, "device=mobile&link_id=lnk_other")).toMatchObject({
      missing: { counted: "days", has: 0, needs: 56 },
    });
  });

  test("of 60 days repeats the last week; money is as recorded, and then matured", async () => {
    const counts = await forecastBy(earner.api, "metric=conversions&days=7");
    expect(counts).toMatchObject({ method: "seasonal_naive", history_days: 60, sum: { interval_80: null } });
    const money = await forecastBy(earner.api, "metric=commission&days=30");
    expect(money).toMatchObject({ currency: "USD", matured: { basis: { scope: "network" } } });
    const { approved = 0, rejected = 0, undecided = 0, unknown = 0 } = money?.matured ?? {};
    expect(approved + rejected + undecided + unknown).toBeCloseTo(money?.sum?.value ?? -1, 0);
    const owed = await forecastBy(network.advertiser, `metric=revenue&days=30&webmaster_id=${earner.id}`);
    expect(owed?.sum?.value).toBeGreaterThan(money?.sum?.value ?? 0);
  });

  test("refuses what a report refuses, and shows a webmaster no revenue", async () => {
    await refused(network.webmaster.get("/stats/forecast?metric=revenue"), 403, "forbidden");
    await refused(network.webmaster.get("/stats/forecast?zone=Asia/Kathmandu"), 422, "report_refused");
    await refused(network.webmaster.get("/stats/forecast?sub1=a&zone=Europe/Moscow"), 422, "report_refused");
    await refused(network.webmaster.get("/stats/forecast?goal_id=goal_a"), 422, "report_refused");
    await refused(network.webmaster.get("/stats/forecast?metric=margin"), 400, "invalid_input");
    await refused(network.webmaster.get("/stats/forecast?days=0"), 400, "invalid_input");
    expect(await forecastBy((await newEarner(DEMO.offers.demo)).api, "metric=commission")).toMatchObject({
      currency: null,
      missing: { counted: "days", has: 0 },
    });
  });
});

interface Notice {
  id: string;
  kind: string;
  text: string;
  over_at: string | null;
  acknowledged_at: string | null;
}

const noticesOf = async (api: Api, query = "") => (await ok(api.get<Page<Notice>>(`/notices${query}`))).data;
const judgeAll = async (time: number) => {
  while (await judgeTraffic(at(time)));
};

describe("notices", () => {
  /** Visits of each hour of seven weeks before now, until so many hours ago. Six whole ones are learnt. */
  async function visited(link: LinkRow, { anHour, untilHoursAgo }: { anHour: number; untilHoursAgo: number }) {
    const hours = Array.from({ length: 7 * 168 - untilHoursAgo }, (_, i) => now - (7 * 168 - i) * HOUR_MS);
    const clicks = hours.flatMap((clickedAt) => Array.from({ length: anHour }, () => clickEvent(link, { clickedAt })));
    for (let i = 0; i < clicks.length; i += 500) await recordClicks(at(now), clicks.slice(i, i + 500));
    return clicks;
  }

  /** The nights up to so many hours ago, the first of which begins to watch. */
  async function learnNights(...hoursAgo: number[]): Promise<void> {
    for (const hours of hoursAgo) while (await learnTraffic(at(now - hours * HOUR_MS)));
  }

  test("a link that falls silent is told once, until visitors come again", async () => {
    const own = await newEarner(DEMO.offers.demo);
    await visited(own.link, { anHour: 2, untilHoursAgo: 40 });
    await learnNights(41, 17);
    await judgeAll(now);
    await judgeAll(now);
    const [notice, ...others] = (await noticesOf(own.api, "?is_open=true")).filter(
      ({ kind }) => kind === "traffic_silent",
    );
    expect(others).toEqual([]);
    expect(notice?.text).toMatch(new RegExp(`^The link /${own.link.slug} has had no visitors for (39|40|41) h`));
    expect(await ok(own.api.get("/notices/count"))).toMatchObject({ count: expect.any(Number) });
    const [russian] = (await noticesOf(own.api, "?language=ru")).filter(({ id }) => id === notice?.id);
    expect(russian?.text).toMatch(/^Ссылка \/.*нет посетителей/);
    const steady = await newEarner(DEMO.offers.demo);
    expect(await noticesOf(steady.api), "others see nothing of it").toEqual([]);
    await refused(steady.api.post(`/notices/${notice?.id}/acknowledge`), 404, "not_found");
    const read = await ok(own.api.post<Notice>(`/notices/${notice?.id}/acknowledge`));
    expect(read).toMatchObject({ id: notice?.id, over_at: null, acknowledged_at: expect.any(String) });
    expect((await noticesOf(own.api, "?is_acknowledged=false")).map(({ id }) => id)).not.toContain(notice?.id);

    await recordClicks(at(now), [clickEvent(own.link, { clickedAt: now - 2 * HOUR_MS })]);
    await judgeAll(now);
    const [over] = (await noticesOf(own.api, "?is_open=false")).filter(({ id }) => id === notice?.id);
    expect(over?.over_at).not.toBeNull();
  }, 60_000);

  test("conversions that stop while visitors come are told once to each side, until they come again or it is paused", async () => {
    const { id: offerId } = await network.newOffer({ name: "Broken" });
    await network.rows("DB", "UPDATE offer SET created_at = CAST(? AS INTEGER) WHERE id = ?", noon(200), offerId);
    const own = await newEarner(offerId);
    const clicks = await visited(own.link, { anHour: 3, untilHoursAgo: 0 });
    // One of three converts, until twenty hours ago.
    const sold = clicks.filter((_, i) => i % 3 === 0).slice(0, -20);
    const posted = await Promise.all(
      sold.map(({ clickId }) => {
        const acceptedAt = (readClickId(clickId)?.clickedAt ?? 0) + MINUTE_MS;
        return postbackEvent(clickId, { fields: { amount: "1" }, acceptedAt });
      }),
    );
    for (let i = 0; i < posted.length; i += 200) await recordPostbacks(at(now), posted.slice(i, i + 200));
    // Each was recorded when it occurred.
    await network.rows("DB", "UPDATE conversion SET recorded_at = occurred_at WHERE offer_id = ?", offerId);
    await learnNights(44, 20);
    await judgeAll(now);
    await judgeAll(now);
    const collapsed = async (api: Api, query = "") =>
      (await noticesOf(api, `?is_open=true&limit=200${query}`)).filter(({ kind }) => kind === "conversions_collapsed");
    const [link, ...others] = await collapsed(own.api);
    expect(others).toEqual([]);
    // Where in the hour it is now decides whether the last sale is among them.
    expect(link?.text).toMatch(
      /^The link \/way.*: \d\d visitors of the last (18|19|20|21) h brought (no conversions|only 1 conversion)\./,
    );
    expect((await collapsed(own.api, "&language=ru"))[0]?.text).toMatch(/^Ссылка .*постбэк рекламодателя/);
    for (const side of [network.advertiser, network.operator]) {
      const [offer, ...rest] = await collapsed(side);
      expect(rest).toEqual([]);
      expect(offer?.text).toMatch(/^The offer “Broken”: /);
    }
    const steady = await newEarner(offerId);
    expect(await collapsed(steady.api), "others see nothing of it").toEqual([]);
    const mails = await network.rows<{ recipient: string }>(
      "DB",
      "SELECT recipient FROM outgoing_mail WHERE parameters LIKE '%conversions_collapsed%' ORDER BY recipient",
    );
    expect(mails.map(({ recipient }) => recipient)).toEqual([DEMO.emails.advertiser, DEMO.emails.operator]);

    await ok(own.api.post(`/links/${own.link.id}/pause`));
    await judgeAll(now);
    expect(await collapsed(own.api)).toEqual([]);
    expect(await collapsed(network.operator)).toHaveLength(1);
    const repairedAt = now - 100 * MINUTE_MS;
    const events = clicks.slice(-15, -9).map(({ clickId }) => postbackEvent(clickId, { acceptedAt: repairedAt }));
    await recordPostbacks(at(repairedAt), await Promise.all(events));
    await judgeAll(now);
    expect(await collapsed(network.operator)).toEqual([]);
    // Resumed after its pause, it is not silent, however long the pause was.
    await ok(own.api.post(`/links/${own.link.id}/resume`));
    await judgeAll(now + 30 * DAY_MS);
    await learnNights(-24 * 30);
    await judgeAll(now + 30 * DAY_MS + HOUR_MS);
    expect((await noticesOf(own.api, "?is_open=true")).map(({ kind }) => kind)).toEqual([]);
  }, 60_000);

  test("an overdue upload is told to its advertiser and to the operator, with one mail, until it is received", async () => {
    const day = Math.floor(now / DAY_MS) * DAY_MS;
    const period = [day - 9 * DAY_MS, day - 8 * DAY_MS, day - 6 * DAY_MS, day - 5 * DAY_MS];
    await network.rows(
      "DB",
      `INSERT INTO upload_period (offer_id, starts_at, ends_at, due_at, overdue_at, missing, reminded)
       VALUES (?, CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER), 'keep', 3)`,
      DEMO.offers.upload,
      ...period,
    );
    await judgeAll(now);
    await judgeAll(now);
    const overdue = async (api: Api) =>
      (await noticesOf(api, "?is_open=true")).filter(
        ({ kind, text }) => kind === "upload_overdue" && text.includes(dateAt(day - 9 * DAY_MS)),
      );
    expect(await overdue(network.advertiser)).toHaveLength(1);
    expect(await overdue(network.operator)).toHaveLength(1);
    expect(await overdue(network.webmaster)).toEqual([]);
    const mails = await network.rows<{ recipient: string; parameters: string }>(
      "DB",
      "SELECT recipient, parameters FROM outgoing_mail WHERE kind = 'notice'",
    );
    expect(mails.filter(({ parameters }) => parameters.includes(`"startsAt":${period[0]}`))).toMatchObject([
      { recipient: DEMO.emails.operator },
    ]);
    await network.rows("DB", "DELETE FROM upload_period WHERE starts_at = CAST(? AS INTEGER)", period[0]);
    await judgeAll(now);
    expect(await overdue(network.operator)).toEqual([]);
  });
});
