import type { Context } from "../context.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { inputOf } from "./change.ts";
import type { IMPORT_STATUSES } from "./create.ts";
import { ownOffers, withParts } from "./queries.ts";

/**
 * The actor's offers as the input that would create them again, newest first; `before` is the id of the last one seen. Throws
 * `forbidden` to a webmaster.
 */
export async function exportOffers(ctx: Context, page: { before?: string | undefined; limit: number }) {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "export offers", EVEN_IF_BLOCKED);
  let rows = ownOffers(ctx).orderBy("offer.id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("offer.id", "<", page.before);
  const found = await withParts(ctx, await rows.execute());
  const offers = found.map((offer) => {
    const { status } = offer.offer;
    const kept: (typeof IMPORT_STATUSES)[number] = status === "active" || status === "paused" ? status : "draft";
    return { offer: inputOf(offer), status: kept };
  });
  return { offers, next: found.length < page.limit ? null : (found.at(-1)?.offer.id ?? null) };
}
