import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read, utils } from "xlsx";
import { DEMO } from "@waymark/dev/demo";
import type { Actor, Context } from "@waymark/network/context";
import { DATE_BASES, listConversions } from "@waymark/network/conversion";
import { openDatabase, type Tables } from "@waymark/network/db";
import { listAccounts } from "@waymark/network/account";
import { insertPerson, listMembers } from "@waymark/network/identity";
import { listLinks } from "@waymark/network/link";
import { listPayouts } from "@waymark/network/payout";
import { listPostbacks, recordPostbacks } from "@waymark/network/postback";
import { listUploads } from "@waymark/network/upload";
import { ConversionView } from "../../apps/control/src/api/conversions.ts";
import { isSeenBy } from "../../apps/control/src/api/hidden-filters.ts";
import { columnsOf, headerLine, rowLine, valueAt } from "../../apps/control/src/csv.ts";
import { ok, refused, type Loose, type Page } from "../harness/api.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { makeSides } from "../harness/sides.ts";

let network: TestNetwork;
const ROWS = 10;

beforeAll(async () => {
  network = await startNetwork();
  const { A } = await makeSides(network);
  await network.rows("DB", "INSERT INTO upload_webmaster VALUES (?, ?)", DEMO.webmaster, A.records.upload);
  const ids = await A.conversions(ROWS);
  for (const status of ["active", "paused"]) {
    const { id } = await network.newLink();
    if (status === "paused") await ok(network.webmaster.post(`/links/${id}/pause`, {}));
  }
  for (const country of ["DE", ""])
    await ok(network.operator.patch(`/webmasters/${(await admit(network, "webmaster")).id}`, { country }));
  for (const [kind, url] of [
    ["site", "https://hikes.example/"],
    ["channel", "https://t.example/Hikes"],
    ["site", "https://trails.example/"],
  ])
    await ok(network.webmaster.post("/traffic-sources", { kind, url }), 201);
  const events = ["approve", "reject", "hold"];
  for (const order_id of ["F-1", "F-2"]) {
    const { clickId } = clickEvent(await linkRow(network));
    const event = await postbackEvent(clickId, { fields: { amount: "49.90", currency: "USD", order_id } });
    await recordPostbacks(network.context(), [event]);
  }
  for (const [i, id] of ids.slice(0, ROWS - 2).entries())
    await ok(network.operator.post(`/conversions/${id}/${events[i % events.length]}`, { reason: "looked at by hand" }));
});
afterAll(() => network?.stop());

type Reader = "operator" | "advertiser" | "webmaster";

const READERS = ["operator", "advertiser", "webmaster"] as const satisfies Reader[];

/** The filters of each list, and what each compares. */
const FILTERS: Record<string, Record<string, (row: Loose) => unknown>> = {
  "/conversions": {
    ...fields("status", "offer_id", "goal", "goal_id", "link_id", "webmaster_id", "advertiser_id", "click_id"),
    ...fields("order_id", "channel", "click_facts", "flag"),
    ...Object.fromEntries(
      ["landing_id", "country", "device", "os", "browser", "verdict"].map((name) => [
        name,
        ({ click }: Loose) => (click as Loose)[name],
      ]),
    ),
    outcome: ({ status }) =>
      status === "pending" || status === "held"
        ? "pending"
        : status === "approved" || status === "paid"
          ? "approved"
          : "rejected",
    check_code: ({ check_reason }) => (check_reason as Loose | null)?.["code"],
    is_test: ({ is_test }) => String(is_test),
    is_own: ({ check_reason }) => String((check_reason as Loose | null)?.["code"] === "own_traffic"),
    ...Object.fromEntries(
      ["sub1", "sub5", "source"].map((name) => [name, ({ click }: Loose) => (click as Loose)[name]]),
    ),
  },
  "/clicks": {
    ...fields("offer_id", "link_id", "webmaster_id", "advertiser_id", "landing_id", "decision", "verdict"),
    ...fields("country", "device", "os", "browser", "sub1", "sub5", "source"),
    is_refused: ({ is_refused }) => String(is_refused),
    is_unique: ({ is_unique }) => String(is_unique),
    is_test: ({ is_test }) => String(is_test),
    is_own: ({ verdict }) => String(verdict === "own"),
  },
  "/payouts": {
    ...fields("status", "run_id", "webmaster_id"),
    currency: ({ amount }) => (amount as Loose)["currency"],
  },
  "/payout-runs": fields("status"),
  "/ledger/corrections": fields("status", "webmaster_id", "advertiser_id"),
  "/uploads": fields("status", "offer_id"),
  "/links": fields("slug", "status", "paused_by", "offer_id", "landing_id", "webmaster_id"),
  "/advertisers": fields("status", "country"),
  "/webmasters": fields("status", "country"),
  "/invitations": fields("advertiser_id", "webmaster_id"),
  "/traffic-sources": fields("kind", "status", "webmaster_id"),
  "/members": fields("role", "member_role", "advertiser_id", "webmaster_id"),
  "/postbacks": fields("status", "reason_code", "click_id", "conversion_id", "advertiser_id"),
};

