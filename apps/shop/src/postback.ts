import { outcomeOf, standingAfter, type Answer, type PostbackState, type Standing } from "./delivery.ts";
import type { Env } from "./env.ts";
import { getSettings } from "./settings.ts";
import type { DueReport } from "./reports.ts";

/**
 * Reports a sale to the network until it acknowledges: at once and for some seconds by the request of the sale, then by
 * the cron. A sender takes a lease on the row first, so two senders rarely report the same. If they do (after an
 * expired lease), the network still counts the sale once.
 */
export interface Postback extends Standing {
  /** The query without the token. */
  query: string;
  attempts: number;
  lastStatus: number | null;
  lastAnswer: string | null;
}

/** The time limit of an attempt, and of a lease, which is longer than any attempt with the recording of its outcome. */
const ATTEMPT_MS_MAX = 5_000;
const LEASE_MS = 15_000;
/** Work after the response is cut off at 30 s. */
const FIRST_TRIES_MS = 20_000;
/** The cron runs every minute. */
const SWEEP_MS = 45_000;
/** A Worker may have six connections open. */
const SENDERS = 5;
const ANSWER_LENGTH_MAX = 500;

/** The statement that queues a report about an order; write it with the order. */
export const insertPostback = (db: D1Database, orderId: string, number: number, { fields, nextAt }: DueReport) =>
  db
    .prepare("INSERT INTO postback (order_id, number, query, next_at) VALUES (?1, ?2, ?3, ?4)")
    .bind(orderId, number, new URLSearchParams(fields).toString(), nextAt);

/** Past and planned reports about an order, the sale first; empty if there are none. */
export async function findPostbacks(db: D1Database, orderId: string): Promise<Postback[]> {
  const { results } = await db
    .prepare("SELECT * FROM postback WHERE order_id = ?1 ORDER BY number")
    .bind(orderId)
    .all<PostbackRow>();
  return results.map(postbackOf);
}

/** Unix ms of the next report about an order, or null. */
const nextOf = (db: D1Database, orderId: string) =>
  db.prepare("SELECT min(next_at) AS at FROM postback WHERE order_id = ?1").bind(orderId).first<number>("at");

/** Reports one order, with retries for about 20 s; unacknowledged reports then wait for the cron. */
export async function sendAtOnce(env: Env, orderId: string) {
  const until = Date.now() + FIRST_TRIES_MS;
  let nextAt = await nextOf(env.SHOP, orderId);
  while (nextAt !== null && nextAt <= until) {
    await scheduler.wait(Math.max(nextAt - Date.now(), 0));
    const lease = await takeLease(env.SHOP, { orderId, now: Math.max(nextAt, Date.now()) });
    if (lease === undefined) return; // the cron has it
    await attempt(env, lease);
    nextAt = await nextOf(env.SHOP, orderId);
  }
}

/** Sends every due report. */
export async function sendDue(env: Env) {
  const until = Date.now() + SWEEP_MS;
  const sender = async () => {
    while (Date.now() < until) {
      const lease = await takeLease(env.SHOP, { orderId: null, now: Date.now() });
      if (lease === undefined) return;
      await attempt(env, lease);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

type Lease = Postback & { orderId: string; number: number };

/** Leases the longest-due postback (of this order) and counts an attempt. */
async function takeLease(db: D1Database, { orderId, now }: { orderId: string | null; now: number }) {
  const row = await db
    .prepare(
      `UPDATE postback SET next_at = ?2, attempts = attempts + 1
       WHERE (order_id, number) = (SELECT order_id, number FROM postback
                                   WHERE next_at <= ?1 AND (?3 IS NULL OR order_id = ?3) ORDER BY next_at LIMIT 1)
       RETURNING *`,
    )
    .bind(now, now + LEASE_MS, orderId)
    .first<PostbackRow>();
  return row === null ? undefined : { ...postbackOf(row), orderId: row.order_id, number: row.number };
}

/** Sends once and records the outcome. */
async function attempt(env: Env, lease: Lease): Promise<void> {
  const { answer, error } = await send(env, lease.query);
  const { repeat } = await getSettings(env.SHOP);
  const now = Date.now();
  const outcome = outcomeOf(answer, now);
  const after = standingAfter(lease, outcome, { now, repeat });
  const status = answer?.status ?? null;
  if (outcome.kind !== "acknowledged")
    console.error({
      event: outcome.kind === "refused" ? "shop.postback_refused" : "shop.postback_failed",
      orderId: lease.orderId,
      attempts: lease.attempts,
      status,
      error,
      nextAt: after.nextAt,
    });
  await env.SHOP.prepare(
    // The number of attempts excludes a sender whose lease was taken over by another.
    `UPDATE postback SET state = ?3, next_at = ?4, receipt = ?5, repeats_left = ?6, last_status = ?7, last_answer = ?8
     WHERE order_id = ?1 AND attempts = ?2 AND number = ?9`,
  )
    .bind(
      lease.orderId,
      lease.attempts,
      after.state,
      after.nextAt,
      after.receipt,
      after.repeatsLeft,
      status,
      (answer?.body ?? error ?? "").slice(0, ANSWER_LENGTH_MAX),
      lease.number,
    )
    .run();
}

/** The network's answer, or the reason why there is none. */
async function send(env: Env, query: string): Promise<{ answer?: Answer; error?: string }> {
  const url = new URL("/postback", env.EDGE_ORIGIN);
  url.search = query;
  url.searchParams.set("token", env.POSTBACK_TOKEN);
  try {
    // A redirect is not followed, since it would send the token to another host.
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ATTEMPT_MS_MAX) });
    const retryAfter = response.headers.get("retry-after");
    return { answer: { status: response.status, retryAfter, body: await response.text() } };
  } catch (error) {
    return { error: String(error) };
  }
}

interface PostbackRow {
  order_id: string;
  number: number;
  query: string;
  state: PostbackState;
  attempts: number;
  next_at: number | null;
  receipt: string | null;
  repeats_left: number;
  last_status: number | null;
  last_answer: string | null;
}

const postbackOf = (row: PostbackRow): Postback => ({
  query: row.query,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.next_at,
  receipt: row.receipt,
  repeatsLeft: row.repeats_left,
  lastStatus: row.last_status,
  lastAnswer: row.last_answer,
});
