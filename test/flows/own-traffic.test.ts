import { addressHashOf } from "@waymark/contract/address-hash";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { closeDays, recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import {
  addOwnTraffic,
  endOwnTraffic,
  ENTRIES_MAX,
  listOwnTraffic,
  NETWORKS_MAX,
  resealOwnTraffic,
  tryOwnTraffic,
  type NewOwnTraffic,
} from "@waymark/network/own-traffic";
import { readVault } from "@waymark/network/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Conversion, type Loose, type Page } from "../harness/api.ts";
import { expectBalancedBooks, expectHonestRollups } from "../harness/books.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { newSender, type Sender } from "../harness/senders.ts";
import { until } from "../harness/until.ts";
import { fileOf, newUploadSide, rowsOf, validated } from "../harness/uploads.ts";

/** Clicks and conversions of the network itself, by the addresses and parameters that the operator lists. */
let network: TestNetwork;
let sender: Sender;

beforeAll(async () => {
  network = await startNetwork();
  sender = await newSender(network, {}, { allows_pixel: true });
});
afterAll(() => network?.stop());

const SYSTEM: Actor = { role: "system", job: "test" };
const at = (now: number) => network.context(undefined, () => now);

const add = (fields: Loose) => ok(network.operator.post<Loose>("/own-traffic", fields), 201);
const end = (id: unknown) => ok(network.operator.post<Loose>(`/own-traffic/${String(id)}/end`));

const stored = (clickId: string) =>
  until(`the click ${clickId} is stored`, async () => (await network.stored("click_id = ?", clickId))[0]);

/** The verdict of a click of a person, from an address or with parameters. */
async function verdictOf(slug: string, { ip = "192.0.2.1", query = "" }: { ip?: string; query?: string } = {}) {
  const clickId = await network.click(`/${slug}${query}`, { headers: { "x-dev-ip": ip } });
  return (await stored(clickId)).verdict;
}

const listed = (value: string, more: Partial<NewOwnTraffic> = {}): NewOwnTraffic => ({
  ...({ kind: "address", parameter: null, value, note: null, until: null } as const),
  ...more,
});

describe("a click", () => {
  test.each([
    ["an address", "203.0.113.10", "203.0.113.10", "203.0.113.11"],
    ["a range", "198.51.100.8/29", "198.51.100.15", "198.51.100.16"],
    ["a /64", "2001:db8:77:1::/64", "2001:db8:77:1:aa:bb:cc:dd", "2001:db8:77:2::1"],
    ["an IPv6 address, which stands for its /64", "2001:db8:78::5", "2001:db8:78::9", "2001:db8:79::5"],
  ])("from %s is marked while it is listed, and neither before nor after", async (_, value, inside, outside) => {
    const { slug } = await network.newLink();
    expect(await verdictOf(slug, { ip: inside })).toBe("valid");
    const { slug: other } = await network.newLink((await network.newOffer()).id);
    await network.publish();
    const { id } = await add({ kind: "address", value, note: "the office" });
    expect(await verdictOf(other, { ip: inside })).toBe("own");
    expect(await verdictOf(other, { ip: outside })).toBe("valid");
    await end(id);
    expect(await verdictOf(other, { ip: inside }), "the visitor's first one that counts").toBe("valid");
    expect(await verdictOf(other, { ip: inside })).toBe("duplicate");
    await expectHonestRollups(network);
  });

  test("with a listed parameter is marked, also where the visitor's address is unknown", async () => {
    const { slug } = await network.newLink();
    const { id } = await add({ kind: "parameter", name: "sub3", value: "QA team" });
    expect(await verdictOf(slug, { query: "?sub3=QA%20team" })).toBe("own");
    expect(await verdictOf(slug, { query: "?sub3=qa%20team", ip: "192.0.2.2" }), "case counts").toBe("valid");
    expect(await verdictOf(slug, { query: "?sub2=QA%20team", ip: "192.0.2.3" })).toBe("valid");
    const link = await linkRow(network, slug);
    const without = clickEvent(link, { sub3: "QA team" });
    await network.localNetwork.deliver("clicks", [clickMessage([without])]);
    expect((await stored(without.clickId)).verdict).toBe("own");
    await end(id);
  });

  test("is judged by its own time, however often and whenever it is delivered", async () => {
    const link = await linkRow(network, (await network.newLink()).slug);
    const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS - 12 * HOUR_MS;
    const ip = "203.0.113.77";
    const clickAt = (clickedAt: number) => {
      const date = new Date(clickedAt).toISOString().slice(0, 10);
      return clickEvent(link, { clickedAt, address: addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, ip, date) });
    };
    const entry = await addOwnTraffic(at(noon), listed("203.0.113.64/26"));
    const clicks = [noon - 1, noon, noon + MINUTE_MS, noon + HOUR_MS - 1, noon + HOUR_MS].map(clickAt);
    await endOwnTraffic(at(noon + HOUR_MS), entry.id);
    const expected = ["valid", "own", "own", "own", "valid"];
    for (const order of [clicks, clicks.toReversed(), clicks.slice(2)]) {
      await recordClicks(network.context(SYSTEM), order);
      const verdicts = await Promise.all(order.map(async ({ clickId }) => (await stored(clickId)).verdict));
      expect(verdicts).toEqual(order.map((click) => expected[clicks.indexOf(click)]));
    }
    const nextDay = clickAt(noon + DAY_MS);
    await addOwnTraffic(at(noon + HOUR_MS + 1), listed(ip, { until: noon + DAY_MS + 1 }));
    await recordClicks(network.context(SYSTEM), [nextDay]);
    expect((await stored(nextDay.clickId)).verdict, "by the key of its own day").toBe("own");
    const day = new Date(noon).toISOString().slice(0, 10);
    const figures = async () => {
      const query = `/stats?from=${day}&to=${day}&link_id=${link.id}&group_by=webmaster,link`;
      return (await ok(network.operator.get<{ totals: Loose }>(query))).totals;
    };
    const counts = { clicks: 2, valid: 2, uniques: 2, refused: 0, own: 3 };
    expect(await figures()).toMatchObject(counts);
    while (await closeDays(network.context(SYSTEM)));
    expect(await figures(), "also of a day that is counted").toMatchObject(counts);
  });

  test("counts in no figure but its own, and the webmaster sees that", async () => {
    const { slug, id: linkId } = await network.newLink();
    const entry = await add({ kind: "address", value: "203.0.113.30" });
    await verdictOf(slug, { ip: "203.0.113.30" });
    await verdictOf(slug, { ip: "203.0.113.30" });
    await verdictOf(slug, { ip: "192.0.2.30" });
    await end(entry["id"]);
    const today = new Date().toISOString().slice(0, 10);
    const report = (query: string) =>
      ok(
        network.webmaster.get<Page<Loose> & { totals: Loose }>(
          `/stats?from=${today}&link_id=${linkId}&group_by=${query}`,
        ),
      );
    const counts = { clicks: 1, valid: 1, uniques: 1, bots: 0, refused: 0, own: 2 };
    expect((await report("day")).totals).toMatchObject(counts);
    expect((await report("verdict")).data).toEqual([
      expect.objectContaining({ verdict: "own", clicks: 0, uniques: 0, own: 2 }),
      expect.objectContaining({ verdict: "valid", clicks: 1, uniques: 1, own: 0 }),
    ]);
    const { data } = await report("link");
    const list = await ok(
      network.webmaster.get<Page<Loose>>(String(data[0]?.["clicks_api_path"]).replace("/api/v1", "")),
    );
    expect(list.data).toMatchObject([{ verdict: "valid" }]);
    const own = await ok(network.webmaster.get<Page<Loose>>(`/clicks?link_id=${linkId}&is_own=true`));
    expect(own.data.map(({ verdict }) => verdict)).toEqual(["own", "own"]);
    await expectHonestRollups(network);
  });
});

