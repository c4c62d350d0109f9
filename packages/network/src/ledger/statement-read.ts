import { sql } from "kysely";
import type { Context } from "../context.ts";
import { findNames, type Db } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import { HOLDINGS, webmasterAccount } from "./accounts.ts";
import { readStatementPeriod, type StatementPeriod } from "./statement-period.ts";
import {
  isHolding,
  moveBetween,
  noPurses,
  owedOf,
  StatementSums,
  type Movement,
  type OfferSums,
  type PaymentSums,
  type Purses,
} from "./statement.ts";

/** Transfers that one query sums up. */
const TRANSFERS_A_SLICE = 20_000;
/** Transfers since a moment that one query reads back: 200,000 took a second on a developer's machine. */
const TRANSFERS_SINCE_MAX = 500_000;
/** Slices of one statement: two queries each, of the 1,000 that an invocation may ask. */
const SLICES_MAX = 400;

/** Whose statement, and of what. */
export interface StatementRequest {
  /** The operator names the webmaster; a webmaster may name only themselves. */
  webmasterId: string | undefined;
  /** ISO 4217. */
  currency: string;
  /** A year, a month, or the first and last of some days, in the network's zone. */
  period: string;
}

/** What a payout paid, or what came back of it, as the ledger has it in the period. Minor units. */
export interface StatementPayment extends PaymentSums {
  payoutId: string;
  vat: bigint;
  withheld: bigint;
  fee: bigint;
  /** What was sent, or came back: amount + vat - withheld - fee. */
  net: bigint;
}

/**
 * A webmaster's money in a period: opening balance + movements = closing balance, exactly as in the ledger. The balance is
 * what the network owes: on hold, available and on payment. Minor units.
 */
export interface Statement extends StatementPeriod {
  webmasterId: string;
  webmasterName: string;
  currency: string;
  zone: string;
  opening: { balance: bigint; purses: Purses };
  closing: { balance: bigint; purses: Purses };
  /** Each with its sign. */
  movements: Record<Movement, bigint>;
  offers: (OfferSums & { offerId: string; offerName: string })[];
  paid: StatementPayment[];
  returned: StatementPayment[];
}

/** The statement of a webmaster for a period and currency. Throws `forbidden`, `not_found`, `invalid_input`, `too_large`. */
export async function getStatement(ctx: Context, request: StatementRequest): Promise<Statement> {
  const asked = await readRequest(ctx, request);
  const { webmasterId, currency, from, to } = asked;
  const scan = new Scan(ctx.db, { webmasterId, currency });
  const statement = new StatementSums(await pursesAt(scan, from));
  for await (const sums of scan.sums({ from, to })) for (const sum of sums) statement.add(sum);
  const offerIds = [...statement.offers.keys()];
  const [names, paid, returned] = await Promise.all([
    findNames(ctx.db, "offer", offerIds),
    paymentsOf(ctx.db, statement.paid, { from, to, isReturn: false }),
    paymentsOf(ctx.db, statement.returned, { from, to, isReturn: true }),
  ]);
  return {
    ...asked,
    opening: { balance: owedOf(statement.opening), purses: statement.opening },
    closing: { balance: owedOf(statement.closing), purses: statement.closing },
    movements: statement.movements,
    offers: [...statement.offers]
      .map(([offerId, sums]) => ({ offerId, offerName: names.get(offerId) ?? "", ...sums }))
      .toSorted((a, b) => a.offerName.localeCompare(b.offerName, "en") || (a.offerId < b.offerId ? -1 : 1)),
    ...{ paid, returned },
  };
}

/**
 * What a webmaster's accounts held at a moment: what they hold now less the transfers since then, if these are not too many
 * for one query, and else the sum of all before.
 */
export async function pursesAt(scan: Scan, at: number): Promise<Purses> {
  const since = await scan.pursesBefore(at);
  if (since !== undefined) return since;
  const purses = noPurses();
  for await (const sums of scan.sums({ from: 0, to: at })) for (const sum of sums) moveBetween(purses, sum);
  return purses;
}

const READS_STATEMENTS = ["webmaster", "operator"] as const;

