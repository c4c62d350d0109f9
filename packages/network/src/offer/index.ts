import { compileTemplate } from "@waymark/click/destination";
import { snapshotKeys } from "@waymark/click/link";
import type { Context } from "../context.ts";
import { beginStop, endStop, insertRows, publish, rawStatement, setExpiry, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { exponentOf } from "../money.ts";
import type { ClickKind, ClickTreatment } from "./click-policy.ts";
import { getOffer, ownOffers, withParts, type GoalRow, type Offer, type OfferRow } from "./queries.ts";
import { faultsOf, normalised, NO_ROUTING, readRouting, type Routing } from "./routing.ts";

export {
  getOffer,
  readTerms,
  type GoalRow,
  type LandingRow,
  type Offer,
  type OfferRow,
  type TermsQuestion,
} from "./queries.ts";
export { firstTerms, type Rates, type Said, type Terms } from "./terms.ts";
export { isZone } from "./schedule.ts";

export { CLICK_TREATMENTS, readClickPolicy, type ClickKind, type ClickPolicy } from "./click-policy.ts";
export { compileRouting, LIST_VALUES_MAX, readRouting, type Routing } from "./routing.ts";

/** What an advertiser sets. Rates are basis points, fixed parts minor units. */
export interface NewOffer extends Partial<Presentation> {
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
    repeats?: GoalRow["repeats"];
  }[];
  landings: { url: string; weight: number }[];
  /** Unix ms. */
  expiresAt?: number | null;
  routing?: Partial<Routing>;
  /** By kind of click, what is done with its conversion. */
  clickPolicy?: { [Kind in ClickKind]?: ClickTreatment | undefined } | undefined;
}

/** What an offer says of itself, and who may see it. */
export interface Presentation {
  description: string;
  categories: readonly string[];
  /** Kinds of traffic (traffic.ts). */
  trafficAllowed: readonly string[];
  trafficForbidden: readonly string[];
  previewUrl: string | null;
  access: OfferRow["access"];
}

/** What of an offer may be changed at any time; what is absent stays. */
export interface OfferChange {
  status?: "active" | "paused" | undefined;
  /** Said by whoever counts: the control plane, or the operator. */
  isCapped?: boolean | undefined;
  fallbackUrl?: string | null | undefined;
  /** Unix ms. */
  expiresAt?: number | null | undefined;
  routing?: Partial<Routing>;
  /** By kind of click, what is done with conversions from now on. */
  clickPolicy?: { [Kind in ClickKind]?: ClickTreatment | undefined } | undefined;
}

/** By id; `after` is the id of the last one seen. */
export async function listOffers(ctx: Context, page: { after?: string | undefined; limit: number }): Promise<Offer[]> {
  let rows = ownOffers(ctx).orderBy("offer.id").limit(page.limit);
  if (page.after !== undefined) rows = rows.where("offer.id", ">", page.after);
  return withParts(ctx, await rows.execute());
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
  const routing = normalised({ ...NO_ROUTING, ...input.routing });
  check(input, routing);
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
        "routing",
        "expires_at",
        "capped_at",
        "description",
        "categories",
        "traffic_allowed",
        "traffic_forbidden",
        "preview_url",
        "access",
        "returned_reason",
        "click_policy",
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
          routing: JSON.stringify(routing),
          expires_at: input.expiresAt ?? null,
          capped_at: null,
          description: input.description ?? "",
          categories: JSON.stringify(input.categories ?? []),
          traffic_allowed: JSON.stringify(input.trafficAllowed ?? []),
          traffic_forbidden: JSON.stringify(input.trafficForbidden ?? []),
          preview_url: input.previewUrl ?? null,
          access: input.access ?? "public",
          returned_reason: null,
          click_policy: JSON.stringify(input.clickPolicy ?? {}),
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
        "repeats",
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
        repeats: goal.repeats ?? "by_order",
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
    ...(typeof input.expiresAt === "number" ? setExpiry(`offer:${id}`, input.expiresAt, now) : []),
    publish([snapshotKeys.offer(id)], now),
  ];
}

