import { z } from "@hono/zod-openapi";
import { HEALTH_CHECKS, HEALTH_FAULTS, HEALTH_LEVELS, readHealth, type HealthFault } from "@waymark/network/health";
import { missingSecrets } from "../env.ts";
import { defineRoute } from "./route.ts";
import { createApi, json, problems, security, Time, time, timeOrNull } from "./schema.ts";

/** The guide that says more about each check. */
const GUIDE = "/docs/guide/operations.md";

const Level = z.enum(HEALTH_LEVELS).openapi({ description: "`warning`: look at it today. `failing`: look at it now" });

const Finding = z
  .object({
    level: Level.exclude(["ok"]).openapi({ description: "How urgent it is" }),
    code: z
      .enum(Object.keys(HEALTH_FAULTS) as [HealthFault, ...HealthFault[]]) // its own keys
      .openapi({ description: "What is wrong" }),
    subject: z
      .string()
      .nullable()
      .openapi({ description: "The job, queue, database, secret or record that it is about; null: there is only one" }),
    since_at: Time.nullable().openapi({ description: "Since when; null: not known" }),
    count: z.number().int().nullable().openapi({
      description: "How many messages, clicks, mails, faults, or failed runs in a row; null: nothing is counted",
    }),
    error: z.string().nullable().openapi({ description: "What a database or a service answered" }),
    sentence: z.string().openapi({ description: "The code as a sentence" }),
    to_do: z.string().openapi({ description: "What to do about it" }),
  })
  .openapi("HealthFinding");

const Health = z
  .object({
    status: z.enum(["ok", "degraded"]).openapi({
      description: "`degraded` if a check is `failing`. The public `GET /health` says this and nothing else",
    }),
    checked_at: Time,
    guide: z.string().openapi({ description: "The path of the guide that says what to do" }),
    checks: z
      .array(
        z.object({
          check: z.enum(HEALTH_CHECKS).openapi({ description: "What was looked at" }),
          level: Level,
          findings: z.array(Finding).openapi({ description: "Empty if all is well" }),
        }),
      )
      .openapi({ description: "Each check, also those that found nothing" }),
  })
  .openapi("Health");

const healthRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/health",
  operationId: "getHealth",
  summary:
    "Get what is wrong with the network itself: schedule, queues, publishing, clicks, books, mails. Operator only",
  tags: ["ops"],
  security,
  responses: { 200: json(Health, "Each check, with what it found"), ...problems },
});

/** The state of the network itself. */
export const opsHealth = createApi().openapi(healthRoute, async (c) => {
  const { status, checkedAt, checks } = await readHealth(c.var.ctx, missingSecrets(c.env));
  return c.json(
    {
      ...{ status, checked_at: time(checkedAt), guide: GUIDE },
      checks: checks.map(({ check, level, findings }) => ({
        check,
        level,
        findings: findings.map(({ fault, since, ...finding }) => ({
          ...{ ...finding, code: fault, since_at: timeOrNull(since) },
          ...{ sentence: HEALTH_FAULTS[fault].sentence, to_do: HEALTH_FAULTS[fault].toDo },
        })),
      })),
    },
    200,
  );
});
