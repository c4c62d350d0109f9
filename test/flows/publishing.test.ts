import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { findProgress, withLease } from "@waymark/network/db";
import { changeLink, getLink, insertLink, pauseLink, resumeLink } from "@waymark/network/link";
import { drainOutbox, reconcile, snapshotOf } from "@waymark/network/publishing";
import { isDue } from "../../apps/control/src/jobs/schedule.ts";
import { ok, refused, type Link } from "../harness/api.ts";
import { clickIdOf, linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const NETWORK_FALLBACK = "https://example.com/";

describe("publishing", () => {
  test("a stop takes effect within 12 s, and clicks until then are valid in the grace period", async () => {
    const link = await network.newLink();
    const kv = await network.localNetwork.kv();
    // By the change itself: no cron ticks here.
    await until("the link is published", async () => (await kv.get(`link:/${link.slug}`)) !== null);
    const first = await network.click(`/${link.slug}`);
    await ok(network.webmaster.post(`/links/${link.id}/pause`));
    const late = clickIdOf(await network.visit(`/${link.slug}`));
    await until(
      "visitors go to the fallback",
      async () => (await network.visit(`/${link.slug}`)).headers.get("location") === NETWORK_FALLBACK,
      12_000,
    );
    const rows = await until("they are stored", async () => {
      const found = await network.stored("link_id = ?", link.id);
      return found.some(({ reason }) => reason === "paused") && found;
    });
    const verdicts = new Map(rows.map(({ click_id, verdict, grace }) => [click_id, [verdict, grace]]));
    expect([verdicts.get(first), verdicts.get(late)]).toEqual([
      ["valid", 0],
      ["valid", 1],
    ]);
  });

  /** A store that can be made to wait, or to fail for a key. */
  const storeThat = (before: (key: string) => Promise<void>) => {
    const values = new Map<string, string | null>();
    const puts: string[] = [];
    return {
      values,
      puts,
      put: async (key: string, value: string) => {
        await before(key);
        puts.push(key);
        values.set(key, value);
      },
      delete: async (key: string) => {
        await before(key);
        values.set(key, null);
      },
    };
  };
  const system = (now = Date.now) => network.context({ role: "system", job: "test" }, now);
  const dueKeys = async () =>
    (await network.rows<{ key: string }>("DB", "SELECT key FROM outbox")).map(({ key }) => key);

  test("one worker drains at a time, and also publishes what is added during its run", async () => {
    await network.publish();
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const slow = storeThat(async () => {
      entered.resolve();
      await gate.promise;
    });
    const idle = storeThat(async () => {});
    const { id } = await linkRow(network, (await network.newLink()).slug);
    await changeLink(system(), id, { defaults: { sub1: "one" } });
    const first = drainOutbox(system(), slow);
    await entered.promise;
    await changeLink(system(), id, { defaults: { sub1: "two" } });
    expect(await drainOutbox(system(), idle), "the second finds the lease taken").toMatchObject({ published: 0 });
    gate.resolve();
    await first;
    expect(idle.puts).toEqual([]);
    expect(await dueKeys()).toEqual([]);
    const [value] = [...slow.values].filter(([key]) => key.startsWith("link:")).map(([, text]) => text);
    expect(value, "the newest version wins").toContain("two");
  });

  test("a drainer that is asked to look again publishes what was committed after its last look", async () => {
    const { id, slug } = await linkRow(network, (await network.newLink()).slug);
    await network.publish();
    let hasLooked = false;
    const { db } = system();
    const write: typeof db.write = async (statements) => {
      const answer = await db.write(statements);
      if (hasLooked) return answer;
      hasLooked = true;
      await changeLink(system(), id, { defaults: { sub1: "after the look" } });
      return answer;
    };
    const asked = [true, false].values();
    const store = storeThat(async () => {});
    const drained = await drainOutbox({ ...system(), db: { ...db, write } }, store, () => asked.next().value ?? false);
    expect(drained).toEqual({ published: 1, hasMore: false });
    expect(store.values.get(`link:/${slug}`)).toContain("after the look");
    expect(await dueKeys()).toEqual([]);
  });

  test("links that are created at the same time are all published, without the cron", async () => {
    const links = await Promise.all(Array.from({ length: 12 }, () => network.newLink()));
    const kv = await network.localNetwork.kv();
    for (const { slug } of links)
      await until(`${slug} is published`, async () => (await kv.get(`link:/${slug}`)) !== null);
    await until("all keys are published", async () => (await dueKeys()).length === 0);
  });

  test("when a drainer dies, another continues after its lease, and nothing is lost", async () => {
    await network.publish();
    const link = await linkRow(network, (await network.newLink()).slug);
    await changeLink(system(), link.id, { defaults: { sub1: "crash" } });
    const dead = { ...system(), db: { ...system().db, write: failAfter(1) } };
    await expect(
      drainOutbox(
        dead,
        storeThat(async () => {}),
      ),
    ).rejects.toThrow("planted");
    const store = storeThat(async () => {});
    expect(await drainOutbox(system(), store), "the dead one's lease").toMatchObject({ published: 0 });
    const later = await drainOutbox(
      system(() => Date.now() + 61_000),
      store,
    );
    expect(later.published).toBeGreaterThan(0);
    expect(store.values.get(`link:/${link.slug}`)).toContain("crash");
    expect(await dueKeys()).toEqual([]);
  });

  /** A database in which all writes after the first `times` fail, like those of a dead isolate. */
  const failAfter = (times: number) => {
    let written = 0;
    const { write } = system().db;
    return (statements: Parameters<typeof write>[0]) =>
      ++written > times ? Promise.reject(new Error("planted")) : write(statements);
  };

  test("a lease belongs to one worker until it expires or is released, and can be renewed in time", async () => {
    const DURATION_MS = MINUTE_MS;
    const t0 = Date.now();
    let t = t0;
    const begin = (work: Parameters<typeof withLease>[2]) =>
      withLease(
        system(() => t),
        { name: "upload:upl_lease", durationMs: DURATION_MS },
        work,
      );
    const done: string[] = [];
    const attempt = (name: string) => begin(() => Promise.resolve(void done.push(name)));
    await begin(async (first) => {
      expect(first.until).toBe(t0 + DURATION_MS);
      expect(await attempt("while it is held")).toBe(false);
      t = t0 + DURATION_MS / 2;
      expect([await first.renew(), first.until]).toEqual([true, t + DURATION_MS]);
      t = t0 + DURATION_MS;
      expect(await attempt("before the renewed lease expires")).toBe(false);
      t = t0 + 1.5 * DURATION_MS;
      await begin(async (second) => {
        expect([await first.renew(), first.until], "taken over").toEqual([false, t]);
        expect(await second.renew()).toBe(true);
      });
      expect(await attempt("after the second gave it back")).toBe(true);
    });
    await expect(begin(() => Promise.reject(new Error("planted")))).rejects.toThrow("planted");
    expect(await attempt("after work that failed")).toBe(true);
    expect(done).toEqual(["after the second gave it back", "after work that failed"]);
  });

  test("a drainer that is delayed for longer than its lease leaves nothing outdated in KV", async () => {
    const link = await linkRow(network, (await network.newLink()).slug);
    await until("no worker drains", async () => {
      await network.publish();
      return (await network.rows("DB", "SELECT name FROM lease")).length === 0;
    });
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    let isFirst = true;
    const store = storeThat(async (key) => {
      if (key !== `link:/${link.slug}` || !isFirst) return;
      isFirst = false;
      entered.resolve();
      await gate.promise;
    });
    let ahead = 0;
    const clock = () => Date.now() + ahead;
    const drain = () => drainOutbox(system(clock), store);
    await changeLink(system(), link.id, { defaults: { sub1: "old" } });
    const heldUp = drain();
    await entered.promise;
    ahead = 61_000;
    await changeLink(system(), link.id, { defaults: { sub1: "new" } });
    await drain();
    gate.resolve();
    await heldUp;
    await drain();
    expect(store.values.get(`link:/${link.slug}`)).toContain("new");
    expect(await dueKeys()).toEqual([]);
  });

  /** A store with correct contents that records which keys are read. */
  function nothingAmiss() {
    const compared = new Set<string>();
    const store = {
      get: (key: string) => (compared.add(key), snapshotOf(system(), key)),
      list: () => Promise.resolve({ keys: [], list_complete: true }),
    };
    return { compared, store };
  }

  /** The keys of links that are not among these. */
  async function notAmong(compared: ReadonlySet<string>) {
    const links = await network.rows<{ slug: string; number: number }>("DB", "SELECT slug, number FROM link");
    return links
      .flatMap(({ slug, number }) => [`link:/${slug}`, `link-number:${number}`])
      .filter((key) => !compared.has(key));
  }

  test("the cron publishes what no request did", async () => {
    const link = await linkRow(network, (await network.newLink()).slug);
    await network.publish();
    const { store } = nothingAmiss();
    await until("no reconcile is due", async () => (await reconcile(system(), store)).isComplete);
    await changeLink(system(), link.id, { defaults: { sub1: "left behind" } });
    const kv = await network.localNetwork.kv();
    expect(await kv.get(`link:/${link.slug}`)).not.toContain("left behind");
    await network.localNetwork.tick();
    expect(await kv.get(`link:/${link.slug}`)).toContain("left behind");
  });

  test("a key that KV refuses stays, and does not delay the others", async () => {
    await network.publish();
    const [bad, good] = [await network.newLink(), await network.newLink()];
    for (const { id } of [bad, good]) await changeLink(system(), id, { defaults: { sub2: "x" } });
    const store = storeThat((key) =>
      key === `link:/${bad.slug}` ? Promise.reject(new Error("429")) : Promise.resolve(),
    );
    await drainOutbox(system(), store);
    expect(store.values.get(`link:/${good.slug}`)).toContain("x");
    expect(await dueKeys()).toEqual([`link:/${bad.slug}`]);
    await network.publish();
  });

  /** Reconciles every key; returns those that were published again. */
  async function reconcileAll() {
    const mended: string[] = [];
    await until("every key is compared", async () => {
      const part = await reconcile(system(), await network.localNetwork.kv());
      mended.push(...part.mended);
      return part.isComplete;
    });
    await network.publish();
    return mended.sort();
  }

  test("a reconcile finds keys that KV lost, outdated keys, and surplus keys", async () => {
    const kv = await network.localNetwork.kv();
    await network.publish();
    await reconcileAll(); // the tests before this one published to stores of their own
    const [lost, old] = [await network.newLink(), await network.newLink()];
    await network.publish();
    await kv.delete(`link:/${lost.slug}`);
    await kv.put(`link:/${old.slug}`, '{"v":1,"id":"old"}');
    await kv.put("link:/surplus-key", '{"v":1}');
    const expected = ["link:/surplus-key", `link:/${lost.slug}`, `link:/${old.slug}`].sort();
    expect([...new Set(await reconcileAll())]).toEqual(expected);
    expect(await kv.get("link:/surplus-key")).toBeNull();
    expect(await kv.get(`link:/${old.slug}`)).toContain(old.id);
    expect(await reconcileAll(), "a second one finds nothing").toEqual([]);
  });

  test("a reconcile continues where it stopped, until every key is compared", async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      insertLink(
        {
          ...{ id: `lnk_many_${i}`, slug: `many-${i}`, offerId: DEMO.offers.demo, webmasterId: DEMO.webmaster },
          defaults: {},
        },
        Date.now(),
      ),
    );
    await system().db.write(many.flat());
    const { compared, store } = nothingAmiss();
    const parts: number[] = [];
    const isDueAt = async (at: number) => isDue({ atHour: 3 }, await findProgress(system().db, "reconcile"), at);
    for (let isOver = false; !isOver;) {
      const { checked, isComplete } = await reconcile(system(), store);
      parts.push(checked);
      expect(await isDueAt(Date.now()), "the next minute goes on until all are compared").toBe(!isComplete);
      isOver = isComplete;
    }
    expect(Math.max(...parts), "a part is what an invocation may ask").toBeLessThanOrEqual(100);
    expect(await notAmong(compared)).toEqual([]);
    expect(await isDueAt(Date.now() + DAY_MS), "and it begins again the next night").toBe(true);
  }, 90_000);
});

