import { z } from "@hono/zod-openapi";
import { countNetworkToDo, TO_DO_COUNT_MAX, type Waiting } from "@waymark/network/stats";
import { createApi, json, problems, security, Time, timeOrNull } from "./schema.ts";
import { defineRoute } from "./route.ts";

const WaitingView = z.object({
  count: z
    .number()
    .int()
    .openapi({ description: `At most ${TO_DO_COUNT_MAX}` }),
  oldest_at: Time.nullable().openapi({ description: "Since when the oldest of them waits; null if none waits" }),
});

const listedBy = (path: string, meaning: string) =>
  WaitingView.openapi({ description: `${meaning}: \`GET /api/v1${path}\` lists them` });

const ToDo = z
  .object({
    abuse_reports: listedBy("/ops/abuse-reports?status=open", "Open reports about links"),
    check_questions: listedBy(
      "/traffic-check/questions",
      "Webmasters of whom the traffic check would hold more than it may without your word",
    ),
    claims_to_decide: listedBy(
      "/claims?waits_for=operator",
      "Claims of webmasters that advertisers did not answer by the due date: you decide",
    ),
    dead_letters: listedBy("/ops/dead-letters?status=waiting", "Messages that no queue could process, to be replayed"),
    destination_changes: listedBy("/destination-changes?status=pending", "Changes to hosts that you have not seen"),
    frozen_webmasters: listedBy("/webmasters?is_frozen=true", "Webmasters whose money is frozen until you decide"),
    held_conversions: listedBy(
      "/conversions?status=held&is_test=false",
      "Conversions that are held: release or refuse them",
    ),
    money_requests: listedBy("/money-requests?status=waiting", "Money that waits for a second person"),
    open_appeals: listedBy("/appeals?status=open", "Appeals of webmasters against the check, to be answered"),
    overdue_appeals: listedBy("/appeals?is_overdue=true", "Those of them that should have been answered"),
    overdue_uploads: WaitingView.openapi({
      description: "Files of orders that advertisers owe: `GET /api/v1/offers/{id}/upload-schedule` lists the periods",
    }),
    parked_postbacks: listedBy("/postbacks?status=parked", "Postbacks that wait for a person"),
    payout_accounts: listedBy("/payout-accounts?is_on_hold=true", "Payout accounts on hold until you decide"),
    payout_requests: listedBy("/payout-requests?status=open", "What webmasters asked to be paid: a run pays it"),
    payout_runs: listedBy("/payout-runs", "Payout runs that are not settled"),
    source_limits: listedBy(
      "/source-limits?is_open=true&is_by_policy=true",
      "Limits of sources that your policy has imposed: lift those that are wrong",
    ),
    submitted_offers: listedBy("/offers?status=submitted", "Offers that wait for approval"),
    unmatched_entries: WaitingView.openapi({
      description:
        "Entries of bank statements that fit no payout: `GET /api/v1/bank-statements/{id}/entries?outcome=unmatched` lists them",
    }),
    unverified_channels: listedBy(
      "/traffic-sources?kind=channel&status=unverified",
      "Channels of webmasters, which only you can verify",
    ),
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
  const waiting = await countNetworkToDo(c.var.ctx);
  const toDo = {
    abuse_reports: show(waiting.abuse_reports),
    check_questions: show(waiting.check_questions),
    claims_to_decide: show(waiting.claims_to_decide),
    dead_letters: show(waiting.dead_letters),
    destination_changes: show(waiting.destination_changes),
    frozen_webmasters: show(waiting.frozen_webmasters),
    held_conversions: show(waiting.held_conversions),
    money_requests: show(waiting.money_requests),
    open_appeals: show(waiting.open_appeals),
    overdue_appeals: show(waiting.overdue_appeals),
    overdue_uploads: show(waiting.overdue_uploads),
    parked_postbacks: show(waiting.parked_postbacks),
    payout_accounts: show(waiting.payout_accounts),
    payout_requests: show(waiting.payout_requests),
    payout_runs: show(waiting.payout_runs),
    source_limits: show(waiting.source_limits),
    submitted_offers: show(waiting.submitted_offers),
    unmatched_entries: show(waiting.unmatched_entries),
    unverified_channels: show(waiting.unverified_channels),
  };
  return c.json(toDo, 200);
});

const show = ({ count, oldestAt }: Waiting) => ({ count, oldest_at: timeOrNull(oldestAt) });
