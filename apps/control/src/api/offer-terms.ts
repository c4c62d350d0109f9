import { z } from "@hono/zod-openapi";
import { sideOfName } from "@waymark/network/context";
import {
  answerTerms,
  listTerms,
  proposeTerms,
  type ProposedTerms,
  type Rates,
  type TermsChange,
} from "@waymark/network/offer";
import { AcceptsLoss, Bps, ClaimDays, Days, GoalCode, instant, Minor } from "./offer-schema.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  NOT_WEBMASTERS,
  onlyFor,
  PageQuery,
  fittingPage,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
  ReasonText,
} from "./schema.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { Expiry, StartTime, Zone } from "./time-input.ts";
import { ROLES, SIDES, TERMS_ANSWERS, TERMS_STATUSES } from "@waymark/network/words";

const Rate = z.strictObject({
  goal: GoalCode,
  revenue_fixed_minor: Minor.optional(),
  revenue_bps: Bps.optional(),
  commission_fixed_minor: Minor.optional(),
  commission_bps: Bps.optional(),
});

const changeShape = {
  validation_days: Days.nullable().optional().openapi({ description: "Days until automatic approval; null: never" }),
  hold_days: Days.optional(),
  attribution_days: Days.min(1).optional(),
  claim_days: ClaimDays.optional(),
  rates: z.array(Rate).max(50).optional(),
};

const NewTerms = z
  .strictObject({
    webmaster_id: z.string().max(100).nullable().default(null).openapi({ description: "Null: for everyone" }),
    starts_at: StartTime.optional().openapi({
      description:
        "Not in the past; without it, as soon as all have accepted. A plain date: the beginning of that day in `zone`",
    }),
    ends_at: Expiry.nullable().default(null),
    zone: Zone,
    accepts_loss: AcceptsLoss.default(false),
    ...changeShape,
  })
  .openapi("NewTerms", { description: "Omitted fields keep the values in force" });

const Side = z.enum(ROLES);

const TermsView = z
  .object({
    id: z.string(),
    offer_id: z.string(),
    webmaster_id: z.string().nullable(),
    status: z.enum(TERMS_STATUSES),
    starts_at: Time,
    ends_at: Time.nullable(),
    in_force_at: Time.nullable().openapi({
      description: "When it takes effect: at its start, or at the last acceptance if that is later",
    }),
    ...changeShape,
    rates: z
      .array(
        Rate.extend({
          revenue_fixed_minor: onlyFor([...NOT_WEBMASTERS, "if set"], Minor),
          revenue_bps: onlyFor([...NOT_WEBMASTERS, "if set"], Bps),
        }),
      )
      .optional(),
    proposed_by: z.enum(SIDES),
    proposed_at: Time,
    answers: z.array(
      z.object({
        side: Side,
        answer: z.enum(TERMS_ANSWERS),
        reason: z.string().nullable(),
        answered_at: Time,
      }),
    ),
  })
  .openapi("Terms");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/terms",
  operationId: "listTerms",
  summary: "List changes of the offer's terms. Webmasters see their own terms, and those agreed for everyone",
  tags: ["offers"],
  security,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(TermsView), "Amendments"), ...problems },
});

const proposeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/terms",
  operationId: "proposeTerms",
  summary: "Propose new terms, for everyone or for one webmaster. Existing conversions are unchanged",
  tags: ["offers"],
  security,
  request: { params: IdParam, ...body(NewTerms) },
  responses: { 201: json(TermsView, "The proposed terms"), ...waits, ...problems },
});

const ANSWERS = { accept: "accepted", refuse: "refused", withdraw: "withdrawn" } as const;

const answerRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/terms/{terms_id}/{verb}",
  operationId: "answerTerms",
  summary: "Accept, refuse or withdraw proposed terms. They take effect with the last acceptance",
  tags: ["offers"],
  security,
  request: {
    params: IdParam.extend({
      terms_id: z.string().max(100),
      verb: z.enum(["accept", "refuse", "withdraw"]).openapi({ description: "What to do with the terms" }),
    }),
    ...body(
      z
        .strictObject({
          reason: ReasonText.nullable().default(null),
          accepts_loss: AcceptsLoss.default(false),
        })
        .openapi("TermsAnswer"),
    ),
  },
  responses: { 200: json(TermsView, "The terms"), ...waits, ...problems },
});

export const offerTerms = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { ctx } = c.var;
    const rows = await listTerms(ctx, c.req.valid("param").id, { before: cursor, limit });
    const { data, last } = fittingPage(rows, limit, show);
    return c.json({ data, next_cursor: last?.row.id ?? null }, 200);
  })
  .openapi(proposeRoute, async (c) => {
    const input = c.req.valid("json");
    const terms = await proposeTerms(c.var.ctx, c.req.valid("param").id, {
      webmasterId: input.webmaster_id,
      startsAt: input.starts_at === undefined ? undefined : Date.parse(input.starts_at),
      endsAt: instant(input.ends_at),
      acceptsLoss: input.accepts_loss,
      change: {
        validationDays: input.validation_days,
        holdDays: input.hold_days,
        attributionDays: input.attribution_days,
        claimDays: input.claim_days,
        ...(input.rates && { rates: ratesOf(input.rates) }),
      },
    });
    return c.json(show(terms), 201);
  })
  .openapi(answerRoute, async (c) => {
    const { id, terms_id, verb } = c.req.valid("param");
    const { reason, accepts_loss: acceptsLoss } = c.req.valid("json");
    const terms = await answerTerms(c.var.ctx, id, { id: terms_id, answer: ANSWERS[verb], reason, acceptsLoss });
    return c.json(show(terms), 200);
  });

type RateInput = NonNullable<z.infer<typeof NewTerms>["rates"]>[number];

function ratesOf(rates: readonly RateInput[]): Record<string, Partial<Rates>> {
  const entries = rates.map(({ goal, ...rate }) => {
    const named = {
      revenueFixedMinor: rate.revenue_fixed_minor,
      revenueBps: rate.revenue_bps,
      commissionFixedMinor: rate.commission_fixed_minor,
      commissionBps: rate.commission_bps,
    };
    return [goal, Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))] as const;
  });
  return Object.fromEntries(entries);
}

function show({ row, change: words, answers }: ProposedTerms): z.infer<typeof TermsView> {
  return {
    id: row.id,
    offer_id: row.offer_id,
    webmaster_id: row.webmaster_id,
    status: row.status,
    starts_at: time(row.starts_at),
    ends_at: timeOrNull(row.ends_at),
    in_force_at: timeOrNull(row.in_force_from),
    validation_days: words.validationDays,
    hold_days: words.holdDays,
    attribution_days: words.attributionDays,
    claim_days: words.claimDays,
    rates: words.rates && showRates(words.rates),
    proposed_by: sideOfName(row.proposed_by),
    proposed_at: time(row.proposed_at),
    answers: answers.map(({ side, answer, reason, answered_at }) => ({
      side,
      answer,
      reason,
      answered_at: time(answered_at),
    })),
  };
}

const showRates = (rates: NonNullable<TermsChange["rates"]>) =>
  Object.entries(rates).map(([goal, rate]) => ({
    goal,
    revenue_fixed_minor: rate.revenueFixedMinor,
    revenue_bps: rate.revenueBps,
    commission_fixed_minor: rate.commissionFixedMinor,
    commission_bps: rate.commissionBps,
  }));
