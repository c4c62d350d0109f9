import { createClient, type Client, type UploadPeriod } from "@waymark/client";
import type { Env } from "./env.ts";
import { decimalOf } from "./money.ts";

/**
 * Reports by file: when a period has ended, the shop uploads its orders as a file, checks the changes, and commits
 * them. The cron takes one step a minute; a step may be repeated.
 */
const SETTING = "reporting";
const TIMEOUT_MS = 20_000;

/** Whether new orders are kept for the next file. */
export async function isUploading(db: D1Database): Promise<boolean> {
  const value = await db.prepare("SELECT value FROM setting WHERE name = ?1").bind(SETTING).first<string>("value");
  return value === "upload";
}

/** Switches the reporting of new orders to files or to postbacks. */
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

/** Uploads due files, and commits validated ones. */
export async function handOver(env: Env): Promise<void> {
  try {
    const api = createClient({ origin: env.CONTROL_ORIGIN, key: env.API_KEY, timeoutMs: TIMEOUT_MS });
    await confirmRead(env.SHOP, api);
    await sendDuePeriods(env, api);
  } catch (error) {
    console.error({ event: "shop.handover_failed", error: String(error) });
  }
}

async function confirmRead(db: D1Database, api: Client) {
  const { results } = await db.prepare("SELECT upload_id FROM handover WHERE is_done = 0").all<{
    upload_id: string;
  }>();
  for (const { upload_id: id } of results) {
    const { status } = await api.call("getUpload", { path: { id } });
    if (status === "validated") await api.call("commitUpload", { path: { id } });
    if (["committed", "failed", "cancelled", "undone"].includes(status))
      await db.prepare("UPDATE handover SET is_done = 1 WHERE upload_id = ?1").bind(id).run();
  }
}

async function sendDuePeriods(env: Env, api: Client) {
  const kept = await env.SHOP.prepare("SELECT 1 FROM upload_order LIMIT 1").first();
  if (kept === null) return;
  const { periods } = await api.call("getUploadSchedule", { path: { id: env.UPLOAD_OFFER } });
  for (const period of periods) {
    if (!["due", "late", "overdue"].includes(period.status) || (await isSent(env.SHOP, period))) continue;
    const { id } = await api.call(
      "createUpload",
      {
        query: {
          offer_id: env.UPLOAD_OFFER,
          name: "orders.csv",
          is_complete: "true",
          period_starts_at: period.starts_at,
        },
        body: { content: await writeFile(env.SHOP, period), type: "text/csv" },
      },
      // A Worker that ends before the next line sends the file again, and gets the same upload.
      { idempotencyKey: `orders of ${env.UPLOAD_OFFER} since ${period.starts_at}`.replaceAll(" ", "-") },
    );
    await env.SHOP.prepare("INSERT INTO handover (period, upload_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
      .bind(period.starts_at, id)
      .run();
  }
}

const isSent = async (db: D1Database, { starts_at }: UploadPeriod) =>
  (await db.prepare("SELECT 1 FROM handover WHERE period = ?1").bind(starts_at).first()) !== null;

interface OrderRow {
  id: string;
  amount_minor: number;
  currency: string;
  click_id: string;
  ordered_at: number;
}

/** The orders of a period as CSV, all of them paid. Our ids and click_IDs hold nothing that needs quotes. */
async function writeFile(db: D1Database, { starts_at, ends_at }: UploadPeriod): Promise<string> {
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
