/** What runs pay, leave out and move, for the operator. */
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { findNames, inJson, type ListPage, type Tables, type TimeRange } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { exactMinor } from "../money.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { LeftOutReason, PayoutMethod } from "../words.ts";
import { findRun, type PayoutRun } from "./jobs.ts";

/** Omitted fields ask for nothing; the range is that of `created_at`. */
export interface PayoutRunFilter extends TimeRange {
  status?: PayoutRun["status"] | undefined;
}

/** What a run pays in a currency, by the status of its payouts, in minor units. */
export interface RunTotal {
  currency: string;
  status: Tables["payout"]["status"];
  payouts: number;
  /** Conversions that they pay or set off. */
  lines: number;
  amountMinor: number;
  netMinor: number;
}

/** A run with what it pays. */
export interface ListedRun extends PayoutRun {
  totals: RunTotal[];
  /** The request that waits for a second operator; null: none. */
  moneyRequestId: string | null;
}

/** The operator's list, newest first; `before` is the id of the last one seen. Throws `forbidden`. */
export async function listPayoutRuns(
  ctx: Context,
  { status, from, to, before, limit }: PayoutRunFilter & { before?: string | undefined; limit: number },
): Promise<ListedRun[]> {
  requireRole(ctx, OPERATOR, "read payout runs");
  let rows = ctx.db.query.selectFrom("payout_run").selectAll().orderBy("id", "desc").limit(limit);
  if (status !== undefined) rows = rows.where("status", "=", status);
  if (from !== undefined) rows = rows.where("created_at", ">=", from);
  if (to !== undefined) rows = rows.where("created_at", "<", to);
  if (before !== undefined) rows = rows.where("id", "<", before);
  return withTotals(ctx, await rows.execute());
}

async function withTotals({ db }: Context, runs: readonly PayoutRun[]): Promise<ListedRun[]> {
  if (runs.length === 0) return [];
  const ids = JSON.stringify(runs.map(({ id }) => id));
  const { rows } = await sql<
    Omit<RunTotal, "amountMinor" | "netMinor"> & { runId: string; amount: string; net: string }
  >`
    SELECT run_id AS "runId", currency, status, count(*) AS payouts, sum(line_count) AS lines,
      CAST(sum(amount_minor) AS TEXT) AS amount, CAST(sum(net_minor) AS TEXT) AS net
    FROM payout WHERE run_id IN (SELECT value FROM json_each(${ids}))
    GROUP BY run_id, currency, status ORDER BY run_id, currency, status`.execute(db.query);
  const totals = rows.map(({ amount, net, ...row }) => ({
    ...row,
    amountMinor: exactMinor(BigInt(amount)),
    netMinor: exactMinor(BigInt(net)),
  }));
  const requests = await db.query
    .selectFrom("money_request")
    .select(["id", "subject"])
    .where("act", "=", "payout_run")
    .where("status", "=", "waiting")
    .where("subject", "in", inJson(runs.map(({ id }) => id)))
    .execute();
  return runs.map((run) => ({
    ...run,
    totals: totals.filter(({ runId }) => runId === run.id),
    moneyRequestId: requests.find(({ subject }) => subject === run.id)?.id ?? null,
  }));
}

/** Throws `forbidden`, `not_found`. */
export async function getPayoutRun(ctx: Context, id: string): Promise<PayoutRun> {
  requireRole(ctx, OPERATOR_OR_JOB, "read payout runs");
  const run = await findRun(ctx, id);
  if (run === undefined) throw notFound("payout run");
  return run;
}

/** A run with all that an operator decides by. */
interface DescribedRun extends ListedRun {
  leftOut: LeftOutSum[];
  moves: RunMove[];
  toPay: ToPay[];
  steps: Tables["payout_run_step"][];
}

/** A run with what it pays, leaves out and moves, and who decided what about it when. Throws `forbidden`, `not_found`. */
export async function describePayoutRun(ctx: Context, id: string): Promise<DescribedRun> {
  const run = await getPayoutRun(ctx, id);
  const [listed = { ...run, totals: [], moneyRequestId: null }] = await withTotals(ctx, [run]);
  const steps = await ctx.db.query
    .selectFrom("payout_run_step")
    .selectAll()
    .where("run_id", "=", id)
    .orderBy("version")
    .execute();
  return {
    ...listed,
    leftOut: await sumLeftOut(ctx, id),
    moves: await readMoves(ctx, id),
    toPay: await sumToPay(ctx, id),
    steps,
  };
}

/** What a run leaves out for one reason in a currency. */
interface LeftOutSum {
  reason: LeftOutReason;
  currency: string;
  webmasters: number;
  amountMinor: number;
  /** When the first of it can be paid, Unix ms; null while that is not known. */
  payableAt: number | null;
}

async function sumLeftOut({ db }: Context, runId: string): Promise<LeftOutSum[]> {
  const { rows } = await sql<Omit<LeftOutSum, "amountMinor"> & { minor: string }>`
    SELECT reason, currency, count(*) AS webmasters, CAST(sum(amount_minor) AS TEXT) AS minor, min(payable_at) AS "payableAt"
    FROM payout_left_out WHERE run_id = ${runId} GROUP BY reason, currency ORDER BY reason, currency`.execute(db.query);
  return rows.map(({ minor, ...row }) => ({ ...row, amountMinor: exactMinor(BigInt(minor)) }));
}

/** Balances of all payees of a run in a currency together, in minor units. */
interface PayeeBalances {
  availableMinor: number;
  onPaymentMinor: number;
  paidMinor: number;
}

