import { z } from "@hono/zod-openapi";
import { HOUR_MS } from "@waymark/contract/duration";
import { listHours } from "@waymark/network/loss";
import { createApi, json, problems, security, Time, time, timeOrNull } from "./schema.ts";
import { defineRoute } from "./route.ts";
import { EndTime, readRange, StartTime, Zone } from "./time-input.ts";

const RANGE_DAYS_MAX = 31;

/** What the figures measure, and what can't be measured. */
const MEASURED =
  "Isolates of the edge number their clicks from 1 on. A number that is not stored, below the greatest stored number of its isolate, is in flight or missing.";
const NOT_MEASURED =
  "The tail of an isolate's life: clicks that it redirected after its last stored click, and isolates without any stored click. `tails` counts the isolates whose last stored click is of this hour; some of them still run. `unsent` and `unstored_conversions` do not depend on the numbers.";

const Hour = z
  .object({
    starts_at: Time,
    redirected: z.number().int().openapi({ description: "stored + in_flight + missing" }),
    stored: z.number().int(),
    in_flight: z
      .number()
      .int()
      .openapi({ description: "Not stored, but may still arrive: clicks of the last hour, or of a failing queue" }),
    missing: z.number().int(),
    isolates: z.number().int(),
    tails: z.number().int(),
    unsent: z.number().int().openapi({ description: "Clicks of `click.unsent` log lines that were ingested again" }),
    unstored_conversions: z
      .number()
      .int()
      .openapi({ description: "Conversions with a click_ID of ours whose click is not stored" }),
    audited_at: Time.nullable().openapi({ description: "Null if the hour was not audited, or a shard did not answer" }),
  })
  .openapi("ClickAuditHour");

const auditRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/clicks",
  operationId: "auditClicks",
  summary: `Get the loss audit by the hour of the click: redirected, stored, in flight, missing. At most ${RANGE_DAYS_MAX} days`,
  tags: ["ops"],
  security,
  request: { query: z.object({ from: StartTime.optional(), to: EndTime.optional(), zone: Zone }) },
  responses: {
    200: json(
      z.object({ data: z.array(Hour), measured: z.string(), not_measured: z.string() }),
      "The audit, oldest hour first",
    ),
    ...problems,
  },
});

/** Compares redirected clicks with stored clicks. */
export const opsClicks = createApi().openapi(auditRoute, async (c) => {
  const { ctx } = c.var;
  const now = Math.ceil(ctx.now() / HOUR_MS) * HOUR_MS;
  const range = readRange(c.req.valid("query"), { now, daysDefault: 1, daysMax: RANGE_DAYS_MAX });
  const hours = await listHours(ctx, range);
  return c.json(
    {
      data: hours.map((one) => ({
        starts_at: time(one.hour),
        redirected: one.redirected,
        stored: one.stored,
        in_flight: one.inFlight,
        missing: one.missing,
        isolates: one.isolates,
        tails: one.tails,
        unsent: one.unsent,
        unstored_conversions: one.unstoredConversions,
        audited_at: timeOrNull(one.auditedAt),
      })),
      measured: MEASURED,
      not_measured: NOT_MEASURED,
    },
    200,
  );
});
