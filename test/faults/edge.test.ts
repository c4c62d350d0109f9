import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { mintPostbackToken, TOKEN_RANDOM_BYTES } from "@waymark/contract/postback-token";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { rawStatement } from "@waymark/network/db";
import { sha256Hex } from "@waymark/network/identity";
import { ok, type Conversion, type Link, type Page, type Problem } from "../harness/api.ts";
import { expectHonestRollups } from "../harness/books.ts";
import { ANONYMOUS_VALID, anonymousOf } from "../harness/hours.ts";
import type { Fault } from "../harness/faulty-edge.ts";
import {
  admit,
  clickIdOf,
  freshAddress,
  linkRow,
  PERSON,
  startNetwork,
  unique,
  type TestNetwork,
} from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => {
  const edge = new URL("../harness/faulty-edge.ts", import.meta.url).pathname;
  network = await startNetwork({ entries: { edge } });
});
afterAll(() => network?.stop());

const FALLBACK = "https://example.com/";
/** No visitor waits longer; a hanging binding hangs far longer. */
const PATIENCE_MS = 6_000;

const withFaults = (...faults: Fault[]) => ({ headers: { "x-fault": faults.join() } });

/** Makes all copies of the isolate too old to be used without a read. */
const grownOld = () => network.visit("/health", { headers: { "x-clock-ms": "60000" } });

const rowsOf = (clickId: string) => network.stored("click_id = ?", clickId);

const stored = (clickId: string) => until("the click is stored", async () => (await rowsOf(clickId)).length === 1);

/** The answer of an edge that may hang. */
async function answerOf(visit: Promise<Response>): Promise<Response | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE_MS)));
  try {
    return await Promise.race([visit, patience]);
  } finally {
    clearTimeout(timer);
  }
}

// First, while the isolate has no copies.
describe("a new isolate, when neither KV nor the control plane answers", () => {
  test("sends a visitor to the network's fallback", async () => {
    const response = await network.visit("/demo", withFaults("kv", "control"));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(FALLBACK);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("answers an advertiser with a 503, and neither a token nor a click is called unknown", async () => {
    const { number } = await linkRow(network);
    const click = { clickedAt: Date.now(), bucket: 0, linkNumber: number, random: new Uint8Array(5) };
    const click_id = mintClickId(readClickKeys(LOCAL_SECRETS.CLICK_KEYS), click);
    const response = await network.postback({ click_id, amount: "1" }, withFaults("kv", "control"));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await network.postback({ click_id, amount: "1" })).status, "and is right the next time").toBe(200);
  });
});

