import { sql } from "kysely";
import type { Db } from "../db/index.ts";

/** An operator who changed an account, and what a person recognises it by. */
export interface AccountChanger {
  /** As histories name them. */
  operator: string;
  mask: string;
}

/** Operators who added these accounts, chose them as main ones, or released them. */
export async function findAccountChangers({ query }: Db, accountIds: readonly string[]): Promise<AccountChanger[]> {
  const { rows } = await sql<AccountChanger>`
    SELECT operator, min(mask) AS mask FROM (
      SELECT a.created_by AS operator, a.mask FROM json_each(${JSON.stringify(accountIds)}) one
        CROSS JOIN payout_account a ON a.id = one.value
      UNION ALL
      SELECT m.chosen_by, a.mask FROM json_each(${JSON.stringify(accountIds)}) one
        CROSS JOIN payout_account a ON a.id = one.value
        CROSS JOIN payout_account_main m ON m.webmaster_id = a.webmaster_id AND m.currency = a.currency AND m.account_id = a.id
      UNION ALL
      SELECT h.ended_by, a.mask FROM json_each(${JSON.stringify(accountIds)}) one
        CROSS JOIN payout_account a ON a.id = one.value
        CROSS JOIN payout_account_hold h ON h.account_id = a.id AND h.ended_at IS NOT NULL)
    WHERE operator LIKE 'operator:%' GROUP BY operator ORDER BY operator`.execute(query);
  return rows;
}
