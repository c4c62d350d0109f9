import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import { attachClicks, setIdentities, withFirstCheck, writeChanges } from "../conversion/index.ts";
import {
  jsonChunks,
  MoneyLimitError,
  rawStatement,
  retryOnConcurrentWrite,
  voidIf,
  type Statement,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { countAlone, moneyText, writeGuarded, type Confirmation } from "../guard/index.ts";
import { retryWithoutExcess } from "../ledger/index.ts";
import { reasonMissing } from "../revocation.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { acceptorOf, type Accepted } from "./accept.ts";
import { alreadyEnded } from "./filing.ts";
import { claimOf, findClaims, getRow, type Claim, type JoinedRow } from "./list.ts";
import type { ClaimAnswerReason } from "./reasons.ts";
import { waitsFor } from "./waits.ts";

export const CLAIM_VERBS = ["accept", "decline"] as const;

/** Answers of one request. */
export const CLAIM_ANSWERS_MAX = 1_000;

export interface ClaimAnswer {
  id: string;
  verb: (typeof CLAIM_VERBS)[number];
  /** The webmaster reads it. */
  reason: string | null;
  reasonCode: ClaimAnswerReason | null;
  /** Of `accept`: takes the order away from the webmaster for whom it is recorded. */
  reversesCompeting: boolean;
}

const TRIES = { triesMax: 3 };

/**
 * Answers one claim. What an operator raises commissions by is an act on money, and waits for a second person beyond
 * their limit. Throws `forbidden`, `not_found`, `invalid_input`, `transition_refused`, `claim_overdue`, `claim_refused`,
 * `payment_begun`, `reattribution_needed`, `sum_too_large`, `scope_missing`, `WaitsForSecondPerson`.
 */
export const answerClaim = (ctx: Context, answer: ClaimAnswer): Promise<Claim> => answerOne(ctx, answer, undefined);

/** Accepts a claim as a second person confirms. */
export async function confirmClaim(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm the acceptance of a claim");
  const { loses: _, ...input } = confirms.request.input as AskedAnswer; // written by `answerOne`
  await answerOne(ctx, { ...input, id: confirms.request.subject }, confirms);
}

/** An answer that waits for a second person, with the conversion that it takes the order from; null: from none. */
interface AskedAnswer extends Omit<ClaimAnswer, "id"> {
  loses: string | null;
}

async function answerOne(ctx: Context, answer: ClaimAnswer, confirms: Confirmation | undefined): Promise<Claim> {
  const { id, ...given } = answer;
  const [error] = await writeAnswers(ctx, [answer], async ({ raised, losing: [loses = null], statements }) => {
    if (confirms === undefined && (ctx.actor.role !== "operator" || raised.length === 0))
      return void (await ctx.db.write(statements));
    if (confirms !== undefined && (confirms.request.input as AskedAnswer).loses !== loses)
      throw new NetworkError(
        "conflict",
        "The order is no longer recorded as it was when this was asked for. Refuse the request, and answer the claim again",
      );
    const taken = loses === null ? "" : ` and takes its order from the conversion ${loses}`;
    const description = `Accept the claim ${id}, which raises a commission by ${raised.map(moneyText).join(", ")}${taken}`;
    const input: AskedAnswer = { ...given, loses };
    const move = { act: "claim" as const, subject: id, amounts: raised, input, description, reason: answer.reason };
    await writeGuarded(ctx, move, { statements, confirms });
  });
  if (error !== undefined) throw error;
  return claimOf(ctx, await getRow(ctx, id));
}

/**
 * Answers many claims in their order, each with its own outcome, and writes them with their conversions in one batch. What
 * an operator accepts counts against their limit of the day; beyond it nothing is written. Throws `forbidden`,
 * `scope_missing`, `second_person_required`.
 */
export async function answerClaims(ctx: Context, answers: readonly ClaimAnswer[]): Promise<(Claim | NetworkError)[]> {
  const errors = await writeAnswers(ctx, answers, async ({ raised, advertiserIds, statements }) => {
    if (ctx.actor.role !== "operator" || raised.length === 0) return void (await ctx.db.write(statements));
    const uses = await countAlone(ctx, { act: "claim", subject: advertiserIds.join(" "), amounts: raised });
    try {
      await ctx.db.write([...uses, ...statements]);
    } catch (error) {
      if (!(error instanceof MoneyLimitError)) throw error;
      throw new NetworkError(
        "second_person_required",
        "These claims raise commissions beyond your limit of the day. Accept them one by one: a second person can confirm each",
      );
    }
  });
  const rows = new Map((await findClaims(ctx, [...new Set(answers.map(({ id }) => id))])).map((row) => [row.id, row]));
  return answers.map(({ id }, i) => {
    const row = rows.get(id);
    return errors[i] ?? (row === undefined ? notFound("claim") : claimOf(ctx, row));
  });
}

/** What answers come to. */
interface Written {
  statements: Statement[];
  raised: Accepted["raised"];
  advertiserIds: string[];
  /** Conversions from which an order is taken. */
  losing: string[];
}

/** An answer that is given, with what it changes of conversions; undefined: nothing. */
interface Given {
  row: JoinedRow;
  answer: ClaimAnswer;
  accepted: Accepted | undefined;
}

/** Gives what can be given of these answers, and returns why the others are refused; undefined for one that is not. */
async function writeAnswers(
  ctx: Context,
  answers: readonly ClaimAnswer[],
  write: (written: Written) => Promise<void>,
): Promise<(NetworkError | undefined)[]> {
  requireRole(ctx, ["advertiser", "operator"], "answer claims", EVEN_IF_BLOCKED);
  const { errors, given } = await retryOnConcurrentWrite(
    () => retryWithoutExcess((isTooLarge) => writeOnce(ctx, answers, { write, isTooLarge })),
    TRIES,
  );
  // A click that was stored while this was written found no conversion waiting for it.
  const changed = given.flatMap(({ accepted }) => accepted?.changes.at(-1)?.row ?? []);
  const awaiting = changed.filter(({ click_facts }) => click_facts === "awaited");
  await attachClicks(ctx, [...new Set(awaiting.map(({ click_id }) => click_id))]);
  return errors;
}

async function writeOnce(
  ctx: Context,
  answers: readonly ClaimAnswer[],
  { write, isTooLarge }: { write: (written: Written) => Promise<void>; isTooLarge: boolean },
): Promise<{ errors: (NetworkError | undefined)[]; given: Given[] }> {
  const rows = new Map((await findClaims(ctx, [...new Set(answers.map(({ id }) => id))])).map((row) => [row.id, row]));
  const accepts = new Set(answers.flatMap(({ id, verb }) => (verb === "accept" ? id : [])));
  const acceptable = [...rows.values()].filter(({ id, status }) => status === "open" && accepts.has(id));
  const accept = await acceptorOf(ctx, acceptable, isTooLarge);
  const outcomes = answers.map((answer): Given | NetworkError => {
    const row = rows.get(answer.id);
    const refusal = refusalOf(ctx, answer, row);
    if (row === undefined || refusal !== undefined) return refusal ?? notFound("claim");
    const accepted = answer.verb === "accept" ? accept({ ...answer, row }) : undefined;
    if (accepted instanceof NetworkError) return accepted;
    rows.set(row.id, { ...row, status: STATUS_AFTER[answer.verb] });
    return { row, answer, accepted };
  });
  const given = outcomes.flatMap((outcome) => (outcome instanceof NetworkError ? [] : outcome));
  if (given.length > 0)
    await write({
      statements: await statementsOf(ctx, given),
      raised: given.flatMap(({ accepted }) => accepted?.raised ?? []),
      advertiserIds: [...new Set(given.map(({ row }) => row.advertiser_id))],
      losing: given.flatMap(({ accepted }) => accepted?.lost?.row.id ?? []),
    });
  return { given, errors: outcomes.map((outcome) => (outcome instanceof NetworkError ? outcome : undefined)) };
}

const STATUS_AFTER = { accept: "accepted", decline: "declined" } as const;

/** Why an answer is refused without looking at conversions. */
function refusalOf({ actor, now }: Context, answer: ClaimAnswer, row: JoinedRow | undefined): NetworkError | undefined {
  if (row === undefined) return notFound("claim");
  if (row.status !== "open") return alreadyEnded(row.status);
  if (answer.verb === "accept") return undefined;
  if (answer.reason === null && answer.reasonCode === null) return reasonMissing();
  if (actor.role === "advertiser" && waitsFor(row, now()) === "operator")
    return new NetworkError(
      "claim_overdue",
      "The claim was not answered by its due date: the operator decides. You can still accept it",
    );
  return undefined;
}

async function statementsOf(ctx: Context, given: readonly Given[]): Promise<Statement[]> {
  const accepted = given.flatMap((one) => one.accepted ?? []);
  const lost = accepted.flatMap((one) => one.lost ?? []);
  const checked = await withFirstCheck(
    ctx,
    accepted.flatMap(({ changes }) => changes),
  );
  return [
    requireOpen(ctx, given),
    // An order is freed before another conversion takes it over.
    ...setIdentities(lost.map(({ row }) => row)),
    ...setIdentities(accepted.flatMap(({ restored }) => restored ?? [])),
    ...writeChanges([...lost, ...checked.changes]),
    ...checked.statements,
    ...endClaims(ctx, given),
  ];
}

/** Voids the batch where a claim is not open any more. */
const requireOpen = ({ db }: Context, given: readonly Given[]): Statement =>
  voidIf(
    db,
    sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(given.map(({ row }) => row.id))}) answered WHERE NOT EXISTS (
      SELECT 1 FROM claim WHERE claim.id = answered.value AND claim.status = 'open'))`,
  );

const endClaims = ({ actor, now }: Context, given: readonly Given[]): Statement[] =>
  jsonChunks(
    given.map(({ row, answer: { verb, reason, reasonCode }, accepted }) => [
      ...[row.id, STATUS_AFTER[verb], reasonCode, reason, accepted?.resultId ?? null],
    ]),
  ).map((json) =>
    rawStatement(
      `UPDATE claim SET status = given.value ->> 1, ended_at = CAST(?2 AS INTEGER), ended_by = ?3,
         answer_code = given.value ->> 2, answer_reason = given.value ->> 3, result_id = given.value ->> 4
       FROM json_each(?1) given WHERE claim.id = given.value ->> 0`,
      [json, now(), actorName(actor)],
    ),
  );