describe("a click is never lost", () => {
  test("the queue refuses: the control plane stores it, once", async () => {
    const clickId = await network.click("/demo?sub1=refused", withFaults("queue"));
    expect(await rowsOf(clickId), "durable before the redirect").toHaveLength(1);
    await expectHonestRollups(network);
  });

  test("the queue and the control plane refuse: the visitor is redirected, and the log keeps the whole click", async () => {
    const cf = '{"country":"KZ","asn":9198}';
    const init = { headers: { ...withFaults("queue", "control").headers, "x-dev-cf": cf } };
    const clickId = await network.click("/demo?sub1=unsent-one&source=unsent-two", init);
    const line = await until("the log has it", () => network.logs.find((text) => text.includes("click.unsent")));
    const link = await linkRow(network);
    for (const part of [
      clickId,
      "unsent-one",
      "unsent-two",
      "KZ",
      "9198",
      PERSON,
      link.id,
      link.offer_id,
      link.webmaster_id,
    ])
      expect(line, part).toContain(part);
    expect(await rowsOf(clickId)).toEqual([]);

    // A visitor without consent is counted too; the log does not identify them.
    const quiet = await network.newLink();
    await network.publish();
    await network.visit(`/${quiet.slug}?cons=0&sub1=unsent-quiet`, withFaults("queue", "control"));
    const isThatVisit = (text: string) => text.includes("click.unsent") && text.includes(quiet.id);
    const nameless = await until("the log has the visit", () => network.logs.find(isThatVisit));
    for (const part of ["unsent-quiet", PERSON, "visitor"]) expect(nameless).not.toContain(part);

    // The command ingests the line once, however often it is run.
    const file = join(mkdtempSync(join(tmpdir(), "waymark-")), "log");
    writeFileSync(file, `${network.logs.join("\n")}\n`);
    const command = new URL("../../dev/waymark.ts", import.meta.url).pathname;
    const env = {
      ...process.env,
      WAYMARK_CONTROL: network.localNetwork.origins.control,
      WAYMARK_KEY: DEMO.keys.operator,
    };
    for (let i = 0; i < 2; i++) {
      const { stdout } = await promisify(execFile)(process.execPath, [command, "clicks", "restore", file], { env });
      expect(stdout).toMatch(/^(\d+) of \1 clicks are stored/);
    }
    expect(await rowsOf(clickId)).toHaveLength(1);
    const { number } = await linkRow(network, quiet.slug);
    expect(await anonymousOf(network, number)).toMatchObject([{ verdict: ANONYMOUS_VALID, clicks: 1 }]);
    await expectHonestRollups(network);

    // The signed id is still attributed.
    await network.sell({ click_id: clickId, amount: "10" });
    await until("the conversion", async () => {
      const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data[0]?.webmaster_id === DEMO.webmaster;
    });
  });

  test("the queue hangs once: the click is still stored", async () => {
    const response = await answerOf(network.visit("/demo", withFaults("queue-hangs-once")));
    expect(response?.status).toBe(302);
    await stored(clickIdOf(response ?? new Response()));
  });

  test("the queue hangs: the visitor is redirected, and the control plane stores the click", async () => {
    const response = await answerOf(network.visit("/demo", withFaults("queue-hangs")));
    expect(response?.status, `an answer within ${PATIENCE_MS} ms`).toBe(302);
    await stored(clickIdOf(response ?? new Response()));
  });

  /**
   * Thirty visitors at once, of which every second disconnects before the queue has answered. Returns the others'
   * answers.
   */
  async function crowd(name: string, ...faults: Fault[]) {
    const visitors = Array.from({ length: 30 }, (_, i) =>
      knock(`/demo?sub1=${name}-${i}`, withFaults(...faults).headers),
    );
    const before = sending();
    await until("the queue is being sent every click", () => sending() - before >= visitors.length);
    visitors.filter((_, i) => i % 2 === 0).forEach(({ socket }) => socket.resetAndDestroy());
    return Promise.all(visitors.filter((_, i) => i % 2 === 1).map(({ answer }) => answer));
  }

  const sending = () =>
    network.logs.reduce((sum, line) => sum + Number(/fault\.sending.*clicks: (\d+)/s.exec(line)?.[1] ?? 0), 0);

  /** The numbers of these visitors' clicks that are stored. */
  const numbersOf = async (name: string) => {
    const rows = await network.stored("sub1 LIKE ?", `${name}-%`);
    return rows.map(({ sub1 }) => Number(sub1.slice(name.length + 1))).sort((a, b) => a - b);
  };

  const all = Array.from({ length: 30 }, (_, i) => i);

  test("visitors who disconnect midway: their clicks and those of their batches are stored, and the others are redirected", async () => {
    const name = unique("gone");
    const answers = await crowd(name, "queue-slow");
    expect(answers.map((text) => text.slice(0, 12))).toEqual(answers.map(() => "HTTP/1.1 302"));
    await until("every click is stored", async () => (await numbersOf(name)).length >= all.length);
    expect(await numbersOf(name)).toEqual(all);
    await expectHonestRollups(network);
  });

  test("a batch dies with its opener: each waiting request sends its own click", async () => {
    const name = unique("dead");
    const answers = await crowd(name, "queue-slow", "no-wait-until");
    expect(answers.map((text) => text.slice(0, 12))).toEqual(answers.map(() => "HTTP/1.1 302"));
    const stayed = all.filter((i) => i % 2 === 1);
    await until("the others' clicks are stored", async () => {
      const numbers = await numbersOf(name);
      return stayed.every((i) => numbers.includes(i));
    });
    await expectHonestRollups(network);
  });
});

