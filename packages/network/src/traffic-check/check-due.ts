import { actorName, type Context } from "../context.ts";
import { byNetwork, changeOf, endOfHold, writeChanges, type Change } from "../conversion/index.ts";
import { rawStatement, retryOnConcurrentWrite, type ConversionRow, type Statement } from "../db/index.ts";
import { DAY_MS } from "@waymark/contract/duration";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { judgeSecond, type SecondJudgment } from "./second.ts";

/** The second stage comes so long before a hold ends, or at once. */
const BEFORE_MS = DAY_MS;
/** Conversions of one step, all of one offer. */
const STEP = 500;
const TRIES = { triesMax: 3 };

/** Offers that one call tries: one whose picture can't be read must not keep the others from being checked. */
const OFFERS_TRIED_MAX = 20;

/**
 * Puts conversions whose hold soon ends through the second stage, those of one offer a call, and ends the holds that have
 * run out. An offer that fails is logged, and the next one is taken. Returns how many it checked; call again while it is
 * not 0.
 */
export async function checkDue(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "check conversions");
  for (const offerId of await findDueOffers(ctx))
    try {
      return await retryOnConcurrentWrite(() => checkOffer(ctx, offerId), TRIES);
    } catch (error) {
      console.error({ event: "check.failed", offerId, error: String(error) });
    }
  return 0;
}

async function checkOffer(ctx: Context, offerId: string): Promise<number> {
  const rows = await due(ctx).selectAll().where("offer_id", "=", offerId).orderBy("available_at").limit(STEP).execute();
  const { judgments, statements } = await judgeSecond(ctx, offerId, rows);
  const changes = rows.flatMap((row) => consequencesOf(ctx, row, judgments.get(row.id) ?? null));
  const changed = new Set(changes.map(({ row }) => row.id));
  const unchanged = rows.filter(({ id }) => !changed.has(id)).map(({ id }) => id);
  await ctx.db.write([...writeChanges(changes), ...statements, ...markDone(unchanged)]);
  return rows.length;
}

const due = ({ db, now }: Context) =>
  db.query
    .selectFrom("conversion")
    .where("check_due", "<>", "no")
    .where("validation", "=", "approved")
    .where("check_state", "=", "clear")
    .where("click_facts", "<>", "awaited")
    .where("available_at", "<=", now() + BEFORE_MS);

/** The offers with conversions that are due, that whose hold ends first before the others. */
async function findDueOffers(ctx: Context): Promise<string[]> {
  const rows = await due(ctx)
    .select(["offer_id", ({ fn }) => fn.min("available_at").as("first")])
    .groupBy("offer_id")
    .orderBy("first")
    .limit(OFFERS_TRIED_MAX)
    .execute();
  return rows.map(({ offer_id }) => offer_id);
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
