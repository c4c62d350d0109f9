import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey, invite } from "@waymark/network/identity";
import { keepDeadLetters } from "@waymark/network/db";
import { proposeAdjustment } from "@waymark/network/ledger";
import { reportAbuse } from "@waymark/network/link";
import { receiveUpload } from "@waymark/network/upload";
import type { Actor } from "@waymark/network/context";
import { DEMO } from "@waymark/dev/demo";
import { ok, type Page, type PayoutRun } from "../harness/api.ts";
import { startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { operations } from "../harness/openapi.ts";
import { makeSides } from "../harness/sides.ts";

const WEBMASTER: Actor = { role: "webmaster", id: "key_demo_webmaster", webmasterId: DEMO.webmaster };
const ROWS = 12;
const RUNS = 3;

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
  const { A } = await makeSides(network);
  const conversions = await A.conversions(ROWS);
  for (const id of conversions.slice(0, RUNS)) {
    await ok(network.operator.post(`/conversions/${id}/review`, { event: "approve" }));
    await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
  }
  for (let i = 0; i < ROWS; i++) {
    await network.newOffer();
    await network.newLink();
    await proposeAdjustment(network.context(), {
      of: { webmasterId: DEMO.webmaster },
      currency: "USD",
      amountMinor: 1,
      reason: "rounding",
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
    const { id: uploadId } = await receiveUpload(network.context(), {
      ...{ offerId: A.records.offer, name: "", isComplete: false, periodStartsAt: null, delimiter: null },
      notation: { decimal: null, dates: null, zone: "UTC", status: "approved", columns: {} },
      body: new Blob([`order_id\n${i}`]).stream(),
    });
    await network.rows("DB", "INSERT INTO upload_webmaster VALUES (?, ?)", DEMO.webmaster, uploadId);
    for (const actor of [WEBMASTER, { role: "operator", id: "key_demo_operator" } as const]) {
      const ctx = network.context(actor);
      await createApiKey(ctx, { name: unique("key"), scopes: ["read"], expiresAt: null });
      const whom = { email: `${unique("friend")}@people.example`, role: actor.role };
      await invite(ctx, { ...whom, advertiserId: null, webmasterId: null, accountName: null });
    }
  }
});
afterAll(() => network?.stop());

interface Row {
  id: string;
}

async function walk(reader: "operator" | "webmaster", path: string, limits: readonly number[]): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let i = 0; i === 0 || cursor !== null; i++) {
    const limit = limits[i % limits.length] ?? 1;
    const query: string = new URLSearchParams({ limit: String(limit), ...(cursor !== null && { cursor }) }).toString();
    const page: Page<Row> = await ok(network[reader].get<Page<Row>>(`${path}?${query}`));
    expect(page.data.length).toBeLessThanOrEqual(limit);
    if (page.next_cursor !== null) expect(page.data).toHaveLength(limit);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return seen;
}

const ASCENDING = ["/offers", "/links", "/ops/abuse-reports", "/ops/dead-letters", "/ops/archives"];
const OPERATORS_ONLY = ["/payout-runs", "/ops/abuse-reports", "/ops/dead-letters", "/ops/archives"];
const LISTS = operations
  .filter(({ parameters = [] }) => parameters.some(({ name }) => name === "limit"))
  .map(({ path }) => path.replace("/api/v1", ""))
  .filter((path) => !path.includes("{")); // what lies under one record is read in its own test
const READERS = ["operator", "webmaster"] as const;

const readersOf = (path: string) => READERS.filter((reader) => reader === "operator" || !OPERATORS_ONLY.includes(path));

test.each(LISTS.flatMap((path) => readersOf(path).map((reader) => [path, reader] as const)))(
  "%s, read by the %s in pages of any length: each row once, in order",
  async (path, reader) => {
    const { data } = await ok(network[reader].get<Page<Row>>(`${path}?limit=500`));
    const all = data.map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(path.startsWith("/payout") ? RUNS : ROWS);
    const inOrder = [...new Set(all)].toSorted();
    expect(all).toEqual(ASCENDING.includes(path) ? inOrder : inOrder.toReversed());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }), async (limits) => {
        expect(await walk(reader, path, limits)).toEqual(all);
      }),
      { numRuns: 8, examples: [[[1]], [[all.length]], [[all.length - 1]], [[500]]] },
    );
  },
);
