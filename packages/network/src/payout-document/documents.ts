import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  equal,
  filteredList,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import type { DocumentKind, DocumentStatus } from "../words.ts";

/** A document that a payout needs, with what the payout comes to. Times are Unix ms. */
export type PayoutDocument = Tables["payout_document"] & {
  webmaster_name: string;
  currency: string;
  amount_minor: number;
  vat_minor: number;
};

/** Omitted fields ask for nothing. */
interface DocumentFilter {
  webmasterId?: string | undefined;
  payoutId?: string | undefined;
  kind?: DocumentKind | undefined;
  status?: DocumentStatus | undefined;
}

const ofPayout = (column: string) =>
  sql`(SELECT ${sql.ref(column)} FROM payout WHERE payout.id = payout_document.payout_id) AS ${sql.ref(column)}`;

const DOCUMENT_LIST: ListRules<keyof DocumentFilter> = {
  table: "payout_document",
  idPrefix: "doc",
  conditions: {
    webmasterId: equal("webmaster_id"),
    payoutId: equal("payout_id"),
    kind: equal("kind"),
    status: equal("status"),
  },
  orderedBy: ["id"],
  indexes: [
    { name: "payoutId", index: "payout_document_of_payout" },
    { name: "webmasterId", index: "payout_document_by_webmaster" },
    { name: "status", index: "payout_document_by_status" },
  ],
  wholeIndex: null,
  joined: sql`(SELECT name FROM webmaster WHERE webmaster.id = payout_document.webmaster_id) AS webmaster_name,
    ${sql.join(["currency", "amount_minor", "vat_minor"].map(ofPayout))}`,
};

/** Newest first; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export function listDocuments(
  ctx: Context,
  asked: DocumentFilter,
  request: ListRequest,
): Promise<ListPage<PayoutDocument>> {
  return readDocuments(ctx, asked, request, []);
}

function readDocuments(
  ctx: Context,
  asked: DocumentFilter,
  request: ListRequest,
  range: Parameters<typeof filteredList>[1]["range"],
): Promise<ListPage<PayoutDocument>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see documents of payouts", EVEN_IF_BLOCKED);
  const own = actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {};
  return readListPage<PayoutDocument>(ctx.db, filteredList(DOCUMENT_LIST, { own, asked, range }), request);
}

/** Throws `forbidden`, `not_found`. */
export async function getDocument(ctx: Context, id: string): Promise<PayoutDocument> {
  const { rows } = await readDocuments(ctx, {}, { limit: 1 }, [sql`id = ${id}`]);
  const [row] = rows;
  if (row === undefined) throw notFound("document");
  return row;
}

/** Where the bytes of an uploaded file are. `sweepFiles` deletes those that no row names. */
export const objectOf = (id: string, fileId: string) => `document/${id}/${fileId}`;

/** The file that was uploaded last. Throws `forbidden`, `not_found`. */
export async function readDocumentFile(
  ctx: Context,
  id: string,
): Promise<{ name: string; type: string; sizeBytes: number; bytes: ReadableStream }> {
  const { file_id, file_name, file_type, file_bytes } = await getDocument(ctx, id);
  if (file_id === null || file_name === null || file_type === null || file_bytes === null) throw notFound("file");
  const object = await ctx.files.get(objectOf(id, file_id));
  if (object === null) throw notFound("file");
  return { name: file_name, type: file_type, sizeBytes: file_bytes, bytes: object.body };
}
