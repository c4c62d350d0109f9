import type { Context } from "../context.ts";
import { readPresentation, type TrafficKind } from "./presentation.ts";
import { PAGE_CHARS_MAX, partsWithinWeight } from "../db/index.ts";
import { offerSeenBy, ownOffers, type FullOffer, type GoalRow, type Offer } from "./queries.ts";
import { READ_CHARS_MAX, readWeighed, weighOffers } from "./weight.ts";
import { readRouting } from "./routing.ts";

/** How a goal pays: a fixed amount, a share of the order's amount, or both. */
export const MODELS = ["fixed", "share", "mixed"] as const;

export type Model = (typeof MODELS)[number];

/** Search criteria; absent ones are ignored. */
export interface CatalogueFilter {
  /** Words of its name or description, case-insensitive. */
  text?: string | undefined;
  category?: string | undefined;
  /** ISO 3166-1 alpha-2. The offer accepts visitors from this country. */
  country?: string | undefined;
  model?: Model | undefined;
  /** Code of a goal. */
  goal?: string | undefined;
  /** The offer accepts traffic of this kind. */
  traffic?: TrafficKind | undefined;
  status?: Offer["offer"]["status"] | undefined;
  access?: Offer["offer"]["access"] | undefined;
}

const modelOf = ({ commission_fixed_minor: fixed, commission_bps: bps }: GoalRow): Model =>
  bps === 0 ? "fixed" : fixed === 0 ? "share" : "mixed";

/** Whether an offer matches a search. Rates are those in force for the searching webmaster. */
function matches({ offer, goals }: FullOffer, filter: CatalogueFilter): boolean {
  const { text, category, country, model, goal, traffic, status, access } = filter;
  const { description, categories, trafficAllowed, trafficForbidden } = readPresentation(offer);
  const { allow, deny = [] } = readRouting(offer.routing).targeting.country ?? {};
  const words = text?.toLowerCase().split(/\s+/) ?? [];
  const own = `${offer.name}\n${description}`.toLowerCase();
  return (
    words.every((word) => own.includes(word)) &&
    (category === undefined || categories.includes(category)) &&
    (country === undefined || ((allow === undefined || allow.includes(country)) && !deny.includes(country))) &&
    (model === undefined || goals.some((one) => modelOf(one) === model)) &&
    (goal === undefined || goals.some(({ code }) => code === goal)) &&
    (traffic === undefined ||
      ((trafficAllowed.length === 0 || trafficAllowed.includes(traffic)) && !trafficForbidden.includes(traffic))) &&
    (status === undefined || offer.status === status) &&
    (access === undefined || offer.access === access)
  );
}

const SCANNED_MAX = 5_000;
const BATCH = 500;

/** Hides offers of blocked advertisers from webmasters in lists; they can still be read by id. */
function offered(ctx: Context) {
  const rows = ownOffers(ctx);
  if (ctx.actor.role !== "webmaster") return rows;
  return rows.where(({ selectFrom, not, exists }) =>
    not(
      exists(
        selectFrom("advertiser")
          .select("advertiser.id")
          .whereRef("advertiser.id", "=", "offer.advertiser_id")
          .where("advertiser.status", "=", "blocked"),
      ),
    ),
  );
}

/** The newest offers that the actor may see and whose name has each of these words, case-insensitive. */
export async function findOffersByName(
  ctx: Context,
  text: string,
  max: number,
): Promise<Pick<Offer["offer"], "id" | "name" | "status">[]> {
  const words = text.toLowerCase().split(/\s+/);
  const rows = await offered(ctx)
    .clearSelect()
    .select(["offer.id", "offer.name", "offer.status"])
    .orderBy("offer.id", "desc")
    .limit(SCANNED_MAX)
    .execute();
  return rows.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).slice(0, max);
}

/**
 * Offers that the actor may see and that match, newest first; `before` is the id of the last one seen. If few match, a
 * page may be short before the end: `next` is where to continue, null at the end.
 */
export async function listOffers(
  ctx: Context,
  { before, limit, ...filter }: CatalogueFilter & { before?: string | undefined; limit: number },
): Promise<{ offers: Offer[]; next: string | null }> {
  const offers: Offer[] = [];
  let [last, chars] = [before, 0];
  const batch = Object.values(filter).every((value) => value === undefined) ? limit : BATCH;
  for (let scanned = 0; scanned < SCANNED_MAX; scanned += batch) {
    const weighed = await weighOffers(offered(ctx), { before: last, limit: batch });
    for (const part of partsWithinWeight(weighed, ({ weight }) => weight, READ_CHARS_MAX))
      for (const { weight, ...offer } of await readWeighed(ctx, part)) {
        if (!matches(offer, filter)) {
          last = offer.offer.id;
          continue;
        }
        chars += weight;
        if (chars > PAGE_CHARS_MAX && offers.length > 0) return { offers, next: last ?? null };
        last = offer.offer.id;
        offers.push(offerSeenBy(ctx, offer));
        if (offers.length === limit) return { offers, next: last };
      }
    if (weighed.length < batch) return { offers, next: null };
  }
  return { offers, next: last ?? null };
}