function fields(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, (row: Loose) => row[name]]));
}

const keyOf = (row: Loose) => String(row["id"] ?? row["click_id"]);

/** Who may not read a list, or has no rows in it here. */
const NO_READERS: Record<string, readonly Reader[]> = {
  "/postbacks": ["webmaster"],
  "/payouts": ["advertiser"],
  "/payout-runs": ["advertiser", "webmaster"],
  "/invitations": ["advertiser"],
  "/ledger/corrections": ["advertiser"],
};

/** Those who have rows in a list. */
const readersOf = (path: string) => READERS.filter((reader) => NO_READERS[path]?.includes(reader) !== true);

async function walk(reader: Reader, path: string, query: Record<string, string>, limit: number) {
  const keys: string[] = [];
  for (let cursor: string | null = null; ;) {
    const search: string = new URLSearchParams({
      ...query,
      limit: String(limit),
      ...(cursor !== null && { cursor }),
    }).toString();
    const page: Page<Loose> = await ok(network[reader].get<Page<Loose>>(`${path}?${search}`));
    keys.push(...page.data.map(keyOf));
    cursor = page.next_cursor;
    if (cursor === null) return keys;
  }
}

const CASES = Object.keys(FILTERS).flatMap((path) => readersOf(path).map((reader) => [path, reader] as const));

test.each(CASES)(
  "%s, filtered by the %s: exactly the rows that each filter names, in pages of any length",
  async (path, reader) => {
    const all = (await ok(network[reader].get<Page<Loose>>(`${path}?limit=500`))).data;
    const filters = FILTERS[path] ?? {};
    const names = Object.keys(filters);
    const asked = fc.record({
      like: fc.constantFrom(...all),
      names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      limit: fc.integer({ min: 1, max: all.length + 1 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ like, names: chosen, limit }) => {
        const query = Object.fromEntries(
          chosen.flatMap((name) => {
            const value = filters[name]?.(like);
            return typeof value === "string" ? [[name, value] as const] : [];
          }),
        );
        // A parked postback that is resolved is listed by its own filter.
        const isHidden = (row: Loose) => query["status"] === "parked" && row["resolution"] !== null;
        const expected = all.filter(
          (row) => !isHidden(row) && Object.entries(query).every(([name, value]) => filters[name]?.(row) === value),
        );
        expect(await walk(reader, path, query, limit), JSON.stringify(query)).toEqual(expected.map(keyOf));
      }),
      { numRuns: 12, examples: names.slice(0, 12).map((name) => [{ like: all[0] ?? {}, names: [name], limit: 3 }]) },
    );
  },
);

/** The times that conversions show and are ordered by. */
const ORDERED_BY = ["reported", "occurred", "changed"] as const;

test.each(ORDERED_BY.flatMap((date) => READERS.map((reader) => [date, reader] as const)))(
  "conversions by the time %s, read by the %s: those of the range, the newest first",
  async (date, reader) => {
    const all = (await ok(network[reader].get<Page<Loose>>("/conversions?limit=500"))).data;
    const timeOf = (row: Loose) => Date.parse(String(row[`${date}_at`]));
    const ordered = all.toSorted((a, b) => timeOf(b) - timeOf(a) || (keyOf(a) < keyOf(b) ? 1 : -1));
    const times = ordered.map(timeOf);
    const [from, to] = [times.at(-2) ?? 0, times[1] ?? 0];
    const inRange = ordered.filter((row) => timeOf(row) >= from && timeOf(row) < to).map(keyOf);
    const iso = (ms: number) => new Date(ms).toISOString();
    expect(await walk(reader, "/conversions", { date }, 3)).toEqual(ordered.map(keyOf));
    if (from < to)
      expect(await walk(reader, "/conversions", { date, from: iso(from), to: iso(to) }, 2)).toEqual(inRange);
    const reversed = `date=${date}&from=${iso(to + 1)}&to=${iso(to)}`;
    const { errors } = await refused(network[reader].get(`/conversions?${reversed}`), 400, "invalid_input");
    expect(errors).toMatchObject([{ path: "to" }]);
  },
);

