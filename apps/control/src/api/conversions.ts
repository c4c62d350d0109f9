import { z } from "@hono/zod-openapi";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import {
  adjustConversion,
  getConversion,
  listChanges,
  listConversions,
  reviewConversion,
  REVIEW_EVENTS,
  CHANGE_FLAGS,
  CHANGE_REASONS,
  type Conversion,
  type ConversionChange,
  type ReasonCode as Code,
  CONVERSION_STATUSES,
} from "@waymark/network/conversion";
import { CHANNEL_NAMES } from "@waymark/network/report";
import { promisedAt } from "@waymark/network/upload";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  MoneyInput,
  NOT_WEBMASTERS,
  onlyFor,
  OWN_SIDE,
  page,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { ConversionFilters, conversionFilterOf } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { actorIdOf } from "@waymark/network/context";
import { CHECKS, CLICK_STATES, PAYMENTS, VALIDATIONS, SIDES } from "@waymark/network/words";
import { SUB_NAMES } from "@waymark/contract/sub-id";

const ClickState = z.enum(CLICK_STATES);

const CLICK_FIELDS = [
  ...(["decision", "verdict", "landing_id", "country", "region", "device", "os", "browser", "language"] as const),
  ...SUB_NAMES,
] as const;

type ClickField = (typeof CLICK_FIELDS)[number];

const Status = z.enum(CONVERSION_STATUSES);

const Flag = z.enum(CHANGE_FLAGS);

export const ReasonCode = z.enum(Object.keys(CHANGE_REASONS) as Code[]); // its keys are closed

export const ReasonView = z
  .object({
    side: z.enum(SIDES).openapi({ description: "Who decided" }),
    code: ReasonCode.nullable(),
    sentence: z.string().nullable().openapi({ description: "What the code means" }),
    text: z.string().nullable().openapi({ description: "What that side wrote" }),
  })
  .openapi("Reason", { description: "Who decided, and why" });

/** Reasons of the steps of a payment are hidden from the advertiser, whom they do not concern. */
const PAYMENT_REASON = ["webmaster", "operator", "own side"] as const;
const STEP_OF_PAYMENT = "Absent for the advertiser in changes of the payment to the webmaster";

export const ChangeView = z
  .object({
    version: z.number().int(),
    verb: z.string(),
    side: z.enum(SIDES).openapi({ description: "Who decided" }),
    actor_id: onlyFor(OWN_SIDE, z.string(), "The person, API key or job"),
    reason_code: onlyFor(PAYMENT_REASON, ReasonCode.nullable(), STEP_OF_PAYMENT),
    reason_sentence: onlyFor(PAYMENT_REASON, z.string().nullable(), `What the code means. ${STEP_OF_PAYMENT}`),
    reason: onlyFor(PAYMENT_REASON, z.string().nullable(), `What that side wrote. ${STEP_OF_PAYMENT}`),
    flag: Flag.nullable().openapi({ description: "An approval after a rejection that may be the older answer" }),
    source: onlyFor(
      NOT_WEBMASTERS,
      z.string().nullable(),
      "The postback, or the upload with its row (`upl_…#12`), that brought it",
    ),
    changed_at: Time,
  })
  .openapi("ConversionChange");

