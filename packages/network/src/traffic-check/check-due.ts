import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { actorName, type Context } from "../context.ts";
import { byNetwork, changeOf, endOfHold, isVoid, writeChanges, type Change } from "../conversion/index.ts";
import { inJson, rawStatement, retryOnConcurrentWrite, type ConversionRow, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { judgeSecond, type SecondJudgment } from "./second.ts";

/** The second stage comes so long after the conversion: the picture of its days is whole then. */
const AFTER_MS = 14 * DAY_MS;
/** And not later than this before its hold ends. */
const BEFORE_MS = DAY_MS;
/** What its advertiser has rejected by then is looked at for so long after that, for the record alone. */
const RECORD_MS = 7 * DAY_MS;
/** Conversions of one step, all of one offer. */
const STEP = 500;
const TRIES = { triesMax: 3 };

/** A call gives up after so many offers that fail: each costs up to thirty queries. */
const FAILURES_MAX = 5;
const CONVERSIONS_LOOKED_AT_MAX = 2_000;

/**
 * Puts conversions of two weeks ago, and those whose hold soon ends, through the second stage, those of one offer a call,
 * and ends the holds that have run out. What was rejected or reversed by then is judged for the record, and stays due:
 * it may be approved yet. An offer that fails is logged, and another one is taken. Returns how many it checked; call
 * again while it is not 0. Throws if nothing could be checked because offers fail.
 */
export async function checkDue(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "check conversions");
  const failed: string[] = [];
  let first: unknown;
  while (failed.length < FAILURES_MAX) {
    const offerId = await findDueOffer(ctx, failed);
    if (offerId === undefined) break;
    try {
      return await retryOnConcurrentWrite(() => checkOffer(ctx, offerId), TRIES);
    } catch (error) {
      console.error({ event: "check.failed", offerId, error: String(error) });
      first ??= error;
      failed.push(offerId);
    }
  }
  if (failed.length === 0) return 0;
  throw new Error(`Offers that can't be checked: ${failed.length}; the first: ${String(first)}`, { cause: first });
}

async function checkOffer(ctx: Context, offerId: string): Promise<number> {
  const byAge = await dueByAge(ctx).selectAll().where("offer_id", "=", offerId).limit(STEP).execute();
  const byHold = await dueByHold(ctx).selectAll().where("offer_id", "=", offerId).limit(STEP).execute();
  const forRecord = await dueForRecord(ctx).selectAll().where("offer_id", "=", offerId).limit(STEP).execute();
  const rows = [...new Map([...byHold, ...byAge, ...forRecord].map((row) => [row.id, row])).values()].slice(0, STEP);
  const { judgments, statements } = await judgeSecond(ctx, offerId, rows);
  const changes = rows.flatMap((row) => consequencesOf(ctx, row, judgments.get(row.id) ?? null));
  const changed = new Set(changes.map(({ row }) => row.id));
  const done = rows.filter((row) => !changed.has(row.id) && !isVoid(row)).map(({ id }) => id);
  await ctx.db.write([...writeChanges(changes), ...statements, ...markDone(done)]);
  return rows.length;
}

/** Each of these reads its own partial index (migrations/network/0490_traffic_check.sql, 0495_void_checks.sql). */
const due = ({ db }: Context) =>
  db.query
    .selectFrom("conversion")
    .where(sql<boolean>`check_due <> 'no' AND check_state = 'clear' AND click_facts <> 'awaited'`);

const dueByAge = (ctx: Context) =>
  due(ctx)
    .where(sql<boolean>`validation IN ('pending', 'approved')`)
    .where("recorded_at", "<=", ctx.now() - AFTER_MS)
    .orderBy("recorded_at");

const dueByHold = (ctx: Context) =>
  due(ctx)
    .where(sql<boolean>`validation = 'approved'`)
    .where("available_at", "<=", ctx.now() + BEFORE_MS)
    .orderBy("available_at");

/** Judged once, not by each rule set: it has no consequence. */
const dueForRecord = (ctx: Context) =>
  due(ctx)
    .where(sql<boolean>`validation IN ('rejected', 'reversed')`)
    .where("recorded_at", "<=", ctx.now() - AFTER_MS)
    .where("recorded_at", ">", ctx.now() - AFTER_MS - RECORD_MS)
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM conversion_check WHERE conversion_id = conversion.id AND stage = 1)
        AND NOT EXISTS (SELECT 1 FROM conversion_check WHERE conversion_id = conversion.id AND stage = 2)`,
    )
    .orderBy("recorded_at");

/**
 * An offer with conversions that are due: the one that would be paid next. If offers have failed, another one each minute,
 * so that many of them don't keep the others from their turn.
 */
async function findDueOffer(ctx: Context, failed: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(
    [dueByHold(ctx), dueByAge(ctx), dueForRecord(ctx)].map((some) =>
      some.select("offer_id").where("offer_id", "not in", inJson(failed)).limit(CONVERSIONS_LOOKED_AT_MAX).execute(),
    ),
  );
  const offers = [...new Set(found.flat().map(({ offer_id }) => offer_id))];
  return offers[failed.length === 0 ? 0 : Math.floor(ctx.now() / MINUTE_MS) % offers.length];
}

function consequencesOf({ actor, now }: Context, row: ConversionRow, code: SecondJudgment): Change[] {
  const cause = byNetwork({ actor: actorName(actor), reason: null, at: now() }, code);
  const checked: ConversionRow = { ...row, check_due: "no" };
  return code === null ? endOfHold(checked, cause) : [changeOf(checked, "hold", cause)];
}

/** Needs no version: if another change overwrites it, the conversion is due once more, and keeps its judgment. */
const markDone = (ids: readonly string[]): Statement[] =>
  ids.length === 0
    ? []
    : [
        rawStatement("UPDATE conversion SET check_due = 'no' WHERE id IN (SELECT value FROM json_each(?))", [
          JSON.stringify(ids),
        ]),
      ];
