import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import {
  BEYOND,
  inJson,
  insertRows,
  ORDER_BY,
  rawStatement,
  retryOnConcurrentWrite,
  searchable,
  writeWithinRowLimit,
  type RowLimit,
  type Sort,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { noticeTo, type CausedMail } from "../mail/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import type { AttachmentRow } from "./attachments.ts";
import { partiesOf, type Subject, type ThreadRow } from "./subject.ts";
import { getThread, ownThreads, sideOf } from "./threads.ts";
import { ROLES, type Role } from "../words.ts";

export { attach, ATTACHMENT_BYTES_MAX, forgetUnsent, getAttachment, type AttachmentRow } from "./attachments.ts";
export { ATTACHMENT_ENDINGS } from "../file-type.ts";
export type { ThreadRow } from "./subject.ts";

/** A thread with the number of messages that the reader's side has not read. */
export type ThreadSeen = ThreadRow & { unread: number };

/** A message with the files that it carries. */
export interface Message {
  row: Tables["message"];
  attachments: AttachmentRow[];
}

const MESSAGES_MAX = 2_000;
export const ATTACHMENTS_MAX = 10;
/** Threads that one side may open a day. */
const THREADS_PER_DAY_MAX = 100;
const TRIES = { triesMax: 10 };

/**
 * Opens a thread with its first message, about something that the actor may see. Its members are all parties and the
 * operator, or only the actor's side and the operator.
 * Throws `not_found`, `forbidden`, `invalid_input`, `too_many_requests`.
 */
export async function openThread(
  ctx: Context,
  input: { subject: Subject; title: string; text: string; isPrivate: boolean },
): Promise<ThreadSeen> {
  sideOf(ctx);
  const id = newId(ctx, "thr");
  return createOnce(
    ctx,
    () => threadsSeen(ctx).where("thread.id", "=", id).executeTakeFirst(),
    () => openNewThread(ctx, { id, ...input }),
  );
}

async function openNewThread(
  ctx: Context,
  input: { id: string; subject: Subject; title: string; text: string; isPrivate: boolean },
): Promise<ThreadSeen> {
  const side = sideOf(ctx);
  const parties = await partiesOf(ctx, input.subject);
  const [advertiserId, webmasterId] = [
    input.isPrivate && side !== "advertiser" ? null : parties.advertiser_id,
    input.isPrivate && side !== "webmaster" ? null : parties.webmaster_id,
  ];
  const row: ThreadRow = {
    id: input.id,
    subject_kind: input.subject.kind,
    subject_id: input.subject.id,
    title: input.title,
    advertiser_id: advertiserId,
    webmaster_id: webmasterId,
    opened_by: side,
    opened_at: ctx.now(),
    messages: 0,
    last_at: ctx.now(),
    closed_at: null,
    searched_title: searchable(input.title),
  };
  const columns = [
    ...(["id", "subject_kind", "subject_id", "title", "advertiser_id", "webmaster_id"] as const),
    ...(["opened_by", "opened_at", "messages", "last_at", "searched_title"] as const),
  ] as const;
  const statements = [
    ...insertRows("thread", columns, [row]),
    ...messageStatements(ctx, row, {
      ...{ id: newId(ctx, "msg"), text: input.text, attachmentIds: [], unread: new Map(), closes: false },
    }),
  ];
  const limit = threadLimit(ctx);
  if (limit === undefined) await ctx.db.write(statements);
  else await writeWithinRowLimit(ctx.db, limit, statements);
  return { ...row, messages: 1, unread: 0 };
}

/** Of the threads that the actor's account opens; undefined for the operator. */
function threadLimit({ actor, now }: Context): RowLimit | undefined {
  if (actor.role !== "webmaster" && actor.role !== "advertiser") return undefined;
  const [account, id] =
    actor.role === "webmaster" ? ["webmaster_id", actor.webmasterId] : ["advertiser_id", actor.advertiserId];
  return {
    count: sql`(SELECT count(*) FROM thread
      WHERE ${sql.ref(account)} = ${id} AND opened_by = ${actor.role} AND opened_at > CAST(${now() - DAY_MS} AS INTEGER))`,
    max: THREADS_PER_DAY_MAX,
    refusal: () => new NetworkError("too_many_requests", `At most ${THREADS_PER_DAY_MAX} new threads a day`),
  };
}

/**
 * Adds a message to a thread, with files that were uploaded for it; a closed thread is open again. Throws `not_found`, `conflict` if too many write at
 * once, `too_many_requests` if the thread is full.
 */
export async function writeMessage(
  ctx: Context,
  input: { threadId: string; text: string; attachmentIds: readonly string[] },
): Promise<Message> {
  sideOf(ctx);
  const id = newId(ctx, "msg");
  return createOnce(
    ctx,
    () => findMessage(ctx, input.threadId, id),
    () => writeNewMessage(ctx, { id, ...input, closes: false }),
  );
}

/**
 * Closes a thread until the next message. The reason is a message of its own, so that it stays with the thread and
 * reaches those who have read the others. Throws what `writeMessage` throws.
 */
export async function closeThread(ctx: Context, threadId: string, reason: string): Promise<ThreadSeen> {
  sideOf(ctx);
  const id = newId(ctx, "msg");
  await createOnce(
    ctx,
    () => findMessage(ctx, threadId, id),
    () => writeNewMessage(ctx, { id, threadId, text: reason, attachmentIds: [], closes: true }),
  );
  return getThreadSeen(ctx, threadId);
}

const ONE = { sort: "oldest", limit: 1 } as const;

async function findMessage(ctx: Context, threadId: string, id: string): Promise<Message | undefined> {
  const row = await ctx.db.query.selectFrom("message").select("number").where("id", "=", id).executeTakeFirst();
  return row && (await listMessages(ctx, threadId, { ...ONE, beyond: row.number - 1 }))[0];
}

function writeNewMessage(
  ctx: Context,
  input: { id: string; threadId: string; text: string; attachmentIds: readonly string[]; closes: boolean },
): Promise<Message> {
  return retryOnConcurrentWrite(async () => {
    const thread = await getThread(ctx, input.threadId);
    if (thread.messages >= MESSAGES_MAX)
      throw new NetworkError("too_many_requests", "The thread is full: open another");
    await requireUnsent(ctx, thread.id, input.attachmentIds);
    const unread = await unreadBySide(ctx, thread);
    await ctx.db.write(messageStatements(ctx, thread, { ...input, unread })); // its number is unique in the thread
    const [message] = await listMessages(ctx, thread.id, { ...ONE, beyond: thread.messages });
    if (message === undefined) throw notFound("message");
    return message;
  }, TRIES);
}

async function requireUnsent(ctx: Context, threadId: string, ids: readonly string[]) {
  const known = await ctx.db.query
    .selectFrom("attachment")
    .select("id")
    .where("id", "in", inJson(ids))
    .where("thread_id", "=", threadId)
    .where("side", "=", sideOf(ctx))
    .where("number", "is", null)
    .execute();
  if (known.length < new Set(ids).size) throw notFound("attachment");
}

/** How many messages each side has not read. */
async function unreadBySide({ db }: Context, { id, messages }: ThreadRow): Promise<Map<Role, number>> {
  const rows = await db.query.selectFrom("thread_read").selectAll().where("thread_id", "=", id).execute();
  const read = new Map(rows.map(({ side, number }) => [side, number]));
  return new Map(ROLES.map((side) => [side, messages - (read.get(side) ?? 0)]));
}

/** Marks earlier messages as read by the writer. Mails only those members who had nothing unread: one mail a visit. */
function messageStatements(
  ctx: Context,
  thread: ThreadRow,
  message: {
    id: string;
    text: string;
    attachmentIds: readonly string[];
    unread: ReadonlyMap<Role, number>;
    /** Closes the thread; any other message opens it. */
    closes: boolean;
  },
): Statement[] {
  const { actor, now } = ctx;
  const side = sideOf(ctx);
  const number = thread.messages + 1;
  const notified = ROLES.filter((other) => other !== side && (message.unread.get(other) ?? 0) === 0);
  return [
    ...insertRows(
      "message",
      ["id", "thread_id", "number", "side", "actor", "text", "sent_at"],
      [
        {
          ...{ id: message.id, thread_id: thread.id, number, side },
          ...{ actor: actorName(actor), text: message.text, sent_at: now() },
        },
      ],
    ),
    rawStatement("UPDATE thread SET messages = ?, last_at = ?, closed_at = CAST(? AS INTEGER) WHERE id = ?", [
      ...[number, now(), message.closes ? now() : null, thread.id],
    ]),
    rawStatement("UPDATE attachment SET number = ? WHERE id IN (SELECT value FROM json_each(?)) AND thread_id = ?", [
      ...[number, JSON.stringify(message.attachmentIds), thread.id],
    ]),
    readUpTo(thread.id, side, number),
    ...notified.flatMap((other) => notice(other, thread, number, now())),
  ];
}

function notice(side: Role, thread: ThreadRow, number: number, now: number): Statement[] {
  const mail: CausedMail = {
    cause: `thread/${thread.id}/${number}`,
    kind: "message",
    parameters: { threadId: thread.id, title: thread.title },
  };
  switch (side) {
    case "operator":
      return noticeTo({ role: "operator" }, mail, now);
    case "advertiser":
      return thread.advertiser_id === null
        ? []
        : noticeTo({ role: "advertiser", advertiserId: thread.advertiser_id }, mail, now);
    case "webmaster":
      return thread.webmaster_id === null
        ? []
        : noticeTo({ role: "webmaster", webmasterId: thread.webmaster_id }, mail, now);
  }
}

const readUpTo = (threadId: string, side: Role, number: number): Statement =>
  rawStatement(
    `INSERT INTO thread_read (thread_id, side, number) VALUES (?, ?, ?)
     ON CONFLICT (thread_id, side) DO UPDATE SET number = max(number, excluded.number)`,
    [threadId, side, number],
  );

/** Marks the thread as read by the reader's side up to this message. Throws `not_found`. */
export async function markRead(ctx: Context, threadId: string, number: number): Promise<ThreadSeen> {
  const side = sideOf(ctx);
  const thread = await getThread(ctx, threadId);
  await ctx.db.write([readUpTo(thread.id, side, Math.min(number, thread.messages))]);
  return getThreadSeen(ctx, threadId);
}

/** Threads with what the reader's side has not read of them. */
const threadsSeen = (ctx: Context) =>
  ownThreads(ctx)
    .leftJoin("thread_read", (join) =>
      join.onRef("thread_read.thread_id", "=", "thread.id").on("thread_read.side", "=", sideOf(ctx)),
    )
    .select(unreadCount.as("unread"));

const unreadCount = sql<number>`thread.messages - coalesce(thread_read.number, 0)`;

/** Throws `not_found`. */
export async function getThreadSeen(ctx: Context, id: string): Promise<ThreadSeen> {
  const row = await threadsSeen(ctx).where("thread.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("thread");
  return row;
}

/** Newest first; `before` is the id of the last one seen. */
export async function listThreads(
  ctx: Context,
  filter: {
    subjectId?: string | undefined;
    isUnread?: boolean | undefined;
    isClosed?: boolean | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<ThreadSeen[]> {
  let rows = threadsSeen(ctx).orderBy("thread.id", "desc").limit(filter.limit);
  if (filter.before !== undefined) rows = rows.where("thread.id", "<", filter.before);
  if (filter.subjectId !== undefined) rows = rows.where("thread.subject_id", "=", filter.subjectId);
  if (filter.isUnread !== undefined) rows = rows.where(unreadCount, filter.isUnread ? ">" : "=", 0);
  if (filter.isClosed !== undefined) rows = rows.where("thread.closed_at", filter.isClosed ? "is not" : "is", null);
  return rows.execute();
}

/** Threads by a part of their title, the newest first, among the newest `examinedMax`. */
export async function findThreadsByTitle(
  ctx: Context,
  text: string,
  { limit, examinedMax }: { limit: number; examinedMax: number },
): Promise<ThreadRow[]> {
  return ctx.db.query
    .selectFrom(ownThreads(ctx).orderBy("id", "desc").limit(examinedMax).as("newest"))
    .selectAll()
    .where(sql<boolean>`instr(searched_title, ${searchable(text)}) > 0`)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** How many threads and messages the reader's side has not read. */
export async function countUnread(ctx: Context): Promise<{ threads: number; messages: number }> {
  return threadsSeen(ctx)
    .clearSelect()
    .select(({ fn }) => [
      fn.count<number>("thread.id").as("threads"),
      sql<number>`coalesce(sum(${unreadCount}), 0)`.as("messages"),
    ])
    .where(unreadCount, ">", 0)
    .executeTakeFirstOrThrow();
}

/** Messages of a thread, the oldest or the newest first, beyond the number of one. Throws `not_found`. */
export async function listMessages(
  ctx: Context,
  threadId: string,
  page: { sort: Sort; beyond: number | undefined; limit: number },
): Promise<Message[]> {
  const thread = await getThread(ctx, threadId);
  const { query } = ctx.db;
  let messages = query
    .selectFrom("message")
    .selectAll()
    .where("thread_id", "=", thread.id)
    .orderBy("number", ORDER_BY[page.sort])
    .limit(page.limit);
  if (page.beyond !== undefined) messages = messages.where("number", BEYOND[page.sort], page.beyond);
  const rows = await messages.execute();
  const attachments = await query
    .selectFrom("attachment")
    .selectAll()
    .where("thread_id", "=", thread.id)
    .where("number", "in", inJson(rows.map(({ number }) => number)))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ row, attachments: attachments.filter(({ number }) => number === row.number) }));
}
