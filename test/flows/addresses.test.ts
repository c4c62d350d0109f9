import { addressHashOf } from "@waymark/contract/address-hash";
import { DAY_MS } from "@waymark/contract/duration";
import { noteSignIn } from "@waymark/network/check";
import { rawStatement } from "@waymark/network/db";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { linkRow, PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { newEmail, newWebmaster, openBrowser, signIn } from "../harness/people.ts";
import { until } from "../harness/until.ts";
import type { ClickTraffic } from "../traffic/events.ts";
import { simulate } from "../traffic/simulate.ts";

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
const HOLDERS = /\.(?:click_\d+|sign_in_address|conversion_evidence)$/;

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

test("of simulated visitors and their sales no address is in a table, a log line or a bucket", async () => {
  const { events } = simulate({ seed: 22, days: 1, intensity: 1, webmasters: 4 });
  const clicks = events.filter(({ type }) => type === "click").slice(0, 60) as ClickTraffic[]; // of this type
  const link = await network.newLink();
  const clickIds: string[] = [];
  for (const { address, country, asn, user_agent } of clicks) {
    const headers = { "x-dev-ip": address, "x-dev-cf": JSON.stringify({ country, asn }), "user-agent": user_agent };
    clickIds.push(await network.click(`/${link.slug}`, { headers }));
  }
  for (const clickId of clickIds.slice(0, 10))
    await network.sell({ click_id: clickId, amount: "10.00", currency: "USD" });
  const malformed = clickEvent(await linkRow(network, link.slug), { address: hashOf("203.0.113.9"), sequence: 0 });
  await network.localNetwork.deliver("clicks", [clickMessage([malformed])]);
  await until("all clicks are stored", async () => {
    const rows = await network.stored("link_id = ? AND address <> ''", link.id);
    return rows.length === clicks.length;
  });
  await until("the sales are recorded", async () => {
    const rows = await network.rows("DB", "SELECT id FROM conversion WHERE link_id = ?", link.id);
    return rows.length === 10;
  });
  const { archive } = network.context();
  const objects = await Promise.all(
    (await archive.list()).objects.map(async ({ key }) => (await archive.get(key))?.text()),
  );
  expect(objects.length).toBeGreaterThan(0);
  const searched = [JSON.stringify(await allRows()), network.logs.join("\n"), objects.join("\n")];
  for (const text of searched) {
    for (const { address } of clicks) expect(text).not.toContain(address);
  }
  expect(objects.join("\n")).not.toContain(malformed.address);
});

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

describe("a sign-in", () => {
  const browserAt = (ip: string) => openBrowser(network.localNetwork.origins.control, { "cf-connecting-ip": ip });
  const rowsWith = (address: string) =>
    network.rows<{ day: number; webmaster_id: string }>(
      "DB",
      "SELECT day, webmaster_id FROM sign_in_address WHERE address = ?",
      address,
    );
  const webmasterOf = async (email: string) =>
    (await network.rows<{ webmaster_id: string }>("DB", "SELECT webmaster_id FROM person WHERE email = ?", email))[0]
      ?.webmaster_id;

  test("of a webmaster is stored once a day and address, as their own click of the day is", async () => {
    const [ip, email] = ["2001:db8:4712:1::1", newEmail()];
    await newWebmaster(network, email);
    const began = Date.now();
    for (const address of [ip, ip, "2001:db8:4712:1:ffff::2"]) await signIn(browserAt(address), email);
    const click = await stored(await network.click("/demo", { headers: { "x-dev-ip": ip } }));
    const rows = await rowsWith(click.address);
    expect(rows).toEqual([{ day: Math.floor(began / DAY_MS), webmaster_id: await webmasterOf(email) }]);
    for (const [table, all] of await allRows()) {
      expect(JSON.stringify(all), table).not.toContain(ip);
      if (!HOLDERS.test(table)) expect(JSON.stringify(all), table).not.toContain(click.address);
    }
    for (const line of network.logs) expect(line).not.toContain(click.address);
  });

  test("of an earlier day counts where its session goes on", async () => {
    const [home, office, email] = ["198.51.100.214", "198.51.100.215", newEmail()];
    await newWebmaster(network, email);
    const browser = browserAt(home);
    await signIn(browser, email);
    await network.context().db.write([
      rawStatement(
        `UPDATE session SET last_used_at = last_used_at - ${DAY_MS}
         WHERE person_id = (SELECT id FROM person WHERE email = ?)`,
        [email],
      ),
    ]);
    expect((await browser.get("/api/v1/me", { "cf-connecting-ip": office })).status).toBe(200);
    await until("the address is noted", async () => (await rowsWith(hashOf(office))).length === 1);
  });

  test("stores few addresses of a webmaster and day, and never more", async () => {
    const email = newEmail();
    await newWebmaster(network, email);
    const { db } = network.context();
    const person = await network.rows<{ id: string }>("DB", "SELECT id FROM person WHERE email = ?", email);
    const note = (address: string, day: number) => db.write([noteSignIn(person[0]?.id ?? "", { day, address })]);
    for (let i = 0; i < 25; i++) await note(`hash ${i}`, 7);
    await note("hash 0", 8);
    const counts = await network.rows(
      "DB",
      "SELECT day, count(*) AS n FROM sign_in_address WHERE webmaster_id = ? AND day < 9 GROUP BY day ORDER BY day",
      await webmasterOf(email),
    );
    expect(counts).toEqual([
      { day: 7, n: 20 },
      { day: 8, n: 1 },
    ]);
  });

  test.each([
    ["of an operator", "198.51.100.211", DEMO.emails.operator, DEMO.password, 200],
    ["of an advertiser", "198.51.100.212", DEMO.emails.advertiser, DEMO.password, 200],
    ["with a wrong password", "198.51.100.213", DEMO.emails.webmaster, "not the password", 401],
  ])("%s is not stored", async (_, ip, email, password, status) => {
    expect((await signIn(browserAt(ip), email, password)).status).toBe(status);
    expect(await rowsWith(hashOf(ip))).toEqual([]);
  });

  test("from an unknown address is not stored", async () => {
    const before = await network.rows("DB", "SELECT * FROM sign_in_address");
    expect((await signIn(browserAt(""), DEMO.emails.webmaster, DEMO.password)).status).toBe(200);
    expect(await network.rows("DB", "SELECT * FROM sign_in_address")).toEqual(before);
  });

  test("can't be forged by a header, since the accounts library gets only ours", async () => {
    const forged = JSON.stringify({ day: 1, address: "forged" });
    const browser = openBrowser(network.localNetwork.origins.control, { "x-waymark-address": forged });
    expect((await signIn(browser, DEMO.emails.webmaster, DEMO.password)).status).toBe(200);
    expect(await rowsWith("forged")).toEqual([]);
  });
});
