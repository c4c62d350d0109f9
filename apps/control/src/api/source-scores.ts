import { z } from "@hono/zod-openapi";
import {
  ALL_DAYS,
  DECISION_DAYS,
  getScore,
  KEPT_DAYS,
  listScores,
  QUALITY_PARTS,
  SCORE_ORDERS,
  WINDOW_DAYS,
  type DetailedScore,
  type SeenPart,
  type SourceScore,
} from "@waymark/network/quality";
import { LIMIT_KINDS, SCORED_KINDS } from "@waymark/network/words";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import { dateText } from "@waymark/network/zone";
import { defineRoute } from "./route.ts";
import {
  createApi,
  digits,
  IdParam,
  json,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  security,
  Switch,
  switchOf,
} from "./schema.ts";

export const TAGS = ["source quality"];

const PartView = z
  .object({
    code: z.enum(QUALITY_PARTS).openapi({
      description:
        "`stopped`: judged conversions that the traffic check's hold or a refusal stops. `rejected`: decided conversions that the advertiser rejected. `reversed`: approved ones that were reversed. `servers`: judged conversions whose click came from a network of servers. `clicks`: clicks of bots, of pages, and repeated ones",
    }),
    found: z.number().int().openapi({ description: "How many were found" }),
    of: z.number().int().openapi({ description: "Of how many" }),
    usual: z.number().nullable().openapi({
      description:
        "The share that is usual for the same offers, from 0 to 1; rounded for webmasters. Null: too little is known, and the part does not count",
    }),
    points: z.number().openapi({ description: "What the part alone takes from 100; rounded for webmasters" }),
  })
  .openapi("QualityPart");

export const Parts = z.array(PartView).openapi({ description: "What the score is made of" });

export const Score = z.number().int().min(0).max(100).openapi({ description: "From 0 to 100" });

export const Conversions = z
  .number()
  .int()
  .openapi({ description: `Conversions of the ${WINDOW_DAYS} days before that the traffic check has judged` });

const scored = {
  score: Score.nullable().openapi({
    description: "From 0 to 100; 100: nothing is more frequent than usual. Null: see `absent`",
  }),
  absent: z.enum(["too_few", "no_peers"]).nullable().openapi({
    description:
      "Why there is no score: fewer than 20 judged conversions, or nothing to compare with. Null: there is one",
  }),
  conversions: Conversions,
  parts: Parts,
};

const Kind = z.enum(SCORED_KINDS).openapi({ description: "A webmaster with all of their links, or one link" });
const Date = z.iso.date();

const ScoreView = z
  .object({
    id: z.string().openapi({ description: "Id of the webmaster or the link" }),
    kind: Kind,
    name: z.string().openapi({ description: "Name of the webmaster, or slug of the link" }),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    offer_id: z.string().nullable().openapi({ description: "The offer of a link; null for a webmaster" }),
    offer_name: z.string().nullable().openapi({ description: "The offer of a link; null for a webmaster" }),
    date: Date.openapi({
      description: `The day of the network's zone on which it was scored: conversions and clicks of the ${WINDOW_DAYS} days before count, decisions about conversions of the ${DECISION_DAYS} days before`,
    }),
    ...scored,
    limits: z
      .array(
        z.object({ id: z.string(), limit_kind: z.enum(LIMIT_KINDS).openapi({ description: "How it is limited" }) }),
      )
      .openapi({ description: "Limits of it that are in force" }),
  })
  .openapi("SourceScore");

const Past = z.object({
  date: Date.openapi({ description: "The day of the network's zone" }),
  score: Score.nullable().openapi({ description: "From 0 to 100; null: there was none" }),
});

const DetailedView = ScoreView.extend({
  history: z.array(Past.extend({ conversions: Conversions })).openapi({
    description: `Its scores, the oldest first: of each of the last ${ALL_DAYS} days, and of one day a week up to ${KEPT_DAYS} days before`,
  }),
  subs: z
    .array(
      z.object({
        name: z.enum(SUB_NAMES).openapi({ description: "The sub-id" }),
        value: z.string().openapi({ description: "Its value" }),
        ...scored,
        history: z.array(Past).openapi({ description: "Its scores, the oldest first" }),
      }),
    )
    .openapi({
      description: "Of a link: the values of its sub-ids with most conversions, at most 20 with 20 or more each",
    }),
  subs_left: z.number().int().openapi({ description: "Values that are not among them" }),
}).openapi("DetailedSourceScore");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listSourceScores",
  summary: "List webmasters or links with the quality of their traffic; a webmaster sees their own",
  description: "The scores of the latest day: a job scores each source with conversions once a day.",
  tags: TAGS,
  security,
  request: {
    query: PageQuery.extend({
      kind: Kind.default("link"),
      webmaster_id: OptionalId,
      offer_id: OptionalId.openapi({ description: "Links of the offer" }),
      score_below: digits(z.number().int().min(1).max(101))
        .optional()
        .openapi({ description: "Only lower scores; sources without one are left out" }),
      is_limited: Switch.optional().openapi({ description: "Only those that a limit is in force of, or not" }),
      sort: z.enum(SCORE_ORDERS).default("score").openapi({
        description: "`score`: the lowest first, and last those without one. `conversions`: most of them first",
      }),
    }),
  },
  responses: { 200: json(pageOf(ScoreView), "Sources"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getSourceScore",
  summary: "Get the quality of a webmaster's or a link's traffic, with its past and its sub-ids",
  tags: TAGS,
  security,
  request: { params: IdParam },
  responses: { 200: json(DetailedView, "The source"), ...problems },
});

/** How clean and honest the traffic of sources is. */
export const sourceScores = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, kind, sort: order, ...query } = c.req.valid("query");
    const filter = {
      ...{ kind, order, webmasterId: query.webmaster_id, offerId: query.offer_id },
      ...{ scoreBelow: query.score_below, isLimited: switchOf(query.is_limited) },
    };
    const { rows, next } = await listScores(c.var.ctx, filter, { cursor, limit });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(showDetailed(await getScore(c.var.ctx, c.req.valid("param").id)), 200));

export const showParts = (parts: readonly SeenPart[]): z.infer<typeof Parts> =>
  parts.map(({ part, found, of, usual, points }) => ({ code: part, found, of, usual, points }));

const show = (source: SourceScore): z.infer<typeof ScoreView> => ({
  ...{ id: source.id, kind: source.kind, name: source.name, webmaster_id: source.webmasterId },
  ...{ webmaster_name: source.webmasterName, offer_id: source.offerId, offer_name: source.offerName },
  ...{ date: dateText(source.day), score: source.score, absent: source.absent, conversions: source.conversions },
  ...{ parts: showParts(source.parts), limits: source.limits.map(showLimit) },
});

const showLimit = ({ id, kind }: SourceScore["limits"][number]) => ({ id, limit_kind: kind });

const showDetailed = ({ history, subs, subsLeft, ...source }: DetailedScore): z.infer<typeof DetailedView> => ({
  ...show(source),
  history: history.map(({ day, ...past }) => ({ date: dateText(day), ...past })),
  subs: subs.map(({ parts, history: past, ...sub }) => ({
    ...{ ...sub, parts: showParts(parts) },
    history: past.map(({ day, score }) => ({ date: dateText(day), score })),
  })),
  subs_left: subsLeft,
});