/** Whose statement it is, and of which days. Throws `forbidden`, `not_found`, `invalid_input`. */
export async function readRequest(ctx: Context, { webmasterId: named, currency, period }: StatementRequest) {
  const actor = requireRole(ctx, READS_STATEMENTS, "read statements", EVEN_IF_BLOCKED);
  const webmasterId = actor.role === "webmaster" ? actor.webmasterId : named;
  if (webmasterId === undefined)
    throw new NetworkError("invalid_input", "Name a webmaster", [{ path: "webmaster_id", message: "missing" }]);
  const name = (await findNames(ctx.db, "webmaster", [webmasterId])).get(webmasterId);
  if (name === undefined || (named !== undefined && named !== webmasterId)) throw notFound("webmaster");
  const { zone } = await getSettings(ctx.db);
  return { webmasterId, webmasterName: name, currency, zone, ...readStatementPeriod(period, zone) };
}

/** A place among the transfers of a webmaster: they are ordered by time and id. */
export interface Place {
  postedAt: number;
  id: string;
}

/** Reads the transfers of a webmaster in slices, so that the work of each query is bounded. */
export class Scan {
  readonly #db: Db;
  readonly #webmasterId: string;
  readonly #currency: string;
  readonly #sinceMax: number;
  #slices = 0;

  constructor(
    db: Db,
    { webmasterId, currency }: { webmasterId: string; currency: string },
    sinceMax: number = TRANSFERS_SINCE_MAX,
  ) {
    this.#db = db;
    this.#sinceMax = sinceMax;
    this.#webmasterId = webmasterId;
    this.#currency = currency;
  }

