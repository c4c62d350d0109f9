/** The steps of payouts as statements over ranges of their lines. Each moves nothing if the payout changed since it was read. */
import { sql } from "kysely";
import { moveLines, TOO_SMALL } from "../conversion/index.ts";
import { moveCorrections } from "../correction/index.ts";
import { rawStatement, voidIf, type Db, type Statement } from "../db/index.ts";
import { addBalances, type PaymentEvent } from "../ledger/index.ts";

/** Lines of a payout after its position, up to a conversion, as they are to be moved by one step. */
export interface LineRange {
  payoutId: string;
  /** The payout's version; another one voids the step. */
  version: number;
  /** The id of the last conversion. */
  until: string;
  /** Whether these are its last lines: then its corrections move too, and its status follows. */
  isLast: boolean;
}

/** Sorts after every id. */
export const AFTER_ANY_ID = "~";

const jsonOf = (ranges: readonly LineRange[]) =>
  JSON.stringify(ranges.map(({ payoutId, version, until, isLast }) => [payoutId, version, until, isLast ? 1 : 0]));

const PAYOUTS = "json_each(?1) step CROSS JOIN payout p ON p.id = step.value ->> 0 AND p.version = step.value ->> 1";
const LAST_PAYOUTS = `${PAYOUTS} AND step.value ->> 3 = 1`;
const LINES = `${PAYOUTS}
  CROSS JOIN payout_line l ON l.payout_id = p.id AND l.conversion_id > p.position AND l.conversion_id <= step.value ->> 2
    AND l.released_at IS NULL`;
const LINES_AND_CONVERSIONS = `${LINES} CROSS JOIN conversion c ON c.id = l.conversion_id`;
const IS_STEPPED = "payout.id = step.value ->> 0 AND payout.version = step.value ->> 1";

const move = (event: PaymentEvent, json: string, at: number): Statement[] => {
  const cause = { actor: "p.job_by", reason: event === "return" ? "p.status_reason" : "NULL", at };
  return [
    ...moveLines({ event, lines: LINES_AND_CONVERSIONS, withoutConversions: LINES, json, ...cause }),
    ...moveCorrections({ event, payouts: LAST_PAYOUTS, json, ...cause }),
  ];
};

/** Which lines a payout may collect: set-offs in any case, the rest if it was available by the cut-off `?2`. */
const COLLECTED = `${PAYOUTS} CROSS JOIN conversion c INDEXED BY conversion_claimable
  ON c.webmaster_id = p.webmaster_id AND c.currency = p.currency AND c.claimable <> 0
  AND c.id > p.position AND c.id <= step.value ->> 2 AND (c.claimable = -1 OR coalesce(c.available_at, 0) <= ?2)`;

/** Collects lines: available → on payment. A payout that ends below its minimum is withdrawn. */
export function collectLines(
  ranges: readonly LineRange[],
  { at, cutOffAt }: { at: number; cutOffAt: number },
): Statement[] {
  const json = jsonOf(ranges);
  return [
    rawStatement(
      `INSERT INTO payout_line (payout_id, conversion_id, kind, amount_minor)
       SELECT p.id, c.id, iif(c.claimable = 1, 'commission', 'setoff'), c.claimable * c.commission_minor
       FROM ${COLLECTED}`,
      [json, cutOffAt],
    ),
    rawStatement(
      `INSERT INTO payout_correction (payout_id, correction_id, amount_minor)
       SELECT p.id, c.id, c.amount_minor FROM ${LAST_PAYOUTS} CROSS JOIN correction c
         ON c.webmaster_id = p.webmaster_id AND c.currency = p.currency AND c.status = 'posted' AND c.payment = 'none'
       WHERE c.amount_minor < 0 OR c.proposed_at <= ?2`,
      [json, cutOffAt],
    ),
    ...move("pay", json, at),
    rawStatement(
      `UPDATE payout SET amount_minor = payout.amount_minor + moved.minor, line_count = line_count + moved.lines
       FROM (SELECT p.id AS moved_id, coalesce(sum(l.amount_minor), 0) + iif(step.value ->> 3, coalesce((
             SELECT sum(amount_minor) FROM payout_correction WHERE payout_id = p.id), 0), 0) AS minor, count(l.payout_id) AS lines
           FROM ${PAYOUTS} LEFT JOIN payout_line l ON l.payout_id = p.id AND l.conversion_id > p.position
             AND l.conversion_id <= step.value ->> 2 AND l.released_at IS NULL
           GROUP BY p.id) moved
       WHERE payout.id = moved.moved_id`,
      [json],
    ),
    ...changed(json, { status: "'new'", at }),
    rawStatement(
      `UPDATE payout SET version = version + 1, position = iif(step.value ->> 3, '', step.value ->> 2),
         job = CASE WHEN NOT step.value ->> 3 THEN 'draft' WHEN ${IS_TOO_SMALL} THEN 'return' END,
         status_reason = iif(step.value ->> 3 AND ${IS_TOO_SMALL}, '${TOO_SMALL}', status_reason)
       FROM json_each(?1) step WHERE ${IS_STEPPED}`,
      [json],
    ),
  ];
}