describe("changing a link", () => {
  const FALLBACK = "https://fallback.example/link";
  const webmaster = () => network.context({ role: "webmaster", id: "key_test", webmasterId: DEMO.webmaster });

  test("a change of a link keeps concurrent changes of other fields", async () => {
    const { id } = await linkRow(network, (await network.newLink()).slug);
    const overtaken = overtakenBy(webmaster(), async () => {
      await pauseLink(network.context(), id, { reason: "reported" });
      await changeLink(network.context(), id, { fallbackUrl: FALLBACK });
    });
    const changed = await changeLink(overtaken, id, { defaults: { sub1: "mine" }, expiresAt: null });
    expect(changed).toMatchObject({ status: "paused", fallback_url: FALLBACK, defaults: '{"sub1":"mine"}' });
  });

  test("a webmaster can't resume a link that the operator paused, not even by pausing it again", async () => {
    const { id } = await linkRow(network, (await network.newLink()).slug);
    const own = (verb: string) => network.webmaster.post(`/links/${id}/${verb}`);
    await ok(own("pause"));
    expect(await ok(own("resume"))).toMatchObject({ status: "active", paused_by: null });
    await ok(network.operator.post(`/links/${id}/pause`, { reason: "reported" }));
    expect((await own("resume")).status).toBe(403);
    expect(await ok(own("pause"))).toMatchObject({ paused_by: "operator", reason: "reported" });
    expect(await ok(own("resume"))).toMatchObject({ status: "paused", paused_by: "operator" });
    expect((await own("resume")).status).toBe(403);
    expect(await ok(network.operator.post(`/links/${id}/resume`))).toMatchObject({ paused_by: null });
  });

  test("a webmaster can't resume a link that the operator pauses at the same time", async () => {
    const { id } = await linkRow(network, (await network.newLink()).slug);
    await pauseLink(webmaster(), id, { reason: "mine" });
    const overtaken = overtakenBy(webmaster(), () => pauseLink(network.context(), id, { reason: "reported" }));
    expect(await resumeLink(overtaken, id)).toMatchObject({ status: "paused", paused_by: "operator" });
    const stops = await network.rows("DB", "SELECT until FROM stop WHERE subject = ?", `link:${id}`);
    expect(stops).toEqual([{ until: null }]);
  });

  test("a webmaster can't redirect a link that the operator pauses at the same time", async () => {
    const { id } = await linkRow(network, (await network.newLink()).slug);
    const overtaken = overtakenBy(webmaster(), () => pauseLink(network.context(), id, { reason: "reported" }));
    await expect(changeLink(overtaken, id, { fallbackUrl: FALLBACK })).rejects.toMatchObject({ code: "forbidden" });
    expect(await getLink(webmaster(), id)).toMatchObject({ paused_by: "operator", fallback_url: null });
  });

  test("a verb that changes nothing answers what is true; the operator's pause gives its reason", async () => {
    const { id } = await network.newLink();
    const path = `/links/${id}`;
    const paused = await ok(network.webmaster.post<Link>(`${path}/pause`, { reason: "the page moves" }));
    expect(paused).toMatchObject({ status: "paused", paused_by: "webmaster", version: 2 });
    expect(await ok(network.webmaster.post<Link>(`${path}/pause`))).toEqual(paused);
    const { errors } = await refused(network.operator.post(`${path}/pause`), 400, "invalid_input");
    expect(errors?.map((one) => one.path)).toEqual(["reason"]);
    const { detail } = await refused(network.operator.post(`${path}/resume`), 403, "forbidden");
    expect(detail).toContain("the page moves");
    const resumed = await ok(network.webmaster.post<Link>(`${path}/resume`));
    expect(resumed).toMatchObject({ status: "active", paused_by: null, reason: null, version: 3 });
    expect(await ok(network.webmaster.post<Link>(`${path}/resume`))).toEqual(resumed);
  });

  test("a change of an older version is refused, and changes nothing", async () => {
    const { id } = await network.newLink();
    const path = `/links/${id}`;
    await ok(network.webmaster.patch(path, { defaults: { sub1: "first" }, version: 1 }));
    await refused(network.webmaster.patch(path, { defaults: { sub1: "late" }, version: 1 }), 409, "conflict");
    await refused(network.webmaster.post(`${path}/pause`, { version: 1 }), 409, "conflict");
    expect(await ok(network.webmaster.get(path))).toMatchObject({
      ...{ status: "active", defaults: { sub1: "first" }, version: 2 },
    });
  });

  test.each([
    ["links", ["pause", "resume"]],
    ["offers", ["submit", "withdraw", "return", "approve", "pause", "resume", "archive"]],
  ])("a status in PATCH /%s/{id} is refused by naming the verbs", async (resource, verbs) => {
    const { id } = resource === "links" ? await network.newLink() : await network.newOffer();
    const { errors } = await refused(
      network.operator.patch(`/${resource}/${id}`, { status: "paused" }),
      400,
      "invalid_input",
    );
    const named = verbs.map((verb) => `POST /api/v1/${resource}/${id}/${verb}`).join(" or ");
    expect(errors).toEqual([{ path: "status", message: `use ${named}`, code: "other", params: {} }]);
  });
});

