import { z } from "@hono/zod-openapi";
import type { Context } from "@waymark/network/context";
import {
  changeCap,
  changeOffer,
  createOffer,
  exportOffers,
  getOffer,
  importOffers,
  IMPORT_OFFERS_MAX,
  listOffers,
  MODELS,
  moveOffer,
  OFFER_VERBS,
  type OfferVerb,
  TRAFFIC_KINDS,
  type Offer,
  IMPORT_STATUSES,
} from "@waymark/network/offer";
import { readUploadTerms } from "@waymark/network/upload";
import {
  goalsOf,
  instant,
  NewOffer,
  newOfferOf,
  newOfferView,
  OfferChange,
  OfferView,
  presentationOf,
  routingOf,
  showOffer,
} from "./offer-schema.ts";
import {
  body,
  CountryCode,
  createApi,
  IdParam,
  json,
  PageQuery,
  pageOf,
  problems,
  security,
  Version,
  ReasonText,
} from "./schema.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { OFFER_ACCESS, OFFER_STATUSES } from "@waymark/network/words";

const CatalogueQuery = PageQuery.extend({
  search: z.string().trim().min(1).max(100).optional().openapi({ description: "Words of the name or the description" }),
  category: z.string().max(40).optional(),
  country: CountryCode.optional().openapi({
    description: "The offer accepts visitors from this country; ISO 3166-1 alpha-2",
  }),
  model: z.enum(MODELS).optional().openapi({ description: "How a goal pays: a fixed amount, a share, or both" }),
  goal: z.string().max(40).optional().openapi({ description: "Code of a goal" }),
  traffic: z.enum(TRAFFIC_KINDS).optional().openapi({ description: "The offer accepts traffic of this kind" }),
  status: z.enum(OFFER_STATUSES).optional(),
  access: z.enum(OFFER_ACCESS).optional(),
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listOffers",
  summary: "Search the offers that the caller may see. A page before the last may have fewer items than `limit`",
  tags: ["offers"],
  security,
  request: { query: CatalogueQuery },
  responses: { 200: json(pageOf(OfferView), "Offers"), ...problems },
});

const ImportedStatus = z.enum(IMPORT_STATUSES);

const exportRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/export",
  operationId: "exportOffers",
  summary: "Export the caller's offers, with landings and the terms in force, in the form of `importOffers`",
  tags: ["offers"],
  security,
  request: { query: PageQuery },
  responses: {
    200: json(
      z.object({
        offers: z.array(NewOffer.extend({ status: ImportedStatus })),
        next_cursor: z.string().nullable(),
      }),
      "Offers; archived ones are exported as drafts",
    ),
    ...problems,
  },
});

const importRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/import",
  operationId: "importOffers",
  summary: "Import many offers, or none if one has a fault",
  tags: ["offers"],
  security,
  request: body(
    z
      .strictObject({
        offers: z
          .array(NewOffer.extend({ status: ImportedStatus.optional() }))
          .min(1)
          .max(IMPORT_OFFERS_MAX),
        is_trial: z.boolean().default(false).openapi({ description: "Only reports faults; nothing is written" }),
      })
      .openapi("OfferImport"),
  ),
  responses: { 201: json(z.object({ data: z.array(OfferView) }), "The new offers; empty for a trial"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}",
  operationId: "getOffer",
  summary: "Get an offer, with the terms in force for the caller",
  tags: ["offers"],
  security,
  request: { params: IdParam },
  responses: { 200: json(OfferView, "The offer"), ...problems },
});

const createRoute_ = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "createOffer",
  summary: "Create an offer: active if the operator creates it, otherwise a draft",
  tags: ["offers"],
  security,
  request: body(NewOffer),
  responses: { 201: json(OfferView, "The offer"), ...waits, ...problems },
});

const Reason = ReasonText.optional();

const OfferStep = z
  .strictObject({
    reason: Reason.openapi({
      description:
        "The reason; visible to the other side. Webmasters see the reason of a pause and of a reached cap. Required " +
        "for the operator to pause, archive or return an offer, and for a reached cap",
    }),
    version: Version,
  })
  .openapi("OfferStep");

const VERBS: Record<OfferVerb, string> = {
  submit: "Submit a draft for approval",
  withdraw: "Withdraw a submitted offer: it is a draft again. Advertisers only",
  return: "Return a submitted offer to its advertiser, with the reason. Operator only",
  approve: "Approve an offer: it is active. Operator only",
  pause: "Pause an offer: visitors go to the fallback. Each side ends only its own pause",
  resume: "End the caller's own pause of an offer. It is active unless the other side pauses it too",
  archive: "Archive an offer for good",
};

const verbRoute = (verb: OfferVerb) =>
  defineRoute({
    scope: "write",
    versioned: true,
    method: "post",
    path: `/{id}/${verb}`,
    operationId: `${verb}Offer`,
    summary: VERBS[verb],
    tags: ["offers"],
    security,
    request: { params: IdParam, ...body(OfferStep) },
    responses: { 200: json(OfferView, "The offer after it"), ...(verb === "approve" ? waits : {}), ...problems },
  });

