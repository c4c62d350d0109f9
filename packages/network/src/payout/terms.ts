import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, rawStatement, type Db, type Tables } from "../db/index.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { isCurrency } from "../money.ts";
import { currencyFault } from "../payout-details/index.ts";
import { EVEN_IF_BLOCKED, OPERATOR, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import type { FeeBearer, PayoutMethod } from "../words.ts";

/** The smallest payout and the fee of a method in a currency. Amounts are minor units. */
export interface PayoutTerms {
  /** Null: of every method. It has no fee. */
  method: PayoutMethod | null;
  currency: string;
  minimumMinor: number;
  /** The fee of a payout, to which a share of its amount is added. */
  feeFixedMinor: number;
  feeBps: number;
  feeBearer: FeeBearer;
  /** A payout that comes to more with its VAT needs a signed document. Null: none needs one. */
  documentAboveMinor: number | null;
}

/** How the table names every method. */
const EVERY_METHOD = "";

type TermsRow = Tables["payout_terms"];

/** What is set, by method and currency. Throws `forbidden`. */
export async function listPayoutTerms(ctx: Context): Promise<PayoutTerms[]> {
  requireRole(ctx, WEBMASTER_OR_OPERATOR, "read the terms of payouts", EVEN_IF_BLOCKED);
  return (await readTerms(ctx.db)).map(termsOf);
}

const readTerms = ({ query }: Db): Promise<TermsRow[]> =>
  query.selectFrom("payout_terms").selectAll().orderBy("method").orderBy("currency").execute();

const termsOf = ({ method, currency, ...row }: TermsRow): PayoutTerms => ({
  ...{ method: method === EVERY_METHOD ? null : method, currency },
  ...{ minimumMinor: row.minimum_minor, feeFixedMinor: row.fee_fixed_minor },
  ...{ feeBps: row.fee_bps, feeBearer: row.fee_bearer, documentAboveMinor: row.document_above_minor },
});

/** What is set about a method in a currency, and about every method in it. Null: the payout is by agreement. */
export async function findPayoutTerms(
  db: Db,
): Promise<(method: PayoutMethod | null, currency: string) => { own: PayoutTerms | null; every: PayoutTerms | null }> {
  const known = new Map((await readTerms(db)).map((row) => [`${row.method} ${row.currency}`, termsOf(row)]));
  return (method, currency) => ({
    own: method === null ? null : (known.get(`${method} ${currency}`) ?? null),
    every: known.get(`${EVERY_METHOD} ${currency}`) ?? null,
  });
}

/**
 * Sets terms, each of its method and currency. Others are unchanged. Payouts that are made already keep theirs. Throws
 * `forbidden`, `scope_missing`, `invalid_input`.
 */
export async function setPayoutTerms(
  ctx: Context,
  { terms, reason }: { terms: readonly PayoutTerms[]; reason: string },
): Promise<PayoutTerms[]> {
  requireRole(ctx, OPERATOR, "set the terms of payouts");
  requireMoneyScope(ctx);
  const faults = terms.flatMap((one, i) => faultsOf(one, terms.slice(0, i)).map(at(`terms[${i}]`)));
  if (faults.length > 0) throw new NetworkError("invalid_input", "The terms of payouts can't be set", faults);
  const rows = terms.map((one): TermsRow => ({
    ...{ method: one.method ?? EVERY_METHOD, currency: one.currency, minimum_minor: one.minimumMinor },
    ...{ fee_fixed_minor: one.feeFixedMinor, fee_bps: one.feeBps, fee_bearer: one.feeBearer },
    document_above_minor: one.documentAboveMinor,
  }));
  const before = new Map((await readTerms(ctx.db)).map((row) => [nameOf(row), textOf(row)]));
  const names = rows.map(nameOf);
  await ctx.db.write([
    ...rows.map(({ method, currency }) =>
      rawStatement("DELETE FROM payout_terms WHERE method = ? AND currency = ?", [method, currency]),
    ),
    ...insertRows(
      "payout_terms",
      ["method", "currency", "minimum_minor", "fee_fixed_minor", "fee_bps", "fee_bearer", "document_above_minor"],
      rows,
    ),
    ...audit(ctx, {
      ...{ event: "payout_terms.change", subject: "payout_terms", account: "", reason },
      before: Object.fromEntries(names.map((name) => [name, before.get(name) ?? "none"])),
      after: Object.fromEntries(rows.map((row) => [nameOf(row), textOf(row)])),
    }),
  ]);
  return listPayoutTerms(ctx);
}

const nameOf = ({ method, currency }: TermsRow) => `${method === EVERY_METHOD ? "every" : method}_${currency}`;

const textOf = (row: TermsRow) =>
  `minimum ${row.minimum_minor}, fee ${row.fee_fixed_minor} and ${row.fee_bps} bps, borne by the ${row.fee_bearer}, document above ${row.document_above_minor ?? "nothing"}`;

const at =
  (place: string) =>
  ({ path, message }: Fault): Fault => ({ path: `${place}.${path}`, message });

function faultsOf(terms: PayoutTerms, earlier: readonly PayoutTerms[]): Fault[] {
  const { method, currency } = terms;
  const message = method === null ? networkFault(currency) : currencyFault(method, currency);
  const isTwice = earlier.some((one) => one.method === method && one.currency === currency);
  return [
    ...(message === undefined ? [] : [{ path: "currency", message }]),
    ...(isTwice ? [{ path: "currency", message: "is named twice for this method" }] : []),
    ...(method === null && (terms.feeFixedMinor > 0 || terms.feeBps > 0)
      ? [{ path: "method", message: "must be named: a fee is of one method" }]
      : []),
  ];
}

const networkFault = (currency: string) => (isCurrency(currency) ? undefined : "is not a known currency");