  /** What the accounts held before a moment, read back from now; undefined if more than one query may read came since. */
  async pursesBefore(at: number): Promise<Purses | undefined> {
    const since = sql`FROM transfer INDEXED BY transfer_by_webmaster
      WHERE webmaster_id = ${this.#webmasterId} AND posted_at >= ${at}`;
    const { rows: counted } = await sql<{ n: number }>`
      SELECT count(*) AS n FROM (SELECT 1 ${since} LIMIT ${this.#sinceMax + 1})`.execute(this.#db.query);
    if ((counted[0]?.n ?? 0) > this.#sinceMax) return undefined;
    // One query, so that nothing is posted between the balances and the transfers.
    const { rows } = await sql<{ source: string; target: string; minor: string }>`
      SELECT source, target, CAST(sum(amount_minor) AS TEXT) AS minor FROM (
        SELECT ${holdingIn("debit", this.#webmasterId)} AS source, ${holdingIn("credit", this.#webmasterId)} AS target,
          amount_minor ${since} AND currency = ${this.#currency})
      GROUP BY source, target
      UNION ALL
      SELECT 'now', substr(account, ${webmasterAccount(this.#webmasterId, "paid").length - "paid".length + 1}),
        CAST(balance_minor AS TEXT)
      FROM balance WHERE currency = ${this.#currency}
        AND account IN (SELECT value FROM json_each(${JSON.stringify(HOLDINGS.map((one) => webmasterAccount(this.#webmasterId, one)))}))`.execute(
      this.#db.query,
    );
    const purses = noPurses();
    for (const { source, target, minor } of rows)
      if (source === "now") moveBetween(purses, { source: null, target: holdingNamed(target), minor: BigInt(minor) });
      else moveBetween(purses, { source: holdingNamed(target), target: holdingNamed(source), minor: BigInt(minor) });
    return purses;
  }

  async *sums({ from, to }: { from: number; to: number }) {
    let after: Place = { postedAt: from, id: "" };
    for (;;) {
      if (++this.#slices > SLICES_MAX)
        throw new NetworkError("too_large", "The statement has more transfers than one answer may sum up");
      const last = await this.#lastOfSlice(after, to);
      yield await this.#sumsOf(after, last ?? { postedAt: to, id: "" });
      if (last === undefined) return;
      after = last;
    }
  }

  /** The last transfer of a full slice; undefined if the slice is the last one. */
  async #lastOfSlice(after: Place, to: number): Promise<Place | undefined> {
    const { rows } = await sql<{ posted_at: number; id: string }>`
      SELECT posted_at, id FROM transfer INDEXED BY transfer_by_webmaster
      WHERE webmaster_id = ${this.#webmasterId} AND (posted_at, id) > (${after.postedAt}, ${after.id}) AND posted_at < ${to}
      ORDER BY posted_at, id LIMIT 1 OFFSET ${TRANSFERS_A_SLICE - 1}`.execute(this.#db.query);
    return rows[0] && { postedAt: rows[0].posted_at, id: rows[0].id };
  }

  async #sumsOf(after: Place, last: Place) {
    const { rows } = await sql<SumRow>`
      SELECT source, target, is_correction, CAST(sum(amount_minor) AS TEXT) AS minor,
        iif(source = 'paid' OR target = 'paid', payout_id, NULL) AS payout,
        iif(source IN ('pending', '') OR target IN ('pending', ''),
          (SELECT offer_id FROM conversion WHERE id = conversion_id), NULL) AS offer
      FROM (
        SELECT ${holdingIn("debit", this.#webmasterId)} AS source, ${holdingIn("credit", this.#webmasterId)} AS target,
          correction_id IS NOT NULL AS is_correction, amount_minor, payout_id, conversion_id
        FROM transfer INDEXED BY transfer_by_webmaster
        WHERE webmaster_id = ${this.#webmasterId} AND (posted_at, id) > (${after.postedAt}, ${after.id})
          AND (posted_at, id) <= (${last.postedAt}, ${last.id}) AND currency = ${this.#currency})
      GROUP BY source, target, is_correction, payout, offer`.execute(this.#db.query);
    return rows.map(({ source, target, is_correction, payout, offer, minor }) => ({
      ...{ source: holdingNamed(source), target: holdingNamed(target), isCorrection: is_correction === 1 },
      ...{ payoutId: payout, offerId: offer, minor: BigInt(minor) },
    }));
  }
}

/** SQL of the webmaster's account in a column of a transfer, without its prefix; empty for an account of another party. */
export function holdingIn(column: "debit" | "credit", webmasterId: string) {
  const prefix = webmasterAccount(webmasterId, "paid").slice(0, -"paid".length);
  return sql<string>`iif(substr(${sql.ref(column)}, 1, ${prefix.length}) = ${prefix}, substr(${sql.ref(column)}, ${prefix.length + 1}), '')`;
}

interface SumRow {
  source: string;
  target: string;
  is_correction: 0 | 1;
  payout: string | null;
  offer: string | null;
  minor: string;
}

export const holdingNamed = (name: string) => (isHolding(name) ? name : null);

/** Payments with what was posted for them beside the webmaster's accounts: VAT, withheld tax, fee, and what was sent. */
async function paymentsOf(
  { query }: Db,
  payments: ReadonlyMap<string, PaymentSums>,
  { from, to, isReturn }: { from: number; to: number; isReturn: boolean },
): Promise<StatementPayment[]> {
  const { rows } = await sql<{ payout_id: string; account: string; minor: number }>`
    SELECT p.value AS payout_id, iif(t.debit IN ('network:disbursed', 'network:input_vat'), t.debit, t.credit) || ' '
        || iif(t.debit IN ('network:disbursed', 'network:input_vat'), t.credit, t.debit) AS account, t.amount_minor AS minor
    FROM json_each(${JSON.stringify([...payments.keys()])}) p
    CROSS JOIN transfer t ON t.id > 'trf_' || p.value || '_' AND t.id < 'trf_' || p.value || '${sql.raw("`")}'
    WHERE t.posted_at >= ${from} AND t.posted_at < ${to}
      AND iif(t.debit IN ('network:disbursed', 'network:input_vat'), 0, 1) = ${isReturn ? 1 : 0}`.execute(query);
  const posted = Map.groupBy(rows, ({ payout_id }) => payout_id);
  return [...payments]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([payoutId, sums]) => {
      const of = (account: string) =>
        (posted.get(payoutId) ?? []).reduce((sum, row) => sum + (row.account === account ? BigInt(row.minor) : 0n), 0n);
      const vat = of("network:input_vat network:cash");
      return {
        ...{ payoutId, ...sums, vat },
        withheld: of("network:disbursed network:tax_payable"),
        fee: of("network:disbursed network:fees"),
        net: of("network:disbursed network:cash") + vat,
      };
    });
}