/** A visitor on a separate socket. */
function knock(path: string, headers: Record<string, string>): { socket: Socket; answer: Promise<string> } {
  const { hostname, port, host } = new URL(network.localNetwork.origins.edge);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ host, "user-agent": PERSON, "x-dev-ip": freshAddress(), ...headers });
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  const answer = new Promise<string>((resolve) => {
    socket.once("data", (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once("error", () => resolve("")).once("close", () => resolve(""));
  });
  return { socket, answer };
}

describe("a visitor is always sent somewhere", () => {
  test("KV fails: the control plane knows the link", async () => {
    const link = await network.newLink();
    await stored(await network.click(`/${link.slug}`, withFaults("kv")));
  });

  test("KV does not know the link (yet): the control plane does", async () => {
    const link = await network.newLink();
    await network.publish();
    await (await network.localNetwork.kv()).delete(`link:/${link.slug}`);
    await network.click(`/${link.slug}`);
  });

  test("KV holds a snapshot that can't be read: the control plane's is used", async () => {
    for (const junk of ["", "{", "null", "7", '{"v":99}']) {
      const link = await network.newLink();
      await network.publish();
      await (await network.localNetwork.kv()).put(`link:/${link.slug}`, junk);
      await network.click(`/${link.slug}`);
    }
  });

  test("KV and the control plane fail: the isolate's copies are used, however old", async () => {
    const link = await network.newLink();
    await network.click(`/${link.slug}`);
    await grownOld();
    await stored(await network.click(`/${link.slug}`, withFaults("kv", "control")));
    const all = withFaults("kv", "control", "queue");
    await grownOld();
    await network.click(`/${link.slug}`, all);
  });

  test("and when they answer again, changes of that time take effect", async () => {
    const link = await network.newLink();
    await network.click(`/${link.slug}`);
    await ok(network.webmaster.post<Link>(`/links/${link.id}/pause`));
    await network.publish();
    await grownOld();
    await network.click(`/${link.slug}`, withFaults("kv", "control"));
    await grownOld();
    expect((await network.visit(`/${link.slug}`)).headers.get("location")).toBe(FALLBACK);
  });

  test("KV hangs: the visitor is redirected", async () => {
    const link = await network.newLink();
    const response = await answerOf(network.visit(`/${link.slug}`, withFaults("kv-hangs")));
    expect(response?.status, `an answer within ${PATIENCE_MS} ms`).toBe(302);
  });

  test("KV and the control plane hang: the visitor is redirected", async () => {
    const link = await network.newLink();
    const response = await answerOf(network.visit(`/${link.slug}`, withFaults("kv-hangs", "control-hangs")));
    expect(response?.status, `an answer within ${PATIENCE_MS} ms`).toBe(302);
  });
});

describe("a flood of unknown slugs", () => {
  test("is answered with a 503, and no existing link is called unknown", async () => {
    const link = await network.newLink();
    await network.publish();
    await (await network.localNetwork.kv()).delete(`link:/${link.slug}`);
    const flood = Array.from({ length: 120 }, () => network.visit(`/${unique("nowhere")}`));
    const real = Array.from({ length: 5 }, () => network.visit(`/${link.slug}`));
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([404, 503]));
    expect(statuses.filter((status) => status === 404).length, "20 questions a second").toBeLessThanOrEqual(60);
    for (const response of await Promise.all(real)) {
      expect([302, 503]).toContain(response.status);
      if (response.status === 503) expect(response.headers.get("retry-after")).toBe("1");
    }
    await until("the link works", async () => (await network.visit(`/${link.slug}`)).status === 302, 3_000);
  });

  test("does not affect the links that the isolate knows", async () => {
    await network.click();
    await Promise.all(Array.from({ length: 60 }, () => network.visit(`/${unique("nowhere")}`)));
    await network.click();
  });
});