export const ConversionView = z
  .object({
    id: z.string(),
    status: Status,
    validation: z.enum(VALIDATIONS),
    check: z.enum(CHECKS),
    payment: z.enum(PAYMENTS),
    offer_id: z.string(),
    offer_name: z.string(),
    goal_id: z.string(),
    goal: z.string().openapi({ description: "The goal's code" }),
    link_id: z.string(),
    webmaster_id: z.string(),
    advertiser_id: z.string(),
    click_id: z.string(),
    order_id: z.string().nullable(),
    clicked_at: Time,
    occurred_at: Time,
    reported_at: Time.openapi({
      description: "When the network accepted its report, rounded down to the second",
    }),
    recorded_at: Time,
    changed_at: Time.openapi({ description: "When it was last changed" }),
    amount: Money.nullable(),
    revenue: onlyFor(NOT_WEBMASTERS, Money, "What the advertiser owes"),
    commission: Money,
    available_at: Time.nullable(),
    decision_due_at: Time.nullable().openapi({
      description: "When the advertiser has promised the upload that decides it; null if none is expected",
    }),
    version: z.number().int(),
    is_test: z.boolean().openapi({ description: "A test by the advertiser; it never moves money" }),
    validation_reason: ReasonView.nullable().openapi({
      description: "Why it was approved, rejected, reversed or reopened; null while it has no answer",
    }),
    check_reason: ReasonView.nullable().openapi({ description: "Why it is held or refused" }),
    channel: z.enum(CHANNEL_NAMES).openapi({ description: "The channel that reported it" }),
    answered_at: Time.nullable().openapi({ description: "When its last answer was given; null while it has none" }),
    flag: Flag.nullable().openapi({
      description: "`answer_changed_back`: approved after a rejection, and no `answered_at` says which is newer",
    }),
    click_facts: ClickState.openapi({ description: "`awaited`: pending until its click is known. `missing`: held" }),
    click: z
      .object(Object.fromEntries(CLICK_FIELDS.map((name) => [name, z.string()])) as Record<ClickField, z.ZodString>) // each of them
      .openapi({ description: "Copied from the click; empty while the click is not known" }),
  })
  .openapi("Conversion");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listConversions",
  summary: "List the conversions that the caller may see, newest first",
  tags: ["conversions"],
  security,
  request: {
    query: PageQuery.extend(ConversionFilters.shape),
  },
  responses: { 200: json(pageOf(ConversionView), "Conversions"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}",
  operationId: "getConversion",
  summary: "Get a conversion",
  tags: ["conversions"],
  security,
  request: { params: IdParam },
  responses: { 200: json(ConversionView, "The conversion"), ...problems },
});

const changesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/changes",
  operationId: "listConversionChanges",
  summary: "List the changes of a conversion, oldest first, each with its reason and the side that decided",
  tags: ["conversions"],
  security,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
  },
  responses: { 200: json(pageOf(ChangeView), "Its changes"), ...problems },
});

const reviewRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "post",
  path: "/{id}/{verb}",
  operationId: "reviewConversion",
  summary: "Answer a conversion (approve, reject, reverse). Operators may also reopen, hold, release or refuse it",
  tags: ["conversions"],
  security,
  request: {
    params: IdParam.extend({ verb: z.enum(REVIEW_EVENTS).openapi({ description: "What to do with the conversion" }) }),
    ...body(
      z
        .strictObject({
          reason: z
            .string()
            .max(REASON_TEXT_MAX)
            .nullable()
            .default(null)
            .openapi({
              description:
                "In your words; visible to the webmaster and the advertiser. An operator needs it, or a `reason_code`, to " +
                "hold, reject or reverse",
            }),
          reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
          version: z.number().int().optional().openapi({ description: "The version that the reviewer saw" }),
        })
        .openapi("Review"),
    ),
  },
  responses: { 200: json(ConversionView, "The conversion after the change"), ...problems },
});

const adjustRoute = defineRoute({
  scope: "payouts",
  versioned: true,
  method: "post",
  path: "/{id}/adjust",
  operationId: "adjustConversion",
  summary: "Change the amount of an unpaid conversion; revenue and commission follow the goal's rates. Operator only",
  tags: ["conversions"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          amount: MoneyInput.openapi({ description: "The new amount, in the currency of the conversion" }),
          reason: z.string().trim().min(1).max(REASON_TEXT_MAX).openapi({
            description: "In your words; visible to the webmaster and the advertiser",
          }),
          reason_code: z.enum(ANSWER_REASONS).nullable().default(null),
          version: z.number().int().optional().openapi({ description: "The version that the operator saw" }),
        })
        .openapi("NewAmount"),
    ),
  },
  responses: { 200: json(ConversionView, "The conversion after the change"), ...waits, ...problems },
});

