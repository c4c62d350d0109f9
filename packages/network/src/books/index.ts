import type { Context } from "../context.ts";
import { agreesWith, transfersOfHistory } from "../conversion/index.ts";
import { ENDED, findProgress, inJson, insertRows, saveProgress, type ConversionRow, type Tables } from "../db/index.ts";
import { listTransfersOf, type Transfer } from "../ledger/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { BookFault } from "./faults.ts";
import { faultsOfCorrections } from "./corrections.ts";
import { faultsOfPayouts } from "./payouts.ts";
import { faultsOfStatements } from "./statements.ts";
import { factsThatDiffer, faultsOfSums } from "./queries.ts";

export { BOOK_FAULTS, type BookFault } from "./faults.ts";

/** How much was checked, and what was found. */
export interface BookReport {
  checked: Record<"conversions" | "changes" | "transfers" | "balances" | "payouts" | "corrections", number>;
  faults: BookFault[];
  /** The conversion to continue after; null once everything is checked. */
  next: string | null;
}

/** Conversions a read; D1 limits the bound parameters of a statement. */
const PAGE = 500;
/** Conversions a call; a Worker's invocation limits its queries. */
const CONVERSIONS_MAX = 10_000;
/** Data that changes while it is read is checked again; a real fault remains. */
const LOOKS_MAX = 3;
const FAULTS_MAX = 1_000;

/**
 * Checks a part of the books: every change of a conversion posted exactly its transfers, and every payment has exactly
 * one line. The last part checks that every transfer has its cause, that running balances equal their sums, and that
 * nothing is owed twice.
 */
export async function checkBooks(ctx: Context, after: string | null = null): Promise<BookReport> {
  requireRole(ctx, OPERATOR_OR_JOB, "check the books");
  const report: BookReport = {
    checked: { conversions: 0, changes: 0, transfers: 0, balances: 0, payouts: 0, corrections: 0 },
    faults: [],
    next: after ?? "",
  };
  while (report.next !== null && report.checked.conversions < CONVERSIONS_MAX && report.faults.length < FAULTS_MAX) {
    const ids = await idsAfter(ctx, report.next);
    const found = await checkConversions(ctx, ids);
    report.faults.push(...found.faults);
    report.checked.conversions += ids.length;
    report.checked.changes += found.changes;
    report.checked.transfers += found.transfers;
    report.next = ids.length < PAGE ? null : (ids.at(-1) ?? null);
  }
  if (report.next !== null) return report;
  const [sums, corrections] = [await faultsOfSums(ctx.db), await faultsOfCorrections(ctx.db)];
  report.faults.push(
    ...sums.faults,
    ...corrections.faults,
    ...(await faultsOfPayouts(ctx.db)),
    ...(await faultsOfStatements(ctx.db)),
  );
  report.checked.balances = sums.balances;
  report.checked.payouts = sums.payouts;
  report.checked.corrections = corrections.corrections;
  return report;
}

async function idsAfter({ db }: Context, after: string): Promise<string[]> {
  const rows = await db.query
    .selectFrom("conversion")
    .select("id")
    .where("id", ">", after)
    .orderBy("id")
    .limit(PAGE)
    .execute();
  return rows.map(({ id }) => id);
}

/** Checks these conversions, and again those with a fault, which may have been changed during the read. */
async function checkConversions(ctx: Context, ids: readonly string[]) {
  let found = { faults: [] as BookFault[], changes: 0, transfers: 0, suspects: [...ids] };
  const total = { changes: 0, transfers: 0 };
  for (let looks = 1; looks <= LOOKS_MAX && found.suspects.length > 0; looks++) {
    found = await lookOnce(ctx, found.suspects);
    if (looks === 1) Object.assign(total, { changes: found.changes, transfers: found.transfers });
  }
  return { faults: found.faults, ...total };
}