describe("a burst of unknown postback tokens", () => {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const invented = (i: number) =>
    i % 2 === 0 ? unique("invented") : mintPostbackToken("another secret", random(TOKEN_RANDOM_BYTES));

  test("is a 401 each, and the postback of a token that KV does not have yet is accepted", async () => {
    const click_id = await network.click();
    const { token, id } = await admit(network, "advertiser");
    const offer = await network.newOffer({ advertiser_id: id });
    const own = await network.click(`/${(await network.newLink(offer.id)).slug}`);
    const kv = await network.localNetwork.kv();
    await network.publish();
    await kv.delete(snapshotKeys.token(await sha256Hex(token)));

    const burst = Array.from({ length: 150 }, (_, i) =>
      network.postback({ token: invented(i), click_id, amount: "1" }),
    );
    const slugs = Array.from({ length: 50 }, () => network.visit(`/${unique("nowhere")}`));
    const fresh = network.postback({ token, click_id: own, amount: "1" });
    const statuses = (await Promise.all(burst)).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map(() => 401));
    await Promise.all(slugs);
    expect((await fresh).status).toBe(200);
  });

  test("is a 503 each while KV fails, since no token can then be called unknown", async () => {
    const click_id = await network.click();
    const ask = (token: string) => network.postback({ token, click_id, amount: "1" }, withFaults("kv"));
    expect((await ask(invented(0))).status).toBe(503);
    expect((await ask(invented(1))).status).toBe(503);
    expect((await ask(mintPostbackToken(LOCAL_SECRETS.POSTBACK_SECRET, random(TOKEN_RANDOM_BYTES)))).status).toBe(401);
  });

  test("does not keep a token in force that KV no longer has", async () => {
    const { token } = await admit(network, "advertiser");
    const click_id = await network.click();
    const ask = async () => (await network.postback({ token, click_id, amount: "1" })).status;
    expect(await ask(), "in force, and of another advertiser's click").toBe(404);
    const { db, now } = network.context();
    const revoked = "UPDATE postback_token SET revoked_at = ? WHERE sha256 = ?";
    await db.write([rawStatement(revoked, [now(), await sha256Hex(token)])]);
    await (await network.localNetwork.kv()).delete(snapshotKeys.token(await sha256Hex(token)));
    await grownOld();
    expect(await ask()).toBe(401);
  });
});

describe("a postback is acknowledged truthfully", () => {
  test("the queue refuses: 503 with Retry-After and no trace; the retry lands once", async () => {
    const fields = { click_id: await network.click(), order_id: unique("order"), amount: "25.00" };
    const refused = await network.postback(fields, withFaults("postbacks"));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(((await refused.json()) as Problem).code).toBe("not_durable");

    const receipt = await network.sell(fields);
    const rows = () =>
      network.rows<{ receipt: string }>("DB", "SELECT receipt FROM postback WHERE click_id = ?", fields.click_id);
    expect(await until("the retry is applied", async () => (await rows()).length > 0 && rows())).toEqual([{ receipt }]);
    const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?order_id=${fields.order_id}`));
    expect(data).toHaveLength(1);
  });

  test("KV fails: the control plane knows token, advertiser and link", async () => {
    const click_id = await network.click();
    await grownOld();
    expect((await network.postback({ click_id, amount: "1" }, withFaults("kv"))).status).toBe(200);
  });

  test("KV and the control plane fail: the isolate's copies are used", async () => {
    const click_id = await network.click();
    expect((await network.postback({ click_id, amount: "1" })).status).toBe(200);
    await grownOld();
    expect((await network.postback({ click_id, amount: "1" }, withFaults("kv", "control"))).status).toBe(200);
  });
});