describe("a conversion", () => {
  const OFFICE = "203.0.113.50";
  const CONFIRMED = { goal: "sale", amount: "100.00", currency: "USD", status: "approved" };
  let entry: Loose;
  beforeAll(async () => void (entry = await add({ kind: "address", value: OFFICE })));
  afterAll(() => end(entry["id"]));

  const officeClick = async (slug: string) => {
    const clickId = await network.click(`/${slug}`, { headers: { "x-dev-ip": OFFICE } });
    await stored(clickId);
    return clickId;
  };

  async function officeLink() {
    const { slug } = await network.newLink(sender.offerId);
    await network.publish();
    return slug;
  }

  const conversionOf = (clickId: string) =>
    until("the conversion knows its click", async () => {
      const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data[0]?.click_facts === "known" && data[0];
    });

  const REFUSED = {
    ...{ status: "rejected", check: "refused" },
    check_reason: {
      side: "network",
      code: "own_traffic",
      sentence: expect.stringContaining("network itself") as string,
    },
  };

  /** A channel, and how it reports an order of a click. */
  const CHANNELS: [channel: string, report: (clickId: string) => Promise<unknown>][] = [
    ["postback", async (click_id) => sender.applied(sender.send({ ...CONFIRMED, click_id, token: sender.token }))],
    [
      "pixel",
      async (click_id) =>
        expect((await sender.send({ click_id, goal: "12" }, undefined, "/pixel.gif")).status).toBe(200),
    ],
    [
      "api",
      async (click_id) =>
        ok(
          sender.api.post("/conversions", {
            offer_id: sender.offerId,
            reports: [{ click_id, goal: "12", order_id: unique("o"), status: "approved" }],
          }),
        ),
    ],
  ];

  test.each(CHANNELS)("by %s is refused, with its reason, and moves no money", async (_, report) => {
    const clickId = await officeClick(await officeLink());
    await report(clickId);
    const { id } = await conversionOf(clickId);
    for (const reader of [network.operator, network.webmaster, sender.api])
      expect(await ok(reader.get(`/conversions/${id}`))).toMatchObject(REFUSED);
    expect(await network.rows("DB", "SELECT * FROM conversion_check WHERE conversion_id = ?", id)).toEqual([]);
    expect(await network.rows("DB", "SELECT * FROM conversion_fact WHERE id = ?", id)).toEqual([]);
    await expectBalancedBooks(network);
  });

  test("of a file is refused, and its row says so", async () => {
    const side = await newUploadSide(network);
    const clickedAt = Date.now();
    const address = addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, OFFICE, new Date(clickedAt).toISOString().slice(0, 10));
    const click = clickEvent(side.link, { clickedAt, address });
    await network.localNetwork.deliver("clicks", [clickMessage([click])]);
    const { id } = await validated(
      network,
      side.offer.id,
      fileOf(`${click.clickId},O1,100,USD,approved,${new Date().toISOString()},`),
    );
    expect(await rowsOf(network, id)).toMatchObject([
      { outcome: "create", outcome_code: "own_traffic", counts_after: "none" },
    ]);
  });

  test("that waited for its click is refused when it comes, also if a pixel or a block held it", async () => {
    const link = await linkRow(network, await officeLink());
    const address = addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, OFFICE, new Date().toISOString().slice(0, 10));
    const clicks = [clickEvent(link, { address }), clickEvent(link, { address })] as const;
    const [{ clickId: byPostback }, { clickId: byPixel }] = clicks;
    await sender.applied(sender.send({ ...CONFIRMED, click_id: byPostback, token: sender.token }));
    await sender.send({ click_id: byPixel, goal: "12" }, undefined, "/pixel.gif");
    await until("both are recorded", async () => {
      const rows = await network.rows("DB", "SELECT id FROM conversion WHERE link_id = ?", link.id);
      return rows.length === 2;
    });
    await network.localNetwork.deliver("clicks", [clickMessage(clicks)]);
    for (const clickId of [byPostback, byPixel]) expect(await conversionOf(clickId)).toMatchObject(REFUSED);
    await sender.applied(sender.send({ ...CONFIRMED, goal: "12", click_id: byPixel, token: sender.token }));
    expect(await conversionOf(byPixel), "also if the advertiser confirms it").toMatchObject(REFUSED);
    await expectBalancedBooks(network);
  });

  test("counts and earns once a person has released it", async () => {
    const slug = await officeLink();
    const { id: linkId } = await linkRow(network, slug);
    const [appealed, released] = [await officeClick(slug), await officeClick(slug)];
    for (const click_id of [appealed, released])
      await sender.applied(sender.send({ ...CONFIRMED, click_id, token: sender.token }));
    const today = new Date().toISOString().slice(0, 10);
    const figures = async () =>
      (await ok(network.webmaster.get<{ totals: Loose }>(`/stats?from=${today}&link_id=${linkId}`))).totals;
    expect(await figures()).toMatchObject({ conversions: 0, rejected: 0, approved: 0, own: 2 });

    const { id } = await conversionOf(appealed);
    const { id: appeal } = await ok(
      network.webmaster.post<Loose>("/appeals", { conversion_id: id, comment: "It was a guest of yours." }),
      201,
    );
    await ok(network.operator.post(`/appeals/${String(appeal)}/accept`, { reason: "A guest, indeed" }));
    expect(await conversionOf(appealed)).toMatchObject({ status: "approved", check: "clear", check_reason: null });
    expect(await figures()).toMatchObject({ conversions: 1, approved: 1 });
    const { id: other } = await conversionOf(released);
    await ok(network.operator.post(`/conversions/${other}/release`, { reason: "Listed by mistake" }));
    expect(await figures()).toMatchObject({ conversions: 2, approved: 2 });
    await ok(network.operator.post(`/conversions/${other}/hold`, { reason: "Let me look again" }));
    expect(await figures()).toMatchObject({ conversions: 2, approved: 1, held: 1 });
    await expectBalancedBooks(network);
  });
});