const IS_TOO_SMALL = "amount_minor < max(minimum_minor, 1)";

/** Voids a batch in which a whole payout has come to less than its minimum: another run was first. */
export const unlessTooSmall = (db: Db, payoutIds: readonly string[]): Statement =>
  voidIf(
    db,
    sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(payoutIds)}) made JOIN payout ON payout.id = made.value
      WHERE ${sql.raw(IS_TOO_SMALL)})`,
  );

/** Settles lines: on payment → paid. With the last of a payout, its cash leaves the books. */
export function settleLines(ranges: readonly LineRange[], { by, at }: { by: string; at: number }): Statement[] {
  const json = jsonOf(ranges);
  return [
    rawStatement(
      `UPDATE payout SET job = 'settle', job_by = ?2 FROM json_each(?1) step WHERE ${IS_STEPPED} AND job IS NULL`,
      [json, by],
    ),
    ...move("settle", json, at),
    ...post(json, at, "settle"),
    ...changed(json, { status: "'paid'", at }),
    rawStatement(
      `UPDATE payout SET version = version + 1, position = iif(step.value ->> 3, '', step.value ->> 2),
         status = iif(step.value ->> 3, 'paid', status), paid_at = iif(step.value ->> 3, ?2, paid_at),
         job = iif(step.value ->> 3, NULL, job)
       FROM json_each(?1) step WHERE ${IS_STEPPED}`,
      [json, at],
    ),
  ];
}

/** Returns lines: they are available again. With the last of a payout, its cash is back, apart from the bank's charge. */
export function returnLines(ranges: readonly LineRange[], at: number): Statement[] {
  const json = jsonOf(ranges);
  return [
    ...move("return", json, at),
    rawStatement(
      `UPDATE payout_line SET released_at = ?2 FROM ${PAYOUTS}
       WHERE payout_line.payout_id = p.id AND payout_line.conversion_id > p.position
         AND payout_line.conversion_id <= step.value ->> 2 AND payout_line.released_at IS NULL`,
      [json, at],
    ),
    rawStatement(
      `UPDATE payout_correction SET released_at = ?2
       WHERE payout_id IN (SELECT p.id FROM ${LAST_PAYOUTS}) AND released_at IS NULL`,
      [json, at],
    ),
    ...post(json, at, "return"),
    ...changed(json, { status: RETURNED, at }),
    rawStatement(
      `UPDATE payout SET version = version + 1, position = iif(step.value ->> 3, '', step.value ->> 2),
         status = iif(step.value ->> 3, ${RETURNED}, status), job = iif(step.value ->> 3, NULL, job)
       FROM json_each(?1) step WHERE ${IS_STEPPED}`,
      [json],
    ),
  ];
}

/** Cancelled before it was sent, or returned after it. */
const RETURNED = "iif(status = 'new', 'cancelled', 'returned')";

/** The history of payouts whose last lines were moved. */
const changed = (json: string, { status, at }: { status: string; at: number }): Statement[] => [
  rawStatement(
    `INSERT INTO payout_change (payout_id, version, status, actor, reason, changed_at)
     SELECT p.id, p.version + 1, ${status}, p.job_by, p.status_reason, ?2 FROM ${LAST_PAYOUTS}`,
    [json, at],
  ),
];

/** One transfer that a payout posts: its accounts, and SQL of its amount over a row of `payout`. */
interface Posting {
  part: string;
  debit: string;
  credit: string;
  minor: string;
}

const CASH = "network:cash";
const DISBURSED = "network:disbursed";

/**
 * What settling a payout posts: gross + VAT = net + fee + withheld tax. `network:disbursed` is what webmasters' accounts
 * `paid` have got, so both together are what is still owed for it: nothing.
 */
const SETTLEMENT: readonly Posting[] = [
  { part: "cash", debit: DISBURSED, credit: CASH, minor: "amount_minor - fee_minor - withheld_minor" },
  { part: "vat", debit: "network:input_vat", credit: CASH, minor: "vat_minor" },
  { part: "fee", debit: DISBURSED, credit: "network:fees", minor: "fee_minor" },
  { part: "withheld", debit: DISBURSED, credit: "network:tax_payable", minor: "withheld_minor" },
];

/** What the return of a payout posts: all that its settlement did, back; and what a bank charged. */
const RETURN: readonly Posting[] = [
  ...SETTLEMENT.map(({ part, debit, credit, minor }) => ({
    ...{ part, debit: credit, credit: debit, minor: `iif(was_paid, ${minor}, 0)` },
  })),
  { part: "charge", debit: "network:bank_charges", credit: CASH, minor: "charge_minor" },
];

const POSTINGS = { settle: SETTLEMENT, return: RETURN } as const;

/**
 * SQL that answers every transfer which payouts post by a step: `id, debit, credit, currency, minor, payout_id`. `payouts`
 * is a table of `payout` with `was_paid`, and `posted_version`, the version after the step.
 */
export const postingsOf = (step: keyof typeof POSTINGS, payouts: string): string => `
  SELECT 'trf_' || id || '_' || format('%04d', posted_version) || '_' || part AS id, debit, credit, currency, minor, id AS payout_id
  FROM (
    SELECT payout.*, posting.value ->> 0 AS part, posting.value ->> 1 AS debit, posting.value ->> 2 AS credit,
      CASE posting.value ->> 0 ${POSTINGS[step].map(({ part, minor }) => `WHEN '${part}' THEN ${minor}`).join(" ")} END AS minor
    FROM ${payouts} payout CROSS JOIN json_each('${JSON.stringify(POSTINGS[step].map(({ part, debit, credit }) => [part, debit, credit]))}') posting)
  WHERE minor > 0`;

/** Transfers and balances of payouts whose last lines were moved. All accounts are the network's. */
function post(json: string, at: number, step: keyof typeof POSTINGS): Statement[] {
  const posted = `WITH stepped AS MATERIALIZED (
      SELECT p.*, p.version + 1 AS posted_version, p.status = 'paid' AS was_paid FROM ${LAST_PAYOUTS}),
    posted AS MATERIALIZED (${postingsOf(step, "stepped")})`;
  return [
    rawStatement(
      `${posted} INSERT INTO transfer (id, debit, credit, currency, amount_minor, payout_id, posted_at)
       SELECT id, debit, credit, currency, minor, payout_id, ?2 FROM posted`,
      [json, at],
    ),
    rawStatement(
      `${posted} ${addBalances(`
        SELECT debit AS account, currency, -minor AS minor FROM posted UNION ALL SELECT credit, currency, minor FROM posted`)}`,
      [json],
    ),
  ];
}
