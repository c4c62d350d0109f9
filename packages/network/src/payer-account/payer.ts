import type { Context } from "../context.ts";
import { NetworkError } from "../errors.ts";
import { resealRows } from "../reseal.ts";
import { requireMoneyScope } from "../guard/index.ts";
import type { Vault } from "../vault.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { PayoutMethod } from "../words.ts";
import type { PayerRow } from "./accounts.ts";
import { entityOf, type LegalEntity } from "./entities.ts";

/** Who pays, from which account, with its details in clear. */
export interface Payer {
  accountId: string;
  mask: string;
  entity: LegalEntity;
  details: PayoutDetails;
}

/** What is paid from one main account. */
export interface PayerKey {
  method: PayoutMethod;
  /** ISO 4217. */
  currency: string;
}

/**
 * The main payer accounts for these methods and currencies: each with a text that changes with what is paid from, and the
 * operators who added it, chose it, or changed its legal entity.
 */
export async function findPayers(
  { db }: Pick<Context, "db">,
  keys: readonly PayerKey[],
): Promise<{ fingerprint: string; mask: string; operators: string[] }[]> {
  const rows = await db.query
    .selectFrom("payer_account_main as main")
    .innerJoin("payer_account as account", "account.id", "main.account_id")
    .innerJoin("legal_entity as entity", "entity.id", "account.legal_entity_id")
    .select(["main.method", "main.currency", "account.id", "mask", "entity.version"])
    .select(["account.created_by", "main.chosen_by", "entity.changed_by"])
    .orderBy("main.method")
    .orderBy("main.currency")
    .execute();
  const asked = new Set(keys.map(({ method, currency }) => `${method} ${currency}`));
  return rows
    .filter(({ method, currency }) => asked.has(`${method} ${currency}`))
    .map(({ method, currency, id, mask, version, ...by }) => ({
      fingerprint: `${method} ${currency} ${id} ${version}`,
      mask,
      operators: [by.created_by, by.chosen_by, by.changed_by],
    }));
}

/**
 * The main payer account for a method and currency, opened to make a file of payments. The caller audits the making.
 * Throws `forbidden`, `scope_missing`, `payer_missing`.
 */
export async function getPayer(ctx: Context, vault: Vault, { method, currency }: PayerKey): Promise<Payer> {
  requireRole(ctx, OPERATOR, "pay from an account of the network");
  requireMoneyScope(ctx);
  const row = await ctx.db.query
    .selectFrom("payer_account_main as main")
    .innerJoin("payer_account as account", "account.id", "main.account_id")
    .selectAll("account")
    .where("main.method", "=", method)
    .where("main.currency", "=", currency)
    .executeTakeFirst();
  if (row === undefined)
    throw new NetworkError("payer_missing", `The network has no payer account for ${method} in ${currency}; add one`);
  const entity = await ctx.db.query
    .selectFrom("legal_entity")
    .selectAll()
    .where("id", "=", row.legal_entity_id)
    .executeTakeFirstOrThrow(); // referred to by the account
  return { accountId: row.id, mask: row.mask, entity: entityOf(entity), details: await openRow(vault, row) };
}

async function openRow(vault: Vault, row: Pick<PayerRow, "id" | "legal_entity_id" | "key_id" | "sealed">) {
  const place = { ownerId: row.legal_entity_id, rowId: row.id };
  return JSON.parse(await vault.open({ keyId: row.key_id, sealed: row.sealed }, place)) as PayoutDetails; // written by addPayerAccount
}

/** Seals rows again that another key than the current one sealed. Returns how many. */
export async function resealPayerAccounts(ctx: Context, vault: Vault): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "seal payer accounts again");
  return resealRows(ctx, vault, { table: "payer_account", owner: "legal_entity_id" });
}