describe("what is listed", () => {
  const SECRETS = ["203.0.113.211", "198.51.100.240", "2001:db8:4242", "unclicked-value", "the note of the kitchen"];

  test("is in no table, log, audit or kept answer, and only the operator reads it", async () => {
    const note = "the note of the kitchen";
    const key = unique("own");
    const once = async () => {
      const response = await fetch(`${network.localNetwork.origins.control}/api/v1/own-traffic`, {
        method: "POST",
        headers: {
          ...{ authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json" },
          "idempotency-key": key,
        },
        body: JSON.stringify({ kind: "address", value: "203.0.113.211", note }),
      });
      return (await response.json()) as Loose; // an object in every answer
    };
    const first = await once();
    expect(await once(), "the kept answer").toEqual(first);
    const ids = [first["id"]];
    for (const more of [
      { kind: "address", value: "198.51.100.240/28" },
      { kind: "address", value: "2001:db8:4242::/60" },
      { kind: "parameter", name: "source", value: "unclicked-value" },
    ])
      ids.push((await add(more))["id"]);
    await ok(network.operator.post("/own-traffic/try", { kind: "address", value: "203.0.113.211" }));
    const { data } = await ok(network.operator.get<Page<Loose>>("/own-traffic?is_in_force=true&limit=500"));
    expect(data.find(({ id }) => id === first["id"])).toMatchObject({ value: "203.0.113.211", note, addresses: 1 });
    expect(first).toMatchObject({ value: null, note: null, mask: "203••••" });

    for (const database of ["DB", ...network.localNetwork.shards] as const)
      for (const { name } of await network.rows<{ name: string }>(
        database,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
      )) {
        const text = JSON.stringify(await network.rows(database, `SELECT * FROM "${name}"`));
        for (const secret of SECRETS) expect(text.includes(secret), `${name} holds ${secret}`).toBe(false);
      }
    const audit = JSON.stringify(await ok(network.operator.get("/audit?event=own_traffic")));
    expect(audit).toContain(first["id"]);
    for (const secret of SECRETS) {
      expect(audit).not.toContain(secret);
      for (const line of network.logs) expect(line).not.toContain(secret);
    }
    for (const reader of [network.webmaster, network.advertiser])
      await refused(reader.get("/own-traffic"), 403, "forbidden");
    const readOnly = { ...network.context(), rights: new Set(["read"] as const) };
    const { rows } = await listOwnTraffic(readOnly, {}, { limit: 500 });
    expect(rows.find(({ id }) => id === first["id"])).toMatchObject({ value: null, mask: "203••••" });
    for (const id of ids) await end(id);
  });

  test.each([
    [{ kind: "address", value: "203.0.113.7/24" }, "value"],
    [{ kind: "address", value: "office" }, "value"],
    [{ kind: "address", value: "2001:db8::/96" }, "value"],
    [{ kind: "address", value: "203.0.113.7", name: "sub1" }, "name"],
    [{ kind: "parameter", value: "qa" }, "name"],
    [{ kind: "parameter", name: "sub1", value: " qa" }, "value"],
    [{ kind: "parameter", name: "sub6", value: "qa" }, "name"],
  ])("%j is refused, without its value in the answer", async (body, path) => {
    const problem = await refused(network.operator.post("/own-traffic", body), 400, "invalid_input");
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
    if (body.value !== "qa") expect(JSON.stringify(problem)).not.toContain(body.value);
  });

  test("holds no address where the edge's secret is missing, and parameters go on marking", async () => {
    const { vault } = network.context().ownTrafficKeys?.() ?? {};
    if (vault === undefined) throw new Error("the harness has keys");
    const without = { ...network.context(), ownTrafficKeys: () => ({ vault, visitorSecret: "" }) };
    await expect(addOwnTraffic(without, listed("203.0.113.88"))).rejects.toMatchObject({ code: "addresses_unknown" });
    const value = unique("qa");
    const byParameter = await addOwnTraffic(without, listed(value, { kind: "parameter", parameter: "sub1" }));
    const byAddress = await addOwnTraffic(network.context(), listed("203.0.113.88"));
    const link = await linkRow(network, (await network.newLink()).slug);
    const address = addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, "203.0.113.88", new Date().toISOString().slice(0, 10));
    const clicks = [clickEvent(link, { address }), clickEvent(link, { address, sub1: value })];
    await recordClicks({ ...without, actor: SYSTEM }, clicks);
    const verdicts = await Promise.all(clicks.map(async ({ clickId }) => (await stored(clickId)).verdict));
    expect(verdicts).toEqual(["valid", "own"]);
    for (const { id } of [byParameter, byAddress]) await end(id);
  });

  test("can be tried", async () => {
    const { id } = await add({ kind: "address", value: "192.0.2.128/25" });
    const attempt = (value: string) => ok(network.operator.post("/own-traffic/try", { kind: "address", value }));
    expect(await attempt("192.0.2.200")).toEqual({ is_own: true, entry_ids: [id] });
    expect(await attempt("192.0.2.0/24")).toMatchObject({ is_own: true });
    expect(await attempt("192.0.2.127")).toEqual({ is_own: false, entry_ids: [] });
    await end(id);
    expect(await attempt("192.0.2.200")).toMatchObject({ is_own: false });
    await refused(network.operator.post(`/own-traffic/${String(id)}/end`), 409, "transition_refused");
  });

  test("has limits, which entries that ended within a day count against", async () => {
    const now = Date.now() + 30 * DAY_MS; // what other tests listed is over
    const whole = await addOwnTraffic(at(now), listed("10.0.0.0/20"));
    expect(whole.networks).toBe(NETWORKS_MAX);
    const one = listed("192.0.2.1");
    const tooMany = { code: "limit_reached", message: expect.stringContaining("4096") as string };
    await expect(addOwnTraffic(at(now), one)).rejects.toMatchObject(tooMany);
    await endOwnTraffic(at(now + 1), whole.id);
    await expect(addOwnTraffic(at(now + DAY_MS), one)).rejects.toMatchObject(tooMany);
    const later = now + DAY_MS + 1;
    await expect(addOwnTraffic(at(later), listed("10.0.0.0/19"))).rejects.toMatchObject(tooMany);
    const ids: string[] = [];
    for (let i = 0; i < ENTRIES_MAX; i++) ids.push((await addOwnTraffic(at(later), one)).id);
    await expect(addOwnTraffic(at(later), one)).rejects.toMatchObject({ code: "limit_reached" });
    expect(await tryOwnTraffic(at(later), one)).toHaveLength(ENTRIES_MAX);
    await network.rows(
      "DB",
      `DELETE FROM own_traffic WHERE id IN (${[...ids, whole.id].map((id) => `'${id}'`).join()})`,
    );
  });

  test("is sealed again by another key, and can't be opened in another row", async () => {
    const { id } = await addOwnTraffic(network.context(), listed("203.0.113.9"));
    const local = JSON.parse(LOCAL_SECRETS.VAULT_KEYS) as { keys: Record<string, string> }; // its form
    const vault = readVault(
      JSON.stringify({ ...local, current: "2", keys: { ...local.keys, 2: btoa("x".repeat(32)) } }),
    );
    const rotated = {
      ...network.context(),
      ownTrafficKeys: () => ({ vault, visitorSecret: LOCAL_SECRETS.VISITOR_SECRET }),
    };
    while ((await resealOwnTraffic(rotated, vault)) > 0);
    const { rows } = await listOwnTraffic(rotated, {}, { limit: 500 });
    expect(rows.find((row) => row.id === id)).toMatchObject({ value: "203.0.113.9" });
    await network.rows(
      "DB",
      "INSERT INTO own_traffic SELECT 'own_copied', kind, parameter, networks, key_id, sealed, since, until, added_by, ended_by FROM own_traffic WHERE id = ?",
      id,
    );
    await expect(listOwnTraffic(rotated, {}, { limit: 500 })).rejects.toThrow();
    const link = await linkRow(network, (await network.newLink()).slug);
    const address = addressHashOf(LOCAL_SECRETS.VISITOR_SECRET, "203.0.113.9", new Date().toISOString().slice(0, 10));
    const click = clickEvent(link, { address });
    await recordClicks({ ...rotated, actor: SYSTEM }, [click]);
    expect((await stored(click.clickId)).verdict, "an entry that can't be opened marks nothing, others do").toBe("own");
  });
});
