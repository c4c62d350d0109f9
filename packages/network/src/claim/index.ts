import type { Context } from "../context.ts";
import { claimOf, getRow, listClaims, type Claim } from "./list.ts";

export { answerClaim, answerClaims, CLAIM_ANSWERS_MAX, CLAIM_VERBS, confirmClaim } from "./answer.ts";
export { CLAIMS_MAX, fileClaims, withdrawClaim, type Filing } from "./filing.ts";
export { readClaims } from "./csv.ts";
export { CLAIM_ANSWER_REASONS, CLAIM_TEXTS } from "./reasons.ts";
export type { NewClaim } from "./report.ts";
export { WAITS } from "./waits.ts";
export { listClaims, type Claim };

/** Throws `not_found`. */
export const getClaim = async (ctx: Context, id: string): Promise<Claim> => claimOf(ctx, await getRow(ctx, id));
