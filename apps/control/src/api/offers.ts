import { createRoute, z } from "@hono/zod-openapi";
import type { DIMENSIONS } from "@waymark/click/rules";
import { AGENT_FAMILIES } from "@waymark/click/user-agent";
import {
  changeOffer,
  CLICK_TREATMENTS,
  createOffer,
  getOffer,
  LIST_VALUES_MAX,
  listOffers,
  readClickPolicy,
  readRouting,
  type Offer,
  type Routing,
} from "@waymark/network/offer";
import {
  body,
  createApi,
  IdParam,
  json,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";

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
  repeats: z.enum(["by_order", "never", "always"]).default("by_order").openapi({
    description: "Each order once; once a click whatever the order; or each postback without an order too",
  }),
});

const Values = z.array(z.string().trim().min(1).max(64)).max(LIST_VALUES_MAX).optional();
const Lists = z.strictObject({ allow: Values, deny: Values }).optional();

const Targeting = z
  .strictObject({
    country: Lists.openapi({ description: "ISO 3166-1 alpha-2, like `DE`" }),
    region: Lists.openapi({ description: "ISO 3166-2, like `DE-BE`" }),
    city: Lists.openapi({ description: "As Cloudflare names it, in any case; combine it with a country" }),
    device: Lists.openapi({ description: AGENT_FAMILIES.device.join(", ") }),
    os: Lists.openapi({ description: AGENT_FAMILIES.os.join(", ") }),
    browser: Lists.openapi({ description: AGENT_FAMILIES.browser.join(", ") }),
    language: Lists.openapi({ description: "The browser's first, like `pt-br`; `pt` holds all of them" }),
    asn: Lists.openapi({ description: "Number of the visitor's network, like `3320`" }),
  } satisfies Record<keyof typeof DIMENSIONS, typeof Lists>)
  .openapi("Targeting", { description: "Who is let in (nobody else is, the unknown neither), and who is kept out" });

const Schedule = z
  .strictObject({
    zone: z.string().min(1).max(64).openapi({ description: "IANA time zone, like `Europe/Berlin`" }),
    open: z
      .array(
        z.strictObject({
          days: z.array(z.number().int().min(1).max(7)).min(1).max(7).openapi({ description: "1 is Monday" }),
          from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
          until: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
        }),
      )
      .min(1)
      .max(50),
  })
  .openapi("Schedule", { description: "When visitors are let in; hours that end before they begin end the next day" });

/** What the redirector decides by, besides landings; the same for a new offer and a change. */
const routing = {
  targeting: Targeting.optional(),
  schedule: Schedule.nullable().optional(),
  deep_link_hosts: z.array(z.string().min(1).max(253)).max(50).optional().openapi({
    description: "Hosts that `url` may lead to: `shop.example`, or `.shop.example` for its subdomains too",
  }),
  passed_parameters: z
    .array(z.string().regex(/^[A-Za-z0-9_.~-]{1,60}$/))
    .max(30)
    .optional()
    .openapi({ description: "Parameters of the visitor's URL that go on to the landing, like `utm_source`" }),
  hides_referrer: z.boolean().optional(),
};

const Treatment = z.enum(CLICK_TREATMENTS);

const ClickPolicy = z
  .strictObject({
    duplicate: Treatment.optional(),
    bot: Treatment.optional(),
    fallback: Treatment.optional(),
    stopped: Treatment.optional(),
  })
  .openapi("ClickPolicy", { description: "What is done with the conversion of a click that is no plain one" });

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
    expires_at: Time.nullable().default(null),
    ...routing,
    click_policy: ClickPolicy.optional(),
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
    expires_at: Time.nullable(),
    cap_reached_at: Time.nullable(),
    targeting: Targeting,
    schedule: Schedule.nullable(),
    deep_link_hosts: z.array(z.string()),
    passed_parameters: z.array(z.string()),
    hides_referrer: z.boolean(),
    click_policy: ClickPolicy.required(),
    goals: z.array(Goal.extend({ id: z.string() })),
    landings: z.array(z.object({ id: z.string(), url: z.string(), weight: z.number().int() })),
    version: z.number().int(),
    created_at: Time,
  })
  .openapi("Offer");

