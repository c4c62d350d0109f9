import type { AnswerReason } from "@waymark/contract/answer-reason";
import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import { decideReviews, REVIEWS_MAX, tryReviews, writeChanges, type Review } from "../conversion/index.ts";
import { jsonChunks, rawStatement, voidIf, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { reasonMissing } from "../revocation.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { appealOf, conversionOf, findAppeals, type Appeal, type JoinedRow } from "./list.ts";
import { alreadyEnded } from "./open.ts";
import type { AppealStatus } from "../words.ts";

export const APPEAL_VERBS = ["accept", "decline"] as const;

/** Answers of one request. */
export const APPEAL_ANSWERS_MAX = REVIEWS_MAX;

export interface AppealAnswer {
  id: string;
  /** `accept` releases the conversion. `decline` refuses it, or keeps its refusal. */
  verb: (typeof APPEAL_VERBS)[number];
  /** The webmaster and the advertiser read it. */
  reason: string | null;
  reasonCode: AnswerReason | null;
}

/** Answers one appeal. Throws `forbidden`, `not_found`, `invalid_input`, `transition_refused`, `conflict`, `payment_begun`, `sum_too_large`. */
export async function answerAppeal(ctx: Context, answer: AppealAnswer): Promise<Appeal> {
  const [outcome] = await answerAppeals(ctx, [answer]);
  if (outcome === undefined || outcome instanceof NetworkError) throw outcome ?? notFound("appeal");
  return outcome;
}

/**
 * Answers many appeals in their order, each with its own outcome, and writes them with their conversions in one batch. An
 * answer is refused alone, as a review is: also if the appeal is ended (`transition_refused`), or is declined without a
 * reason (`invalid_input`). Operator only. Throws `forbidden`.
 */
export async function answerAppeals(
  ctx: Context,
  answers: readonly AppealAnswer[],
): Promise<(Appeal | NetworkError)[]> {
  requireRole(ctx, OPERATOR, "answer appeals");
  const ids = [...new Set(answers.map(({ id }) => id))];
  const errors = await tryReviews((tried) => answerOnce(ctx, { ids, answers }, tried));
  const after = await findByIds(ctx, ids);
  return answers.map(({ id }, i) => {
    const row = after.get(id);
    return errors[i] ?? (row === undefined ? notFound("appeal") : appealOf(ctx, row));
  });
}

const findByIds = async (ctx: Context, ids: readonly string[]) =>
  new Map((await findAppeals(ctx, ids)).map((row) => [row.id, row]));

/** Writes what can be done, and returns why the other answers are refused; undefined for an answer that is not. */
async function answerOnce(
  ctx: Context,
  { ids, answers }: { ids: readonly string[]; answers: readonly AppealAnswer[] },
  tried: Parameters<typeof decideReviews>[2],
): Promise<(NetworkError | undefined)[]> {
  const rows = await findByIds(ctx, ids);
  const plans = answers.map((answer) => {
    const plan = planOf(answer, rows.get(answer.id));
    if (!(plan instanceof NetworkError)) rows.set(answer.id, { ...plan.row, status: plan.ends });
    return plan;
  });
  const reviews = plans.flatMap((plan) => (plan instanceof NetworkError ? [] : (plan.review ?? [])));
  const { outcomes, changes } = await decideReviews(ctx, reviews, tried);
  const refused = new Map(
    reviews.flatMap(({ id }, i) => {
      const outcome = outcomes[i];
      return outcome instanceof NetworkError ? [[id, outcome] as const] : [];
    }),
  );
  const errors = plans.map((plan) => (plan instanceof NetworkError ? plan : refused.get(plan.row.conversion_id)));
  const made = plans.flatMap((plan, i) => (plan instanceof NetworkError || errors[i] !== undefined ? [] : [plan]));
  await ctx.db.write([...requireAsRead(ctx, made), ...keepRefusals(ctx, made), ...writeChanges(changes)]);
  return errors;
}

/** What an answer does: a review of the conversion, or none where its refusal stays. */
interface Plan {
  row: JoinedRow;
  answer: AppealAnswer;
  ends: AppealStatus;
  review: Review | undefined;
}

function planOf(answer: AppealAnswer, row: JoinedRow | undefined): Plan | NetworkError {
  if (row === undefined) return notFound("appeal");
  if (row.status !== "open") return alreadyEnded(row.status);
  const { reason, reasonCode } = answer;
  const review = { id: row.conversion_id, reason, reasonCode };
  switch (answer.verb) {
    case "accept":
      return { row, answer, ends: "accepted", review: { ...review, event: "release" } };
    case "decline":
      if (reason === null && reasonCode === null) return reasonMissing();
      return {
        ...{ row, answer, ends: "declined" },
        review: conversionOf(row).check === "refused" ? undefined : { ...review, event: "refuse" },
      };
  }
}

/** Voids the batch where an appeal is not open any more, or a conversion is not as it was read. */
function requireAsRead({ db }: Context, plans: readonly Plan[]): Statement[] {
  if (plans.length === 0) return [];
  const read = JSON.stringify(plans.map(({ row }) => [row.id, conversionOf(row).version]));
  return [
    voidIf(
      db,
      sql`EXISTS (SELECT 1 FROM json_each(${read}) answered WHERE NOT EXISTS (
        SELECT 1 FROM appeal JOIN conversion ON conversion.id = appeal.conversion_id
        WHERE appeal.id = answered.value ->> 0 AND appeal.status = 'open'
          AND conversion.version = answered.value ->> 1))`,
    ),
  ];
}

/** Declines the appeals of conversions that are refused already, and stay so. */
function keepRefusals({ actor, now }: Context, plans: readonly Plan[]): Statement[] {
  const kept = plans.filter(({ review }) => review === undefined);
  return jsonChunks(
    kept.map(({ row, answer: { reason, reasonCode } }) => [row.id, conversionOf(row).version, reasonCode, reason]),
  ).map((json) =>
    rawStatement(
      `UPDATE appeal SET status = 'declined', ended_at = CAST(?2 AS INTEGER), ended_by = ?3,
         ended_version = kept.value ->> 1, answer_code = kept.value ->> 2, answer_reason = kept.value ->> 3
       FROM json_each(?1) kept WHERE appeal.id = kept.value ->> 0`,
      [json, now(), actorName(actor)],
    ),
  );
}