/** Payouts of a run on payment to accounts of a method in a currency, and those of them that a file or a provider pays. */
interface ToPay {
  /** Null: paid by agreement. */
  method: PayoutMethod | null;
  currency: string;
  payouts: number;
  netMinor: number;
  instructedPayouts: number;
  instructedMinor: number;
}

async function sumToPay({ db }: Context, runId: string): Promise<ToPay[]> {
  const { rows } = await sql<Omit<ToPay, "netMinor" | "instructedMinor"> & { net: string; instructed: string }>`
    SELECT a.method, p.currency, count(*) AS payouts, CAST(sum(p.net_minor) AS TEXT) AS net,
      count(i.payout_id) AS "instructedPayouts",
      CAST(sum(iif(i.payout_id IS NULL, 0, p.net_minor)) AS TEXT) AS instructed
    FROM payout p LEFT JOIN payout_account a ON a.id = p.account_id
      LEFT JOIN payout_instruction i ON i.payout_id = p.id AND i.ended_at IS NULL
    WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL
    GROUP BY a.method, p.currency ORDER BY a.method, p.currency`.execute(db.query);
  return rows.map(({ net, instructed, ...row }) => ({
    ...row,
    netMinor: exactMinor(BigInt(net)),
    instructedMinor: exactMinor(BigInt(instructed)),
  }));
}

/** What a run moves in a currency. */
interface RunMove {
  currency: string;
  /** The balances now, in the ledger. */
  now: PayeeBalances;
  /** The same without this run. */
  without: PayeeBalances;
  /**
   * What the ledger has on payment and paid beyond all payouts of these payees; not 0 is a fault of the books. Null while
   * lines of one of these payouts are being returned.
   */
  differenceMinor: number | null;
}

async function readMoves({ db }: Context, runId: string): Promise<RunMove[]> {
  const balance = (account: string) => sql`(SELECT coalesce(sum(balance_minor), 0) FROM balance
    WHERE account = 'webmaster:' || payee.webmaster_id || ':' || ${account} AND currency = payee.currency)`;
  const { rows } = await sql<Record<"currency" | MoveSum, string> & { returns: 0 | 1 }>`
    SELECT currency, CAST(sum(open) AS TEXT) AS open, CAST(sum(settled) AS TEXT) AS settled,
      CAST(sum(available) AS TEXT) AS available, CAST(sum(on_payment) AS TEXT) AS on_payment,
      CAST(sum(paid) AS TEXT) AS paid, CAST(sum(payouts) AS TEXT) AS payouts, max(is_returning) AS returns
    FROM (
      SELECT payee.*, ${balance("available")} AS available, ${balance("on_payment")} AS on_payment, ${balance("paid")} AS paid,
        (SELECT coalesce(sum(amount_minor), 0) FROM payout p
          WHERE p.webmaster_id = payee.webmaster_id AND p.currency = payee.currency
            AND p.status IN ('new', 'on_payment', 'paid')) AS payouts,
        EXISTS (SELECT 1 FROM payout p
          WHERE p.webmaster_id = payee.webmaster_id AND p.currency = payee.currency AND p.job = 'return') AS is_returning
      FROM (
        SELECT webmaster_id, currency, sum(iif(status IN ('new', 'on_payment'), amount_minor, 0)) AS open,
          sum(iif(status = 'paid', amount_minor, 0)) AS settled
        FROM payout WHERE run_id = ${runId} GROUP BY webmaster_id, currency) payee)
    GROUP BY currency ORDER BY currency`.execute(db.query);
  return rows.map(({ currency, returns, ...sums }) => {
    const of = (name: MoveSum) => BigInt(sums[name]);
    return {
      currency,
      now: balancesOf(of("available"), of("on_payment"), of("paid")),
      without: balancesOf(
        of("available") + of("open") + of("settled"),
        of("on_payment") - of("open"),
        of("paid") - of("settled"),
      ),
      differenceMinor: returns === 1 ? null : exactMinor(of("on_payment") + of("paid") - of("payouts")),
    };
  });
}

type MoveSum = "open" | "settled" | "available" | "on_payment" | "paid" | "payouts";

const balancesOf = (available: bigint, onPayment: bigint, paid: bigint): PayeeBalances => ({
  availableMinor: exactMinor(available),
  onPaymentMinor: exactMinor(onPayment),
  paidMinor: exactMinor(paid),
});

/** What a run does not pay, and why, in the order of webmasters. Throws `forbidden`, `not_found`. */
export async function listLeftOut(
  ctx: Context,
  id: string,
  { reason, cursor, limit }: { reason?: LeftOutReason | undefined; cursor?: string | undefined; limit: number },
): Promise<ListPage<Tables["payout_left_out"] & { webmasterName: string }>> {
  await getPayoutRun(ctx, id);
  const [afterWebmaster = "", afterCurrency = "", afterReason = ""] = (cursor ?? "").split(" ");
  const { rows } = await sql<Tables["payout_left_out"]>`
    SELECT * FROM payout_left_out
    WHERE run_id = ${id} AND (webmaster_id, currency, reason) > (${afterWebmaster}, ${afterCurrency}, ${afterReason})
      ${reason === undefined ? sql`` : sql`AND reason = ${reason}`}
    ORDER BY webmaster_id, currency, reason LIMIT ${limit + 1}`.execute(ctx.db.query);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const names = await findNames(
    ctx.db,
    "webmaster",
    page.map(({ webmaster_id }) => webmaster_id),
  );
  return {
    rows: page.map((row) => ({ ...row, webmasterName: names.get(row.webmaster_id) ?? "" })),
    next: last === undefined ? null : `${last.webmaster_id} ${last.currency} ${last.reason}`,
  };
}