// Last: reconciles of the tests above compare every link.
describe("many links", () => {
  test("many links are created in one request, each with its outcome, and published by invocations of bounded work", async () => {
    await network.publish();
    const taken = await network.newLink();
    const offer_id = DEMO.offers.demo;
    const many = Array.from({ length: 400 }, (_, i) => ({ offer_id, defaults: { sub1: `s${i}` } }));
    const special = [
      { offer_id, slug: taken.slug },
      { offer_id, slug: "bulk-one" },
      { offer_id, slug: "BULK-0ne" },
      { offer_id, slug: "postback" },
      { offer_id: "off_missing" },
      { offer_id, landing_id: "lnd_missing" },
    ];
    const { data } = await ok(
      network.webmaster.post<{ data: { link: Link | null; error: { code: string } | null }[] }>("/links/bulk", {
        links: [...special, ...many],
      }),
    );
    expect(data.slice(0, special.length).map(({ error }) => error?.code ?? null)).toEqual([
      "slug_taken",
      null,
      "slug_taken",
      "slug_reserved",
      "not_found",
      "not_found",
    ]);
    expect(data.filter(({ link }) => link !== null)).toHaveLength(many.length + 1);
    expect(new Set(data.flatMap(({ link }) => link?.slug ?? [])).size).toBe(many.length + 1);
    await until(
      "all are published, without the cron",
      async () => (await network.rows("DB", "SELECT key FROM outbox")).length === 0,
      30_000,
    );
    const last = data.at(-1)?.link;
    const kv = await network.localNetwork.kv();
    expect(JSON.parse((await kv.get(`link:/${last?.slug}`)) ?? "{}")).toMatchObject({
      id: last?.id,
      defaults: { sub1: "s399" },
    });
    const [row] = await network.rows<{ number: number }>("DB", "SELECT number FROM link WHERE id = ?", last?.id);
    expect(await kv.get(`link-number:${row?.number}`)).toContain(last?.id);
  });
});
