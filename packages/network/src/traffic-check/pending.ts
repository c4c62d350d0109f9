import type { RuleName } from "@waymark/check";
import type { AnswerReason } from "@waymark/contract/answer-reason";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { readShares, SHARE_MS, type CheckCode } from "../check/index.ts";
import { actorName, type Context } from "../context.ts";
import { changeOf, endOfHold, findById, writeChanges, type Change } from "../conversion/index.ts";
import { inJson, insertRows, retryOnConcurrentWrite, type CheckAnswer } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { waitsForCheck, webmastersAsked } from "../stats/index.ts";

/** A webmaster of whom more would be held than the check may hold without the operator's word. */
export interface Asked {
  webmasterId: string;
  webmasterName: string;
  /** Conversions that wait, at most 1,000, and their commissions in minor units by currency. */
  waiting: number;
  commission: Record<string, number>;
  /** Unix ms, when the first of them was recorded. */
  since: number;
  /** Of the last 28 days, or since the last release: how many were checked, and how many of them are held. */
  checked: number;
  held: number;
  /** Rules by how many of the waiting conversions they found most in, the most frequent first. */
  rules: { rule: RuleName; conversions: number }[];
}

/** Conversions that are counted of each webmaster. */
const COUNTED_MAX = 1_000;
/** Conversions that one call answers for. */
const STEP = 500;
const TRIES = { triesMax: 3 };

/** The webmasters that the operator is asked about, by id, at most 100. Operator only. Throws `forbidden`. */
export async function listAsked(ctx: Context): Promise<Asked[]> {
  requireRole(ctx, OPERATOR, "read what the traffic check asks");
  const { db } = ctx;
  const { rows: webmasters } = await sql<{ webmaster_id: string; name: string; since: number }>`
    SELECT webmaster_id, name, since FROM ${webmastersAsked} JOIN webmaster ON webmaster.id = webmaster_id
    ORDER BY webmaster_id`.execute(db.query);
  const shares = await readShares(
    db,
    webmasters.map(({ webmaster_id }) => ({ webmaster_id, offer_id: "" })),
    ctx.now() - SHARE_MS,
  );
  return Promise.all(
    webmasters.map(async ({ webmaster_id: webmasterId, name: webmasterName, since }) => {
      const rows = await db.query
        .selectFrom("conversion")
        .select(["id", "currency", "commission_minor"])
        .where(waitsForCheck)
        .where("webmaster_id", "=", webmasterId)
        .orderBy("id")
        .limit(COUNTED_MAX)
        .execute();
      const commission: Record<string, number> = {};
      for (const { currency, commission_minor } of rows)
        commission[currency] = (commission[currency] ?? 0) + commission_minor;
      const rules = await countRules(
        ctx,
        rows.map(({ id }) => id),
      );
      const { checked = 0, held = 0 } = shares.webmasters.get(webmasterId) ?? {};
      return { webmasterId, webmasterName, waiting: rows.length, commission, since, checked, held, rules };
    }),
  );
}

/** Which rules found most in these conversions, when they began to wait. */
async function countRules({ db }: Context, ids: readonly string[]): Promise<Asked["rules"]> {
  const { rows } = await sql<{ rule: RuleName; conversions: number }>`
    SELECT findings ->> '$[0].rule' AS rule, count(*) AS conversions FROM conversion_check
    WHERE conversion_id IN ${inJson(ids)} AND verdict = 'wait' GROUP BY 1 ORDER BY 2 DESC, 1`.execute(db.query);
  return rows;
}

export interface AnswerInput {
  webmasterId: string;
  /** `hold`: hold what waits, and from then on all that is flagged. `release`: release it, and count shares anew. */
  answer: CheckAnswer;
  reason: string;
  reasonCode: AnswerReason | null;
}

/**
 * Answers about a webmaster, for at most 500 of the waiting conversions; call again while some remain. Operator only.
 * Throws `forbidden`, `not_found`, `transition_refused`.
 */
export async function answerAsked(
  ctx: Context,
  { webmasterId, answer, reason, reasonCode }: AnswerInput,
): Promise<{ answered: number; remaining: number }> {
  requireRole(ctx, OPERATOR, "answer the traffic check");
  const { db, now } = ctx;
  const webmaster = await db.query
    .selectFrom("webmaster")
    .select("id")
    .where("id", "=", webmasterId)
    .executeTakeFirst();
  if (webmaster === undefined) throw notFound("webmaster");
  return retryOnConcurrentWrite(async () => {
    const waiting = db.query.selectFrom("conversion").where(waitsForCheck).where("webmaster_id", "=", webmasterId);
    const ids = (await waiting.select("id").orderBy("id").limit(STEP).execute()).map(({ id }) => id);
    const { count } = await waiting.select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (ids.length === 0)
      throw new NetworkError("transition_refused", "No conversion of this webmaster waits for an answer");
    const [rows, rules] = await Promise.all([findById(db, ids), ruleOfEach(ctx, ids)]);
    const [actor, at] = [actorName(ctx.actor), now()];
    const changes = rows.flatMap((row): Change[] => {
      const released = changeOf(row, "release", { actor, reason, reasonCode, at });
      if (answer === "release") return [released, ...endOfHold(released.row, { actor, reason, reasonCode, at })];
      const code = rules.get(row.id) ?? null;
      return [released, changeOf(released.row, "hold", { actor, reason, reasonCode: code, at })];
    });
    await db.write([
      ...insertRows(
        "check_answer",
        ["webmaster_id", "answered_at", "answer", "actor", "reason"],
        [{ webmaster_id: webmasterId, answered_at: at, answer, actor, reason }],
      ),
      ...writeChanges(changes),
      ...audit(ctx, {
        ...{ event: "webmaster.answer_check", subject: webmasterId, account: webmasterId, reason },
        after: { answer, conversions: rows.length },
      }),
    ]);
    return { answered: rows.length, remaining: Math.max(0, count - rows.length) };
  }, TRIES);
}

/** The rule that found most in each of these conversions. */
async function ruleOfEach({ db }: Context, ids: readonly string[]): Promise<Map<string, CheckCode>> {
  const { rows } = await sql<{ id: string; rule: CheckCode }>`
    SELECT conversion_id AS id, findings ->> '$[0].rule' AS rule FROM conversion_check
    WHERE conversion_id IN ${inJson(ids)} AND verdict = 'wait'`.execute(db.query);
  return new Map(rows.map(({ id, rule }) => [id, rule]));
}