test.each(READERS)("conversions by the time of the click, and of the decision, read by the %s", async (reader) => {
  const all = (await ok(network[reader].get<Page<Loose>>("/conversions?limit=500"))).data;
  const decidedAt = new Map<string, number>();
  for (const row of all) {
    const { data: changes } = await ok(
      network.operator.get<Page<Loose>>(`/conversions/${keyOf(row)}/changes?limit=500`),
    );
    const answers = changes.filter(({ verb }) => ["approve", "reject", "reverse", "refuse"].includes(String(verb)));
    const [last] = answers.toReversed();
    if (last !== undefined && !["pending", "held"].includes(String(row["status"])))
      decidedAt.set(keyOf(row), Date.parse(String(last["changed_at"])));
  }
  expect(decidedAt.size).toBeGreaterThan(1);
  const clickedAt = new Map(all.map((row) => [keyOf(row), Date.parse(String(row["clicked_at"]))]));
  for (const [date, times] of Object.entries({ clicked: clickedAt, decided: decidedAt })) {
    const sorted = [...times.values()].toSorted((a, b) => a - b);
    expect((await walk(reader, "/conversions", { date }, 3)).toSorted()).toEqual([...times.keys()].toSorted());
    const [from = 0, to = 0] = [sorted[1], sorted.at(-1)];
    const inRange = [...times].filter(([, at]) => at >= from && at < to).map(([id]) => id);
    const range = { date, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    if (from < to) expect((await walk(reader, "/conversions", range, 2)).toSorted()).toEqual(inRange.toSorted());
  }
});

test("clicks are listed by a range of their time", async () => {
  const { data: all } = await ok(network.operator.get<Page<Loose>>("/clicks?limit=500"));
  const timeOf = (row: Loose) => Date.parse(String(row["clicked_at"]));
  const [from, to] = [all.at(-2), all[1]].map((row) => timeOf(row ?? {}));
  const inRange = all.filter((row) => timeOf(row) >= Number(from) && timeOf(row) < Number(to));
  const range = { from: new Date(Number(from)).toISOString(), to: new Date(Number(to)).toISOString() };
  expect(await walk("operator", "/clicks", range, 3)).toEqual(inRange.map(keyOf));
});

test("a range that begins among archived clicks is refused, and says where to begin", async () => {
  const { errors = [] } = await refused(network.operator.get("/clicks?from=2020-01-01"), 400, "invalid_input");
  expect(errors).toMatchObject([{ path: "from", message: expect.stringMatching(/begin at \S+Z or later/) as string }]);
  const [begin = ""] = /\S+Z/.exec(errors[0]?.message ?? "") ?? [];
  await ok(network.operator.get(`/clicks?from=${begin}`));
});

test("what waits for a person is counted as the lists show it, and dated", async () => {
  const frozen = await admit(network, "webmaster");
  const reason = "bought clicks";
  await ok(network.operator.post(`/webmasters/${frozen.id}/block`, { reason, money: "freeze" }));
  const terms = {
    goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_300, commission_bps: 1_000 }],
    landings: [{ url: "https://shop.example/" }],
  };
  const offer = { advertiser_id: DEMO.advertiser, name: "A draft", ...terms };
  const draft = await ok(network.advertiser.post<{ id: string }>("/offers", offer), 201);
  await ok(network.advertiser.post(`/offers/${draft.id}/submit`));
  const list = async (reader: Reader, path: string) =>
    (await ok(network[reader].get<Page<Loose>>(`${path}${path.includes("?") ? "&" : "?"}limit=500`))).data;
  const lists = {
    abuse_reports: "/ops/abuse-reports?status=open",
    claims_to_decide: "/claims?waits_for=operator",
    dead_letters: "/ops/dead-letters?status=waiting",
    destination_changes: "/destination-changes?status=pending",
    frozen_webmasters: "/webmasters?is_frozen=true",
    held_conversions: "/conversions?status=held&is_test=false",
    money_requests: "/money-requests?status=waiting",
    open_appeals: "/appeals?status=open",
    overdue_appeals: "/appeals?is_overdue=true",
    parked_postbacks: "/postbacks?status=parked",
    payout_requests: "/payout-requests?status=open",
    source_limits: "/source-limits?is_open=true&is_by_policy=true",
    submitted_offers: "/offers?status=submitted",
    unverified_channels: "/traffic-sources?kind=channel&status=unverified",
  };
  const toDo = await ok(
    network.operator.get<Record<string, { count: number; oldest_at: string | null }>>("/ops/to-do"),
  );
  for (const [name, path] of Object.entries(lists))
    expect(toDo[name]?.count, path).toBe((await list("operator", path)).length);
  const runs = await list("operator", "/payout-runs");
  expect(toDo["payout_runs"]?.count).toBe(runs.filter(({ status }) => status !== "settled").length);
  for (const name of ["frozen_webmasters", "held_conversions", "submitted_offers", "unverified_channels"])
    expect(toDo[name], name).toEqual({ count: expect.any(Number), oldest_at: expect.any(String) });
  for (const { count, oldest_at } of Object.values(toDo)) expect(oldest_at === null).toBe(count === 0);
  expect((await list("operator", "/webmasters?is_frozen=true")).map(keyOf)).toContain(frozen.id);
  expect((await list("operator", "/webmasters?is_frozen=false")).map(keyOf)).not.toContain(frozen.id);
  await refused(network.advertiser.get("/webmasters?is_frozen=true"), 400, "invalid_input");
  const own = await ok(network.advertiser.get<Record<string, number>>("/me/to-do"));
  expect(own["conversions_pending"]).toBeGreaterThan(0);
  expect(own["conversions_pending"]).toBe(
    (await list("advertiser", "/conversions?status=pending&is_test=false")).length,
  );
  expect(own["postbacks_parked"]).toBe((await list("advertiser", "/postbacks?status=parked")).length);
});

