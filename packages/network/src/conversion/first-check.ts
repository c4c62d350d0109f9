import { judgeFirst, type FirstJudgment } from "../check/index.ts";
import type { Context } from "../context.ts";
import type { Statement } from "../db/index.ts";
import { byNetwork, changeOf, endOfHold, type Cause, type Change } from "./change.ts";
import { isOwn } from "./facts.ts";

/**
 * Puts conversions that learn of their click through the first stage of the traffic check: holds them where a rule set in
 * force says so. Returns all changes, and the statements to write with them. Every batch that may record conversions, or
 * bring them their clicks, is written through it. A conversion that passes by it waits for the second stage.
 */
export async function withFirstCheck(
  ctx: Context,
  changes: readonly Change[],
): Promise<{ changes: Change[]; statements: Statement[] }> {
  const last = new Map(changes.map((change) => [change.row.id, change]));
  const learnt = changes.flatMap(({ row, click }) => {
    const now = last.get(row.id)?.row;
    return click === undefined || now === undefined || now.is_test === 1 || isOwn(now) ? [] : [{ row: now, click }];
  });
  if (learnt.length === 0) return { changes: [...changes], statements: [] };
  const { judgments, statements } = await judgeFirst(ctx, learnt);
  const added = [...last.values()].flatMap((change) => {
    const judgment = judgments.get(change.row.id);
    return judgment === undefined ? [] : consequencesOf(change, judgment);
  });
  return { changes: [...changes, ...added], statements };
}

/** What follows from a judgment. `change` is the conversion's last one of the batch, and is not written yet. */
function consequencesOf({ row, history }: Change, { code, due }: FirstJudgment): Change[] {
  const cause: Cause = {
    ...byNetwork({ actor: "", reason: null, at: history.changed_at }, code),
    source: history.source,
  };
  row.check_due = due;
  return code === null ? endOfHold(row, cause) : [changeOf(row, "hold", cause)];
}
