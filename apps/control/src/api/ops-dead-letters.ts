import { z } from "@hono/zod-openapi";
import { countDeadLetters, listDeadLetters, listQueues, type DeadLetterRow } from "@waymark/network/queue";
import { replayDeadLetters } from "../jobs/replay.ts";
import {
  fittingPage,
  body,
  createApi,
  json,
  pageOf,
  PageQuery,
  problems,
  readTimeAndId,
  security,
  SortParam,
  Time,
  time,
  TimeAndId,
  timeOrNull,
} from "./schema.ts";
import { EndTime, instantsOf, StartTime, Zone } from "./time-input.ts";
import { defineRoute } from "./route.ts";

const LETTER_STATUSES = ["waiting", "replayed"] as const;

const Letter = z
  .object({
    id: z.string(),
    queue: z.string(),
    reason: z.string(),
    body: z.string().openapi({ description: "The beginning of the message" }),
    status: z.enum(LETTER_STATUSES),
    kept_at: Time,
    replayed_at: Time.nullable(),
  })
  .openapi("DeadLetter");

const showLetter = ({ id, queue, reason, body, kept_at, replayed_at }: DeadLetterRow): z.infer<typeof Letter> => ({
  id,
  queue,
  reason,
  body,
  status: replayed_at === null ? "waiting" : "replayed",
  kept_at: time(kept_at),
  replayed_at: timeOrNull(replayed_at),
});

const positionOf = ({ kept_at, id }: DeadLetterRow) => `${kept_at}~${id}`;

const Range = {
  queue: z.string().max(100).optional().openapi({ description: "Only letters of this queue" }),
  from: StartTime.optional().openapi({ description: "Only letters kept at this time or later" }),
  to: EndTime.optional().openapi({ description: "Only letters kept before this time" }),
  zone: Zone,
};

const rangeOf = ({ queue, ...range }: Parameters<typeof instantsOf>[0] & { queue?: string | undefined }) => ({
  queue,
  ...instantsOf(range),
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/dead-letters",
  operationId: "listDeadLetters",
  summary: "List dead letters (messages that no consumer could process)",
  tags: ["ops"],
  security,
  request: {
    query: PageQuery.extend({
      ...Range,
      cursor: TimeAndId.optional(),
      sort: SortParam,
      status: z.enum(LETTER_STATUSES).optional(),
    }),
  },
  responses: { 200: json(pageOf(Letter), "Dead letters"), ...problems },
});

const REPLAYED_MAX = 100;

const replayRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/dead-letters/replay",
  operationId: "replayDeadLetters",
  summary:
    "Replay the waiting dead letters of a range, oldest first, a hundred a call. Events count once. Continue with next_cursor",
  tags: ["ops"],
  security,
  request: body(z.strictObject({ ...Range, cursor: TimeAndId.optional() })),
  responses: {
    200: json(
      z.object({
        replayed: z.number().int(),
        refused: z.array(z.object({ id: z.string(), reason: z.string() })),
        next_cursor: z.string().nullable(),
      }),
      "The outcome",
    ),
    ...problems,
  },
});

const Queue = z
  .object({
    queue: z.string(),
    seen_at: Time.openapi({ description: "When its consumer was last given a batch" }),
    backlog: z
      .number()
      .int()
      .nullable()
      .openapi({ description: "Messages that waited then; null if the platform does not say" }),
    backlog_bytes: z.number().int().nullable(),
    oldest_at: Time.nullable().openapi({ description: "When the oldest of them was sent" }),
    attempts: z.number().int(),
    failing_since_at: Time.nullable(),
    error: z.string().nullable(),
  })
  .openapi("Queue");

const queuesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/queues",
  operationId: "listQueues",
  summary: "List the queues with their backlogs, failing batches and dead letters",
  tags: ["ops"],
  security,
  responses: {
    200: json(
      z.object({
        data: z.array(Queue),
        dead_letters: z.array(z.object({ queue: z.string(), letters: z.number().int(), oldest_at: Time })),
      }),
      "Queues",
    ),
    ...problems,
  },
});

/** Dead letters and the state of queues. */
export const opsDeadLetters = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, sort, status, ...range } = c.req.valid("query");
    const isReplayed = status === undefined ? undefined : status === "replayed";
    const rows = await listDeadLetters(
      c.var.ctx,
      { ...rangeOf(range), isReplayed },
      { seen: cursor === undefined ? undefined : readTimeAndId(cursor), sort, limit },
    );
    const { data, last } = fittingPage(rows, limit, showLetter);
    return c.json({ data, next_cursor: last === undefined ? null : positionOf(last) }, 200);
  })
  .openapi(replayRoute, async (c) => {
    const { cursor, ...range } = c.req.valid("json");
    const page = { seen: cursor === undefined ? undefined : readTimeAndId(cursor), limit: REPLAYED_MAX };
    const { replayed, refused, last } = await replayDeadLetters(c.var.ctx, rangeOf(range), page);
    const isLast = replayed + refused.length < REPLAYED_MAX;
    return c.json({ replayed, refused, next_cursor: isLast || last === undefined ? null : positionOf(last) }, 200);
  })
  .openapi(queuesRoute, async (c) => {
    const { ctx } = c.var;
    const [queues, letters] = [await listQueues(ctx), await countDeadLetters(ctx)];
    return c.json(
      {
        data: queues.map(({ failing_since, ...queue }) => ({
          ...queue,
          seen_at: time(queue.seen_at),
          oldest_at: timeOrNull(queue.oldest_at),
          failing_since_at: timeOrNull(failing_since),
        })),
        dead_letters: letters.map(({ oldest_at, ...rest }) => ({ ...rest, oldest_at: time(oldest_at) })),
      },
      200,
    );
  });
