import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { mintClickId, readClickId, readClickKeys } from "@waymark/contract/click-id";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import { SIGNALS } from "@waymark/contract/signals";
import { SUB_LENGTH_MAX } from "@waymark/contract/sub-id";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { closeDays, recordClicks, type ClickRow } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import { insertRows, type Tables } from "@waymark/network/db";
import { recordPostbacks } from "@waymark/network/postback";
import { changeSettings } from "@waymark/network/settings";
import {
  countFigures,
  DIMENSIONS,
  fieldOf,
  getReport,
  type Attribute,
  type Dimension,
  type ReportQuery,
} from "@waymark/network/stats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read, utils } from "xlsx";
import { ClickView } from "../../apps/control/src/api/click-list.ts";
import { isSeenBy } from "../../apps/control/src/api/hidden-filters.ts";
import { columnsOf, headerLine, rowLine } from "../../apps/control/src/csv.ts";
import { ok, refused, type Conversion, type Loose, type Money } from "../harness/api.ts";
import { clickEvent, clickMessage, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { insertLink, type LinkRow } from "@waymark/network/link";

/** Compares reports with a count of raw clicks and conversions by loops, independent of the code. */
const QUESTIONS = 60;

const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
/** Clocks change on 2026-10-25 (Europe) and 2026-11-01 (New York), so days of 25 hours are among these. */
const [FIRST, LAST] = [Date.UTC(2026, 9, 23), Date.UTC(2026, 10, 5)];
/** Some hours after the last click, so that its days are closed in every zone. */
const NOW = LAST + 3 * DAY_MS;
const ZONES = ["UTC", "Europe/Moscow", "America/New_York", "Europe/Berlin"] as const;
const AGENTS = [
  PERSON,
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1",
  "Googlebot/2.1",
];

const click = fc.record({
  at: fc.integer({ min: FIRST, max: LAST - 1 }),
  visitor: fc.integer({ min: 0, max: 30 }),
  link: fc.nat(2),
  country: fc.constantFrom("DE", "PL"),
  userAgent: fc.constantFrom(...AGENTS),
  signals: fc.constantFrom(0, 0, 0, SIGNALS.embedded),
  reason: fc.option(fc.constantFrom(...FALLBACK_REASONS.slice(0, 4)), { freq: 4 }),
  sub1: fc.constantFrom("", "mail", "=1+1", 'a,"b"', "😀 عربي", "漢".repeat(SUB_LENGTH_MAX)),
});

const conversion = fc.record({
  click: fc.nat(299),
  after: fc.integer({ min: 0, max: 4 * DAY_MS }),
  decidedAfter: fc.integer({ min: 1, max: 4 * DAY_MS }),
  currency: fc.constantFrom("USD", "EUR"),
  commission_minor: fc.nat(10_000),
  validation: fc.constantFrom("pending" as const, "approved" as const, "rejected" as const, "reversed" as const),
  check_state: fc.constantFrom("clear" as const, "clear" as const, "held" as const, "refused" as const),
  is_test: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
  place: fc.constantFrom("on_hold" as const, "available" as const, "on_payment" as const, "paid" as const),
});

const question = fc
  .record({
    groupBy: fc.subarray([...DIMENSIONS], { maxLength: 4 }),
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom("click" as const, "conversion" as const, "decision" as const),
    counts: fc.constantFrom("all" as const, "clicks" as const, "conversions" as const),
    from: fc.integer({ min: 0, max: 200 }).map((hours) => FIRST + hours * HOUR_MS),
    hours: fc.integer({ min: 1, max: 200 }),
    hasMedians: fc.boolean(),
    reader: fc.constantFrom("operator" as const, "advertiser" as const, "webmaster" as const),
    filter: fc.option(
      fc.constantFrom(
        ...([
          ["country", "DE"],
          ["device", "mobile"],
          ["verdict", "valid"],
          ["offer", DEMO.offers.demo],
        ] as const),
        ...([
          ["webmaster", DEMO.webmaster],
          ["advertiser", DEMO.advertiser],
          ["status", "approved"],
        ] as const),
      ),
      { nil: undefined },
    ),
  })
  .map(({ hours, ...asked }) => ({ ...asked, to: asked.from + hours * HOUR_MS }));

type Asked = typeof question extends fc.Arbitrary<infer T> ? T : never;
type Sale = Tables["conversion"];

describe.each([
  [1, "Europe/Moscow"],
  [3, "America/New_York"],
])("reports of %i shards with days of %s", (clickShards, networkZone) => {
  let network: TestNetwork;
  let [clicks, sales]: [ClickRow[], Sale[]] = [[], []];
  let actors: Record<Asked["reader"], Actor>;

  beforeAll(async () => {
    network = await startNetwork({ clickShards });
    await changeSettings(network.context(), { zone: networkZone });
    const links: LinkRow[] = [];
    for (let i = 0; i < 3; i++) links.push(await linkRow(network, (await network.newLink()).slug));
    actors = {
      operator: { role: "operator", id: "key_o" },
      advertiser: { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser },
      webmaster: { role: "webmaster", id: "key_w", webmasterId: DEMO.webmaster },
    };
    const [landing] = await network.rows<{ id: string }>(
      "DB",
      "SELECT id FROM landing WHERE offer_id = ?",
      DEMO.offers.demo,
    );
    const events = fc.sample(click, 300).map(({ at, visitor, link, reason, ...parts }) => {
      const row = links[link] as LinkRow; // one of three
      return clickEvent(row, {
        clickId: mintClickId(KEYS, {
          ...{ clickedAt: at, bucket: visitor, linkNumber: row.number },
          random: crypto.getRandomValues(new Uint8Array(5)),
        }),
        ...{ visitor: `visitor-${visitor}`, reason, landingId: reason === null ? (landing?.id ?? null) : null },
        ...{ decision: reason === null ? "landing" : "fallback", ...parts },
        ...{ sub2: parts.sub1, sub3: parts.sub1, sub4: parts.sub1 },
      });
    });
    const ctx = network.context({ role: "system", job: "test" }, () => NOW);
    // Some come again, and some only after their day was closed.
    await recordClicks(ctx, events.slice(0, 200));
    while (await closeDays(ctx));
    await recordClicks(ctx, events.slice(100));
    while (await closeDays({ ...ctx, now: () => LAST - DAY_MS }));
    const ids = new Set<string>(events.map(({ clickId }) => clickId));
    clicks = (await network.stored()).filter(({ click_id }) => ids.has(click_id));
    expect(clicks).toHaveLength(300);
    sales = fc.sample(conversion, 150).map((parts, i) => saleOf(parts, i));
    await ctx.db.write([
      ...insertRows("conversion", Object.keys(sales[0] ?? {}) as (keyof Sale)[], sales),
      ...insertRows("conversion_change", CHANGE_COLUMNS, sales.flatMap(historyOf)),
    ]);
  });
  afterAll(() => network?.stop());

  function saleOf(
    {
      click: number,
      after,
      decidedAfter,
      place,
      ...parts
    }: typeof conversion extends fc.Arbitrary<infer T> ? T : never,
    i: number,
  ) {
    const of = clicks[number] as ClickRow; // there are 300
    const clicked_at = readClickId(of.click_id)?.clickedAt ?? 0;
    const id = `cnv_report_${i}`;
    const occurred_at = clicked_at + after;
    const isDecided = parts.validation !== "pending" || parts.check_state === "refused";
    const decided_at = isDecided ? occurred_at + decidedAfter : null;
    const isApproved = parts.validation === "approved" && parts.check_state === "clear";
    const payment = isApproved && (place === "on_payment" || place === "paid") ? place : "none";
    const hold_over = isApproved && place !== "on_hold" ? 1 : 0;
    return {
      ...{ id, identity: `report/${i}`, offer_id: of.offer_id, goal_id: "goal_1", link_id: of.link_id },
      ...{ webmaster_id: of.webmaster_id, advertiser_id: of.advertiser_id, click_id: of.click_id, order_id: null },
      ...{
        clicked_at,
        occurred_at,
        recorded_at: occurred_at,
        amount_minor: 100,
        revenue_minor: parts.commission_minor + 7,
      },
      ...{ hold_days: 0, payment, setoff: "none", hold_over, decided_at, available_at: null, approves_at: null },
      ...{ answered_at: 0, claimable: 0, version: 2, click_facts: "known", channel: "test", ...parts },
      ...{ changed_at: occurred_at + decidedAfter, landing_id: of.landing_id ?? "", country: of.country },
      ...{ device: of.device, os: of.os, browser: of.browser, verdict: of.verdict, decision: of.decision },
      ...{ region: "", language: "", amount_at: 0 },
      ...{ sub1: of.sub1, sub2: of.sub2, sub3: of.sub3, sub4: of.sub4, sub5: of.sub5, source: of.source },
    } as unknown as Sale; // what a report reads, and every column that must have a value
  }

  function historyOf(sale: Sale): Tables["conversion_change"][] {
    const row = {
      conversion_id: sale.id,
      actor: "system:test",
      reason: null,
      reason_code: null,
      source: null,
      flag: null,
      payment: "none",
      setoff: "none",
      hold_over: 0,
      click_facts: "known",
      revenue_minor: sale.revenue_minor,
      commission_minor: sale.commission_minor,
    } as const;
    const { validation, check_state, occurred_at, changed_at } = sale;
    return [
      { ...row, version: 1, event: "record", changed_at: occurred_at, validation: "pending", check_state: "clear" },
      { ...row, version: 2, event: "decide", changed_at, validation, check_state },
    ];
  }

  const isOwn = (reader: Asked["reader"], row: { webmaster_id: string; advertiser_id: string }) =>
    reader === "operator" ||
    (reader === "webmaster" ? row.webmaster_id === DEMO.webmaster : row.advertiser_id === DEMO.advertiser);

  /** The report by hand: figures by group. */
  function byHand({ groupBy, zone, date, counts, from, to, reader, filter, hasMedians }: Asked) {
    const rows = new Map<string, Record<string, unknown>>();
    const timesOf = new Map<string, { ctit: number[]; decision: number[] }>();
    const isAsked = (row: Loose) => filter === undefined || row[fieldOf(filter[0])] === filter[1];
    const rowAt = (at: number | null, row: Loose, isUndecided: boolean) => {
      const key = JSON.stringify([
        ...groupBy.map((name) =>
          name in PARTS ? (at === null ? null : PARTS[name as Part](at, zone)) : valueOf(name, row),
        ),
        isUndecided,
      ]);
      const known = rows.get(key) ?? {};
      rows.set(key, known);
      const times = timesOf.get(key) ?? { ctit: [], decision: [] };
      timesOf.set(key, times);
      const add = (name: string, by: number) => void (known[name] = Number(known[name] ?? 0) + by);
      return Object.assign(add, times);
    };
    for (const one of counts === "conversions" ? [] : clicks) {
      const at = readClickId(one.click_id)?.clickedAt ?? 0;
      if (at < from || at >= to || !isOwn(reader, one) || !isAsked({ ...one })) continue;
      const isSub = [...groupBy].some((name) => name.startsWith("sub") || name === "source");
      if (isSub && groupBy.some((name) => (name.startsWith("sub") || name === "source") && one[name as "sub1"] === ""))
        continue;
      const add = rowAt(at, { ...one }, false);
      add("clicks", 1);
      add("uniques", one.is_first);
      for (const [name, verdict] of Object.entries(VERDICTS)) add(name, Number(one.verdict === verdict));
    }
    for (const sale of counts === "clicks" ? [] : sales) {
      const words = { ...sale, goal_id: "goal_1", status: statusOf(sale) };
      if (!isOwn(reader, sale) || sale.is_test === 1 || !isAsked(words)) continue;
      const isPending =
        sale.check_state !== "refused" &&
        (sale.validation === "pending" || (sale.validation === "approved" && sale.check_state === "held"));
      const isApproved = sale.validation === "approved" && sale.check_state === "clear";
      const time = {
        click: sale.clicked_at,
        conversion: sale.occurred_at,
        decision: isPending ? sale.occurred_at : sale.decided_at,
      }[date];
      if (time === null || time < from || time >= to) continue;
      const isUndecided = date === "decision" && isPending;
      const add = rowAt(isUndecided ? null : time, words, isUndecided);
      add("conversions", 1);
      add("pending", Number(isPending));
      add("approved", Number(isApproved));
      add("rejected", Number(!isPending && !isApproved));
      add(`commission ${sale.currency}`, isApproved ? sale.commission_minor : 0);
      add(`pending ${sale.currency}`, isPending ? sale.commission_minor : 0);
      add(`${placeOf(sale)} ${sale.currency}`, isApproved ? sale.commission_minor : 0);
      add.ctit.push(sale.occurred_at - sale.clicked_at);
      if (!isPending && sale.decided_at !== null) add.decision.push(sale.decided_at - sale.occurred_at);
    }
    for (const [key, { ctit, decision }] of hasMedians ? timesOf : [])
      Object.assign(rows.get(key) ?? {}, { ctit: medianOf(ctit), decision: medianOf(decision) });
    return sortedRows([...rows].map(([key, figures]) => [key, nonZero(figures)] as const));
  }

  test("equal a count by hand, for any question that can be answered", async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const { reader, filter, ...query } = asked;
        const filters = new Map(filter === undefined ? [] : [filter as [Attribute, string]]);
        const ctx = network.context(actors[reader], () => NOW);
        const full: ReportQuery = { ...query, filters, sort: undefined };
        const found = await getReport(ctx, full, { seen: undefined, limit: 100_000 }).catch((error: unknown) => error);
        if (found instanceof Error) {
          expect(found).toMatchObject({ code: "report_refused" });
          return;
        }
        answered++;
        const { rows } = found as Awaited<ReturnType<typeof getReport>>;
        const figures = rows.map(({ dimensions, isUndecided, figures: all }) => {
          const key = JSON.stringify([...query.groupBy.map((name) => dimensions[fieldOf(name)]), isUndecided === true]);
          const money = (name: string, sums: Record<string, bigint> = {}) =>
            Object.entries(sums).map(([currency, minor]) => [`${name} ${currency}`, Number(minor)]);
          const {
            clicks: count,
            uniques,
            valid,
            bots,
            embedded,
            duplicates,
            conversions,
            pending,
            approved,
            rejected,
          } = all;
          return [
            key,
            nonZero({
              ...{
                clicks: count,
                uniques,
                valid,
                bots,
                embedded,
                duplicates,
                conversions,
                pending,
                approved,
                rejected,
              },
              ctit: all.ctit_ms_median ?? 0,
              decision: all.decision_ms_median ?? 0,
              ...Object.fromEntries([
                ...money("commission", all.commission),
                ...money("on_hold", all.commission_on_hold),
                ...money("available", all.commission_available),
                ...money("on_payment", all.commission_on_payment),
                ...money("paid", all.commission_paid),
                ...money("pending", all.commission_pending),
              ]),
            }),
          ] as const;
        });
        expect(sortedRows(figures)).toEqual(byHand(asked));
      }),
      // A smaller question says no more, and each one that fails costs as much.
      { numRuns: QUESTIONS, endOnFailure: true },
    );
    expect(answered).toBeGreaterThan(QUESTIONS / 6);
  }, 120_000);

  test("pages have each row once in the asked order, and the totals are those of all rows", async () => {
    const range = `from=${new Date(FIRST).toISOString()}&to=${new Date(LAST).toISOString()}`;
    const byDay = `/stats?${range}&group_by=day,country&zone=Europe/Berlin`;
    const bySubs = `/stats?${range}&counts=conversions&group_by=sub1,sub2,sub3,sub4`;
    const sorts = ["", "&sort=-clicks", "&sort=country", "&sort=conversion_rate", "&sort=margin:USD"];
    const ofDays = sorts.map((sort) => byDay + sort);
    for (const [path, limit] of [...ofDays.map((one) => [one, 7] as const), [bySubs, 1] as const]) {
      const all = await ok(network.operator.get<Report>(path));
      const rows: Loose[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: Report = await ok(
          network.operator.get<Report>(`${path}&limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`),
        );
        rows.push(...page.data);
        cursor = page.next_cursor;
      }
      expect(rows).toEqual(all.data);
      const sum = (name: string) => all.data.reduce((total, row) => total + Number(row[name]), 0);
      for (const name of ["clicks", "uniques", "conversions", "approved"])
        if (name in all.totals) expect(all.totals[name]).toBe(sum(name));
    }
    const { next_cursor: ofBoth } = await ok(network.operator.get<Report>(`${byDay}&limit=1`));
    await refused(network.operator.get(`/stats?${range}&group_by=day&cursor=${ofBoth}`), 400, "invalid_input");
  });

  const without = (row: Loose, names: readonly string[]): Loose =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

  const RANGE = `from=${new Date(FIRST).toISOString()}&to=${new Date(LAST).toISOString()}`;

  /** How many rows the list of a path has, in all its pages. */
  async function countOf(reader: Asked["reader"], apiPath: string): Promise<number> {
    const path = apiPath.replace("/api/v1", "");
    let count = 0;
    for (let cursor: string | null = ""; cursor !== null;) {
      const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page: Report = await ok(network[reader].get<Report>(`${path}&limit=500${more}`));
      count += page.data.length;
      cursor = page.next_cursor;
    }
    return count;
  }

  test.each([
    ["operator", "group_by=day,country&zone=Europe/Berlin"],
    ["webmaster", "group_by=week,verdict&zone=Europe/Moscow"],
    ["advertiser", "group_by=hour"],
    ["operator", "group_by=month,week&zone=America/New_York"],
    ["webmaster", "group_by=sub1"],
    ["operator", "group_by=offer,landing,link&date_basis=click"],
    ["advertiser", "group_by=status,goal&counts=conversions"],
    ["operator", "group_by=day&date_basis=decision"],
    ["webmaster", "group_by=week,weekday&counts=clicks"],
    ["operator", "group_by=device,os,browser&country=DE&date_basis=click"],
    ["operator", "group_by="],
  ] as const)("each row names what lists it: the %s's report by %s", async (reader, asked) => {
    const { data } = await ok(network[reader].get<Report>(`/stats?${RANGE}&${asked}`));
    expect(data.length).toBeGreaterThan(0);
    for (const row of data.slice(0, 6)) {
      const { clicks_api_path: ofClicks, conversions_api_path: ofConversions } = row as Record<string, string | null>; // strings
      const listed: Record<string, number | undefined> = {};
      if (typeof ofClicks === "string") {
        listed["clicks"] = await countOf(reader, ofClicks);
        listed["uniques"] = await countOf(reader, `${ofClicks}&is_unique=true`);
        listed["refused"] = await countOf(reader, `${ofClicks}&is_refused=true`);
        if (!asked.includes("verdict")) listed["bots"] = await countOf(reader, `${ofClicks}&verdict=bot`);
      }
      if (typeof ofConversions === "string") {
        listed["conversions"] = await countOf(reader, ofConversions);
        if (row["is_undecided"] !== true)
          for (const outcome of ["pending", "approved", "rejected"])
            listed[outcome] = await countOf(reader, `${ofConversions}&outcome=${outcome}`);
      }
      expect(Object.keys(listed).length, JSON.stringify(row)).toBeGreaterThan(0);
      expect(row, JSON.stringify([ofClicks, ofConversions])).toMatchObject(listed);
    }
  });

  test("a part of the clock or of the week that comes again and again has no list", async () => {
    for (const asked of ["group_by=hour_of_day", "group_by=weekday"]) {
      const { data } = await ok(network.operator.get<Report>(`/stats?${RANGE}&${asked}`));
      expect(data[0]).toMatchObject({ clicks_api_path: null, conversions_api_path: null });
    }
  });

  test("clicks with hostile sub-ids are exported as they are listed", async () => {
    const { data, next_cursor: more } = await ok(network.webmaster.get<Report>(`/clicks?${RANGE}&limit=500`));
    expect(new Set(data.map(({ sub1 }) => sub1)).size).toBeGreaterThan(4);
    expect(more).toBeNull();
    const file = (format: string) =>
      fetch(`${network.localNetwork.origins.control}/api/v1/clicks/export?${RANGE}&format=${format}`, {
        headers: { authorization: `Bearer ${DEMO.keys.webmaster}` },
      });
    expect(await (await file("ndjson")).text()).toBe(data.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const columns = columnsOf(ClickView, (field) => isSeenBy("webmaster", field));
    const csv = await (await file("csv")).text();
    expect(csv).toBe(headerLine(columns) + data.map((row) => rowLine(columns, row)).join(""));
    expect(csv).toContain(",'=1+1,");
    const { Sheets } = read(await (await file("xlsx")).arrayBuffer());
    const sheet = utils.sheet_to_json<Loose>(Sheets["clicks"] ?? {}, { raw: true, defval: null });
    const cellOf = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : value === "" ? null : value);
    expect(sheet).toEqual(
      data.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)]))),
    );
  });

  test.each(["operator", "webmaster"] as const)(
    "the %s's reports as files have the rows of the report",
    async (reader) => {
      for (const asked of [
        "group_by=day,country",
        "group_by=sub1,sub2&counts=conversions",
        "group_by=day&date_basis=decision",
      ]) {
        const { data } = await ok(network[reader].get<Report>(`/stats?${RANGE}&${asked}`));
        const file = (format: string) =>
          fetch(`${network.localNetwork.origins.control}/api/v1/stats/export?${RANGE}&${asked}&format=${format}`, {
            headers: { authorization: `Bearer ${DEMO.keys[reader]}` },
          });
        const lines = (await (await file("ndjson")).text()).split("\n").slice(0, -1);
        const rows = data.map((row) => without(row, ["clicks_api_path", "conversions_api_path"]));
        expect(lines.map((line) => JSON.parse(line) as Loose)).toEqual(rows);
        const { Sheets } = read(await (await file("xlsx")).arrayBuffer());
        const sheet = utils.sheet_to_json<Loose>(Sheets["stats"] ?? {}, { raw: true, defval: null });
        expect(sheet).toHaveLength(rows.length);
        const [header = ""] = (await (await file("csv")).text()).split("\r\n");
        expect(Object.keys(sheet[0] ?? {}).join()).toBe(header);
        expect(header.includes("revenue")).toBe(reader === "operator");
        for (const [i, row] of rows.entries()) {
          const money = (row["commission"] ?? []) as { amount_minor: number; currency: string }[]; // as documented
          for (const { amount_minor, currency } of money)
            expect(sheet[i]?.[`commission.${currency}`]).toBe(amount_minor);
          for (const name of ["conversions", "clicks", "country", "approved"])
            if (name in row) expect(sheet[i]?.[name] ?? "").toBe(row[name]);
          if ("sub1" in row) expect(sheet[i]?.["sub1"] ?? "").toBe(row["sub1"]);
        }
      }
    },
  );

  test("rows are ordered by money in one currency, for those who see it, and name their records", async () => {
    const range = `from=${new Date(FIRST).toISOString()}&to=${new Date(LAST).toISOString()}`;
    const path = `/stats?${range}&group_by=link,offer,sub1&counts=conversions`;
    const minorOf = (row: Loose) =>
      (row["commission"] as { amount_minor: number; currency: string }[]).find(({ currency }) => currency === "EUR")
        ?.amount_minor ?? -1;
    const { data, names } = await ok(network.webmaster.get<Report>(`${path}&sort=-commission:EUR`));
    expect(data.map(minorOf)).toEqual(data.map(minorOf).toSorted((a, b) => b - a));
    for (const { link_id, offer_id } of data) {
      expect(names[String(offer_id)]).toBe("Maps and compasses");
      const [link] = await network.rows<{ slug: string }>("DB", "SELECT slug FROM link WHERE id = ?", link_id);
      expect(names[String(link_id)]).toBe(link?.slug);
    }
    await refused(network.webmaster.get(`${path}&sort=margin:EUR`), 400, "invalid_input");
    await refused(network.webmaster.get(`/stats?group_by=day&counts=clicks&sort=commission:EUR`), 400, "invalid_input");
  });

  test("statistics, conversions and balances agree", async () => {
    const { id: webmasterId, key } = await admit(network, "webmaster", { minimumMinor: 0 });
    const { db, now } = network.context();
    const slug = `agree-${clickShards}`;
    const link = { id: `lnk_${slug}`, slug, offerId: DEMO.offers.demo, webmasterId, defaults: {} };
    await db.write(insertLink(link, now()));
    const row = await linkRow(network, slug);
    const events = Array.from({ length: 9 }, () => clickEvent(row));
    await network.localNetwork.deliver("clicks", [clickMessage(events)]);
    const statuses = ["approved", "pending", "rejected"] as const;
    const reports = await Promise.all(
      events.map(({ clickId }, i) =>
        postbackEvent(clickId, { fields: { amount: `${i + 1}0.00`, status: statuses[i % 3] ?? "pending" } }),
      ),
    );
    await recordPostbacks(network.context({ role: "system", job: "test" }), reports);
    const api = network.api(key);
    const { totals } = await ok(api.get<Report>("/stats?group_by="));
    const { data: listed } = await ok(api.get<{ data: Conversion[] }>("/conversions?limit=500"));
    const { data: balances } = await ok(api.get<{ data: Record<string, { amount_minor: number }>[] }>("/balances"));
    const sum = (...of: string[]) =>
      listed.reduce((minor, one) => minor + (of.includes(one.status) ? one.commission.amount_minor : 0), 0);
    const inBalance = (...names: string[]) =>
      names.reduce((minor, name) => minor + (balances[0]?.[name]?.amount_minor ?? 0), 0);
    const money = (minor: number) => [{ amount_minor: minor, currency: "USD" }];
    expect(listed).toHaveLength(9);
    expect(totals).toMatchObject({
      ...{ clicks: 9, conversions: 9, approved: 3, pending: 3, rejected: 3 },
      commission: [{ amount_minor: sum("approved", "paid"), currency: "USD" }],
      commission_on_hold: money(inBalance("on_hold")),
      commission_available: money(inBalance("available")),
      commission_on_payment: money(inBalance("on_payment")),
      commission_paid: money(inBalance("paid")),
      commission_pending: [{ amount_minor: sum("pending", "held"), currency: "USD" }],
      commission_rejected: [{ amount_minor: sum("rejected", "reversed"), currency: "USD" }],
    });
    expect(sum("approved", "paid")).toBe(inBalance("on_hold", "available", "on_payment", "paid"));
    expect(sum("pending", "held")).toBe(inBalance("pending"));
  });

  test.each([
    ["/stats?group_by=sub1,country", "group_by", /leave out country, or ask with counts=conversions/],
    ["/stats?group_by=sub1,sub2", "group_by", /one sub-id at a time/],
    ["/stats?group_by=sub1&zone=Europe/Berlin&from=2026-11-01T00:00:00Z", "zone", /zone=UTC/],
    ["/stats?group_by=goal", "group_by", /counts=conversions/],
    ["/stats?group_by=day&zone=Asia/Kathmandu&from=2026-11-01T00:00:00Z&to=2026-11-03T00:00:00Z", "zone", /zone=UTC/],
  ])("%s is refused, and the answer names what to ask instead", async (path, field, message) => {
    const { errors } = await refused(network.webmaster.get(path), 422, "report_refused");
    expect(errors).toMatchObject([{ path: field, message: expect.stringMatching(message) as string }]);
  });

  test("a role gets the figures that it may see, with their definitions", async () => {
    const seen = async (api: TestNetwork["operator"]) => {
      const { totals, glossary } = await ok(api.get<Report>("/stats"));
      expect(Object.keys(glossary).toSorted()).toEqual(Object.keys(totals).toSorted());
      return ["revenue", "margin"].filter((name) => name in totals);
    };
    expect(await seen(network.webmaster)).toEqual([]);
    expect(await seen(network.advertiser)).toEqual(["revenue"]);
    expect(await seen(network.operator)).toEqual(["revenue", "margin"]);
  });

  test("the catalogue's figures are those of the operator's report at that time", async () => {
    const at = NOW - (NOW % HOUR_MS) + HOUR_MS / 2;
    // Fewer than 100 clicks have no rates.
    const link = await linkRow(network, (await network.newLink()).slug);
    const events = Array.from({ length: 100 }, () => clickEvent(link, { clickedAt: NOW - 2 * HOUR_MS }));
    await recordClicks(
      network.context({ role: "system", job: "test" }, () => NOW),
      events,
    );
    await countFigures(network.context({ role: "system", job: "test" }, () => at));
    const { figures } = await ok(network.webmaster.get<{ figures: Loose }>(`/offers/${DEMO.offers.demo}`));
    expect(figures).toMatchObject({ counted_at: new Date(at).toISOString() });
    const to = at - HOUR_MS / 2;
    const range = `from=${new Date(to - 90 * DAY_MS).toISOString()}&to=${new Date(to).toISOString()}`;
    const asked = `${range}&date_basis=conversion&has_medians=true&offer_id=${DEMO.offers.demo}`;
    const { totals } = await ok(network.operator.get<Report & { totals: Loose }>(`/stats?${asked}`));
    const decided = Number(totals["conversions"]) - Number(totals["pending"]);
    expect(decided).toBeGreaterThan(20);
    const median = Number(totals["decision_ms_median"]) / HOUR_MS;
    const byCurrency = (sums: unknown) => (sums as Money[]).toSorted((a, b) => a.currency.localeCompare(b.currency)); // of both answers
    expect({ ...figures, earnings_per_100_clicks: byCurrency(figures["earnings_per_100_clicks"]) }).toEqual({
      ...{ days: 90, counted_at: new Date(at).toISOString(), decided, median_decision_hours: median },
      ...{ clicks: totals["valid"], conversions: totals["conversions"] },
      ...{ conversion_rate: totals["conversion_rate"], approval_rate: totals["approval_rate"] },
      earnings_per_100_clicks: byCurrency(totals["earnings_per_100_clicks"]),
    });
  });
});

