import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey, insertPerson, invite } from "@waymark/network/identity";
import { insertRows } from "@waymark/network/db";
import { keepDeadLetters } from "@waymark/network/queue";
import { proposeCorrection } from "@waymark/network/correction";
import { reportAbuse } from "@waymark/network/link";
import { addCreative, changeOffer, proposeTerms } from "@waymark/network/offer";
import { openThread, writeMessage } from "@waymark/network/support";
import { receiveUpload } from "@waymark/network/upload";
import type { Actor } from "@waymark/network/context";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { ok, refused, type Page, type PayoutRun } from "../harness/api.ts";
import { admit, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { operations } from "../harness/openapi.ts";
import { committedStatement } from "../harness/bank-statements.ts";
import { addPayer, insertRequest, paypalAccount, uploadedDocument, usableAccount } from "../harness/payout-accounts.ts";
import { requestTo } from "../harness/requests.ts";
import { GIF_TEXT, insertAppeal, insertClaim, insertNotice, makeSides, type Records } from "../harness/sides.ts";

const WEBMASTER: Actor = { role: "webmaster", id: "key_demo_webmaster", webmasterId: DEMO.webmaster };
const ROWS = 12;
const RUNS = 3;

let network: TestNetwork;
let records: Records;

beforeAll(async () => {
  network = await startNetwork();
  const { A } = await makeSides(network);
  await A.sources(ROWS);
  const conversions = await A.conversions(ROWS);
  records = { ...A.records, conversion: conversions.at(-1) ?? "" };
  for (const id of conversions.slice(0, RUNS)) {
    await ok(network.operator.post(`/conversions/${id}/approve`));
    records.run = (await ok(network.operator.post<PayoutRun>("/payout-runs"), 201)).id;
  }
  for (const id of conversions) await insertAppeal(network, id);
  for (const id of conversions) await insertClaim(network, id);
  for (let i = 0; i < RUNS; i++) await usableAccount(network, DEMO.webmaster, paypalAccount("EUR"));
  for (let i = 0; i < RUNS; i++) await insertRequest(network, DEMO.webmaster);
  await insertFiles((await addPayer(network)).id);
  for (let i = 0; i < ROWS; i++) {
    await ok(network.operator.post("/own-traffic", { kind: "parameter", name: "sub5", value: `page-${i}` }), 201);
    const hold = { limit_kind: "hold", webmaster_id: DEMO.webmaster, hold_days: 1, days: 1, reason: "a trial" };
    const limit = await ok(network.operator.post<{ id: string }>("/source-limits", hold), 201);
    await ok(network.operator.post(`/source-limits/${limit.id}/lift`, { reason: "it is over" }));
    await network.newOffer();
    await network.newLink();
    await committedStatement(network, (await addPayer(network)).id, 1);
    await proposeCorrection(network.context(), {
      of: { webmasterId: DEMO.webmaster },
      currency: "USD",
      amountMinor: 1,
      reason: "rounding",
    });
    await proposeCorrection(network.context(), {
      of: { webmasterId: DEMO.webmaster },
      currency: "USD",
      amountMinor: 10_001,
      reason: "agreed",
    });
    await reportAbuse(network.context(), { link: "demo", reason: "spam", text: "", contact: "" });
    const letter = { id: `letter-${String(i).padStart(2, "0")}`, queue: "clicks", reason: "odd", body: "{}" };
    await keepDeadLetters(network.context(), [letter]);
    await network.rows(
      "DB",
      `INSERT INTO archive (id, kind, shard, month, status, position, rows, bytes, version, begun_at, changed_at)
       VALUES (?, 'clicks', 0, 'x', 'done', '', 0, 0, 0, 0, 0)`,
      `clicks-0-${200_001 + i}`,
    );
    await uploadedDocument(network, DEMO.webmaster);
    await admit(network, "advertiser");
    await admit(network, "webmaster");
    await makeBesideOffer(i);
    const adjustment = { amount: { amount_minor: 90_000 + i, currency: "USD" }, reason: "as agreed" };
    await ok(network.operator.post(`/conversions/${records.conversion}/adjust`, adjustment));
    const { id: uploadId } = await receiveUpload(network.context(), {
      ...{ offerId: records.offer, name: "", isComplete: false, periodStartsAt: () => null, delimiter: null },
      notation: { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} },
      body: new Blob([`order_id\n${i}`]).stream(),
    });
    await network.rows("DB", "INSERT INTO upload_webmaster VALUES (?, ?)", DEMO.webmaster, uploadId);
    for (const actor of [WEBMASTER, { role: "operator", id: "key_demo_operator" } as const]) {
      const ctx = network.context(actor);
      const of = { advertiser_id: null, webmaster_id: actor.role === "webmaster" ? DEMO.webmaster : null };
      const person = { id: unique("per_page"), name: "P", email: `${unique("p")}@people.example`, role: actor.role };
      await ctx.db.write(insertPerson({ ...person, ...of }, "", ctx.now()));
      await createApiKey(ctx, { name: unique("key"), scopes: ["read"], expiresAt: null });
      const invitee = { email: `${unique("friend")}@people.example`, role: actor.role };
      const account = { advertiserId: null, webmasterId: null, accountName: null };
      await invite(ctx, { ...invitee, ...account, memberRole: "manager" }, LOCAL_SECRETS.AUTH_SECRET);
    }
  }
});
afterAll(() => network?.stop());

