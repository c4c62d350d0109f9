import { z } from "@hono/zod-openapi";
import { countMoneyRequests } from "@waymark/network/guard";
import { countOpenReports } from "@waymark/network/link";
import { countWaitingDestinations } from "@waymark/network/offer";
import { countAccountsOnHold } from "@waymark/network/payout-account";
import { countParked } from "@waymark/network/postback";
import { createApi, json, problems, security, Time, timeOrNull } from "./schema.ts";
import { defineRoute } from "./route.ts";

const Waiting = z.object({
  count: z.number().int(),
  oldest_at: Time.nullable().openapi({ description: "When the oldest of them came; null if none waits" }),
});

const ToDo = z
  .object({
    abuse_reports: Waiting.openapi({ description: "`GET /api/v1/ops/abuse-reports?status=open` lists them" }),
    destination_changes: Waiting.openapi({
      description: "`GET /api/v1/destination-changes?status=pending` lists them",
    }),
    money_requests: Waiting.openapi({ description: "`GET /api/v1/money-requests?status=waiting` lists them" }),
    payout_accounts: Waiting.openapi({ description: "`GET /api/v1/payout-accounts?is_on_hold=true` lists them" }),
    parked_postbacks: z
      .object({
        count: z.number().int(),
        oldest_at: Time.nullable().openapi({
          description: "When the oldest of them was accepted; null if none waits",
        }),
      })
      .openapi({ description: "`GET /api/v1/postbacks?status=parked` lists them" }),
  })
  .openapi("ToDo");

const toDoRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/to-do",
  operationId: "getToDo",
  summary: "Count the decisions that wait for the operator, and since when",
  tags: ["ops"],
  security,
  responses: { 200: json(ToDo, "Counts"), ...problems },
});

/** Work that waits for a decision of the operator. */
export const opsToDo = createApi().openapi(toDoRoute, async (c) => {
  const { ctx } = c.var;
  const [parked, reports, destinations, requests, accounts] = await Promise.all([
    countParked(ctx),
    countOpenReports(ctx),
    countWaitingDestinations(ctx),
    countMoneyRequests(ctx),
    countAccountsOnHold(ctx),
  ]);
  const toDo = {
    abuse_reports: showWaiting(reports),
    destination_changes: showWaiting(destinations),
    money_requests: showWaiting(requests),
    payout_accounts: showWaiting(accounts),
    parked_postbacks: showWaiting(parked),
  };
  return c.json(toDo, 200);
});

const showWaiting = ({ count, oldestAt }: { count: number; oldestAt: number | null }) => ({
  count,
  oldest_at: timeOrNull(oldestAt),
});
