import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, rawStatement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { CREATIVE_TYPES, typeOfContent } from "./content.ts";
import { requireRoom, writeWithinQuotas } from "../quota/index.ts";
import { ADVERTISER_OR_OPERATOR, requireRole } from "../role.ts";
import { getOffer } from "./queries.ts";

export type Creative = Tables["creative"];

export const CREATIVE_BYTES_MAX = 5_000_000;
const CREATIVES_MAX = 100;

const keyOf = ({ offer_id, id }: Pick<Creative, "id" | "offer_id">) => `creative/${offer_id}/${id}`;

/** Newest first; `before` is the id of the last one seen. Throws `not_found`. */
export async function listCreatives(
  ctx: Context,
  offerId: string,
  page: { before?: string | undefined; limit: number },
): Promise<Creative[]> {
  await getOffer(ctx, offerId);
  let rows = ctx.db.query
    .selectFrom("creative")
    .selectAll()
    .where("offer_id", "=", offerId)
    .where("removed_at", "is", null);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  return rows.orderBy("id", "desc").limit(page.limit).execute();
}

/**
 * Stores a file for webmasters. Its type is determined by its bytes. The bytes are stored before the row, so a row
 * always has its bytes.
 * Throws `not_found`, `forbidden`, `creative_refused`, `too_large`, `transition_refused`, `limit_reached`.
 */
export async function addCreative(
  ctx: Context,
  offerId: string,
  file: { name: string; bytes: Uint8Array },
): Promise<Creative> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "add creatives");
  const id = newId(ctx, "crt");
  return createOnce(
    ctx,
    () => findCreative(ctx, id),
    () => addNewCreative(ctx, offerId, { id, ...file }),
  );
}

const findCreative = ({ db }: Context, id: string): Promise<Creative | undefined> =>
  db.query.selectFrom("creative").selectAll().where("id", "=", id).executeTakeFirst();

async function addNewCreative(
  ctx: Context,
  offerId: string,
  file: { id: string; name: string; bytes: Uint8Array },
): Promise<Creative> {
  const { offer } = await getOffer(ctx, offerId);
  if (offer.status === "archived") throw new NetworkError("transition_refused", "The offer is archived");
  if (file.bytes.length > CREATIVE_BYTES_MAX)
    throw new NetworkError("too_large", `A creative has at most ${CREATIVE_BYTES_MAX} bytes`);
  const type = typeOfContent(file.bytes);
  if (type === undefined)
    throw new NetworkError("creative_refused", `The file's content must be one of ${CREATIVE_TYPES.join(", ")}`);
  const known = await listCreatives(ctx, offerId, { limit: CREATIVES_MAX });
  if (known.length === CREATIVES_MAX)
    throw new NetworkError("creative_refused", `An offer has at most ${CREATIVES_MAX} creatives`);
  const quota = { account: { advertiserId: offer.advertiser_id }, name: "creative_bytes" } as const;
  await requireRoom(ctx, quota.account, quota.name, file.bytes.length); // before it is stored
  const creative: Creative = {
    id: file.id,
    offer_id: offerId,
    name: file.name,
    type,
    size_bytes: file.bytes.length,
    created_at: ctx.now(),
    removed_at: null,
  };
  await ctx.files.put(keyOf(creative), file.bytes, { httpMetadata: { contentType: type } });
  try {
    await writeWithinQuotas(
      ctx,
      [{ ...quota, more: file.bytes.length }],
      [
        ...insertRows(
          "creative",
          ["id", "offer_id", "name", "type", "size_bytes", "created_at", "removed_at"],
          [creative],
        ),
        ...audit(ctx, {
          ...{ event: "creative.add", subject: creative.id, account: offer.advertiser_id },
          after: { name: creative.name, offer_id: offerId },
        }),
      ],
    );
  } catch (error) {
    if ((await findCreative(ctx, creative.id)) === undefined) await ctx.files.delete(keyOf(creative));
    throw error;
  }
  return creative;
}

/** A creative with its bytes. Throws `not_found`. */
export async function readCreative(
  ctx: Context,
  offerId: string,
  id: string,
): Promise<{ creative: Creative; body: ReadableStream }> {
  const creative = await getCreative(ctx, offerId, id);
  const file = creative.removed_at === null ? await ctx.files.get(keyOf(creative)) : null;
  if (file === null) throw notFound("creative");
  return { creative, body: file.body };
}

/** Withdraws a creative for good. Throws `not_found`, `forbidden`. */
export async function removeCreative(ctx: Context, offerId: string, id: string): Promise<Creative> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "remove creatives");
  const { offer } = await getOffer(ctx, offerId);
  const creative = await getCreative(ctx, offerId, id);
  await ctx.db.write([
    rawStatement("UPDATE creative SET removed_at = ? WHERE id = ? AND removed_at IS NULL", [ctx.now(), id]),
    ...audit(ctx, {
      ...{ event: "creative.remove", subject: id, account: offer.advertiser_id },
      before: { name: creative.name, offer_id: offerId },
    }),
  ]);
  await ctx.files.delete(keyOf(creative));
  return creative;
}

async function getCreative(ctx: Context, offerId: string, id: string): Promise<Creative> {
  await getOffer(ctx, offerId);
  const row = await ctx.db.query
    .selectFrom("creative")
    .selectAll()
    .where("id", "=", id)
    .where("offer_id", "=", offerId)
    .executeTakeFirst();
  if (row === undefined) throw notFound("creative");
  return row;
}