/** Files that were made of the run. */
const insertFiles = (payerAccountId: string) =>
  network.context().db.write(
    insertRows(
      "bank_file",
      [
        "id",
        "run_id",
        "payer_account_id",
        "format",
        "message_id",
        "payments",
        "amount_minor",
        "currency",
        "made_at",
        "made_by",
      ],
      Array.from({ length: ROWS }, (_, i) => ({
        ...{ id: `bfl_${String(i).padStart(2, "0")}`, run_id: records.run, payer_account_id: payerAccountId },
        ...{ format: "csv" as const, message_id: `WM${i}`, payments: 1, amount_minor: 1, currency: "USD", made_at: 1 },
        ...{ made_by: "operator:test", voided_at: null, voided_by: null, void_reason: null },
      })),
    ),
  );

/** One more of each resource of an offer, and a message. */
async function makeBesideOffer(i: number) {
  const [ctx, asWebmaster] = [network.context(), network.context(WEBMASTER)];
  await proposeTerms(ctx, records.offer, {
    webmasterId: records.webmaster,
    startsAt: undefined,
    endsAt: null,
    change: { rates: { sale: { commissionBps: 1_000 + i } } },
  });
  await addCreative(ctx, records.offer, { name: "dot.gif", bytes: new TextEncoder().encode(GIF_TEXT) });
  const asAdvertiser = network.context({ role: "advertiser", id: "key_page", advertiserId: records.advertiser });
  await changeOffer(asAdvertiser, records.offer, { fallbackUrl: `https://unseen-${i}.example/` });
  // A webmaster may not apply this often.
  await network.rows(
    "DB",
    `INSERT INTO application (id, offer_id, advertiser_id, webmaster_id, status, answers, applied_at, changed_at, version)
     VALUES (?, ?, ?, ?, 'withdrawn', '[]', 0, 0, 2)`,
    ...[`apl_${i + 10}`, records.offer, records.advertiser, records.webmaster],
  );
  for (const account of ["operator", records.webmaster]) await insertNotice(network, account);
  await openThread(asWebmaster, {
    subject: { kind: "offer", id: records.offer, webmasterId: null, advertiserId: null },
    ...{ title: `Question ${i}`, text: "How?", isPrivate: false },
  });
  await writeMessage(asWebmaster, { threadId: records.thread, text: `So ${i}`, attachmentIds: [] });
}

/** The key of a row within its list. */
type Row = { id: string } | { number: number } | { version: number } | { click_id: string };

function keyOf(row: Row): string | number {
  // A message has a number in its thread besides its id.
  if ("number" in row) return row.number;
  if ("id" in row) return row.id;
  return "click_id" in row ? row.click_id : row.version;
}

async function walk(reader: "operator" | "webmaster", path: string, limits: readonly number[]) {
  const seen: (string | number)[] = [];
  let cursor: string | null = null;
  for (let i = 0; i === 0 || cursor !== null; i++) {
    const limit = limits[i % limits.length] ?? 1;
    const query: string = new URLSearchParams({ limit: String(limit), ...(cursor !== null && { cursor }) }).toString();
    const page: Page<Row> = await ok(
      network[reader].get<Page<Row>>(`${path}${path.includes("?") ? "&" : "?"}${query}`),
    );
    expect(page.data.length).toBeLessThanOrEqual(limit);
    if (page.next_cursor !== null) expect(page.data).toHaveLength(limit);
    seen.push(...page.data.map(keyOf));
    cursor = page.next_cursor;
  }
  return seen;
}

/** In the order of a time, which may differ from that of ids that were made at the same moment. */
const BY_BEGINNING = "/source-limits";

/** Lists in chronological order. All others are newest first. */
const OLDEST_FIRST = ["/conversions/{id}/changes", "/support/threads/{id}/messages", "/bank-statements/{id}/entries"];
/** Or of which a webmaster sees only one row. */
const OPERATORS_ONLY = [
  "/advertisers",
  "/webmasters",
  "/destination-changes",
  "/own-traffic",
  "/postbacks",
  "/payout-runs",
  "/payout-runs/{id}/bank-files",
  "/legal-entities",
  "/payer-accounts",
  "/bank-statements",
  "/bank-statements/{id}/entries",
  "/money-requests",
  "/ops/abuse-reports",
  "/ops/dead-letters",
  "/ops/archives",
];
/** Offers in the form of an import: without ids. */
const EXPORT = "/offers/export";
/** Rows of a file, breakdowns and lists by name have separate tests. */
const OTHERS = [
  "/uploads/{id}/rows",
  "/stats",
  "/stats/sub-ids",
  "/advertisers/{id}/hosts",
  "/payout-runs/{id}/left-out",
  "/payout-runs/{id}/submissions",
  "/payouts/{id}/lines",
  "/source-scores", // by their scores
];
const LISTS = operations
  .filter(({ parameters = [] }) => parameters.some(({ name }) => name === "limit"))
  .map(({ path }) => path.replace("/api/v1", ""))
  .filter((path) => path !== EXPORT && !OTHERS.includes(path));
