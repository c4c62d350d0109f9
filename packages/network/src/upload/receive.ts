import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { getOffer } from "../offer/index.ts";
import { findPostbackSettings, NO_SETTINGS } from "../postback/index.ts";
import { requireRoom, writeWithinQuotas } from "../quota/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { plainName } from "./columns.ts";
import type { Delimiter } from "./dialect.ts";
import { keepSettings, listKept } from "./kept-queries.ts";
import { notationOf, type RequestedNotation } from "./notation.ts";
import { getSchedule, periodToReceive } from "./periods.ts";
import { findUpload, insertUpload } from "./queries.ts";
import { fileKey, hashOf, keepFile } from "./store.ts";
import { getUpload, type Upload } from "./view.ts";

export interface NewUpload {
  offerId: string;
  /** The name of the caller's file. */
  name: string;
  /** The file reports a whole period and closes it; the offer's policy decides what the file does not mention. */
  isComplete: boolean;
  /** Unix ms; null: the oldest period without a file. */
  periodStartsAt: (zone: string) => number | null;
  /** Null: guessed from the header. */
  delimiter: Delimiter | null;
  /** Without a zone, that of the upload term applies, or else UTC. */
  notation: Omit<RequestedNotation, "zone"> & { zone: string | null };
  body: ReadableStream<Uint8Array>;
}

/**
 * Accepts a file: stores it as it arrives, to be read later. Throws `not_found`, `forbidden`, `too_large`, `invalid_input` for an empty file,
 * `same_file`, `period_unknown`, `period_received`, `limit_reached`.
 */
export async function receiveUpload(ctx: Context, input: NewUpload): Promise<Upload> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "upload files of orders", EVEN_IF_BLOCKED);
  const id = newId(ctx, "upl");
  let isRead = false;
  return createOnce(
    ctx,
    async () => {
      const known = await findUpload(ctx.db, id);
      if (known === undefined) return undefined;
      if (!isRead && (await hashOf(input.body)) !== known.sha256)
        throw new NetworkError("idempotency_mismatch", "This Idempotency-Key was used for another file");
      return getUpload(ctx, id);
    },
    () => {
      isRead = true;
      return receiveNewUpload(ctx, id, input);
    },
  );
}

async function receiveNewUpload(ctx: Context, id: string, input: NewUpload): Promise<Upload> {
  const { actor, db } = ctx;
  const { offer } = await getOffer(ctx, input.offerId);
  const zone = input.notation.zone ?? (await getSchedule(ctx, offer.id)).schedule?.zone ?? "UTC";
  const period = input.isComplete ? await periodToReceive(ctx, offer.id, input.periodStartsAt(zone)) : null;
  const now = ctx.now();
  const [keptBefore, postbacks] = await Promise.all([
    listKept(db, offer.advertiser_id),
    findPostbackSettings(db, [offer.advertiser_id]),
  ]);
  const quota = { account: { advertiserId: offer.advertiser_id }, name: "unused_upload_bytes" } as const;
  await requireRoom(ctx, quota.account, quota.name, 1); // before the file is read
  const settings = postbacks.get(offer.advertiser_id) ?? NO_SETTINGS;
  const { notation, kept } = notationOf({ ...input.notation, zone }, keptBefore, settings);
  const { sha256, bytes } = await keepFile(ctx.files, id, input.body);
  const named = Object.fromEntries(
    Object.entries(input.notation.columns).map(([column, field]) => [plainName(column), field]),
  );
  const statements = [
    ...insertUpload({
      id,
      offer_id: offer.id,
      advertiser_id: offer.advertiser_id,
      status: "received",
      name: input.name,
      created_at: now,
      created_by: actorName(actor),
      sha256,
      bytes,
      dialect: JSON.stringify(input.delimiter === null ? {} : { delimiter: input.delimiter }),
      notation: JSON.stringify(notation),
      kept: JSON.stringify(kept),
      period_starts_at: period?.starts_at ?? null,
    }),
    ...keepSettings({ advertiserId: offer.advertiser_id, uploadId: id, now }, { ...input.notation, zone }, named),
  ];
  try {
    await writeWithinQuotas(ctx, [{ ...quota, more: bytes }], statements);
  } catch (error) {
    if ((await findUpload(db, id)) === undefined) await ctx.files.delete(fileKey(id));
    if (!(error instanceof ConcurrentWriteError)) throw error;
    const earlier = await findOfFile(ctx, offer.id, sha256);
    throw new NetworkError("same_file", `This file was uploaded before, as ${earlier ?? "another upload"}`, [
      { path: "upload_id", message: earlier ?? "" },
    ]);
  }
  return getUpload(ctx, id);
}

async function findOfFile({ db }: Context, offerId: string, sha256: string): Promise<string | undefined> {
  const row = await db.query
    .selectFrom("upload")
    .select("id")
    .where("offer_id", "=", offerId)
    .where("sha256", "=", sha256)
    .where("status", "not in", ["failed", "cancelled", "undone"])
    .executeTakeFirst();
  return row?.id;
}