async function lookOnce({ db }: Context, ids: readonly string[]) {
  const { query } = db;
  const [rows, changes, lines, transfers, facts] = await Promise.all([
    query.selectFrom("conversion").selectAll().where("id", "in", inJson(ids)).execute(),
    query
      .selectFrom("conversion_change")
      .selectAll()
      .where("conversion_id", "in", inJson(ids))
      .orderBy("conversion_id")
      .orderBy("version")
      .execute(),
    query
      .selectFrom("payout_line")
      .selectAll()
      .where("conversion_id", "in", inJson(ids))
      .where("released_at", "is", null)
      .execute(),
    listTransfersOf(db, ids),
    factsThatDiffer(db, ids),
  ]);
  const histories = Map.groupBy(changes, ({ conversion_id }) => conversion_id);
  const posted = Map.groupBy(transfers, ({ conversionId }) => conversionId ?? "");
  const living = Map.groupBy(lines, ({ conversion_id }) => conversion_id);
  const faults: BookFault[] = [];
  const suspects: string[] = [];
  for (const row of rows) {
    const own = [
      ...faultsOfHistory(row, histories.get(row.id) ?? [], posted.get(row.id) ?? []),
      ...faultsOfLines(row, living.get(row.id) ?? []),
      ...(facts.has(row.id)
        ? [{ code: "fact_differs" as const, subject: row.id, detail: `version ${row.version}` }]
        : []),
    ];
    if (own.length > 0) suspects.push(row.id);
    faults.push(...own);
  }
  return { faults, changes: changes.length, transfers: transfers.length, suspects };
}

function faultsOfHistory(
  row: ConversionRow,
  history: readonly Tables["conversion_change"][],
  posted: readonly Transfer[],
): BookFault[] {
  const faults: BookFault[] = agreesWith(row, history)
    ? []
    : [{ code: "history_differs", subject: row.id, detail: `version ${row.version}, ${history.length} changes` }];
  const actual = new Map(posted.map((transfer) => [transfer.id, transfer]));
  for (const expected of transfersOfHistory(row, history)) {
    const transfer = actual.get(expected.id);
    actual.delete(expected.id);
    if (transfer === undefined)
      faults.push({ code: "transfer_missing", subject: expected.id, detail: describe(expected) });
    else if (describe(transfer) !== describe(expected) || transfer.postedAt !== expected.postedAt)
      faults.push({
        code: "transfer_differs",
        subject: expected.id,
        detail: `${describe(transfer)}, not ${describe(expected)}`,
      });
  }
  for (const [id, transfer] of actual)
    faults.push({ code: "transfer_surplus", subject: id, detail: describe(transfer) });
  return faults;
}

function faultsOfLines(row: ConversionRow, living: readonly Tables["payout_line"][]): BookFault[] {
  const sum = (kind: "commission" | "setoff") =>
    living.filter((line) => line.kind === kind).map(({ amount_minor }) => amount_minor);
  const expected = (begun: string, minor: number) => (begun === "none" ? [] : [minor]);
  const written = [sum("commission"), sum("setoff")];
  const due = [expected(row.payment, row.commission_minor), expected(row.setoff, -row.commission_minor)];
  const isSame = JSON.stringify(written) === JSON.stringify(due);
  return isSame
    ? []
    : [{ code: "line_differs", subject: row.id, detail: `${JSON.stringify(written)}, not ${JSON.stringify(due)}` }];
}

const describe = ({ debit, credit, amountMinor, currency }: Transfer) =>
  `${amountMinor} ${currency} from ${debit} to ${credit}`;

/** Progress of a check of all books. */
interface CheckProgress {
  next: string;
  faults: number;
  conversions: number;
  /** The first of the faults. */
  found: BookFault[];
}

const BEGIN: CheckProgress = { next: "", faults: 0, conversions: 0, found: [] };
/** Faults that are kept with a check; the log has all. */
const FOUND_MAX = 10;

/** Continues a check of all books, one part a call. Returns how many conversions it checked; logs each fault. */
export async function continueBookCheck(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "check the books");
  const saved = await findProgress(ctx.db, "books");
  const isUnderWay = saved !== undefined && saved.position !== ENDED;
  const before = isUnderWay ? (JSON.parse(saved.position) as CheckProgress) : BEGIN; // written below
  const { checked, faults, next } = await checkBooks(ctx, before.next);
  for (const fault of faults) console.error({ event: "books.fault", ...fault });
  const sums = { faults: before.faults + faults.length, conversions: before.conversions + checked.conversions };
  const found = [...before.found, ...faults].slice(0, FOUND_MAX);
  const position = next === null ? ENDED : JSON.stringify({ next, ...sums, found } satisfies CheckProgress);
  const at = ctx.now();
  await ctx.db.write([
    saveProgress("books", { position, changedAt: at }),
    ...(next === null
      ? insertRows(
          "book_check",
          ["ended_at", "conversions", "faults", "found"],
          [{ ...sums, ended_at: at, found: JSON.stringify(found) }],
        )
      : []),
  ]);
  if (next === null) console.log({ event: "books.checked", ...sums });
  return checked.conversions;
}