const OfferChange = z
  .strictObject({
    status: z.enum(["active", "paused"]).optional(),
    cap_reached: z.boolean().optional().openapi({ description: "Said by the operator" }),
    fallback_url: HttpUrl.nullable().optional(),
    expires_at: Time.nullable().optional(),
    ...routing,
    click_policy: ClickPolicy.optional(),
  })
  .openapi("OfferChange");

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
  summary: "Changes what the offer's visitors meet, pauses or resumes it; the operator opens a draft so",
  tags: ["offers"],
  security,
  request: { params: IdParam, ...body(OfferChange) },
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
      expiresAt: instant(input.expires_at),
      routing: routingOf(input),
      clickPolicy: input.click_policy,
      goals: input.goals.map((goal) => ({
        code: goal.code,
        isDefault: goal.is_default,
        currency: goal.currency,
        revenueFixedMinor: goal.revenue_fixed_minor,
        revenueBps: goal.revenue_bps,
        commissionFixedMinor: goal.commission_fixed_minor,
        commissionBps: goal.commission_bps,
        repeats: goal.repeats,
      })),
      landings: input.landings,
    });
    return c.json(show(offer, c.var.ctx.actor.role), 201);
  })
  .openapi(changeRoute, async (c) => {
    const input = c.req.valid("json");
    const offer = await changeOffer(c.var.ctx, c.req.valid("param").id, {
      status: input.status,
      isCapped: input.cap_reached,
      fallbackUrl: input.fallback_url,
      expiresAt: input.expires_at === undefined ? undefined : instant(input.expires_at),
      routing: routingOf(input),
      clickPolicy: input.click_policy,
    });
    return c.json(show(offer, c.var.ctx.actor.role), 200);
  });

const instant = (text: string | null) => (text === null ? null : Date.parse(text));

/** Only what was given: the rest stays as it is. */
const routingOf = (input: z.infer<z.ZodObject<typeof routing>>): Partial<Routing> => ({
  ...(input.targeting && { targeting: input.targeting }),
  ...(input.schedule !== undefined && { schedule: input.schedule }),
  ...(input.deep_link_hosts && { deepLinkHosts: input.deep_link_hosts }),
  ...(input.passed_parameters && { passedParameters: input.passed_parameters }),
  ...(input.hides_referrer !== undefined && { hidesReferrer: input.hides_referrer }),
});

/** What the advertiser pays is not a webmaster's business, nor are its landing URLs. */
function show({ offer, goals, landings }: Offer, role: string): z.infer<typeof OfferView> {
  const isWebmaster = role === "webmaster";
  const { targeting, schedule, deepLinkHosts, passedParameters, hidesReferrer } = readRouting(offer.routing);
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
    expires_at: timeOrNull(offer.expires_at),
    cap_reached_at: timeOrNull(offer.capped_at),
    targeting,
    schedule,
    deep_link_hosts: deepLinkHosts,
    passed_parameters: passedParameters,
    hides_referrer: hidesReferrer,
    click_policy: readClickPolicy(offer.click_policy),
    goals: goals.map((goal) => ({
      id: goal.id,
      code: goal.code,
      is_default: goal.is_default === 1,
      currency: goal.currency,
      revenue_fixed_minor: isWebmaster ? 0 : goal.revenue_fixed_minor,
      revenue_bps: isWebmaster ? 0 : goal.revenue_bps,
      commission_fixed_minor: goal.commission_fixed_minor,
      commission_bps: goal.commission_bps,
      repeats: goal.repeats,
    })),
    landings: landings.map(({ id, url, weight }) => ({ id, url: isWebmaster ? "" : url, weight })),
    version: offer.version,
    created_at: time(offer.created_at),
  };
}
