import { HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, type Link } from "../harness/api.ts";
import { expectHonestRollups } from "../harness/books.ts";
import { workerdProcesses } from "../bench/cpu.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import type { Fault } from "../harness/faulty-edge.ts";
import { clickIdOf, freshAddress, linkRow, PERSON, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

const FAULTY_EDGE = new URL("../harness/faulty-edge.ts", import.meta.url).pathname;
const FALLBACK = "https://example.com/";

const withFaults = (...faults: Fault[]) => ({ headers: { "x-fault": faults.join() } });

/** A visitor on a separate socket. */
function knock(origin: string, path: string, headers: Record<string, string>) {
  const { hostname, port, host } = new URL(origin);
  const socket: Socket = connect(Number(port), hostname);
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

describe("one isolate", () => {
  let network: TestNetwork;

  beforeAll(async () => void (network = await startNetwork({ entries: { edge: FAULTY_EDGE } })));
  afterAll(() => network?.stop());

  const forward = (ms: number) => network.visit("/health", { headers: { "x-clock-ms": String(ms) } });
  const stored = (clickId: string) =>
    until("the click is stored", async () => {
      const [row] = await network.stored("click_id = ?", clickId);
      return row;
    });
  const readsOf = (key: string) =>
    network.logs.filter((line) => line.includes("fault.kv-read") && line.includes(`'${key}'`));
  const pause = async (link: Link) => {
    await ok(network.webmaster.post(`/links/${link.id}/pause`));
    await network.publish();
  };

  test.each([
    ["and all of them wait", false],
    ["and the first disconnects", true],
  ])(
    // A thousand and not ten thousand: a process may have 1,024 sockets open.
    "a cold slug is hit by 900 visitors at once while KV is slow, %s: one read, and no other visitor fails",
    async (_, firstLeaves) => {
      const link = await network.newLink();
      await network.publish();
      const visitors = Array.from({ length: 900 }, () =>
        knock(network.localNetwork.origins.edge, `/${link.slug}`, withFaults("kv-slow").headers),
      );
      const key = `link:/${link.slug}`;
      await until("KV is asked", () => readsOf(key).length > 0);
      if (firstLeaves) visitors[0]?.socket.resetAndDestroy();
      const answers = await Promise.all(visitors.slice(1).map(({ answer }) => answer));
      expect(new Set(answers.map((text) => text.slice(0, 12)))).toEqual(new Set(["HTTP/1.1 302"]));
      expect(
        answers.filter((text) => !text.includes("click_id=")),
        "each at the landing",
      ).toEqual([]);
      expect(readsOf(key)).toHaveLength(1);
    },
  );

  test("no visitor waits for KV at a hot link: an ageing copy is refreshed in the background", async () => {
    // A visitor who waited would wait for 700 ms at least. One who does not may meet a busy machine, but not each time.
    let quickestMs = Infinity;
    for (let tries = 0; quickestMs >= 600 && tries < 5; tries++) {
      const link = await network.newLink();
      await forward(MINUTE_MS); // offer and webmaster are cached by other tests
      await network.click(`/${link.slug}`);
      await forward(8_500);
      const began = Date.now();
      await network.click(`/${link.slug}`, withFaults("kv-hangs"));
      quickestMs = Math.min(quickestMs, Date.now() - began);
    }
    expect(quickestMs).toBeLessThan(600);
  });

  test("KV is stale: the visitor goes to the former landing, and the click is valid in the grace period", async () => {
    const link = await network.newLink();
    await network.publish();
    const kv = await network.localNetwork.kv();
    const before = (await kv.get(`link:/${link.slug}`)) ?? "";
    await pause(link);
    await kv.put(`link:/${link.slug}`, before);
    expect(await stored(await network.click(`/${link.slug}`))).toMatchObject({ verdict: "valid", grace: 1 });
  });

  test("the clock goes back an hour: copies have no known age and are fetched again", async () => {
    const link = await network.newLink();
    await network.click(`/${link.slug}`);
    await pause(link);
    await forward(-HOUR_MS);
    try {
      expect((await network.visit(`/${link.slug}`)).headers.get("location")).toBe(FALLBACK);
      await stored(await network.click());
    } finally {
      await forward(HOUR_MS);
    }
  });

  describe("snapshots of a version that this edge does not know", () => {
    test("only in KV: the control plane's snapshot is used", async () => {
      const link = await network.newLink();
      await network.click(`/${link.slug}`, withFaults("kv-odd"));
    });

    test("everywhere: a visitor is sent to the fallback, and no link is called unknown", async () => {
      const link = await network.newLink();
      const response = await network.visit(`/${link.slug}`, withFaults("kv-odd", "control-odd"));
      expect([response.status, response.headers.get("location")]).toEqual([302, FALLBACK]);
      await forward(1_000); // the twenty questions of this second may be asked already
      await network.click(`/${link.slug}`);
    });

    test("everywhere, while the isolate has an older one: that is used", async () => {
      const link = await network.newLink();
      await network.click(`/${link.slug}`);
      await forward(MINUTE_MS);
      await network.click(`/${link.slug}`, withFaults("kv-odd", "control-odd"));
    });
  });

  describe("several queues", () => {
    test("receive the clicks by bucket, and every click is stored", async () => {
      const ids = await Promise.all(Array.from({ length: 40 }, () => network.click("/demo", withFaults("two-queues"))));
      const lanes = network.logs.flatMap((line) => /fault\.queue.*number: (\d)/s.exec(line)?.[1] ?? []);
      expect(new Set(lanes)).toEqual(new Set(["0", "1"]));
      for (const id of ids) await stored(id);
    });

    test("have consumers by their numbers, and dead-letter queues are not queues of clicks", async () => {
      const link = await linkRow(network);
      const [kept, dead] = [clickEvent(link), clickEvent(link)];
      await network.localNetwork.deliver("clicks-1", [clickMessage([kept])]);
      await network.localNetwork.deliver("clicks-dead", [clickMessage([dead])]);
      await stored(kept.clickId);
      expect(await network.stored("click_id = ?", dead.clickId)).toEqual([]);
    });

    test.each(["one-of-two-queues", "other-of-two-queues"] as const)(
      "%s refuses: the other queue accepts its clicks, without the control plane",
      async (fault) => {
        const visits = Array.from({ length: 20 }, () => network.click("/demo", withFaults(fault, "control")));
        for (const id of await Promise.all(visits)) await stored(id);
      },
    );

    test("all refuse: the control plane stores them", async () => {
      const visits = Array.from({ length: 20 }, () => network.click("/demo", withFaults("no-queue-of-two")));
      for (const id of await Promise.all(visits)) await stored(id);
      await expectHonestRollups(network);
    });
  });
});

test("an isolate dies with batches open: every click that was answered is stored", async () => {
  const state = mkdtempSync(join(tmpdir(), "waymark-"));
  const known = workerdProcesses();
  const options = { state, entries: { edge: FAULTY_EDGE } };
  const dying = await startNetwork(options);
  const pid = workerdProcesses().find((id) => !known.includes(id)) ?? 0;
  const answered: string[] = [];
  try {
    // The queues of this machine die with the process; what is durable here is the control plane's database.
    const visitors = Array.from({ length: 300 }, (_, i) =>
      new Promise((resolve) => setTimeout(resolve, i * 2)).then(() =>
        dying.visit("/demo", withFaults("queue")).then(
          (response) => answered.push(clickIdOf(response)),
          () => undefined, // without an answer
        ),
      ),
    );
    await until("some are answered", () => answered.length >= 40);
    process.kill(pid, "SIGKILL");
    await Promise.all(visitors);
    expect(answered.length).toBeLessThan(300);
  } finally {
    await dying.stop().catch(() => undefined);
  }
  const revived = await startNetwork(options);
  try {
    const rows = await revived.stored();
    const ids = new Set(rows.map(({ click_id }) => click_id));
    expect(answered.filter((id) => !ids.has(id))).toEqual([]);
    await expectHonestRollups(revived);
  } finally {
    await revived.stop();
    rmSync(state, { recursive: true, force: true });
  }
});
