import { createRoute, z } from "@hono/zod-openapi";
import { createOffer, getOffer, listOffers, setOfferStatus, type Offer } from "@waymark/network/offer";
import { body, createApi, IdParam, json, PageQuery, pageOf, problems, security, Time, time } from "./schema.ts";

const Minor = z.number().int().min(0).max(1e12);
const Bps = z.number().int().min(0).max(10_000);
const HttpUrl = z.url({ protocol: /^https?$/ }).max(2_048);

const Goal = z.object({
  code: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  is_default: z.boolean(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  revenue_fixed_minor: Minor.default(0),
  revenue_bps: Bps.default(0),
  commission_fixed_minor: Minor.default(0),
  commission_bps: Bps.default(0),
});

const NewOffer = z
  .strictObject({
    advertiser_id: z.string().max(100),
    name: z.string().trim().min(1).max(200),
    validation: z.enum(["real_time", "upload"]).default("real_time"),
    validation_days: z.number().int().min(0).max(365).nullable().default(null),
    hold_days: z.number().int().min(0).max(365).default(0),
    attribution_days: z.number().int().min(1).max(365).default(30),
    click_parameter: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,60}$/)
      .default("click_id"),
    fallback_url: HttpUrl.nullable().default(null),
    goals: z.array(Goal).min(1).max(50),
    landings: z
      .array(z.object({ url: z.string().max(4_096), weight: z.number().int().min(1).max(1_000).default(100) }))
      .min(1)
      .max(100),
  })
  .openapi("NewOffer");

const OfferView = z
  .object({
    id: z.string(),
    advertiser_id: z.string(),
    name: z.string(),
    status: z.enum(["draft", "submitted", "active", "paused", "archived"]),
    validation: z.enum(["real_time", "upload"]),
    validation_days: z.number().int().nullable(),
    hold_days: z.number().int(),
    attribution_days: z.number().int(),
    click_parameter: z.string(),
    fallback_url: z.string().nullable(),
    goals: z.array(Goal.extend({ id: z.string() })),
    landings: z.array(z.object({ id: z.string(), url: z.string(), weight: z.number().int() })),
    version: z.number().int(),
    created_at: Time,
  })
  .openapi("Offer");

const listRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listOffers",
  summary: "Offers that the caller may see",
  tags: ["offers"],
  security,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(OfferView), "Offers"), ...problems },
});

const getRoute = createRoute({
  method: "get",
  path: "/{id}",
  operationId: "getOffer",
  summary: "One offer",
  tags: ["offers"],
  security,
  request: { params: IdParam },
  responses: { 200: json(OfferView, "The offer"), ...problems },
});

const createRoute_ = createRoute({
  method: "post",
  path: "/",
  operationId: "createOffer",
  summary: "A new offer: active at once where the operator makes it, else a draft",
  tags: ["offers"],
  security,
  request: body(NewOffer),
  responses: { 201: json(OfferView, "The offer"), ...problems },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/{id}",
  operationId: "changeOffer",
  summary: "Pauses or resumes an offer; the operator opens a draft so",
  tags: ["offers"],
  security,
  request: { params: IdParam, ...body(z.strictObject({ status: z.enum(["active", "paused"]) })) },
  responses: { 200: json(OfferView, "The offer"), ...problems },
});

export const offers = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const rows = await listOffers(c.var.ctx, { after: cursor, limit });
    const next_cursor = rows.length < limit ? null : (rows.at(-1)?.offer.id ?? null);
    return c.json({ data: rows.map((offer) => show(offer, c.var.ctx.actor.role)), next_cursor }, 200);
  })
  .openapi(getRoute, async (c) =>
    c.json(show(await getOffer(c.var.ctx, c.req.valid("param").id), c.var.ctx.actor.role), 200),
  )
  .openapi(createRoute_, async (c) => {
    const input = c.req.valid("json");
    const offer = await createOffer(c.var.ctx, {
      advertiserId: input.advertiser_id,
      name: input.name,
      validation: input.validation,
      validationDays: input.validation_days,
      holdDays: input.hold_days,
      attributionDays: input.attribution_days,
      clickParameter: input.click_parameter,
      fallbackUrl: input.fallback_url,
      goals: input.goals.map((goal) => ({
        code: goal.code,
        isDefault: goal.is_default,
        currency: goal.currency,
        revenueFixedMinor: goal.revenue_fixed_minor,
        revenueBps: goal.revenue_bps,
        commissionFixedMinor: goal.commission_fixed_minor,
        commissionBps: goal.commission_bps,
      })),
      landings: input.landings,
    });
    return c.json(show(offer, c.var.ctx.actor.role), 201);
  })
  .openapi(changeRoute, async (c) => {
    const offer = await setOfferStatus(c.var.ctx, c.req.valid("param").id, c.req.valid("json").status);
    return c.json(show(offer, c.var.ctx.actor.role), 200);
  });

/** What the advertiser pays is not a webmaster's business, nor are its landing URLs. */
function show({ offer, goals, landings }: Offer, role: string): z.infer<typeof OfferView> {
  const isWebmaster = role === "webmaster";
  return {
    id: offer.id,
    advertiser_id: offer.advertiser_id,
    name: offer.name,
    status: offer.status,
    validation: offer.validation,
    validation_days: offer.validation_days,
    hold_days: offer.hold_days,
    attribution_days: offer.attribution_days,
    click_parameter: offer.click_parameter,
    fallback_url: offer.fallback_url,
    goals: goals.map((goal) => ({
      id: goal.id,
      code: goal.code,
      is_default: goal.is_default === 1,
      currency: goal.currency,
      revenue_fixed_minor: isWebmaster ? 0 : goal.revenue_fixed_minor,
      revenue_bps: isWebmaster ? 0 : goal.revenue_bps,
      commission_fixed_minor: goal.commission_fixed_minor,
      commission_bps: goal.commission_bps,
    })),
    landings: landings.map(({ id, url, weight }) => ({ id, url: isWebmaster ? "" : url, weight })),
    version: offer.version,
    created_at: time(offer.created_at),
  };
}
