import { rawStatement, type Db, type Statement } from "../db/index.ts";
import { exponentOf } from "../money.ts";
import { MONEY_ACTS, type MoneyAct } from "../words.ts";

/** What one person may do alone in a day, in major units of each currency, unless it is set. Null: without a limit. */
const ALONE_MAJOR: Record<MoneyAct, number | null> = {
  correction: 100,
  adjust: 100,
  terms: 100,
  loss: 100,
  resolve: 100,
  report: 100,
  claim: 100,
  payout_run: null,
  frozen: 100,
  limits: 0,
};

/** Amounts of a pool count together. What is owed for a day's files is no measure of what people may make by hand. */
export function poolOf(act: MoneyAct): "made" | "reported" | "paid" {
  if (act === "payout_run") return "paid";
  return act === "report" ? "reported" : "made";
}

/** Acts whose limits can be set: to raise a limit always needs a second person. */
export type LimitedAct = Exclude<MoneyAct, "limits">;
export const LIMITED_ACTS = MONEY_ACTS.filter((act): act is LimitedAct => act !== "limits");

/** A limit of an act and currency, in minor units; null: none. */
export interface MoneyLimit {
  act: LimitedAct;
  currency: string;
  limitMinor: number | null;
}

function defaultLimit(act: MoneyAct, currency: string): number | null {
  const major = ALONE_MAJOR[act];
  return major === null ? null : major * 10 ** exponentOf(currency);
}

/** The limit in force, in minor units; null: none. Throws `currency_unknown`. */
export async function findLimit({ query }: Db, act: MoneyAct, currency: string): Promise<number | null> {
  const row = await query
    .selectFrom("money_limit")
    .select("limit_minor")
    .where("act", "=", act)
    .where("currency", "=", currency)
    .executeTakeFirst();
  return row === undefined ? defaultLimit(act, currency) : row.limit_minor;
}

/** Whether the second limit allows more than the first. */
export const isRaised = (before: number | null, after: number | null): boolean =>
  before !== null && (after === null || after > before);

export const setLimit = (
  { act, currency, limitMinor }: MoneyLimit,
  { by, now }: { by: string; now: number },
): Statement =>
  rawStatement(
    `INSERT INTO money_limit (act, currency, limit_minor, changed_at, changed_by)
     VALUES (?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER), ?)
     ON CONFLICT DO UPDATE SET limit_minor = excluded.limit_minor, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by`,
    [act, currency, limitMinor, now, by],
  );
