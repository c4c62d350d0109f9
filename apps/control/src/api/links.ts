import { z } from "@hono/zod-openapi";
import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import { TEST_CLICK_MS, TEST_CLICK_PARAMETER } from "@waymark/contract/test-click";
import { SUB_LENGTH_MAX, SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import { NetworkError } from "@waymark/network/errors";
import {
  changeLink,
  createLink,
  createLinks,
  createTestClick,
  getLink,
  LINKS_MAX,
  listLinks,
  pauseLink,
  resumeLink,
  type Link,
} from "@waymark/network/link";
import {
  body,
  createApi,
  HttpUrl,
  IdParam,
  ItemError,
  itemErrorOf,
  json,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
  Version,
  ReasonText,
} from "./schema.ts";
import { LinkFilters, linkFilterOf } from "./filters.ts";
import { defineRoute } from "./route.ts";
import { Expiry, Zone } from "./time-input.ts";
import { LINK_STATUSES } from "@waymark/network/words";

const Sub = z.string().max(SUB_LENGTH_MAX).optional();
const Defaults = z
  .strictObject({ sub1: Sub, sub2: Sub, sub3: Sub, sub4: Sub, sub5: Sub, source: Sub })
  .openapi("LinkDefaults");

const NewLink = z
  .strictObject({
    offer_id: z.string().max(100),
    slug: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/,
        "must have 2 to 64 letters, digits, - or _, and begin with a letter or a digit",
      )
      .optional(),
    landing_id: z.string().max(100).optional(),
    fallback_url: HttpUrl.nullable().default(null).openapi({
      description:
        "Takes precedence over the offer's and the network's fallback, unless the operator has stopped the link, its webmaster, offer or advertiser, or the webmaster's access to the offer has ended",
    }),
    expires_at: Expiry.nullable().default(null).openapi({
      description: "From then on visitors go to the fallback. A plain date: the end of that day in `zone`",
    }),
    zone: Zone,
    defaults: Defaults.default({}),
  })
  .openapi("NewLink");

const LinkChange = z
  .strictObject({
    version: Version,
    landing_id: z.string().max(100).nullable().optional(),
    fallback_url: HttpUrl.nullable().optional(),
    expires_at: Expiry.nullable().optional(),
    zone: Zone,
    defaults: Defaults.optional(),
  })
  .openapi("LinkChange");

const Reason = ReasonText.optional();

export const LinkView = z
  .object({
    id: z.string(),
    slug: z.string(),
    url: z.string(),
    offer_id: z.string(),
    offer_name: z.string(),
    webmaster_id: z.string(),
    landing_id: z.string().nullable(),
    status: z.enum(LINK_STATUSES),
    paused_by: z
      .enum(["webmaster", "operator"])
      .nullable()
      .openapi({ description: "Who paused the link; the operator if both did. Each side ends only its own pause" }),
    is_paused_by_webmaster: z
      .boolean()
      .openapi({ description: "The webmaster's own pause, which stays in force when the operator ends theirs" }),
    reason: z.string().nullable().openapi({ description: "The reason, in the words of the side that paused it" }),
    fallback_url: z.string().nullable(),
    expires_at: Time.nullable(),
    defaults: Defaults,
    version: z.number().int(),
    created_at: Time,
  })
  .openapi("Link");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listLinks",
  summary: "List the links that the caller may see, newest first",
  tags: ["links"],
  security,
  request: { query: PageQuery.extend(LinkFilters.shape) },
  responses: { 200: json(pageOf(LinkView), "Links"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}",
  operationId: "getLink",
  summary: "Get a link",
  tags: ["links"],
  security,
  request: { params: IdParam },
  responses: { 200: json(LinkView, "The link"), ...problems },
});

const newRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "post",
  path: "/",
  operationId: "createLink",
  summary: "Create a partner link. It works at once, or within two seconds if its slug was requested just before",
  tags: ["links"],
  security,
  request: body(NewLink),
  responses: { 201: json(LinkView, "The link"), ...problems },
});

const bulkRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/bulk",
  operationId: "createLinks",
  summary: "Create up to 1,000 partner links. Each has its own outcome; all work within seconds",
  tags: ["links"],
  security,
  request: body(
    z
      .strictObject({
        links: z.array(NewLink).min(1).max(LINKS_MAX).openapi({
          description: "Of at most 50 offers; at most 100 may expire",
        }),
      })
      .openapi("NewLinks"),
  ),
  responses: {
    200: json(
      z.object({
        data: z
          .array(
            z
              .object({
                link: LinkView.nullable().openapi({ description: "The link; null if it is refused" }),
                error: ItemError.nullable().openapi({ description: "Why it is refused; null if it is not" }),
              })
              .openapi("LinkOutcome"),
          )
          .openapi({ description: "In the order of the request" }),
      }),
      "The outcome of each link",
    ),
    ...problems,
  },
});

const pauseRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "post",
  path: "/{id}/pause",
  operationId: "pauseLink",
  summary: "Pause a link: visitors go to the fallback. Each side ends only its own pause",
  tags: ["links"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          reason: Reason.openapi({ description: "The reason; visible to the webmaster. Required for the operator" }),
          version: Version,
        })
        .openapi("LinkPause"),
    ),
  },
  responses: { 200: json(LinkView, "The link, paused"), ...problems },
});

const resumeRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "post",
  path: "/{id}/resume",
  operationId: "resumeLink",
  summary: "End the caller's own pause of a link. It is active unless the other side pauses it too",
  tags: ["links"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          reason: Reason.openapi({ description: "The reason; the audit keeps it" }),
          version: Version,
        })
        .openapi("LinkResumption"),
    ),
  },
  responses: { 200: json(LinkView, "The link, active if no side pauses it"), ...problems },
});

const changeRoute = defineRoute({
  scope: "write",
  versioned: true,
  statusVerbs: ["pause", "resume"],
  method: "patch",
  path: "/{id}",
  operationId: "changeLink",
  summary: "Change a link. Omitted fields are unchanged",
  tags: ["links"],
  security,
  request: { params: IdParam, ...body(LinkChange) },
  responses: { 200: json(LinkView, "The link"), ...problems },
});

const TestClickView = z
  .object({
    id: z.string(),
    click_id: z.string(),
    link_id: z.string(),
    url: z.string().openapi({
      description:
        "Open it within the time: the click gets this click_ID, however often. `GET /api/v1/clicks/{click_id}` shows it",
    }),
    created_at: Time,
    expires_at: Time.openapi({ description: "From then on it is an ordinary click" }),
  })
  .openapi("TestClick");

const testClickRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/test-click",
  operationId: "createTestClick",
  summary: "Get an address that makes a test click of one's own link: it is in no figure and moves no money",
  tags: ["links"],
  security,
  request: { params: IdParam },
  responses: { 201: json(TestClickView, "The test click, not clicked yet"), ...problems },
});

let keys: ClickKeys | undefined;

export const links = createApi()
  .openapi(testClickRoute, async (c) => {
    keys ??= readClickKeys(c.env.CLICK_KEYS);
    const test = await createTestClick(c.var.ctx, keys, c.req.valid("param").id);
    const shown = {
      ...{ id: test.id, click_id: test.click_id, link_id: test.link_id },
      url: `${c.env.EDGE_ORIGIN}/${test.slug}?${TEST_CLICK_PARAMETER}=${test.click_id}`,
      ...{ created_at: time(test.created_at), expires_at: time(test.created_at + TEST_CLICK_MS) },
    };
    return c.json(shown, 201);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listLinks(c.var.ctx, linkFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map((row) => showLink(row, c.env.EDGE_ORIGIN)), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) =>
    c.json(showLink(await getLink(c.var.ctx, c.req.valid("param").id), c.env.EDGE_ORIGIN), 200),
  )
  .openapi(newRoute, async (c) => {
    const link = await createLink(c.var.ctx, newLinkOf(c.req.valid("json")));
    return c.json(showLink(link, c.env.EDGE_ORIGIN), 201);
  })
  .openapi(bulkRoute, async (c) => {
    const outcomes = await createLinks(c.var.ctx, c.req.valid("json").links.map(newLinkOf));
    const data = outcomes.map((outcome) =>
      outcome instanceof NetworkError
        ? { link: null, error: itemErrorOf(outcome) }
        : { link: showLink(outcome, c.env.EDGE_ORIGIN), error: null },
    );
    return c.json({ data }, 200);
  })
  .openapi(pauseRoute, async (c) => {
    const link = await pauseLink(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.json(showLink(link, c.env.EDGE_ORIGIN), 200);
  })
  .openapi(resumeRoute, async (c) => {
    const link = await resumeLink(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.json(showLink(link, c.env.EDGE_ORIGIN), 200);
  })
  .openapi(changeRoute, async (c) => {
    const { version, landing_id, fallback_url, expires_at, defaults } = c.req.valid("json");
    const link = await changeLink(c.var.ctx, c.req.valid("param").id, {
      version,
      landingId: landing_id,
      fallbackUrl: fallback_url,
      expiresAt: expires_at === undefined ? undefined : instant(expires_at),
      defaults: defaults && given(defaults),
    });
    return c.json(showLink(link, c.env.EDGE_ORIGIN), 200);
  });

const newLinkOf = (link: z.infer<typeof NewLink>) => ({
  offerId: link.offer_id,
  slug: link.slug,
  landingId: link.landing_id,
  fallbackUrl: link.fallback_url,
  expiresAt: instant(link.expires_at),
  defaults: given(link.defaults),
});

const instant = (text: string | null) => (text === null ? null : Date.parse(text));

const given = (defaults: z.infer<typeof Defaults>) =>
  Object.fromEntries(
    SUB_NAMES.flatMap((name) => (defaults[name] === undefined ? [] : [[name, defaults[name]] as const])),
  ) as Partial<Record<SubName, string>>; // fromEntries forgets the keys

export const showLink = (link: Link, edgeOrigin: string): z.infer<typeof LinkView> => ({
  id: link.id,
  slug: link.slug,
  url: `${edgeOrigin}/${link.slug}`,
  offer_id: link.offer_id,
  offer_name: link.offer_name,
  webmaster_id: link.webmaster_id,
  landing_id: link.landing_id,
  status: link.status,
  paused_by: link.paused_by,
  is_paused_by_webmaster: link.is_paused_by_webmaster === 1,
  reason: link.paused_reason,
  fallback_url: link.fallback_url,
  expires_at: timeOrNull(link.expires_at),
  defaults: JSON.parse(link.defaults) as z.infer<typeof Defaults>, // written by createLink
  version: link.version,
  created_at: time(link.created_at),
});
