import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorIdOf, actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  equal,
  filteredList,
  insertRows,
  rawStatement,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound, type Fault } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import type { Vault } from "../vault.ts";
import {
  currencyFault,
  detailFaults,
  identityOf,
  maskOf,
  normalise,
  type PayoutDetails,
} from "../payout-details/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { getLegalEntity, type LegalEntity } from "./entities.ts";

export type PayerRow = Tables["payer_account"];

/** An account of the network from which webmasters are paid: never its details. Times are Unix ms. */
export interface PayerAccount {
  id: string;
  legalEntityId: string;
  legalEntityName: string;
  method: PayerRow["method"];
  currency: string;
  mask: string;
  isMain: boolean;
  createdAt: number;
  /** The person who added it. */
  createdById: string;
  disabledAt: number | null;
  disabledReason: string | null;
}

/** Omitted fields ask for nothing. */
interface PayerAccountFilter {
  legalEntityId?: string | undefined;
  method?: PayerRow["method"] | undefined;
  currency?: string | undefined;
  isDisabled?: boolean | undefined;
}

const PAYER_LIST: ListRules<keyof PayerAccountFilter> = {
  table: "payer_account",
  idPrefix: "pra",
  conditions: {
    legalEntityId: equal("legal_entity_id"),
    method: equal("method"),
    currency: equal("currency"),
    isDisabled: (is: boolean) => (is ? sql`disabled_at IS NOT NULL` : sql`disabled_at IS NULL`),
  },
  orderedBy: ["id"],
  indexes: [{ name: "legalEntityId", index: "payer_account_by_entity" }],
  wholeIndex: null,
  joined: sql`(SELECT name FROM legal_entity WHERE legal_entity.id = payer_account.legal_entity_id) AS entity_name,
    EXISTS (SELECT 1 FROM payer_account_main m WHERE m.account_id = payer_account.id) AS is_main`,
};

type JoinedRow = PayerRow & { entity_name: string; is_main: 0 | 1 };

/** Newest first. Throws `forbidden`, `invalid_input`. */
export async function listPayerAccounts(
  ctx: Context,
  asked: PayerAccountFilter,
  request: ListRequest,
): Promise<ListPage<PayerAccount>> {
  requireRole(ctx, OPERATOR, "see payer accounts");
  const list = filteredList(PAYER_LIST, { own: {}, asked, range: [] });
  const { rows, next } = await readListPage<JoinedRow>(ctx.db, list, request);
  return { rows: rows.map(accountOf), next };
}

/** Throws `forbidden`, `not_found`. */
export async function getPayerAccount(ctx: Context, id: string): Promise<PayerAccount> {
  requireRole(ctx, OPERATOR, "see payer accounts");
  const list = filteredList(PAYER_LIST, { own: {}, asked: {}, range: [sql`id = ${id}`] });
  const { rows } = await readListPage<JoinedRow>(ctx.db, list, { limit: 1 });
  const [row] = rows;
  if (row === undefined) throw notFound("payer account");
  return accountOf(row);
}

interface NewPayerAccount {
  legalEntityId: string;
  /** ISO 4217. */
  currency: string;
  details: PayoutDetails;
}

const COLUMNS = [
  ...(["id", "legal_entity_id", "method", "currency", "mask", "key_id", "sealed", "fingerprint"] as const),
  ...(["created_at", "created_by"] as const),
] as const;

/**
 * Adds an account from which webmasters are paid. The first of its method and currency becomes the main one. Throws
 * `forbidden`, `scope_missing`, `not_found`, `invalid_input`, `already_exists`.
 */
export async function addPayerAccount(ctx: Context, vault: Vault, input: NewPayerAccount): Promise<PayerAccount> {
  requireRole(ctx, OPERATOR, "add a payer account");
  requireMoneyScope(ctx);
  const details = normalise(input.details);
  requireGood(details, input.currency, await getLegalEntity(ctx, input.legalEntityId));
  const id = newId(ctx, "pra");
  const find = async () => {
    const known = ctx.db.query.selectFrom("payer_account").select("id").where("id", "=", id);
    return (await known.executeTakeFirst()) && getPayerAccount(ctx, id);
  };
  return createOnce(ctx, find, async () => {
    const place = { ownerId: input.legalEntityId, rowId: id };
    const { keyId, sealed } = await vault.seal(JSON.stringify(details), place);
    const row = {
      ...{ id, legal_entity_id: input.legalEntityId, method: details.method, currency: input.currency },
      ...{ mask: maskOf(details), key_id: keyId, sealed, fingerprint: vault.fingerprint(identityOf(details)) },
      ...{ created_at: ctx.now(), created_by: actorName(ctx.actor) },
    };
    try {
      await ctx.db.write([
        ...insertRows("payer_account", COLUMNS, [row]),
        rawStatement(
          `INSERT INTO payer_account_main (method, currency, account_id, chosen_at, chosen_by)
           SELECT method, currency, id, created_at, created_by FROM payer_account WHERE id = ? ON CONFLICT DO NOTHING`,
          [id],
        ),
        ...audit(ctx, {
          ...{ event: "payer_account.add", subject: id, account: "" },
          after: { legal_entity_id: row.legal_entity_id, method: row.method, currency: row.currency, mask: row.mask },
        }),
      ]);
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error;
      throw new NetworkError("already_exists", `There is this payer account for ${row.currency} already`);
    }
    return getPayerAccount(ctx, id);
  });
}

