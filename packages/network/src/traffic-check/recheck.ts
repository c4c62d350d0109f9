import { judge, type Features, type Judgment } from "@waymark/check";
import { CHECK_CODES, codeOf, insertChecks, readRulesInForce, type CheckCode } from "../check/index.ts";
import { actorName, type Context } from "../context.ts";
import { changeOf, endOfHold, findById, writeChanges, type Cause, type Change } from "../conversion/index.ts";
import { inJson, retryOnConcurrentWrite, type ConversionRow, type Tables } from "../db/index.ts";
import { OPERATOR, requireRole } from "../role.ts";

/** Conversions of one request. */
export const RECHECKS_MAX = 500;
const TRIES = { triesMax: 3 };

/** What a recheck made of a conversion. `unchanged`: the set in force has judged it before, or it has no features. */
export interface Rechecked {
  id: string;
  outcome: "unchanged" | "judged" | "held" | "released";
}

/**
 * Judges conversions again by the rule set in force, from what is stored of them. Its judgments are added to the earlier
 * ones. What is flagged now is held; what the check held and is not flagged any more is released. Payments that have
 * begun, and what people decided, stay. Operator only. Throws `forbidden`.
 */
export async function recheck(ctx: Context, ids: readonly string[], reason: string): Promise<Rechecked[]> {
  requireRole(ctx, OPERATOR, "check conversions again");
  return retryOnConcurrentWrite(async () => {
    const rows = await findById(ctx.db, ids);
    const [force, known] = await Promise.all([
      readRulesInForce(ctx.db, [...new Set(rows.map(({ offer_id }) => offer_id))]),
      readChecks(ctx, ids),
    ]);
    const cause = { actor: actorName(ctx.actor), reason, at: ctx.now() };
    const checks: Tables["conversion_check"][] = [];
    const changes: Change[] = [];
    const outcomes = rows.map((row): Rechecked => {
      const stored = known.get(row.id) ?? [];
      const fresh = ([1, 2] as const).flatMap((stage) => {
        const last = stored.findLast((check) => check.stage === stage);
        if (last === undefined || stored.some((check) => check.stage === stage && check.rule_set === force.version))
          return [];
        const features = JSON.parse(last.features) as Features; // written by the check
        const judgment = judge(force.rules, force.cuts, stage, features, row.offer_id);
        checks.push({
          ...{ ...last, rule_set: force.version, score: judgment.score, checked_at: cause.at },
          ...{ findings: JSON.stringify(judgment.findings), verdict: judgment.isFlagged ? "hold" : "clear" },
        });
        return [judgment];
      });
      if (fresh.length === 0) return { id: row.id, outcome: "unchanged" };
      const made = consequencesOf(row, fresh, cause);
      changes.push(...made);
      const state = made.at(-1)?.row.check_state ?? row.check_state;
      return { id: row.id, outcome: made.length === 0 ? "judged" : state === "held" ? "held" : "released" };
    });
    await ctx.db.write([...writeChanges(changes), ...insertChecks(checks)]);
    return outcomes;
  }, TRIES);
}

async function readChecks({ db }: Context, ids: readonly string[]) {
  const rows = await db.query
    .selectFrom("conversion_check")
    .selectAll()
    .where("conversion_id", "in", inJson(ids))
    .orderBy("checked_at")
    .execute();
  return Map.groupBy(rows, ({ conversion_id }) => conversion_id);
}

function consequencesOf(row: ConversionRow, judgments: readonly Judgment[], cause: Cause): Change[] {
  const flagged = judgments.find(({ isFlagged }) => isFlagged);
  const isOurs = row.check_state === "held" && isCheckCode(row.check_code);
  if (flagged === undefined) {
    if (!isOurs) return [];
    const released = changeOf(row, "release", cause);
    return [released, ...endOfHold(released.row, cause)];
  }
  const isFree =
    row.check_state === "clear" && row.payment === "none" && row.setoff === "none" && row.check_by === null;
  return isFree ? [changeOf(row, "hold", { ...cause, reasonCode: codeOf("hold", flagged) })] : [];
}

const isCheckCode = (code: string | null): code is CheckCode => CHECK_CODES.some((one) => one === code);
