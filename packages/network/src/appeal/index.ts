import type { Context } from "../context.ts";
import { appealOf, getRow, type Appeal } from "./list.ts";
import { findSimilar, type SimilarCases } from "./similar.ts";

export { answerAppeal, answerAppeals, APPEAL_ANSWERS_MAX, APPEAL_VERBS } from "./answer.ts";
export { listAppeals, type Appeal } from "./list.ts";
export { openAppeal, withdrawAppeal } from "./open.ts";
export { SIMILAR_DAYS, SIMILAR_ROWS_MAX, type SimilarCases } from "./similar.ts";

/** An appeal; for the operator, with similar cases. Throws `not_found`, `forbidden`. */
export async function getAppeal(
  ctx: Context,
  id: string,
): Promise<{ appeal: Appeal; similar: SimilarCases | undefined }> {
  const row = await getRow(ctx, id);
  return {
    appeal: appealOf(ctx, row),
    similar: ctx.actor.role === "webmaster" ? undefined : await findSimilar(ctx, row),
  };
}
