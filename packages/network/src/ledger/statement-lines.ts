import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { StatementPeriod } from "./statement-period.ts";
import {
  holdingIn,
  holdingNamed,
  pursesAt,
  readRequest,
  Scan,
  type Place,
  type StatementRequest,
} from "./statement-read.ts";
import { movementOf, owedOf, type Movement } from "./statement.ts";

/** What a line of a statement is: its balance at an end, or a movement between them. */
export const STATEMENT_LINES = ["opening", "earned", "reversed", "corrections", "paid", "returned", "closing"] as const;

/** A line of a statement: a transfer that changes the balance, or the balance at an end of the period. */
export interface StatementLine {
  /** Unix ms. */
  postedAt: number;
  kind: (typeof STATEMENT_LINES)[number];
  /** By how much the balance changes, in minor units; 0 for a balance at an end. */
  minor: bigint;
  /** The balance after it. */
  balance: bigint;
  currency: string;
  offerId: string | null;
  conversionId: string | null;
  correctionId: string | null;
  payoutId: string | null;
}

const TRANSFERS_A_PAGE = 5_000;

/** Transfers of a statement with the running balance, oldest first, page by page. Throws like `getStatement`, before the first page. */
export async function readStatementLines(
  ctx: Context,
  request: StatementRequest,
): Promise<StatementPeriod & { pages: AsyncGenerator<StatementLine[]> }> {
  const asked = await readRequest(ctx, request);
  const opening = owedOf(await pursesAt(new Scan(ctx.db, asked), asked.from));
  return { ...asked, pages: pagesOf(ctx, asked, opening) };
}

async function* pagesOf(
  ctx: Context,
  asked: StatementPeriod & { webmasterId: string; currency: string },
  opening: bigint,
): AsyncGenerator<StatementLine[]> {
  const { currency, from, to } = asked;
  const ids = { offerId: null, conversionId: null, correctionId: null, payoutId: null };
  yield [{ postedAt: from, kind: "opening", minor: 0n, balance: opening, currency, ...ids }];
  let balance = opening;
  let after: Place | undefined = { postedAt: from, id: "" };
  while (after !== undefined) {
    const rows = await readPage(ctx, asked, after);
    yield rows.flatMap((row): StatementLine[] => {
      const moved = movementOfRow(row);
      if (moved === null) return [];
      balance += moved.minor;
      return [{ ...lineOf(row, moved.movement), minor: moved.minor, balance, currency }];
    });
    const last = rows.at(-1);
    after =
      rows.length < TRANSFERS_A_PAGE || last === undefined ? undefined : { postedAt: last.posted_at, id: last.id };
  }
  yield [{ postedAt: to, kind: "closing", minor: 0n, balance, currency, ...ids }];
}

interface Row {
  id: string;
  posted_at: number;
  source: string;
  target: string;
  amount_minor: number;
  offer_id: string | null;
  conversion_id: string | null;
  correction_id: string | null;
  payout_id: string | null;
}

async function readPage(
  { db }: Context,
  { webmasterId, currency, to }: StatementPeriod & { webmasterId: string; currency: string },
  after: Place,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    SELECT t.id, t.posted_at, t.amount_minor, t.conversion_id, t.correction_id, t.payout_id,
      ${holdingIn("debit", webmasterId)} AS source, ${holdingIn("credit", webmasterId)} AS target,
      (SELECT offer_id FROM conversion WHERE id = t.conversion_id) AS offer_id
    FROM transfer t INDEXED BY transfer_by_webmaster
    WHERE t.webmaster_id = ${webmasterId} AND (t.posted_at, t.id) > (${after.postedAt}, ${after.id})
      AND t.posted_at < ${to} AND t.currency = ${currency}
    ORDER BY t.posted_at, t.id LIMIT ${TRANSFERS_A_PAGE}`.execute(db.query);
  return rows;
}

const movementOfRow = ({ source, target, correction_id, amount_minor }: Row) =>
  movementOf({
    ...{ source: holdingNamed(source), target: holdingNamed(target) },
    ...{ isCorrection: correction_id !== null, minor: BigInt(amount_minor) },
  });

const lineOf = (row: Row, movement: Movement) => ({
  ...{ postedAt: row.posted_at, kind: movement },
  ...{
    offerId: row.offer_id,
    conversionId: row.conversion_id,
    correctionId: row.correction_id,
    payoutId: row.payout_id,
  },
});