const READERS = ["operator", "webmaster"] as const;

const readersOf = (path: string) => READERS.filter((reader) => reader === "operator" || !OPERATORS_ONLY.includes(path));

test.each(LISTS.flatMap((path) => readersOf(path).map((reader) => [path, reader] as const)))(
  "%s, read by the %s in pages of any length: each row once, in order",
  async (list, reader) => {
    const path = requestTo(`GET /api/v1${list}`, records).path.replace("/api/v1", "");
    const { data } = await ok(network[reader].get<Page<Row>>(`${path}?limit=500`));
    const all = data.map(keyOf);
    expect(all.length).toBeGreaterThanOrEqual(path.startsWith("/payout") ? RUNS : ROWS);
    if (list === BY_BEGINNING) {
      const times = data.map((row) => String((row as { begun_at?: string }).begun_at));
      expect(times).toEqual(times.toSorted().toReversed());
    } else {
      const inOrder = [...new Set(all)].toSorted((a, b) => (a < b ? -1 : 1));
      expect(all).toEqual(OLDEST_FIRST.includes(list) ? inOrder : inOrder.toReversed());
    }
    const single = all.length > 4 * ROWS ? [1, 1, 1, 20] : [1];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }), async (limits) => {
        expect(await walk(reader, path, limits)).toEqual(all);
      }),
      { numRuns: 8, examples: [[single], [[all.length]], [[all.length - 1]], [[500]]] },
    );
  },
);

test.each(operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === "cursor")))(
  "$name refuses a cursor that is not its own, and names it",
  async ({ name }) => {
    const { next_cursor: foreign } = await ok(
      network.operator.get<Page<Row>>(name.endsWith("/links") ? "/offers?limit=1" : "/links?limit=1"),
    );
    const path = requestTo(name, records).path.replace("/api/v1", "");
    for (const cursor of ["zzz", "", foreign ?? ""]) {
      const { errors } = await refused(
        network.operator.get(`${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`),
        400,
        "invalid_input",
      );
      expect(errors).toMatchObject([
        { path: "cursor", message: "is not a cursor of this list; omit it to get the first page" },
      ]);
    }
  },
);

test("some lists can be read from either end, and messages in pages from both", async () => {
  const messages = `/support/threads/${records.thread}/messages`;
  for (const path of ["/ops/abuse-reports", "/ops/dead-letters", messages]) {
    const [newest, oldest] = await Promise.all(
      ["newest", "oldest"].map((sort) => ok(network.operator.get<Page<Row>>(`${path}?limit=500&sort=${sort}`))),
    );
    expect(oldest?.data).toEqual(newest?.data.toReversed());
  }
  const { data } = await ok(network.webmaster.get<Page<Row>>(`${messages}?limit=500`));
  expect(await walk("webmaster", `${messages}?sort=newest`, [1, 2])).toEqual(data.map(keyOf).toReversed());
});

test("statistics of more groups than a page: each group once, in pages", async () => {
  const path = "/stats?group_by=day,offer,link";
  const { data: all } = await ok(network.operator.get<Page<Record<string, unknown>>>(path));
  expect(all.length).toBeGreaterThan(1);
  const rows: Record<string, unknown>[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Page<Record<string, unknown>> = await ok(
      network.operator.get(`${path}&limit=1${cursor && `&cursor=${cursor}`}`),
    );
    rows.push(...page.data);
    cursor = page.next_cursor;
  }
  // Without `to`, the lists of a row end when the report was counted.
  const figures = (row: Record<string, unknown>) => ({ ...row, clicks_api_path: "", conversions_api_path: "" });
  expect(rows.map(figures)).toEqual(all.map(figures));
});

test("a page of heavy rows ends early, and the pages together have all of them", async () => {
  const url = (i: number) => `https://shop.example/${"x".repeat(4_000)}${i}`;
  const landings = Array.from({ length: 100 }, (_, i) => ({ url: url(i), weight: 1 }));
  const { id: advertiser_id, key } = await admit(network, "advertiser");
  for (let i = 0; i < 7; i++) await network.newOffer({ advertiser_id, landings });
  const get = async <T>(path: string) => {
    const { status, body } = await network.api(key).get<T>(path);
    expect(status).toBe(200);
    expect(JSON.stringify(body).length).toBeLessThan(1_500_000);
    return body;
  };
  for (const [path, read] of [
    ["/offers", (page: Page<Row>) => page.data],
    ["/offers?search=offer", (page: Page<Row>) => page.data],
    ["/offers/export", (page: Page<Row> & { offers?: Row[] }) => page.offers ?? []],
  ] as const) {
    let [rows, cursor] = [0, ""];
    for (let pages = 0; pages < 7; pages++) {
      const query: string = `limit=500${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page: Page<Row> = await get<Page<Row>>(`${path}${path.includes("?") ? "&" : "?"}${query}`);
      rows += read(page).length;
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect([path, rows]).toEqual([path, 7]);
  }
});
