import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { Health } from "@waymark/client";
import type { Context } from "@waymark/network/context";
import { rawStatement } from "@waymark/network/db";
import { forgetJobFailure, HEALTH_FAULTS, noteJobFailure, noteTick, readHealth } from "@waymark/network/health";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import en from "../../apps/cabinet/src/pages/network-health/en.json" with { type: "json" };
import { ok } from "../harness/api.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";

/** What the network says about itself, one fault after the other. */
let network: TestNetwork;
const now = Date.UTC(2026, 10, 29, 12, 30);

beforeAll(async () => {
  network = await startNetwork();
  await noteTick(network.context().db, now);
});
afterAll(() => network?.stop());

const job = () => network.context({ role: "system", job: "test" }, () => now);
const write = (sql: string, ...parameters: unknown[]) => job().db.write([rawStatement(sql, parameters)]);

/** The level of each check that found something, with the faults. */
async function found(ctx: Context = job(), missingSecrets: string[] = []) {
  const { status, checks } = await readHealth(ctx, missingSecrets);
  const wrong = checks.flatMap(({ check, level, findings }) =>
    level === "ok" ? [] : [[check, level, ...findings.map(({ fault, subject }) => [fault, subject])]],
  );
  return { status, wrong };
}

const WELL = { status: "ok", wrong: [] };

test("a network without a fault is well", async () => expect(await found()).toEqual(WELL));

test("the schedule counts as late after five minutes", async () => {
  await noteTick(job().db, now - 6 * MINUTE_MS);
  expect(await found()).toEqual({ status: "degraded", wrong: [["cron", "failing", ["cron_late", null]]] });
  await noteTick(job().db, now);
  expect(await found()).toEqual(WELL);
});

test("a job that fails is a warning, after ten minutes an alarm, and well again with its next good run", async () => {
  const { db } = job();
  await noteJobFailure(db, "holds", "D1 is down", now - 2 * MINUTE_MS);
  expect(await found()).toEqual({ status: "ok", wrong: [["jobs", "warning", ["job_failing", "holds"]]] });
  await forgetJobFailure(db, "holds");
  await noteJobFailure(db, "holds", "D1 is down", now - 11 * MINUTE_MS);
  await noteJobFailure(db, "holds", `D1 is still down ${"x".repeat(2_000)}`, now);
  expect((await found()).wrong).toEqual([["jobs", "failing", ["job_failing", "holds"]]]);
  const { checks } = await readHealth(job(), []);
  const [finding] = checks.find(({ check }) => check === "jobs")?.findings ?? [];
  expect(finding).toMatchObject({ count: 2, since: now - 11 * MINUTE_MS });
  expect(finding?.error).toMatch(/^D1 is still down x{10}/);
  expect(finding?.error?.length).toBe(500);
  await forgetJobFailure(db, "holds");
  expect(await found()).toEqual(WELL);
});

