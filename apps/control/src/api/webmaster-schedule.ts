import { z } from "@hono/zod-openapi";
import { getPayoutSchedule, setPayoutSchedule, type WebmasterSchedule } from "@waymark/network/payout";
import { defineRoute } from "./route.ts";
import { body, createApi, IdParam, json, problems, ReasonText, security } from "./schema.ts";
import { Schedule } from "./settings.ts";

const HOLD_DAYS_MAX = 365;
const HoldDays = z.number().int().min(0).max(HOLD_DAYS_MAX);

const ScheduleView = z
  .object({
    schedule: Schedule,
    is_own: z.boolean().openapi({ description: "Whether it is the webmaster's own; else it is the network's" }),
    hold_days: HoldDays.openapi({
      description: "Days for which the money of the webmaster's conversions is on hold, also if their offer has fewer",
    }),
  })
  .openapi("WebmasterSchedule");

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/payout-schedule",
  operationId: "getPayoutSchedule",
  summary: "Get when a webmaster is paid, and how long their money is on hold",
  tags: ["webmasters"],
  security,
  request: { params: IdParam },
  responses: { 200: json(ScheduleView, "The schedule"), ...problems },
});

const setRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/{id}/payout-schedule",
  operationId: "setPayoutSchedule",
  summary: "Set when a webmaster is paid; omitted fields are unchanged. Operator only",
  tags: ["webmasters"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          schedule: Schedule.nullable().optional().openapi({ description: "Null: by the network's schedule" }),
          hold_days: HoldDays.optional().openapi({
            description: "Applies to conversions that are recorded from now on: dates that were promised do not move",
          }),
          reason: ReasonText.openapi({ description: "Why it changes" }),
        })
        .openapi("WebmasterScheduleChange"),
    ),
  },
  responses: { 200: json(ScheduleView, "The schedule"), ...problems },
});

/** When a webmaster is paid. */
export const webmasterSchedule = createApi()
  .openapi(getRoute, async (c) => c.json(show(await getPayoutSchedule(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(setRoute, async (c) => {
    const { schedule, hold_days: holdDays, reason } = c.req.valid("json");
    const after = await setPayoutSchedule(c.var.ctx, c.req.valid("param").id, { schedule, holdDays, reason });
    return c.json(show(after), 200);
  });

const show = ({ schedule, isOwn, holdDays }: WebmasterSchedule): z.infer<typeof ScheduleView> => ({
  ...{ schedule, is_own: isOwn, hold_days: holdDays },
});
