import { z } from "@hono/zod-openapi";
import { HOUR_MS } from "@waymark/contract/duration";
import { NetworkError } from "@waymark/network/errors";
import { listHours } from "@waymark/network/loss";
import { createApi, json, problems, security, Time, time, timeOrNull } from "./schema.ts";
import { defineRoute } from "./route.ts";

const HOURS_MAX = 31 * 24;

/** What the figures can say, and what nothing can. */
const MEASURED =
  "Isolates of the edge number their clicks from 1 on. A number below the greatest that is stored of its isolate, and not stored itself, is in flight or missing.";
const NOT_MEASURED =
  "The tail of an isolate's life: what it redirected after the last of its clicks that is stored, and an isolate of whom nothing is stored. `tails` counts the isolates whose last stored click is of this hour; some of them still live. `unsent` and `unstored_conversions` are proofs that do not depend on the numbers.";

const Hour = z
  .object({
    hour: Time,
    redirected: z.number().int().openapi({ description: "stored + in_flight + missing" }),
    stored: z.number().int(),
    in_flight: z
      .number()
      .int()
      .openapi({ description: "Not stored, but may still come: of the last hour, or its queue fails" }),
    missing: z.number().int(),
    isolates: z.number().int(),
    tails: z.number().int(),
    unsent: z.number().int().openapi({ description: "Clicks of `click.unsent` log lines that were taken in again" }),
    unstored_conversions: z
      .number()
      .int()
      .openapi({ description: "Conversions with a click_ID of ours whose click is not stored" }),
    audited_at: Time.nullable().openapi({ description: "Null where it was not, or a shard did not answer then" }),
  })
  .openapi("ClickAuditHour");

const auditRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/clicks",
  operationId: "auditClicks",
  summary: "By the hour of the click: redirected, stored, in flight, missing. The last day, or up to 31 days",
  tags: ["ops"],
  security,
  request: { query: z.object({ from: Time.optional(), to: Time.optional() }) },
  responses: {
    200: json(
      z.object({ data: z.array(Hour), measured: z.string(), not_measured: z.string() }),
      "The audit, oldest hour first",
    ),
    ...problems,
  },
});

/** Clicks redirected against clicks stored. */
export const opsClicks = createApi().openapi(auditRoute, async (c) => {
  const { ctx } = c.var;
  const query = c.req.valid("query");
  const to = query.to === undefined ? Math.ceil(ctx.now() / HOUR_MS) * HOUR_MS : Date.parse(query.to);
  const from = query.from === undefined ? to - 24 * HOUR_MS : Date.parse(query.from);
  if (to - from > HOURS_MAX * HOUR_MS) throw new NetworkError("invalid_input", "At most 31 days");
  const hours = await listHours(ctx, { from, to });
  return c.json(
    {
      data: hours.map((one) => ({
        hour: time(one.hour),
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