test("an order is found as reports write it, and an id that no report could bring is refused", async () => {
  const { data } = await ok(network.operator.get<Page<Loose>>("/conversions?limit=500"));
  const order = String(data.find(({ order_id }) => order_id !== null)?.["order_id"]);
  const found = await ok(
    network.operator.get<Page<Loose>>(`/conversions?order_id=${encodeURIComponent(` ${order}\u200b`)}`),
  );
  expect(found.data.map(({ order_id }) => order_id)).toContain(order);
  for (const wrong of ["", "{order_id}", "1E+05"])
    expect(
      (await refused(network.operator.get(`/conversions?order_id=${encodeURIComponent(wrong)}`), 400, "invalid_input"))
        .errors,
    ).toMatchObject([{ path: "order_id" }]);
});

describe("the search finds what a pasted text means", () => {
  const find = async (reader: Reader, text: string) => {
    const { data } = await ok(network[reader].get<{ data: Loose[] }>(`/search?search=${encodeURIComponent(text)}`));
    return data.map(({ kind, id }) => `${String(kind)} ${String(id)}`);
  };

  test("ids, orders, click_IDs and addresses that hold them, partner links and slugs", async () => {
    const { data } = await ok(network.webmaster.get<Page<Loose>>("/conversions?limit=1"));
    const { id = "", order_id: order, click_id: click, offer_id, link_id } = (data[0] ?? {}) as Record<string, string>; // a conversion
    const link = await ok(network.webmaster.get<Loose>(`/links/${link_id}`));
    for (const reader of ["webmaster", "operator"] as const) {
      expect(await find(reader, ` ${id.toUpperCase()} `)).toEqual([`conversion ${id}`]);
      expect(await find(reader, String(click))).toContain(`click ${click}`);
      expect(await find(reader, `https://shop.example/?a=1&click_id=${click}&b=2`)).toEqual([`click ${click}`]);
      if (order !== null) expect(await find(reader, String(order))).toContain(`conversion ${id}`);
      expect(await find(reader, String(offer_id))).toEqual([`offer ${offer_id}`]);
      expect(await find(reader, `${String(link["url"])}?sub1=mail`)).toEqual([`link ${link_id}`]);
      expect((await find(reader, String(link["slug"])))[0]).toBe(`link ${link_id}`);
    }
    const { data: newest } = await ok(network.webmaster.get<Page<Loose>>("/links?limit=1"));
    const [one] = newest;
    expect(await find("webmaster", String(one?.["slug"]).slice(0, -1)), "the newest are first").toContain(
      `link ${String(one?.["id"])}`,
    );
    const { data: payouts } = await ok(network.webmaster.get<Page<Loose>>("/payouts?limit=1"));
    const payout = String(payouts[0]?.["id"]);
    expect(await find("webmaster", payout)).toEqual([`payout ${payout}`]);
    expect(await find("advertiser", payout), "not theirs to see").toEqual([]);
    const { data: sources } = await ok(network.webmaster.get<Page<Loose>>("/traffic-sources?search=t.example/hikes"));
    expect(await find("webmaster", "T.example/hikes")).toEqual(sources.map((one) => `traffic_source ${keyOf(one)}`));
    expect(await find("operator", keyOf(sources[0] ?? {}))).toEqual([`traffic_source ${keyOf(sources[0] ?? {})}`]);
  });

  test("names, for those who may read them", async () => {
    const stranger = await admit(network, "webmaster");
    const { name } = await ok(network.operator.get<{ name: string }>(`/webmasters/${stranger.id}`));
    expect(await find("operator", name.toUpperCase())).toContain(`webmaster ${stranger.id}`);
    for (const reader of ["webmaster", "advertiser"] as const) {
      expect(await find(reader, name)).toEqual([]);
      expect(await find(reader, stranger.id)).toEqual([]);
    }
    expect(await find("operator", DEMO.emails.advertiser)).toHaveLength(2);
    expect(await find("webmaster", DEMO.emails.advertiser)).toEqual([]);
    const offer = await network.newOffer({ name: "Компас Сезам" });
    expect(await find("webmaster", "сезам компас")).toEqual([`offer ${offer.id}`]);
    const asked = { title: "Где Выплата?", text: "!" };
    const thread = await ok(network.webmaster.post<{ id: string }>("/support/threads", asked), 201);
    for (const reader of ["webmaster", "operator"] as const)
      expect(await find(reader, "выплата?")).toEqual([`thread ${thread.id}`]);
    expect(await find("advertiser", "выплата?")).toEqual([]);
  });

  test("nothing for a text that means nothing", async () => {
    for (const text of ["%", "' OR 1=1 --", "x".repeat(2_000), "http://", "cnv_none", "0".repeat(40)])
      expect(await find("operator", text), text).toEqual([]);
    await refused(network.operator.get("/search?search="), 400, "invalid_input");
  });
});