describe("each fault is found, and gone with its cause:", () => {
  test.each<[name: string, begin: [string, ...unknown[]], end: string, wrong: unknown[]]>([
    [
      "a queue that fails",
      [
        "INSERT INTO queue_state (queue, seen_at, attempts, failing_since, error) VALUES ('clicks', ?, 9, ?, 'down')",
        ...[now, now - HOUR_MS],
      ],
      "DELETE FROM queue_state",
      ["queues", "failing", ["queue_failing", "clicks"]],
    ],
    [
      "a queue that is behind",
      [
        "INSERT INTO queue_state (queue, seen_at, backlog, oldest_at, attempts) VALUES ('clicks', ?, 70, ?, 1)",
        ...[now - MINUTE_MS, now - HOUR_MS],
      ],
      "DELETE FROM queue_state",
      ["queues", "warning", ["queue_behind", "clicks"]],
    ],
    [
      "a dead letter",
      ["INSERT INTO dead_letter (id, queue, reason, body, kept_at) VALUES ('ltr', 'clicks', 'malformed', '', ?)", now],
      "DELETE FROM dead_letter",
      ["dead_letters", "warning", ["letters_waiting", null]],
    ],
    [
      "a change that is not published",
      ["INSERT INTO outbox (key, mark, changed_at) VALUES ('link:/x', 'm', ?)", now - HOUR_MS],
      "DELETE FROM outbox",
      ["publishing", "failing", ["publishing_behind", null]],
    ],
    [
      "a mail that waits",
      [
        "INSERT INTO outgoing_mail (id, recipient, kind, parameters, due_at) VALUES ('m', 'a@x', 'none', '{}', ?)",
        now - HOUR_MS,
      ],
      "DELETE FROM outgoing_mail",
      ["mail", "warning", ["mail_late", null]],
    ],
    [
      "a mail that is refused again and again",
      [
        "INSERT INTO outgoing_mail (id, recipient, kind, parameters, tries, due_at) VALUES ('m', 'a@x', 'none', '{}', 3, ?)",
        now + HOUR_MS,
      ],
      "DELETE FROM outgoing_mail",
      ["mail", "warning", ["mail_refused", null]],
    ],
    [
      "a fault of the books",
      [
        "INSERT INTO book_check (ended_at, conversions, faults, found) VALUES (?, 9, 1, ?)",
        ...[now - HOUR_MS, JSON.stringify([{ code: "order_twice", subject: "cnv_1", detail: "two" }])],
      ],
      "DELETE FROM book_check",
      ["books", "failing", ["books_faulty", "cnv_1"]],
    ],
    [
      "books that are not checked",
      ["INSERT INTO book_check (ended_at, conversions, faults, found) VALUES (?, 9, 0, '[]')", now - 2 * DAY_MS],
      "DELETE FROM book_check",
      ["books", "warning", ["books_late", null]],
    ],
    [
      "clicks that were redirected and are not stored",
      ["INSERT INTO isolate_hour (isolate, hour, first, last, clicks) VALUES ('iso', ?, 1, 100, 90)", hourOf(5)],
      "DELETE FROM isolate_hour",
      ["clicks", "failing", ["clicks_missing", null]],
    ],
  ])("%s", async (_, [sql, ...parameters], end, wrong) => {
    await write(sql, ...parameters);
    expect((await found()).wrong).toEqual([wrong]);
    await write(end);
    expect(await found()).toEqual(WELL);
  });

  test("a click database that does not answer, fills up, or is full", async () => {
    const ctx = job();
    const [shard] = ctx.clicks.all;
    if (shard === undefined) throw new Error("there is a shard");
    const withShard = (read: typeof shard.read) => ({ ...ctx, clicks: { ...ctx.clicks, all: [{ ...shard, read }] } });
    const filled = (part: number) =>
      withShard(() => Promise.resolve({ rows: [], sizeBytes: ctx.clicks.limits.shardBytesMax * part }));
    expect((await found(withShard(() => Promise.reject(new Error("no route"))))).wrong).toEqual([
      ["click_databases", "failing", ["shard_unreachable", "CLICKS_0"]],
    ]);
    expect(await found(filled(0.79))).toEqual(WELL);
    expect((await found(filled(0.8))).wrong).toEqual([["click_databases", "warning", ["shard_filling", "CLICKS_0"]]]);
    expect((await found(filled(1))).wrong).toEqual([["click_databases", "failing", ["shard_full", "CLICKS_0"]]]);
  });

  test("a secret that is missing", async () =>
    expect((await found(job(), ["VISITOR_SECRET"])).wrong).toEqual([
      ["secrets", "warning", ["secret_missing", "VISITOR_SECRET"]],
    ]));
});

test("what can't be looked up is a fault itself, and the rest is looked up", async () => {
  const ctx = job();
  const values = () => Promise.reject(new Error("the database is down"));
  const { status, wrong } = await found({ ...ctx, db: { ...ctx.db, query: ctx.db.query, values } });
  expect(status).toBe("degraded");
  expect(wrong).toEqual(
    (["dead_letters", "publishing", "mail"] as const).map((check) => [check, "failing", ["unreadable", null]]),
  );
});

test("the schedule notes its run, and which of its jobs fail", async () => {
  await network.localNetwork.tick();
  const [ran] = await network.rows<{ changed_at: number }>("DB", "SELECT changed_at FROM progress WHERE name = 'cron'");
  expect(ran?.changed_at).toBeGreaterThan(Date.now() - HOUR_MS);
  expect(await network.rows("DB", "SELECT job FROM job_failure")).toEqual([]);
});

test("the public page says that it is degraded, and not why; the operator reads why and what to do", async () => {
  await noteJobFailure(job().db, "holds", "a secret detail", Date.now() - HOUR_MS);
  const answer = await fetch(`${network.localNetwork.origins.control}/health`);
  expect([answer.status, await answer.json()]).toEqual([200, { status: "degraded" }]);
  const health = await ok(network.operator.get<Health>("/ops/health"));
  expect(health.status).toBe("degraded");
  const { sentence, toDo } = HEALTH_FAULTS.job_failing;
  expect(health.checks.find(({ check }) => check === "jobs")?.findings).toMatchObject([
    { code: "job_failing", subject: "holds", error: "a secret detail", sentence, to_do: toDo },
  ]);
});

test("the cabinet says the same as the API", () => {
  for (const [fault, { sentence, toDo }] of Object.entries(HEALTH_FAULTS)) {
    const texts: Record<string, string> = en;
    expect([texts[`fault_${fault}`], texts[`to_do_${fault}`]]).toEqual([sentence, toDo]);
  }
});

/** The hour so many hours ago, Unix ms. */
function hourOf(hours: number) {
  return Math.floor(now / HOUR_MS - hours) * HOUR_MS;
}