function check(input: NewOffer, routing: Routing) {
  const errors: { path: string; message: string }[] = [];
  if (input.goals.filter(({ isDefault }) => isDefault).length !== 1)
    errors.push({ path: "goals", message: "exactly one goal is the default" });
  if (new Set(input.goals.map(({ code }) => code)).size < input.goals.length)
    errors.push({ path: "goals", message: "two goals have one code" });
  if (input.validation === "upload" && input.validationDays !== null)
    errors.push({ path: "validation_days", message: "an offer that validates by upload does not approve by itself" });
  errors.push(...faultsOf(routing, input));
  if (errors.length > 0) throw new NetworkError("invalid_input", "The offer contradicts itself", errors);
  for (const { currency } of input.goals) exponentOf(currency);
  const refused = input.landings.flatMap(({ url }, i) => {
    const reading = compileTemplate(url, input.clickParameter);
    return reading.kind === "refused" ? [{ path: `landings.${i}.url`, message: reading.message }] : [];
  });
  if (refused.length > 0) throw new NetworkError("landing_refused", "A landing URL can't be used", refused);
}

/**
 * Changes what an offer's visitors meet, and publishes it; pauses, resumes, or opens a draft (the operator).
 * Throws `not_found`, `forbidden`, `transition_refused`, `invalid_input`.
 */
export async function changeOffer(ctx: Context, id: string, change: OfferChange): Promise<Offer> {
  const { actor } = ctx;
  const { offer, landings } = await getOffer(ctx, id);
  if (actor.role === "webmaster") throw new NetworkError("forbidden", "A webmaster does not change offers");
  if (change.isCapped !== undefined && actor.role === "advertiser")
    throw new NetworkError("forbidden", "The network counts caps");
  if (change.status !== undefined) checkStatus(ctx, offer, change.status);
  const routing = normalised({ ...readRouting(offer.routing), ...change.routing });
  if (change.routing !== undefined) {
    const errors = faultsOf(routing, { clickParameter: offer.click_parameter, landings });
    if (errors.length > 0) throw new NetworkError("invalid_input", "The offer contradicts itself", errors);
  }
  await ctx.db.write(changes(offer, change, routing, ctx.now()));
  return getOffer(ctx, id);
}

function checkStatus({ actor }: Context, { status }: OfferRow, wanted: "active" | "paused") {
  const opens = status === "draft" || status === "submitted";
  if (opens && actor.role !== "operator") throw new NetworkError("forbidden", "The operator opens offers");
  if (status === "archived" || (opens && wanted === "paused"))
    throw new NetworkError("transition_refused", `An offer that is ${status} can't become ${wanted}`);
}

function changes(offer: OfferRow, change: OfferChange, routing: Routing, now: number): Statement[] {
  const { status, isCapped, expiresAt } = change;
  const subject = `offer:${offer.id}` as const;
  const isPaused = status === "paused";
  return [
    rawStatement(
      `UPDATE offer SET status = ?, fallback_url = ?, expires_at = ?, capped_at = ?, routing = ?, click_policy = ?, version = version + 1
       WHERE id = ?`,
      [
        status ?? offer.status,
        change.fallbackUrl === undefined ? offer.fallback_url : change.fallbackUrl,
        expiresAt === undefined ? offer.expires_at : expiresAt,
        isCapped === undefined ? offer.capped_at : isCapped ? (offer.capped_at ?? now) : null,
        JSON.stringify(routing),
        change.clickPolicy === undefined
          ? offer.click_policy
          : JSON.stringify({ ...(JSON.parse(offer.click_policy) as object), ...change.clickPolicy }),
        offer.id,
      ],
    ),
    ...(status === undefined ? [] : [(isPaused ? beginStop : endStop)(subject, "paused", now)]),
    ...(isCapped === undefined ? [] : [(isCapped ? beginStop : endStop)(subject, "cap", now)]),
    ...(expiresAt === undefined ? [] : setExpiry(subject, expiresAt, now)),
    publish([snapshotKeys.offer(offer.id)], now),
  ];
}