interface Report {
  data: Loose[];
  next_cursor: string | null;
  totals: Loose;
  names: Record<string, string>;
  glossary: Record<string, string>;
}

const VERDICTS = { valid: "valid", bots: "bot", embedded: "embedded", duplicates: "duplicate" };

const CHANGE_COLUMNS = [
  ...(["conversion_id", "version", "event", "actor", "reason", "changed_at", "validation"] as const),
  ...(["check_state", "payment", "setoff", "hold_over", "click_facts", "revenue_minor", "commission_minor"] as const),
];

type Part = "hour" | "day" | "week" | "month" | "weekday" | "hour_of_day";

const CLOCKS = new Map(
  ZONES.map((timeZone) => [
    timeZone as string,
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }),
  ]),
);
const local = (at: number, zone: string) => CLOCKS.get(zone)?.format(at) ?? "";
const noon = (at: number, zone: string) => new Date(`${local(at, zone).slice(0, 10)}T12:00:00Z`);

/** The parts of a time by the runtime's own calendar. */
const PARTS: Record<Part, (at: number, zone: string) => string | number> = {
  hour: (at) => `${new Date(at - (at % HOUR_MS)).toISOString().slice(0, 19)}Z`,
  day: (at, zone) => local(at, zone).slice(0, 10),
  week: (at, zone) => {
    const day = noon(at, zone);
    return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  },
  month: (at, zone) => local(at, zone).slice(0, 7),
  weekday: (at, zone) => noon(at, zone).getUTCDay() || 7,
  hour_of_day: (at, zone) => Number(local(at, zone).slice(11, 13)),
};

const valueOf = (name: Dimension, row: Loose) => row[fieldOf(name)] ?? "";

const placeOf = ({ payment, hold_over }: Pick<Sale, "payment" | "hold_over">) =>
  payment === "none" ? (hold_over === 1 ? "available" : "on_hold") : payment;

/** The middle one, or the mean of the two in the middle; 0: none. */
function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return Math.round((low + high) / 2);
}

function statusOf({ validation, check_state, payment }: Pick<Sale, "validation" | "check_state" | "payment">) {
  if (validation === "reversed") return "reversed";
  if (validation === "rejected" || check_state === "refused") return "rejected";
  if (check_state === "held") return "held";
  return payment === "paid" ? "paid" : validation;
}

const nonZero = (figures: Loose) =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined && value !== 0));

const sortedRows = (rows: readonly (readonly [string, Loose])[]) =>
  rows.filter(([, figures]) => Object.keys(figures).length > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