const CAP_VERBS = {
  "reach-cap": {
    operationId: "reachOfferCap",
    summary: "Mark the cap of an offer as reached: visitors go to the fallback. Operator only",
    isCapped: true,
  },
  "reset-cap": {
    operationId: "resetOfferCap",
    summary: "End a reached cap: the offer accepts visitors again. Operator only",
    isCapped: false,
  },
} as const;

const capRoute = (verb: keyof typeof CAP_VERBS) =>
  defineRoute({
    scope: "write",
    versioned: true,
    method: "post",
    path: `/{id}/${verb}`,
    operationId: CAP_VERBS[verb].operationId,
    summary: CAP_VERBS[verb].summary,
    tags: ["offers"],
    security,
    request: { params: IdParam, ...body(OfferStep) },
    responses: { 200: json(OfferView, "The offer after it"), ...problems },
  });

const changeRoute = defineRoute({
  scope: "write",
  versioned: true,
  statusVerbs: OFFER_VERBS,
  method: "patch",
  path: "/{id}",
  operationId: "changeOffer",
  summary: "Change fields of an offer. Omitted fields are unchanged. Its status is changed by verbs",
  tags: ["offers"],
  security,
  request: { params: IdParam, ...body(OfferChange) },
  responses: { 200: json(OfferView, "The offer"), ...problems },
});

export const offers = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, search, ...filter } = c.req.valid("query");
    const { offers: found, next } = await listOffers(c.var.ctx, { ...filter, text: search, before: cursor, limit });
    return c.json({ data: await showAll(c.var.ctx, found), next_cursor: next }, 200);
  })
  .openapi(exportRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { offers: found, next } = await exportOffers(c.var.ctx, { before: cursor, limit });
    const exported = found.map(({ offer, status }) => ({ ...newOfferView(offer), status }));
    return c.json({ offers: exported, next_cursor: next }, 200);
  })
  .openapi(importRoute, async (c) => {
    const { offers: given, is_trial } = c.req.valid("json");
    const imported = given.map(({ status, ...offer }) => ({ offer: newOfferOf(offer), status }));
    const made = await importOffers(c.var.ctx, imported, is_trial);
    return c.json({ data: await showAll(c.var.ctx, made) }, 201);
  })
  .openapi(getRoute, async (c) =>
    c.json(await show(c.var.ctx, await getOffer(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(createRoute_, async (c) => {
    const offer = await createOffer(c.var.ctx, newOfferOf(c.req.valid("json")));
    return c.json(await show(c.var.ctx, offer), 201);
  })
  .openapi(changeRoute, async (c) => {
    const input = c.req.valid("json");
    const presentation = presentationOf(input);
    const routing = routingOf(input);
    const offer = await changeOffer(c.var.ctx, c.req.valid("param").id, {
      version: input.version,
      name: input.name,
      fallbackUrl: input.fallback_url,
      expiresAt: input.expires_at === undefined ? undefined : instant(input.expires_at),
      ...(Object.keys(routing).length > 0 && { routing }),
      ...(Object.keys(presentation).length > 0 && { presentation }),
      webmasterIds: input.webmaster_ids,
      clickPolicy: input.click_policy,
      validation: input.validation_method,
      validationDays: input.validation_days,
      holdDays: input.hold_days,
      attributionDays: input.attribution_days,
      claimDays: input.claim_days,
      clickParameter: input.click_parameter,
      goals: input.goals && goalsOf(input.goals),
      acceptsLoss: input.accepts_loss,
      landings: input.landings,
    });
    return c.json(await show(c.var.ctx, offer), 200);
  });

for (const verb of OFFER_VERBS)
  offers.openapi(verbRoute(verb), async (c) => {
    const offer = await moveOffer(c.var.ctx, c.req.valid("param").id, verb, c.req.valid("json"));
    return c.json(await show(c.var.ctx, offer), 200);
  });

for (const verb of ["reach-cap", "reset-cap"] as const)
  offers.openapi(capRoute(verb), async (c) => {
    const { isCapped } = CAP_VERBS[verb];
    const offer = await changeCap(c.var.ctx, c.req.valid("param").id, { ...c.req.valid("json"), isCapped });
    return c.json(await show(c.var.ctx, offer), 200);
  });

const validatesByUpload = ({ offer }: Offer) => offer.validation === "upload";

async function show(ctx: Context, offer: Offer): Promise<z.infer<typeof OfferView>> {
  const terms = await readUploadTerms(ctx, validatesByUpload(offer) ? [offer.offer.id] : []);
  return showOffer(offer, terms.get(offer.offer.id));
}

async function showAll(ctx: Context, offers: readonly Offer[]): Promise<z.infer<typeof OfferView>[]> {
  const terms = await readUploadTerms(
    ctx,
    offers.filter(validatesByUpload).map(({ offer }) => offer.id),
  );
  return offers.map((offer) => showOffer(offer, terms.get(offer.offer.id)));
}
