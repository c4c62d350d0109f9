import { compileTemplate } from "@waymark/click/destination";
import { snapshotKeys } from "@waymark/click/link";
import type { Context } from "../context.ts";
import { inJson, insertRows, publish, rawStatement, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { exponentOf } from "../money.ts";

export type OfferRow = Tables["offer"];
export type GoalRow = Tables["goal"];
export type LandingRow = Tables["landing"];

/** An offer with what belongs to it. */
export interface Offer {
  offer: OfferRow;
  goals: GoalRow[];
  landings: LandingRow[];
}

/** What an advertiser sets. Rates are basis points, fixed parts minor units. */
export interface NewOffer {
  advertiserId: string;
  name: string;
  validation: OfferRow["validation"];
  validationDays: number | null;
  holdDays: number;
  attributionDays: number;
  clickParameter: string;
  fallbackUrl: string | null;
  goals: {
    code: string;
    isDefault: boolean;
    currency: string;
    revenueFixedMinor: number;
    revenueBps: number;
    commissionFixedMinor: number;
    commissionBps: number;
  }[];
  landings: { url: string; weight: number }[];
}

/** Whose offers an actor may see: a webmaster those that are open, an advertiser its own. */
function ownOffers({ db, actor }: Context) {
  const rows = db.query.selectFrom("offer").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("status", "in", ["active", "paused"]);
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** By id; `after` is the id of the last one seen. */
export async function listOffers(ctx: Context, page: { after?: string | undefined; limit: number }): Promise<Offer[]> {
  let rows = ownOffers(ctx).orderBy("id").limit(page.limit);
  if (page.after !== undefined) rows = rows.where("id", ">", page.after);
  return withParts(ctx, await rows.execute());
}

/** Throws `not_found`. */
export async function getOffer(ctx: Context, id: string): Promise<Offer> {
  const row = await ownOffers(ctx).where("id", "=", id).executeTakeFirst();
  const [offer] = row === undefined ? [] : await withParts(ctx, [row]);
  if (offer === undefined) throw notFound("offer");
  return offer;
}

/**
 * A new offer: active at once where the operator makes it, else a draft.
 * Throws `forbidden`, `landing_refused`, `currency_unknown`, `invalid_input`.
 */
export async function createOffer(ctx: Context, input: NewOffer): Promise<Offer> {
  const { actor } = ctx;
  if (actor.role === "webmaster") throw new NetworkError("forbidden", "A webmaster does not make offers");
  if (actor.role === "advertiser" && actor.advertiserId !== input.advertiserId) throw notFound("advertiser");
  const advertiser = await ctx.db.query
    .selectFrom("advertiser")
    .select("id")
    .where("id", "=", input.advertiserId)
    .executeTakeFirst();
  if (advertiser === undefined) throw notFound("advertiser");
  const id = mintId("off", ctx.now());
  await ctx.db.write(insertOffer(id, input, actor.role === "operator" ? "active" : "draft", ctx.now()));
  return getOffer(ctx, id);
}

/** The statements of a new offer. Throws where it contradicts itself. */
export function insertOffer(id: string, input: NewOffer, status: OfferRow["status"], now: number): Statement[] {
  check(input);
  return [
    ...insertRows(
      "offer",
      [
        "id",
        "advertiser_id",
        "name",
        "status",
        "validation",
        "validation_days",
        "hold_days",
        "attribution_days",
        "click_parameter",
        "fallback_url",
        "version",
        "created_at",
      ],
      [
        {
          id,
          advertiser_id: input.advertiserId,
          name: input.name,
          status,
          validation: input.validation,
          validation_days: input.validationDays,
          hold_days: input.holdDays,
          attribution_days: input.attributionDays,
          click_parameter: input.clickParameter,
          fallback_url: input.fallbackUrl,
          version: 1,
          created_at: now,
        },
      ],
    ),
    ...insertRows(
      "goal",
      [
        "id",
        "offer_id",
        "code",
        "is_default",
        "currency",
        "revenue_fixed_minor",
        "revenue_bps",
        "commission_fixed_minor",
        "commission_bps",
      ],
      input.goals.map((goal) => ({
        id: `${id.replace("off_", "goal_")}_${goal.code}`,
        offer_id: id,
        code: goal.code,
        is_default: goal.isDefault ? 1 : 0,
        currency: goal.currency,
        revenue_fixed_minor: goal.revenueFixedMinor,
        revenue_bps: goal.revenueBps,
        commission_fixed_minor: goal.commissionFixedMinor,
        commission_bps: goal.commissionBps,
      })),
    ),
    ...insertRows(
      "landing",
      ["id", "offer_id", "url", "weight"],
      input.landings.map(({ url, weight }, i) => ({
        id: `${id.replace("off_", "lnd_")}_${i + 1}`,
        offer_id: id,
        url,
        weight,
      })),
    ),
    publish([snapshotKeys.offer(id)], now),
  ];
}

function check(input: NewOffer) {
  const errors: { path: string; message: string }[] = [];
  if (input.goals.filter(({ isDefault }) => isDefault).length !== 1)
    errors.push({ path: "goals", message: "exactly one goal is the default" });
  if (new Set(input.goals.map(({ code }) => code)).size < input.goals.length)
    errors.push({ path: "goals", message: "two goals have one code" });
  if (input.validation === "upload" && input.validationDays !== null)
    errors.push({ path: "validation_days", message: "an offer that validates by upload does not approve by itself" });
  if (errors.length > 0) throw new NetworkError("invalid_input", "The offer contradicts itself", errors);
  for (const { currency } of input.goals) exponentOf(currency);
  const refused = input.landings.flatMap(({ url }, i) => {
    const reading = compileTemplate(url, input.clickParameter);
    return reading.kind === "refused" ? [{ path: `landings.${i}.url`, message: reading.message }] : [];
  });
  if (refused.length > 0) throw new NetworkError("landing_refused", "A landing URL can't be used", refused);
}

/** Pauses or resumes an offer, or opens a draft (the operator). Throws `not_found`, `forbidden`, `transition_refused`. */
export async function setOfferStatus(ctx: Context, id: string, status: "active" | "paused"): Promise<Offer> {
  const { offer } = await getOffer(ctx, id);
  if (ctx.actor.role === "webmaster") throw new NetworkError("forbidden", "A webmaster does not change offers");
  const opens = offer.status === "draft" || offer.status === "submitted";
  if (opens && ctx.actor.role !== "operator") throw new NetworkError("forbidden", "The operator opens offers");
  if (offer.status === "archived" || (opens && status === "paused"))
    throw new NetworkError("transition_refused", `An offer that is ${offer.status} can't become ${status}`);
  await ctx.db.write([
    rawStatement("UPDATE offer SET status = ?, version = version + 1 WHERE id = ?", [status, id]),
    publish([snapshotKeys.offer(id)], ctx.now()),
  ]);
  return getOffer(ctx, id);
}

async function withParts({ db: { query } }: Context, offers: readonly OfferRow[]): Promise<Offer[]> {
  const ids = inJson(offers.map(({ id }) => id));
  const [goals, landings] = await Promise.all([
    query.selectFrom("goal").selectAll().where("offer_id", "in", ids).orderBy("id").execute(),
    query.selectFrom("landing").selectAll().where("offer_id", "in", ids).orderBy("id").execute(),
  ]);
  return offers.map((offer) => ({
    offer,
    goals: goals.filter(({ offer_id }) => offer_id === offer.id),
    landings: landings.filter(({ offer_id }) => offer_id === offer.id),
  }));
}
