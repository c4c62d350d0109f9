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

/**
 * Puts conversions whose hold soon ends through the second stage, those of one offer a call, and ends the holds that have
 * run out. Returns how many; call again while it is not 0.
 */
export async function checkDue(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "check conversions");
  return retryOnConcurrentWrite(async () => {
    const rows = await findDue(ctx);
    const offerId = rows[0]?.offer_id;
    if (offerId === undefined) return 0;
    const { judgments, statements } = await judgeSecond(ctx, offerId, rows);
    const changes = rows.flatMap((row) => consequencesOf(ctx, row, judgments.get(row.id) ?? null));
    const unchanged = new Set(rows.map(({ id }) => id));
    for (const { row } of changes) unchanged.delete(row.id);
    await ctx.db.write([...writeChanges(changes), ...statements, ...markDone([...unchanged])]);
    return rows.length;
  }, TRIES);
}

/** The conversions of one offer that are due, the one whose hold ends first and others. */
async function findDue({ db: { query }, now }: Context): Promise<ConversionRow[]> {
  const due = query
    .selectFrom("conversion")
    .where("check_due", "<>", "no")
    .where("validation", "=", "approved")
    .where("check_state", "=", "clear")
    .where("click_facts", "<>", "awaited")
    .where("available_at", "<=", now() + BEFORE_MS);
  const first = await due.select("offer_id").orderBy("available_at").limit(1).executeTakeFirst();
  if (first === undefined) return [];
  return due.selectAll().where("offer_id", "=", first.offer_id).orderBy("available_at").limit(STEP).execute();
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
