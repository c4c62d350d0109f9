import { addressHashOf } from "@waymark/contract/address-hash";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

/** What becomes of visitors' and webmasters' addresses: hashes of one UTC day, which no answer shows. */
let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const hashOf = (address: string, at = Date.now()) => addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, address, dateOf(at));

const stored = (clickId: string) =>
  until(`the click ${clickId} is stored`, async () => (await network.stored("click_id = ?", clickId))[0]);

/** The rows of every table of every database, by `DATABASE.table`. */
async function allRows() {
  const found: [table: string, rows: unknown[]][] = [];
  for (const database of ["DB", ...network.localNetwork.shards] as const)
    for (const { name } of await network.rows<{ name: string }>(
      database,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
    ))
      found.push([`${database}.${name}`, await network.rows(database, `SELECT * FROM "${name}"`)]);
  return found;
}

/** The tables that hold hashes, until a job erases them. */
const HOLDERS = /\.click_\d+$/;

async function exported(key: string, path: string) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${network.localNetwork.origins.control}/api/v1${path}`, { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

test.each(["198.51.100.201", "2001:db8:4711:9::abcd"])(
  "of %s only a hash is stored, and no one sees it",
  async (ip) => {
    const link = await network.newLink();
    const visit = (userAgent: string) =>
      network.click(`/${link.slug}`, { headers: { "x-dev-ip": ip, "user-agent": userAgent } });
    const [one, two] = [await stored(await visit(PERSON)), await stored(await visit(`${PERSON} Other/1.0`))];
    const hash = hashOf(ip);
    expect([one.address, two.address], "from both browsers").toEqual([hash, hash]);
    expect(one.visitor).not.toBe(two.visitor);
    await network.sell({ click_id: one.click_id, amount: "49.90", currency: "USD" });
    await until("the sale is recorded", async () => {
      const rows = await network.rows("DB", "SELECT id FROM conversion WHERE click_id = ?", one.click_id);
      return rows.length > 0;
    });

    for (const [table, rows] of await allRows()) {
      expect(JSON.stringify(rows), table).not.toContain(ip);
      if (!HOLDERS.test(table)) expect(JSON.stringify(rows), table).not.toContain(hash);
    }
    for (const line of network.logs) {
      expect(line).not.toContain(ip);
      expect(line).not.toContain(hash);
    }
    for (const party of ["operator", "webmaster", "advertiser"] as const) {
      const key = DEMO.keys[party];
      const answers = [
        await ok(network[party].get(`/clicks/${one.click_id}`)),
        await ok(network[party].get(`/clicks?link_id=${link.id}`)),
        await ok(network[party].get(`/conversions?click_id=${one.click_id}`)),
        await exported(key, `/clicks/export?link_id=${link.id}&format=csv`),
        await exported(key, `/clicks/export?link_id=${link.id}&format=ndjson`),
        await exported(key, `/conversions/export?click_id=${one.click_id}&format=ndjson`),
      ].map((answer) => JSON.stringify(answer));
      for (const answer of answers) {
        expect(answer).toContain(one.click_id);
        expect(answer).not.toContain(hash);
      }
    }
  },
);

test("of a visitor without consent nothing is stored", async () => {
  const link = await network.newLink();
  const ip = "198.51.100.202";
  const response = await network.visit(`/${link.slug}?cons=0`, { headers: { "x-dev-ip": ip } });
  expect(response.status).toBe(302);
  await until("the visit is counted", async () => {
    const rows = await network.rows("CLICKS_0", "SELECT * FROM anonymous_seen");
    return rows.length > 0;
  });
  expect(await network.stored("link_id = ?", link.id)).toEqual([]);
  for (const [table, rows] of await allRows()) {
    expect(JSON.stringify(rows), table).not.toContain(ip);
    expect(JSON.stringify(rows), table).not.toContain(hashOf(ip));
  }
});

test("of an unknown address nothing is stored", async () => {
  const row = await stored(await network.click("/demo", { headers: { "x-dev-ip": "" } }));
  expect(row.address).toBe("");
});
