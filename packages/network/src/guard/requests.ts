import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { MoneyAct, MoneyRequestStatus } from "../words.ts";

/** An act on money that waits for a second person, or was answered. Times are Unix ms. */
export interface MoneyRequest {
  id: string;
  act: MoneyAct;
  /** The id of what the act changes. */
  subject: string;
  /** What it makes or moves, in minor units. */
  amounts: { currency: string; amountMinor: number }[];
  /** What the act does. */
  description: string;
  /** Why; in the words of the person who asked. */
  reason: string | null;
  status: MoneyRequestStatus;
  requestedBy: string;
  requestedAt: number;
  answeredBy: string | null;
  answerReason: string | null;
  answeredAt: number | null;
  /** What the act needs to be done, as it wrote it. */
  input: unknown;
}

type RequestRow = Tables["money_request"];

const requests = ({ db }: Pick<Context, "db">) =>
  db.query
    .selectFrom("money_request")
    .leftJoin("money_answer", "money_answer.request_id", "money_request.id")
    .selectAll("money_request")
    .select(["money_answer.actor as answered_by", "money_answer.reason as answer_reason", "money_answer.answered_at"]);

/** Newest first; `before` is the id of the last one seen. Throws `forbidden`. */
export async function listMoneyRequests(
  ctx: Context,
  page: { status?: MoneyRequestStatus | undefined; before?: string | undefined; limit: number },
): Promise<MoneyRequest[]> {
  requireRole(ctx, OPERATOR, "read requests for a second person");
  let rows = requests(ctx).orderBy("money_request.id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("money_request.id", "<", page.before);
  if (page.status !== undefined) rows = rows.where("money_request.status", "=", page.status);
  return (await rows.execute()).map(requestOf);
}

/** Throws `forbidden`, `not_found`. */
export async function getMoneyRequest(ctx: Context, id: string): Promise<MoneyRequest> {
  requireRole(ctx, OPERATOR, "read requests for a second person");
  const row = await requests(ctx).where("money_request.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("request");
  return requestOf(row);
}

/** The waiting request for this act, if there is one. */
export const findWaiting = ({ db }: Pick<Context, "db">, act: MoneyAct, subject: string) =>
  db.query
    .selectFrom("money_request")
    .select("id")
    .where("act", "=", act)
    .where("subject", "=", subject)
    .where("status", "=", "waiting")
    .executeTakeFirst();

export const insertRequest = (row: Omit<RequestRow, "status">): Statement[] =>
  insertRows(
    "money_request",
    [
      ...(["id", "act", "subject", "input", "amounts", "description", "reason", "status"] as const),
      ...(["requested_by", "requested_at"] as const),
    ],
    [{ ...row, status: "waiting" }],
  );

/** The answer to a request, for the batch of what it confirms or ends. A second answer voids its batch. */
export const answerRequest = (
  ctx: Context,
  id: string,
  { status, reason }: { status: Exclude<MoneyRequestStatus, "waiting">; reason: string | null },
): Statement[] => [
  ...insertRows(
    "money_answer",
    ["request_id", "status", "actor", "reason", "answered_at"],
    [{ request_id: id, status, actor: actorName(ctx.actor), reason, answered_at: ctx.now() }],
  ),
  rawStatement("UPDATE money_request SET status = ? WHERE id = ?", [status, id]),
];

export const alreadyAnswered = ({ status }: MoneyRequest) =>
  new NetworkError("request_answered", `The request is already ${status}`);

function requestOf(
  row: RequestRow & { answered_by: string | null; answer_reason: string | null; answered_at: number | null },
): MoneyRequest {
  const amounts = JSON.parse(row.amounts) as [string, number][]; // written by `writeGuarded`
  return {
    ...{ id: row.id, act: row.act, subject: row.subject, description: row.description, reason: row.reason },
    ...{ status: row.status, requestedBy: row.requested_by, requestedAt: row.requested_at },
    ...{ answeredBy: row.answered_by, answerReason: row.answer_reason, answeredAt: row.answered_at },
    amounts: amounts.map(([currency, amountMinor]) => ({ amountMinor, currency })),
    input: JSON.parse(row.input) as unknown,
  };
}