test("a search ignores case, in any alphabet, and finds parts", async () => {
  const { id } = await admit(network, "webmaster");
  await ok(network.operator.patch(`/webmasters/${id}`, { name: "Ёлки-Палки 100%_ GmbH" }));
  const found = async (search: string) =>
    (await ok(network.operator.get<Page<Loose>>(`/webmasters?search=${encodeURIComponent(search)}`))).data.map(keyOf);
  for (const part of ["ёлки-палки", "ПАЛКИ", "100%_", " gmbh ", "ё"]) expect(await found(part), part).toContain(id);
  for (const other of ["палки-ёлки", "100%%", "___"]) expect(await found(other), other).not.toContain(id);
  const { slug } = (await ok(network.webmaster.get<Page<Loose>>("/links?limit=1"))).data[0] ?? {};
  const part = String(slug).slice(1).toUpperCase();
  const { data } = await ok(network.webmaster.get<Page<Loose>>(`/links?search=${part}`));
  expect(data.map((link) => link["slug"])).toContain(slug);
  for (const wrong of ["", "%20", "x".repeat(101)])
    expect(
      (await refused(network.operator.get(`/webmasters?search=${wrong}`), 400, "invalid_input")).errors,
    ).toMatchObject([{ path: "search" }]);
});

test("the operator finds accounts by the address of a member; others don't learn addresses", async () => {
  const account = { advertiser_id: null, webmaster_id: DEMO.webmaster };
  const person = { id: "per_4search", name: "Zoë", email: "zoe.find@people.example", role: "webmaster" } as const;
  const { db, now } = network.context();
  await db.write(insertPerson({ ...person, ...account }, "", now()));
  const ids = async (reader: Reader, search: string) =>
    (await ok(network[reader].get<Page<Loose>>(`/webmasters?search=${search}`))).data.map(keyOf);
  expect(await ids("operator", "ZOE.Find@people")).toEqual([DEMO.webmaster]);
  expect(await ids("advertiser", "zoe.find@people")).toEqual([]);
  expect(await ids("webmaster", "zoe.find@people")).toEqual([]);
  for (const search of ["zoe.find", encodeURIComponent("ZOË")])
    expect((await ok(network.webmaster.get<Page<Loose>>(`/members?search=${search}`))).data.map(keyOf)).toEqual([
      person.id,
    ]);
  expect((await ok(network.advertiser.get<Page<Loose>>("/members?search=zoe"))).data).toEqual([]);
});

test.each([
  ["/links", "created_at"],
  ["/webmasters", "created_at"],
  ["/api-keys", "created_at"],
  ["/invitations", "created_at"],
  ["/payout-runs", "created_at"],
  ["/ledger/corrections", "proposed_at"],
  ["/ledger/transfers", "posted_at"],
])("%s is listed by a range of %s", async (path, field) => {
  const all = (await ok(network.operator.get<Page<Loose>>(`${path}?limit=500`))).data;
  const timeOf = (row: Loose) => Date.parse(String(row[field]));
  const times = all.map(timeOf).toSorted((a, b) => a - b);
  const [from, to] = [times[1] ?? 0, times.at(-1) ?? 0];
  const expected = all.filter((row) => timeOf(row) >= from);
  const before = expected.filter((row) => timeOf(row) < to);
  const iso = (ms: number) => new Date(ms).toISOString();
  expect(await walk("operator", path, { from: iso(from) }, 3)).toEqual(expected.map(keyOf));
  if (from < to) expect(await walk("operator", path, { from: iso(from), to: iso(to) }, 3)).toEqual(before.map(keyOf));
});