export const conversions = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listConversions(c.var.ctx, conversionFilterOf(query), { cursor, limit });
    const promised = await promisedAt(c.var.ctx, rows);
    const promiseOf = new Map(rows.map(({ id }, i) => [id, promised[i] ?? null]));
    return c.json({ data: rows.map((row) => showConversion(row, promiseOf.get(row.id))), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => {
    const conversion = await getConversion(c.var.ctx, c.req.valid("param").id);
    const [promised] = await promisedAt(c.var.ctx, [conversion]);
    return c.json(showConversion(conversion, promised), 200);
  })
  .openapi(changesRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const rows = await listChanges(c.var.ctx, c.req.valid("param").id, { after: Number(cursor ?? 0), limit });
    const paged = rows.map((row) => ({ ...row, id: String(row.version) }));
    return c.json(page(paged, limit, showChange), 200);
  })
  .openapi(adjustRoute, async (c) => {
    const { amount, reason_code: reasonCode, ...input } = c.req.valid("json");
    const { amount_minor: amountMinor, currency } = amount;
    const adjusted = { id: c.req.valid("param").id, amountMinor, currency, reasonCode, ...input };
    return c.json(showConversion(await adjustConversion(c.var.ctx, adjusted)), 200);
  })
  .openapi(reviewRoute, async (c) => {
    const { id, verb: event } = c.req.valid("param");
    const { reason_code: reasonCode, ...input } = c.req.valid("json");
    const review = { id, event, reasonCode, ...input };
    return c.json(showConversion(await reviewConversion(c.var.ctx, review)), 200);
  });

export const showConversion = (
  conversion: Conversion,
  promised: number | null = null,
): z.infer<typeof ConversionView> => ({
  id: conversion.id,
  status: conversion.status,
  validation: conversion.validation,
  check: conversion.check,
  payment: conversion.payment,
  offer_id: conversion.offerId,
  offer_name: conversion.offerName,
  goal_id: conversion.goalId,
  goal: conversion.goal,
  link_id: conversion.linkId,
  webmaster_id: conversion.webmasterId,
  advertiser_id: conversion.advertiserId,
  click_id: conversion.clickId,
  order_id: conversion.orderId,
  clicked_at: time(conversion.clickedAt),
  occurred_at: time(conversion.occurredAt),
  reported_at: time(conversion.reportedAt),
  recorded_at: time(conversion.recordedAt),
  changed_at: time(conversion.changedAt),
  amount: conversion.amountMinor === null ? null : money(conversion.amountMinor, conversion.currency),
  revenue: conversion.revenueMinor === undefined ? undefined : money(conversion.revenueMinor, conversion.currency),
  commission: money(conversion.commissionMinor, conversion.currency),
  available_at: timeOrNull(conversion.availableAt),
  decision_due_at: conversion.validation === "pending" ? timeOrNull(promised) : null,
  version: conversion.version,
  is_test: conversion.isTest,
  validation_reason: conversion.validationReason,
  check_reason: conversion.checkReason,
  channel: conversion.channel as (typeof CHANNEL_NAMES)[number], // written by the judge
  answered_at: timeOrNull(conversion.answeredAt),
  flag: conversion.flag,
  click_facts: conversion.clickFacts,
  click: conversion.click,
});

export const showChange = (change: ConversionChange): z.infer<typeof ChangeView> => ({
  version: change.version,
  verb: change.event,
  side: change.side,
  actor_id: change.actor && actorIdOf(change.actor),
  reason_code: change.reasonCode,
  flag: change.flag,
  reason_sentence: change.reasonSentence,
  reason: change.reason,
  source: change.source,
  changed_at: time(change.changedAt),
});
