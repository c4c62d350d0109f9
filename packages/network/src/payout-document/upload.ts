import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement, retryOnConcurrentWrite, voidIf } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { typeOfFile } from "../file-type.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { requireRole } from "../role.ts";
import type { DocumentStatus } from "../words.ts";
import { getDocument, objectOf, type PayoutDocument } from "./documents.ts";

export const DOCUMENT_BYTES_MAX = 5_000_000;

const WEBMASTER = ["webmaster"] as const;
/** A scan, a photo, or a file with an electronic signature in it. */
const TYPES = ["application/pdf", "image/png", "image/jpeg"];
/** Statuses in which a file may be uploaded: it takes the place of the one before. */
const OPEN: readonly DocumentStatus[] = ["required", "check"];

/**
 * Keeps the file of a document, which the operator checks. Throws `forbidden`, `scope_missing`, `not_found`,
 * `transition_refused`, `too_large`, `file_refused`, `conflict`.
 */
export async function uploadDocument(
  ctx: Context,
  id: string,
  file: { name: string; bytes: Uint8Array },
): Promise<PayoutDocument> {
  requireRole(ctx, WEBMASTER, "upload a document");
  requireMoneyScope(ctx);
  const fileId = newId(ctx, "dcf");
  const find = async () => {
    const known = await getDocument(ctx, id);
    return known.file_id === fileId ? known : undefined;
  };
  return createOnce(ctx, find, () => uploadNew(ctx, id, { ...file, fileId }));
}

async function uploadNew(
  ctx: Context,
  id: string,
  { fileId, name, bytes }: { fileId: string; name: string; bytes: Uint8Array },
): Promise<PayoutDocument> {
  const first = await getDocument(ctx, id);
  requireOpen(first);
  if (bytes.length > DOCUMENT_BYTES_MAX) throw new NetworkError("too_large", "A document is at most 5 MB");
  const type = typeOfFile(name, bytes);
  if (type === undefined || !TYPES.includes(type))
    throw new NetworkError("file_refused", "The file must be a PDF, PNG or JPEG, and its content must match its name");
  // The row is written last: what it names is always there.
  await ctx.files.put(objectOf(id, fileId), bytes);
  try {
    const before = await retryOnConcurrentWrite(
      async () => {
        const document = await getDocument(ctx, id);
        requireOpen(document);
        await ctx.db.write([
          unlessChanged(ctx, document),
          rawStatement(
            `UPDATE payout_document SET status = 'check', version = version + 1, file_id = ?, file_name = ?, file_type = ?,
               file_bytes = CAST(? AS INTEGER), uploaded_at = CAST(? AS INTEGER), uploaded_by = ?, reason = NULL,
               decided_at = NULL, decided_by = NULL WHERE id = ?`,
            [fileId, name, type, bytes.length, ctx.now(), actorName(ctx.actor), id],
          ),
          ...audit(ctx, { event: "payout_document.upload", subject: id, account: document.webmaster_id }),
        ]);
        return document.file_id;
      },
      { triesMax: 3 },
    );
    if (before !== null) await ctx.files.delete(objectOf(id, before));
  } catch (error) {
    if ((await getDocument(ctx, id)).file_id !== fileId) await ctx.files.delete(objectOf(id, fileId));
    throw error;
  }
  return getDocument(ctx, id);
}

function requireOpen({ status }: PayoutDocument) {
  if (!OPEN.includes(status))
    throw new NetworkError("transition_refused", `The document is ${status}: no file is awaited for it`);
}

/** Voids a batch if the document has changed since it was read. */
export const unlessChanged = ({ db }: Context, { id, version }: Pick<PayoutDocument, "id" | "version">) =>
  voidIf(db, sql`NOT EXISTS (SELECT 1 FROM payout_document WHERE id = ${id} AND version = ${version})`);