function requireGood(details: PayoutDetails, currency: string, entity: LegalEntity): void {
  const currencyMessage = currencyFault(details.method, currency);
  const faults: Fault[] = [
    ...(currencyMessage === undefined ? [] : [{ path: "currency", message: currencyMessage }]),
    ...detailFaults(details),
    ...(details.method === "russian_bank" && details.inn !== entity.taxNumber
      ? [{ path: "details.inn", message: "must be the tax number of the legal entity" }]
      : []),
  ];
  if (faults.length > 0) throw new NetworkError("invalid_input", "No payout can be paid from this account", faults);
}

/** Pays by this account from now on. Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused` if it is disabled. */
export async function makeMainPayerAccount(ctx: Context, id: string): Promise<PayerAccount> {
  requireRole(ctx, OPERATOR, "choose the main payer account");
  requireMoneyScope(ctx);
  const account = await getPayerAccount(ctx, id);
  if (account.disabledAt !== null)
    throw new NetworkError("transition_refused", "The account is disabled; add it again to pay from it");
  if (account.isMain) return account;
  await ctx.db.write([
    // Nothing if it was disabled at the same moment.
    rawStatement(
      `INSERT INTO payer_account_main (method, currency, account_id, chosen_at, chosen_by)
       SELECT method, currency, id, CAST(? AS INTEGER), ? FROM payer_account WHERE id = ? AND disabled_at IS NULL
       ON CONFLICT DO UPDATE SET account_id = excluded.account_id, chosen_at = excluded.chosen_at,
         chosen_by = excluded.chosen_by`,
      [ctx.now(), actorName(ctx.actor), id],
    ),
    ...audit(ctx, {
      ...{ event: "payer_account.make_main", subject: id, account: "" },
      after: { method: account.method, currency: account.currency },
    }),
  ]);
  return getPayerAccount(ctx, id);
}

/**
 * Disables an account: nothing is paid from it any more. A main account is disabled last of its method and currency.
 * Throws `forbidden`, `scope_missing`, `not_found`, `transition_refused`.
 */
export async function disablePayerAccount(ctx: Context, id: string, reason: string): Promise<PayerAccount> {
  requireRole(ctx, OPERATOR, "disable a payer account");
  requireMoneyScope(ctx);
  const account = await getPayerAccount(ctx, id);
  if (account.disabledAt !== null) return account;
  if (account.isMain) await requireOnlyOne(ctx, account);
  await ctx.db.write([
    rawStatement(
      `UPDATE payer_account SET disabled_at = CAST(? AS INTEGER), disabled_by = ?, disabled_reason = ?
       WHERE id = ? AND disabled_at IS NULL`,
      [ctx.now(), actorName(ctx.actor), reason, id],
    ),
    rawStatement("DELETE FROM payer_account_main WHERE account_id = ?", [id]),
    ...audit(ctx, {
      ...{ event: "payer_account.disable", subject: id, account: "", reason },
      before: { method: account.method, currency: account.currency, mask: account.mask },
    }),
  ]);
  return getPayerAccount(ctx, id);
}

async function requireOnlyOne({ db }: Context, { id, method, currency }: PayerAccount): Promise<void> {
  const other = await db.query
    .selectFrom("payer_account")
    .select("mask")
    .where("method", "=", method)
    .where("currency", "=", currency)
    .where("id", "<>", id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (other !== undefined)
    throw new NetworkError(
      "transition_refused",
      `This is the main account for ${method} in ${currency}. Make another one the main account first, for example ${other.mask}`,
    );
}

const accountOf = (row: JoinedRow): PayerAccount => ({
  ...{ id: row.id, legalEntityId: row.legal_entity_id, legalEntityName: row.entity_name },
  ...{ method: row.method, currency: row.currency, mask: row.mask, isMain: row.is_main === 1 },
  ...{ createdAt: row.created_at, createdById: actorIdOf(row.created_by) },
  ...{ disabledAt: row.disabled_at, disabledReason: row.disabled_reason },
});
