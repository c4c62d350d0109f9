import { findProduct, type Product } from "./catalogue.ts";
import { isUploading, keepForUpload } from "./handover.ts";
import { CURRENCY, decimalOf } from "./money.ts";
import { insertPostback } from "./postback.ts";
import { getSettings } from "./settings.ts";
import { reportsOf } from "./reports.ts";

/** A purchase, paid as soon as it is placed. */
export interface Order {
  id: string;
  product: Product;
  quantity: number;
  amountMinor: number;
  /** Null if the buyer did not come by a partner link. */
  clickId: string | null;
  /** Unix ms. */
  orderedAt: number;
}

/** Stores a purchase and, if a click led to it, its reports to the network, in one transaction. */
export async function placeOrder(
  db: D1Database,
  purchase: { product: Product; quantity: number; clickId: string | null },
  now: number,
): Promise<Order> {
  const order: Order = {
    ...purchase,
    id: orderIdOf(now, crypto.getRandomValues(new Uint8Array(10))),
    amountMinor: purchase.product.priceMinor * purchase.quantity,
    orderedAt: now,
  };
  const isKept = await isUploading(db);
  await db.batch([
    db
      .prepare(
        `INSERT INTO "order" (id, product, quantity, amount_minor, currency, click_id, ordered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      )
      .bind(order.id, order.product.id, order.quantity, order.amountMinor, CURRENCY, order.clickId, now),
    ...(isKept ? [keepForUpload(db, order.id)] : []),
    ...(order.clickId === null || isKept
      ? []
      : reportsOf(saleOf(order, order.clickId), await getSettings(db), now).map((report, number) =>
          insertPostback(db, order.id, number, report),
        )),
  ]);
  return order;
}

const saleOf = (order: Order, clickId: string) => ({
  click_id: clickId,
  goal: "sale",
  order_id: order.id,
  amount: decimalOf(order.amountMinor),
  currency: CURRENCY,
  occurred_at: new Date(order.orderedAt).toISOString(),
});

/** The order of this id, or undefined. */
export async function findOrder(db: D1Database, id: string): Promise<Order | undefined> {
  const row = await db.prepare(`SELECT * FROM "order" WHERE id = ?1`).bind(id).first<OrderRow>();
  const product = row === null ? undefined : findProduct(row.product);
  if (row === null || product === undefined) return undefined;
  return {
    id: row.id,
    product,
    quantity: row.quantity,
    amountMinor: row.amount_minor,
    clickId: row.click_id,
    orderedAt: row.ordered_at,
  };
}

interface OrderRow {
  id: string;
  product: string;
  quantity: number;
  amount_minor: number;
  click_id: string | null;
  ordered_at: number;
}

/**
 * Sorts by time (Unix ms). Knowing an order's id is enough to see it, so the random rest keeps it from being guessed.
 */
export const orderIdOf = (now: number, random: Uint8Array) =>
  `ord-${now.toString(36).padStart(9, "0")}${Buffer.from(random).toString("hex")}`;
