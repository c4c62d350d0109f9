import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement, retryOnConcurrentWrite } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { DOCUMENT_WAIT_MS } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { getDocument, type PayoutDocument } from "./documents.ts";
import { unlessChanged } from "./upload.ts";

/** The document as its file was seen: a file that was uploaded since is not decided. */
interface Seen {
  fileId: string;
}

/**
 * Accepts the file of a document: the payout of an act may be paid. Throws `forbidden`, `scope_missing`, `not_found`,
 * `transition_refused`, `conflict`.
 */
export const acceptDocument = (ctx: Context, id: string, seen: Seen): Promise<PayoutDocument> =>
  decide(ctx, id, { ...seen, reason: null });

/**
 * Refuses the file of a document, with the reason: another one is awaited, of an act for ten days more. Throws as
 * `acceptDocument` does.
 */
export const refuseDocument = (ctx: Context, id: string, refusal: Seen & { reason: string }): Promise<PayoutDocument> =>
  decide(ctx, id, refusal);

async function decide(
  ctx: Context,
  id: string,
  { fileId, reason }: { fileId: string; reason: string | null },
): Promise<PayoutDocument> {
  requireRole(ctx, OPERATOR, "check documents of payouts");
  requireMoneyScope(ctx);
  await retryOnConcurrentWrite(
    async () => {
      const document = await getDocument(ctx, id);
      if (document.status !== "check")
        throw new NetworkError("transition_refused", `The document is ${document.status}: there is no file to check`);
      if (document.file_id !== fileId)
        throw new NetworkError("conflict", "Another file was uploaded since: look at it first");
      const status = reason === null ? "accepted" : "required";
      const dueAt = status === "required" && document.kind === "act" ? ctx.now() + DOCUMENT_WAIT_MS : null;
      await ctx.db.write([
        unlessChanged(ctx, document),
        rawStatement(
          `UPDATE payout_document SET status = ?, version = version + 1, due_at = CAST(? AS INTEGER), reason = ?,
             decided_at = CAST(? AS INTEGER), decided_by = ? WHERE id = ?`,
          [status, dueAt, reason, ctx.now(), actorName(ctx.actor), id],
        ),
        ...audit(ctx, {
          ...{ subject: id, account: document.webmaster_id, reason },
          event: reason === null ? "payout_document.accept" : "payout_document.refuse",
        }),
      ]);
    },
    { triesMax: 3 },
  );
  return getDocument(ctx, id);
}
