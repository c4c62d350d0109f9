import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  ConcurrentWriteError,
  insertRows,
  rawStatement,
  requireRowLimit,
  withinRowLimit,
  type RowLimit,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { requireRoom, writeWithinQuotas, type Addition } from "../quota/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { ATTACHMENT_ENDINGS, typeOfFile } from "../file-type.ts";
import { getThread, ownThreads, sideOf } from "./threads.ts";
import type { Role } from "../words.ts";
import { DAY_MS } from "@waymark/contract/duration";

export type AttachmentRow = Tables["attachment"];

export const ATTACHMENT_BYTES_MAX = 5_000_000;

/** Files of one side in one thread that no message carries yet. */
const UNSENT_MAX = 10;
const UNSENT_MS = DAY_MS;
const FORGET_MAX = 100;

const objectOf = ({ thread_id, id }: Pick<AttachmentRow, "thread_id" | "id">) => `attachment/${thread_id}/${id}`;

/** Keeps a file for a message to come. Throws `not_found`, `too_large`, `file_refused`, `too_many_requests`, `limit_reached`. */
export async function attach(
  ctx: Context,
  input: { threadId: string; name: string; bytes: Uint8Array },
): Promise<AttachmentRow> {
  sideOf(ctx);
  const id = newId(ctx, "att");
  return createOnce(
    ctx,
    () => ctx.db.query.selectFrom("attachment").selectAll().where("id", "=", id).executeTakeFirst(),
    () => attachNew(ctx, { id, ...input }),
  );
}

async function attachNew(
  ctx: Context,
  input: { id: string; threadId: string; name: string; bytes: Uint8Array },
): Promise<AttachmentRow> {
  const side = sideOf(ctx);
  const thread = await getThread(ctx, input.threadId);
  const { name, bytes } = input;
  if (bytes.length > ATTACHMENT_BYTES_MAX) throw new NetworkError("too_large", "An attachment is at most 5 MB");
  const type = bytes.length === 0 ? undefined : typeOfFile(name, bytes);
  if (type === undefined)
    throw new NetworkError(
      "file_refused",
      `The file must be one of ${ATTACHMENT_ENDINGS.join(", ")}, and its content must match its name`,
    );
  const unsent = unsentLimit(thread.id, side);
  await requireRowLimit(ctx.db, unsent); // before it is stored
  const { actor } = ctx;
  const additions: Addition[] =
    actor.role === "webmaster" || actor.role === "advertiser"
      ? [{ account: actor, name: "attachment_bytes", more: bytes.length }]
      : [];
  for (const { account, more } of additions) await requireRoom(ctx, account, "attachment_bytes", more); // before it is stored
  const row: AttachmentRow = {
    id: input.id,
    ...{ thread_id: thread.id, side, number: null, name, type, size_bytes: bytes.length, created_at: ctx.now() },
  };
  // The row is written last: a row always has its bytes. Bytes without a row are deleted by `sweepFiles`.
  await ctx.files.put(objectOf(row), bytes);
  const columns = ["id", "thread_id", "side", "number", "name", "type", "size_bytes", "created_at"] as const;
  try {
    await writeWithinQuotas(ctx, additions, [
      withinRowLimit(ctx.db, unsent),
      ...insertRows("attachment", columns, [row]),
    ]);
  } catch (error) {
    if ((await findAttachment(ctx, row.id)) === undefined) await ctx.files.delete(objectOf(row));
    if (error instanceof ConcurrentWriteError) await requireRowLimit(ctx.db, unsent);
    throw error;
  }
  return row;
}

const unsentLimit = (threadId: string, side: Role): RowLimit => ({
  count: sql`(SELECT count(*) FROM attachment WHERE thread_id = ${threadId} AND side = ${side} AND number IS NULL)`,
  max: UNSENT_MAX,
  refusal: () => new NetworkError("too_many_requests", "Too many unsent files: send a message with them first"),
});

const findAttachment = ({ db }: Context, id: string) =>
  db.query.selectFrom("attachment").selectAll().where("id", "=", id).executeTakeFirst();

/** A file of a thread that the actor sees; before it is sent, only its own side does. Throws `not_found`. */
export async function getAttachment(
  ctx: Context,
  id: string,
): Promise<{ attachment: AttachmentRow; bytes: ReadableStream }> {
  const attachment = await findAttachment(ctx, id);
  if (attachment === undefined) throw notFound("attachment");
  const thread = await ownThreads(ctx).where("id", "=", attachment.thread_id).executeTakeFirst();
  const isSeen = attachment.number !== null || attachment.side === sideOf(ctx);
  const object = thread === undefined || !isSeen ? null : await ctx.files.get(objectOf(attachment));
  if (object === null) throw notFound("attachment");
  return { attachment, bytes: object.body };
}

/** Deletes files that were uploaded more than a day ago and never sent. Returns how many. */
export async function forgetUnsent(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete files that were not sent");
  const rows = await ctx.db.query
    .selectFrom("attachment")
    .select(["id", "thread_id"])
    .where("number", "is", null)
    .where("created_at", "<", ctx.now() - UNSENT_MS)
    .limit(FORGET_MAX)
    .execute();
  if (rows.length === 0) return 0;
  await ctx.files.delete(rows.map(objectOf));
  await ctx.db.write(
    rows.map(({ id }) => rawStatement("DELETE FROM attachment WHERE id = ? AND number IS NULL", [id])),
  );
  return rows.length;
}
