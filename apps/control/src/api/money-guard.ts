import { z } from "@hono/zod-openapi";
import {
  changeGuard,
  getGuard,
  getMoneyRequest,
  LIMITED_ACTS,
  listMoneyRequests,
  type GuardSettings,
} from "@waymark/network/guard";
import { NetworkError } from "@waymark/network/errors";
import { confirmMoneyRequest, refuseMoneyRequest } from "@waymark/network/money-request";
import { AMOUNT_MINOR_MAX } from "@waymark/network/money";
import { MONEY_ACTS, MONEY_REQUEST_STATUSES } from "@waymark/network/words";
import { showMoneyRequest } from "../money-request-view.ts";
import { wakeUpload } from "../wake-upload.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, Money, page, pageOf, PageQuery, problems, security, Time } from "./schema.ts";

const MoneyRequestView = z
  .object({
    id: z.string(),
    act: z.enum(MONEY_ACTS),
    subject_id: z.string(),
    amounts: z.array(Money),
    description: z.string(),
    reason: z.string().nullable(),
    status: z.enum(MONEY_REQUEST_STATUSES),
    requested_by_id: z.string(),
    requested_at: Time,
    answered_by_id: z.string().nullable(),
    answer_reason: z.string().nullable(),
    answered_at: Time.nullable(),
  })
  .openapi("MoneyRequest");

/** Of routes that make or move money. */
export const waits = {
  202: json(MoneyRequestView, "It is beyond the operator's limit of the day and waits for a second operator"),
};

const Reason = z.string().trim().min(1).max(500);

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/money-requests",
  operationId: "listMoneyRequests",
  summary: "List acts on money that wait for a second person, or were answered, newest first. Operator only",
  tags: ["ledger"],
  security,
  request: { query: PageQuery.extend({ status: z.enum(MONEY_REQUEST_STATUSES).optional() }) },
  responses: { 200: json(pageOf(MoneyRequestView), "Requests"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/money-requests/{id}",
  operationId: "getMoneyRequest",
  summary: "Get an act on money that waits for a second person. Operator only",
  tags: ["ledger"],
  security,
  request: { params: IdParam },
  responses: { 200: json(MoneyRequestView, "The request"), ...problems },
});

const answerRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/money-requests/{id}/{verb}",
  operationId: "answerMoneyRequest",
  summary: "Confirm an act on money as the second person, or refuse it with a reason. Operator only",
  description:
    "An operator can't confirm what they asked for themselves, by any key, nor what an operator asked for whom they " +
    "invited not long ago, or who invited them, unless another operator has vouched for the invited one.",
  tags: ["ledger"],
  security,
  request: {
    params: IdParam.extend({ verb: z.enum(["confirm", "refuse"]) }),
    ...body(z.strictObject({ reason: Reason.nullable().default(null) }).openapi("MoneyRequestAnswer")),
  },
  responses: { 200: json(MoneyRequestView, "The request with its answer"), ...problems },
});

const LimitedAct = z.enum(LIMITED_ACTS);

const MoneyGuard = z
  .object({
    invited_days: z.number().int(),
    limits: z.array(z.object({ act: LimitedAct, currency: z.string(), amount_minor: z.number().int().nullable() })),
  })
  .openapi("MoneyGuard");

const getGuardRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/money-guard",
  operationId: "getMoneyGuard",
  summary: "Get the limits of what an operator may do alone in a day, as far as they are set. Operator only",
  tags: ["ledger"],
  security,
  responses: { 200: json(MoneyGuard, "The limits"), ...problems },
});

const LIMITS_MAX = 50;

const changeGuardRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/money-guard",
  operationId: "changeMoneyGuard",
  summary:
    "Set limits of what an operator may do alone in a day. To raise one waits for a second person. Operator only",
  tags: ["ledger"],
  security,
  request: body(
    z
      .strictObject({
        invited_days: z.number().int().min(0).max(365).optional(),
        limits: z
          .array(
            z.strictObject({
              act: LimitedAct,
              currency: z.string().regex(/^[A-Z]{3}$/),
              amount_minor: z.number().int().min(0).max(AMOUNT_MINOR_MAX).nullable(),
            }),
          )
          .max(LIMITS_MAX)
          .default([]),
        reason: Reason,
      })
      .openapi("MoneyGuardChange"),
  ),
  responses: { 200: json(MoneyGuard, "The limits"), ...waits, ...problems },
});

/** Limits of acts on money, and the requests that wait for a second person. */
export const moneyGuard = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const rows = await listMoneyRequests(c.var.ctx, { status, before: cursor, limit });
    return c.json(page(rows, limit, showMoneyRequest), 200);
  })
  .openapi(getRoute, async (c) =>
    c.json(showMoneyRequest(await getMoneyRequest(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(answerRoute, async (c) => {
    const { id, verb } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const request =
      verb === "confirm"
        ? await confirmMoneyRequest(c.var.ctx, id, reason)
        : await refuseMoneyRequest(c.var.ctx, id, required(reason));
    if (request.act === "report" && request.status === "confirmed") await wakeUpload(c.env, request.subject);
    return c.json(showMoneyRequest(request), 200);
  })
  .openapi(getGuardRoute, async (c) => c.json(showGuard(await getGuard(c.var.ctx)), 200))
  .openapi(changeGuardRoute, async (c) => {
    const { invited_days: invitedDays, limits, reason } = c.req.valid("json");
    const change = {
      ...{ invitedDays, reason },
      limits: limits.map(({ amount_minor, ...limit }) => ({ ...limit, limitMinor: amount_minor })),
    };
    return c.json(showGuard(await changeGuard(c.var.ctx, change)), 200);
  });

function required(reason: string | null): string {
  if (reason !== null) return reason;
  throw new NetworkError("invalid_input", "A refusal needs a reason", [{ path: "reason", message: "missing" }]);
}

const showGuard = ({ invitedDays, limits }: GuardSettings): z.infer<typeof MoneyGuard> => ({
  invited_days: invitedDays,
  limits: limits.map(({ limitMinor, ...limit }) => ({ ...limit, amount_minor: limitMinor })),
});