test.each(["webmaster", "advertiser"] as const)(
  "the operator lists the transfers of one %s as that party does",
  async (party) => {
    const own = await walk(party, "/ledger/transfers", {}, 2);
    const { data: whole } = await ok(
      network.operator.get<Page<Loose>>(`/ledger/transfers?limit=500&${party}_id=${DEMO[party]}`),
    );
    // An advertiser sees commission and margin of a change as one revenue.
    const ids = whole.map((row) =>
      keyOf(row).replace(/_(commission|margin)$/, party === "advertiser" ? "_revenue" : "_$1"),
    );
    expect([...new Set(ids)]).toEqual(own);
    const [first, last] = [whole.at(-1), whole[0]].map((row) => Date.parse(String(row?.["posted_at"])));
    const inTime = await walk(
      "operator",
      "/ledger/transfers",
      {
        ...{ [`${party}_id`]: DEMO[party], from: new Date(first ?? 0).toISOString() },
        to: new Date((last ?? 0) + 1).toISOString(),
      },
      1,
    );
    expect(inTime.length).toBeGreaterThan(0);
    await refused(network[party].get(`/ledger/transfers?${party}_id=${DEMO[party]}`), 403, "forbidden");
  },
);

test("a filter for another party's rows finds none", async () => {
  const empty = { data: [], next_cursor: null };
  expect(await ok(network.webmaster.get("/conversions?webmaster_id=wm_other"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/clicks?webmaster_id=wm_other"))).toEqual(empty);
  expect(await ok(network.advertiser.get("/clicks?advertiser_id=adv_other"))).toEqual(empty);
  expect(await ok(network.advertiser.get("/conversions?date=occurred&advertiser_id=adv_other"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/payouts?webmaster_id=wm_other"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/links?webmaster_id=wm_atlas"))).toEqual(empty);
  expect(await ok(network.advertiser.get("/links?advertiser_id=adv_other"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/members?advertiser_id=adv_demo"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/invitations?webmaster_id=wm_other"))).toEqual(empty);
  expect(await ok(network.webmaster.get("/ledger/corrections?webmaster_id=wm_other"))).toEqual(empty);
});

const ACTORS = {
  operator: { role: "operator", id: "key_demo_operator" },
  advertiser: { role: "advertiser", id: "key_demo_advertiser", advertiserId: DEMO.advertiser },
  webmaster: { role: "webmaster", id: "key_demo_webmaster", webmasterId: DEMO.webmaster },
} as const satisfies Record<Reader, Actor>;

describe("the work of a page is bounded", () => {
  test("a page that has looked at enough rows ends early, and the next one goes on", async () => {
    for (const date of DATE_BASES) {
      const ctx = network.context(ACTORS.operator);
      const filter = { date, status: "approved", goal: "sale" } as const;
      const whole = await listConversions(ctx, filter, { limit: 500 });
      const seen: string[] = [];
      let pages = 0;
      for (let cursor: string | undefined; ; pages++) {
        const page = await listConversions(ctx, filter, { cursor, limit: 2, examinedMax: 3 });
        seen.push(...page.rows.map(({ id }) => id));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(seen).toEqual(whole.rows.map(({ id }) => id));
      expect(pages).toBeGreaterThan(seen.length / 2);
    }
  });

  /** A context that records the reads. */
  async function recording(actor: Actor) {
    const d1 = await network.localNetwork.database("control", "DB");
    const reads: { text: string; parameters: unknown[] }[] = [];
    const spy = {
      prepare: (text: string) => ({
        bind: (...parameters: unknown[]) => {
          reads.push({ text, parameters });
          return d1.prepare(text).bind(...parameters);
        },
      }),
    } as unknown as D1Database; // the part that Kysely uses
    const ctx: Context = { ...network.context(actor), db: openDatabase<Tables>(spy) };
    return { ctx, reads };
  }

  const ONE = { clickId: "x", orderId: "x" };
  const SOME = { offerId: "x", goalId: "x", goal: "x", linkId: "x", webmasterId: DEMO.webmaster, channel: "x" };
  const MORE = {
    advertiserId: DEMO.advertiser,
    status: "held",
    isTest: true,
    sub1: "x",
    flag: "answer_changed_back",
    checkCode: "pixel",
  };

  test.each(READERS)("each filter of the %s's lists reads rows in the order of an index", async (reader) => {
    const range = { from: 1, to: 2 };
    const request = { cursor: undefined, limit: 2 };
    const lists: Record<string, (ctx: Context) => Promise<unknown>> = {};
    for (const date of DATE_BASES)
      for (const [name, value] of [...Object.entries({ ...SOME, ...MORE }), ["flag", undefined]])
        lists[`conversions ${date} ${name}`] = (ctx) =>
          listConversions(ctx, { date, ...range, [name ?? ""]: value }, request);
    for (const asked of [
      {},
      { runId: "x" },
      { webmasterId: DEMO.webmaster },
      { status: "paid", currency: "USD" },
    ] as const)
      lists[`payouts ${JSON.stringify(asked)}`] = (ctx) => listPayouts(ctx, { ...range, ...asked }, request);
    for (const asked of [{}, { offerId: "x" }, { status: "failed" }] as const)
      lists[`uploads ${JSON.stringify(asked)}`] = (ctx) => listUploads(ctx, { ...range, ...asked }, request);
    for (const asked of [
      {},
      { clickId: "x" },
      { outcome: "parked" },
      { isResolved: true },
      { conversionId: "x" },
    ] as const)
      lists[`postbacks ${JSON.stringify(asked)}`] = (ctx) => listPostbacks(ctx, { ...range, ...asked }, request);
    for (const asked of [
      {},
      { slug: "x" },
      { search: "x", status: "paused" },
      { offerId: "x" },
      { webmasterId: DEMO.webmaster },
      { advertiserId: DEMO.advertiser, landingId: "x" },
    ] as const)
      lists[`links ${JSON.stringify(asked)}`] = (ctx) => listLinks(ctx, { ...range, ...asked }, request);
    // An account works with few of the other kind: they are found, and then sorted.
    for (const kind of (["advertiser", "webmaster"] as const).filter((own) => own === reader || reader === "operator"))
      for (const asked of [{}, { search: "x" }, { country: "DE", status: "blocked" }] as const)
        lists[`${kind}s ${JSON.stringify(asked)}`] = (ctx) => listAccounts(ctx, kind, { ...range, ...asked }, request);
    for (const asked of [{}, { search: "x" }, { advertiserId: "x", role: "advertiser" }] as const)
      lists[`members ${JSON.stringify(asked)}`] = (ctx) => listMembers(ctx, asked, request);
    for (const [list, readList] of Object.entries(lists)) {
      if (!readersOf(`/${list.split(" ")[0]}`).includes(reader)) continue;
      const { ctx, reads } = await recording(ACTORS[reader]);
      await readList(ctx);
      for (const { text, parameters } of reads) {
        const plan = await network.rows<{ detail: string }>("DB", `EXPLAIN QUERY PLAN ${text}`, ...parameters);
        const sorted = plan.filter(({ detail }) => detail.includes("TEMP B-TREE FOR ORDER BY"));
        expect(sorted, `${list}: ${text}`).toEqual([]);
      }
    }
  });

  test("the conversions of a click and of an order are few: they are found, and then sorted", async () => {
    const { ctx, reads } = await recording(ACTORS.operator);
    for (const [name, value] of Object.entries(ONE))
      await listConversions(ctx, { date: "occurred", [name]: value }, { limit: 2 });
    for (const { text, parameters } of reads) {
      const plan = await network.rows<{ detail: string }>("DB", `EXPLAIN QUERY PLAN ${text}`, ...parameters);
      expect(plan[0]?.detail).toMatch(/^SEARCH conversion USING INDEX conversion_by_(?:click|order)/);
    }
  });
});

describe("exports", () => {
  const download = (reader: Reader, path: string) =>
    fetch(`${network.localNetwork.origins.control}/api/v1${path}`, {
      headers: { authorization: `Bearer ${DEMO.keys[reader]}` },
    });

  /** The rows of a workbook as another program reads them. */
  const sheetOf = async (answer: Response) => {
    const { Sheets, SheetNames } = read(await answer.arrayBuffer());
    const sheet = Sheets[SheetNames[0] ?? ""] ?? {};
    return utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true, defval: null, blankrows: true });
  };

  /** How a workbook shows a value of a conversion: long numbers are texts. */
  const inSheet = (value: unknown) =>
    value === "" || value === undefined ? null : typeof value === "number" && value > 1e15 ? String(value) : value;

  const EXPORTED = new Set(["/clicks", "/conversions", "/payouts", "/postbacks", "/links", "/uploads"]);

  test.each(CASES.filter(([path]) => EXPORTED.has(path)))(
    "%s, exported to the %s: the rows of the list",
    async (path, reader) => {
      // Older clicks were archived.
      const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString();
      for (const query of ["", `&from=${path === "/clicks" ? lastMonth : "2020-01-01"}`]) {
        const list = (await ok(network[reader].get<Page<Loose>>(`${path}?limit=500${query}`))).data;
        const ndjson = await download(reader, `${path}/export?format=ndjson${query}`);
        expect(ndjson.headers.get("content-type")).toBe("application/x-ndjson");
        const lines = (await ndjson.text()).split("\n").slice(0, -1);
        expect(lines.map((line) => JSON.parse(line) as Loose)).toEqual(list);
        const csv = await download(reader, `${path}/export?${query}`);
        const [header = "", ...rows] = (await csv.text()).split("\r\n").slice(0, -1);
        expect(rows.map((row) => row.split(",")[0])).toEqual(list.map(keyOf));
        expect(header.split(",")[0]).toBe(path === "/clicks" ? "click_id" : "id");
        const sheet = await sheetOf(await download(reader, `${path}/export?format=xlsx${query}`));
        expect(sheet.map(([key]) => key)).toEqual([header.split(",")[0], ...list.map(keyOf)]);
        expect(sheet[0]?.join(",")).toBe(header);
        const fields = header.split(",").map((column) => column.split(".")[0] ?? "");
        const empty = await download(reader, `${path}/export?to=2020-01-01`);
        expect(await empty.text(), "the same columns without rows").toBe(`${header}\r\n`);
        const [first] = list;
        if (first !== undefined)
          expect(
            fields.filter((name) => !Object.hasOwn(first, name)),
            "hidden",
          ).toEqual([]);
      }
    },
  );

  test("conversions with hostile values are exported as they are listed", async () => {
    const texts = [
      ...[
        'say "hi", twice',
        "=1+1",
        "+1",
        "-5",
        "@cmd",
        "\tx",
        "a\r\nb",
        "\\",
        "\u0001",
        "a\u007fb",
        "!",
        "ж😀",
        "\u2028",
        "",
      ],
    ];
    for (const [i, text] of texts.entries()) {
      const isEven = i % 2 === 0;
      await network.rows(
        "DB",
        `INSERT INTO conversion (id, identity, offer_id, goal_id, link_id, webmaster_id, advertiser_id, click_id, clicked_at,
           occurred_at, recorded_at, changed_at, currency, hold_days, setoff, hold_over, claimable, version, payment,
           revenue_minor, commission_minor, order_id, amount_minor, validation, check_state, answered_at, available_at,
           validation_by, validation_code, validation_reason, check_by, check_code, check_reason, region, sub1, source)
         SELECT 'cnv_hostile' || ?1, 'hostile-' || ?1, offer_id, iif(?3, goal_id, 'gone'), link_id, webmaster_id,
           advertiser_id, click_id, clicked_at, occurred_at, recorded_at, changed_at, currency, 0, 'none', 0, 0, 1, 'none',
           9007199254740991, 0, iif(?3, ?2, NULL), iif(?3, 9007199254740991, NULL), iif(?3, 'rejected', 'pending'),
           iif(?3, 'clear', 'held'), iif(?3, changed_at, 0), iif(?3, changed_at, NULL), iif(?3, 'advertiser', NULL),
           iif(?3, 'other', NULL), iif(?3, ?2, NULL), iif(?3, NULL, 'operator'), NULL, iif(?3, NULL, ?2), ?2, ?2, ?2
         FROM conversion WHERE webmaster_id = ?4 AND advertiser_id = ?5 AND id NOT LIKE 'cnv_hostile%' LIMIT 1`,
        ...[i, text, isEven ? 1 : 0, DEMO.webmaster, DEMO.advertiser],
      );
    }
    for (const reader of READERS)
      for (const date of ORDERED_BY) {
        const list = (await ok(network[reader].get<Page<Loose>>(`/conversions?limit=500&date=${date}`))).data;
        expect(list.filter(({ id }) => String(id).startsWith("cnv_hostile"))).toHaveLength(texts.length);
        const ndjson = await (await download(reader, `/conversions/export?format=ndjson&date=${date}`)).text();
        expect(ndjson).toBe(list.map((row) => `${JSON.stringify(row)}\n`).join(""));
        const columns = columnsOf(ConversionView, (field) => isSeenBy(reader, field));
        const csv = await (await download(reader, `/conversions/export?date=${date}`)).text();
        expect(csv).toBe(headerLine(columns) + list.map((row) => rowLine(columns, row)).join(""));
        const [, ...cells] = await sheetOf(await download(reader, `/conversions/export?format=xlsx&date=${date}`));
        expect(cells).toEqual(list.map((row) => columns.map((column) => inSheet(valueAt(row, column)))));
      }
    await network.rows("DB", "DELETE FROM conversion WHERE id LIKE 'cnv_hostile%'");
  });

  test("an export that fails in between is no complete file for its reader", async () => {
    // More than a page holds. The last one can't be shown: its defaults are no JSON.
    await network.rows(
      "DB",
      `WITH RECURSIVE number (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM number WHERE value < 5000)
       INSERT INTO link (id, slug, offer_id, webmaster_id, advertiser_id, created_at, defaults)
       SELECT printf('lnk_0000%05d', 9999 - value), 'incomplete-' || value, ?, ?, ?, 0, iif(value = 5000, '{', '{}')
       FROM number`,
      ...[DEMO.offers.demo, DEMO.webmaster, DEMO.advertiser],
    );
    for (const format of ["csv", "ndjson", "xlsx"]) {
      const text = async () => (await download("operator", `/links/export?search=incomplete&format=${format}`)).text();
      await expect(text()).rejects.toThrow();
    }
    await network.rows("DB", "DELETE FROM link WHERE slug LIKE 'incomplete-%'");
  });

  test("a refusal is a problem document", async () => {
    const answer = await download("operator", "/conversions/export?format=xls");
    expect(answer.status).toBe(400);
    expect((await answer.json()) as Loose).toMatchObject({ errors: [{ path: "format" }] });
  });
});
