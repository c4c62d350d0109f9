import type { Context } from "../context.ts";
import { withinWeight } from "../db/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { inputOf } from "./merge.ts";
import type { IMPORT_STATUSES } from "./create.ts";
import { ownOffers } from "./queries.ts";
import { readWeighed, weighOffers } from "./weight.ts";

/**
 * The actor's offers as the input that would create them again, newest first; `before` is the id of the last one seen. Throws
 * `forbidden` to a webmaster.
 */
export async function exportOffers(ctx: Context, page: { before?: string | undefined; limit: number }) {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "export offers", EVEN_IF_BLOCKED);
  const weighed = await weighOffers(ownOffers(ctx), { before: page.before, limit: page.limit });
  const fitting = withinWeight(weighed, ({ weight }) => weight);
  const found = await readWeighed(ctx, fitting);
  const offers = found.map((offer) => {
    const { status } = offer.offer;
    const kept: (typeof IMPORT_STATUSES)[number] = status === "active" || status === "paused" ? status : "draft";
    return { offer: inputOf(offer), status: kept };
  });
  const isLast = weighed.length < page.limit && fitting.length === weighed.length;
  return { offers, next: isLast ? null : (fitting.at(-1)?.id ?? null) };
}
