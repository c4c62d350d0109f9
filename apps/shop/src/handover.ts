import type { Env } from "./env.ts";
import { decimalOf } from "./money.ts";

/**
 * Reports by file: when a period has ended, the shop uploads its orders as a file, checks the changes, and commits them.
 * The cron takes one step a minute; a step may be repeated.
 */
const SETTING = "reporting";

/** Whether new orders are kept for the next file. */
export async function isUploading(db: D1Database): Promise<boolean> {
  const value = await db.prepare("SELECT value FROM setting WHERE name = ?1").bind(SETTING).first<string>("value");
  return value === "upload";
}

/** Reports from now on by file, or by postback. */
export const setUploading = (db: D1Database, uploading: boolean) =>
  db
    .prepare(
      "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(SETTING, uploading ? "upload" : "postback")
    .run();

/** Keeps an order for the file of its period; to be written with the order. */
export const keepForUpload = (db: D1Database, orderId: string) =>
  db.prepare("INSERT INTO upload_order (order_id) VALUES (?1)").bind(orderId);

interface Period {
  starts_at: string;
  ends_at: string;
  status: string;
}

/** Uploads what is due, and commits what the network has validated. */
export async function handOver(env: Env): Promise<void> {
  try {
    await confirmRead(env);
    await sendDuePeriods(env);
  } catch (error) {
    console.error({ event: "shop.handover_failed", error: String(error) });
  }
}

async function confirmRead(env: Env) {
  const { results } = await env.SHOP.prepare("SELECT upload_id FROM handover WHERE is_done = 0").all<{
    upload_id: string;
  }>();
  for (const { upload_id: id } of results) {
    const { status } = await ask<{ status: string }>(env, "GET", `/uploads/${id}`);
    if (status === "validated") await ask(env, "POST", `/uploads/${id}/commit`);
    if (["committed", "failed", "cancelled", "undone"].includes(status))
      await env.SHOP.prepare("UPDATE handover SET is_done = 1 WHERE upload_id = ?1").bind(id).run();
  }
}

async function sendDuePeriods(env: Env) {
  const kept = await env.SHOP.prepare("SELECT 1 FROM upload_order LIMIT 1").first();
  if (kept === null) return;
  const { periods } = await ask<{ periods: Period[] }>(env, "GET", `/offers/${env.UPLOAD_OFFER}/upload-schedule`);
  for (const period of periods) {
    if (!["due", "late", "overdue"].includes(period.status) || (await isSent(env.SHOP, period))) continue;
    const query = { offer_id: env.UPLOAD_OFFER, name: "orders.csv", complete: "true", period: period.starts_at };
    const path = `/uploads?${new URLSearchParams(query).toString()}`;
    const { id } = await ask<{ id: string }>(env, "POST", path, await writeFile(env.SHOP, period));
    await env.SHOP.prepare("INSERT INTO handover (period, upload_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
      .bind(period.starts_at, id)
      .run();
  }
}

const isSent = async (db: D1Database, { starts_at }: Period) =>
  (await db.prepare("SELECT 1 FROM handover WHERE period = ?1").bind(starts_at).first()) !== null;

interface OrderRow {
  id: string;
  amount_minor: number;
  currency: string;
  click_id: string;
  ordered_at: number;
}

/** The orders of a period as CSV, all of them paid. Our ids and click_IDs hold nothing that needs quotes. */
async function writeFile(db: D1Database, { starts_at, ends_at }: Period): Promise<string> {
  const { results } = await db
    .prepare(
      `SELECT o.id, o.amount_minor, o.currency, o.click_id, o.ordered_at
       FROM "order" o JOIN upload_order u ON u.order_id = o.id
       WHERE o.click_id IS NOT NULL AND o.ordered_at >= ?1 AND o.ordered_at < ?2 ORDER BY o.id`,
    )
    .bind(Date.parse(starts_at), Date.parse(ends_at))
    .all<OrderRow>();
  const lines = results.map(({ id, amount_minor, currency, click_id, ordered_at }) =>
    [click_id, id, "sale", decimalOf(amount_minor), currency, "approved", new Date(ordered_at).toISOString()].join(","),
  );
  return ["click_id,order_id,goal,amount,currency,status,occurred_at", ...lines].join("\n");
}

const TIMEOUT_MS = 20_000;

/** Asks the network's API. Throws where it refuses. */
async function ask<T>(env: Env, method: string, path: string, file?: string): Promise<T> {
  const response = await fetch(`${env.CONTROL_ORIGIN}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${env.API_KEY}`, "content-type": "text/csv" },
    ...(file !== undefined && { body: file }),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json<T>();
}
