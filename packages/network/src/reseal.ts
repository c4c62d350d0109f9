import type { Context } from "./context.ts";
import { rawStatement } from "./db/index.ts";
import type { Vault } from "./vault.ts";

/** Rows of one call. */
const RESEALED_MAX = 50;

/** A table with sealed rows, and the column that names the owner of each; null: the table itself is the owner. */
export type SealedTable =
  | { table: "payout_account"; owner: "webmaster_id" }
  | { table: "payer_account"; owner: "legal_entity_id" }
  | { table: "own_traffic"; owner: null };

/**
 * Seals rows again that another key than the current one sealed, so that a key can be replaced. Returns how many; call
 * again while it is not 0. Throws if a row was changed, or belongs to another owner.
 */
export async function resealRows(
  { db }: Pick<Context, "db">,
  vault: Vault,
  { table, owner }: SealedTable,
): Promise<number> {
  const rows = (await db.values(
    rawStatement(
      `SELECT id, ${owner ?? `'${table}'`}, key_id, sealed FROM ${table} WHERE key_id <> ? LIMIT ${RESEALED_MAX}`,
      [vault.currentKey],
    ),
  )) as [string, string, string, string][]; // selected above
  for (const [rowId, ownerId, oldKey, old] of rows) {
    const place = { ownerId, rowId };
    const { keyId, sealed } = await vault.seal(await vault.open({ keyId: oldKey, sealed: old }, place), place);
    await db.write([
      rawStatement(`UPDATE ${table} SET key_id = ?, sealed = ? WHERE id = ? AND key_id = ?`, [
        ...[keyId, sealed, rowId, oldKey],
      ]),
    ]);
  }
  return rows.length;
}
