import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import type { Payee } from "../payout-account/index.ts";
import type { PayoutSchedule } from "../payout-schedule/index.ts";
import { REQUEST_STATUS } from "./request-status.ts";
import { readSchedule } from "./schedules.ts";

/** What is decided about payees. */
export interface PlanRequest {
  /** The payout day, YYYY-MM-DD: only those are paid whose schedule has it. Null: a run besides the schedule. */
  date: string | null;
  /** Until when money must be available (Unix ms). */
  cutOffAt: number;
}

/** What is foreseen about a webmaster, as if it were the payout day. */
export interface Foresight extends PlanRequest {
  /** Whether holds that end by the cut-off count as ended. */
  endsHolds?: boolean;
  /** Whether a payout counts as requested. */
  isRequested?: boolean;
}

/** A payee with money, or with conversions that may become money. */
export interface Candidate extends Payee {
  availableMinor: number;
  isFrozen: boolean;
  /** They are self-employed, and have not uploaded the receipt of an earlier payout. */
  owesReceipt: boolean;
  /** What is set for the webmaster. */
  ownMinimumMinor: number | null;
  ownSchedule: PayoutSchedule | null;
  /** The day for which they asked to be paid, YYYY-MM-DD; null: no request is open. */
  dueOn: string | null;
}

/** A webmaster's money in a currency, as it is read; without a currency there is none. */
interface CandidateRow {
  id: string;
  frozen: 0 | 1;
  owes_receipt: 0 | 1;
  currency: string | null;
  available: number;
  minimum: number | null;
  schedule: string | null;
  due_on: string | null;
}

export async function readCandidates({ db }: Context, which: RawBuilder<unknown>): Promise<CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    SELECT w.id, w.frozen_at IS NOT NULL AS frozen, EXISTS (SELECT 1 FROM payout_document d
        WHERE d.webmaster_id = w.id AND d.kind = 'receipt' AND d.status = 'required') AS owes_receipt, b.currency, m.minimum_minor AS minimum, s.schedule,
      sum(iif(b.account = 'webmaster:' || w.id || ':available', b.balance_minor, 0)) AS available,
      (SELECT min(due_on) FROM payout_request WHERE webmaster_id = w.id AND payout_request.currency = b.currency
        AND withdrawn_at IS NULL AND ${sql.raw(REQUEST_STATUS)} = 'open') AS due_on
    FROM (SELECT id, frozen_at FROM webmaster WHERE ${which}) w
    LEFT JOIN balance b ON b.balance_minor <> 0
      AND b.account IN ('webmaster:' || w.id || ':available', 'webmaster:' || w.id || ':on_hold', 'webmaster:' || w.id || ':pending')
    LEFT JOIN payout_minimum m ON m.webmaster_id = w.id AND m.currency = b.currency
    LEFT JOIN payout_schedule s ON s.webmaster_id = w.id
    GROUP BY w.id, b.currency ORDER BY w.id, b.currency`.execute(db.query);
  return rows;
}

export const candidatesOf = (rows: readonly CandidateRow[]): Candidate[] =>
  rows.flatMap(({ id, currency, frozen, owes_receipt, available, minimum, schedule, due_on }) =>
    currency === null
      ? []
      : [
          {
            ...{ webmasterId: id, currency, availableMinor: available, isFrozen: frozen === 1 },
            owesReceipt: owes_receipt === 1,
            ...{ ownMinimumMinor: minimum, ownSchedule: readSchedule(schedule), dueOn: due_on },
          },
        ],
  );

/** What a payout may pay and set off: set-offs in any case, the rest if it was available by the cut-off. */
export interface Claim {
  minor: bigint;
  /** The part of it whose hold counts as ended. */
  ending: bigint;
  lines: number;
  lastId: string;
}

/** Conversions that are on hold, and whose hold ends by a time. */
const endsBy = (at: number) => sql`c.check_state = 'clear' AND c.click_facts <> 'awaited' AND c.available_at <= ${at}`;

/** The conversions of payees that no payout may take yet. */
const notPayable = (
  payees: string,
) => sql`json_each(${payees}) payee CROSS JOIN conversion c INDEXED BY conversion_not_payable
  ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.validation = 'approved'
  AND c.payment = 'none' AND c.setoff = 'none' AND c.claimable = 0 AND c.check_state <> 'refused' AND c.is_test = 0`;

export async function findClaims(
  { db }: Context,
  payees: string,
  { cutOffAt, endsHolds = false }: Foresight,
): Promise<Map<number, Claim>> {
  const ending = endsHolds
    ? sql`UNION ALL
      SELECT payee.key, sum(c.commission_minor), sum(c.commission_minor), count(*), NULL
      FROM ${notPayable(payees)} AND ${endsBy(cutOffAt)} GROUP BY payee.key`
    : sql``;
  const { rows } = await sql<{ payee: number; minor: string; ending: string; lines: number; last: string | null }>`
    SELECT payee, CAST(sum(minor) AS TEXT) AS minor, CAST(sum(ending) AS TEXT) AS ending, sum(lines) AS lines, max(last) AS last
    FROM (
      SELECT payee.key AS payee, sum(c.claimable * c.commission_minor) AS minor, 0 AS ending, count(*) AS lines, max(c.id) AS last
      FROM json_each(${payees}) payee CROSS JOIN conversion c INDEXED BY conversion_claimable
        ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.claimable <> 0
      WHERE c.claimable = -1 OR coalesce(c.available_at, 0) <= ${cutOffAt} GROUP BY payee.key
      UNION ALL
      SELECT payee.key, sum(c.amount_minor), 0, 0, NULL
      FROM json_each(${payees}) payee CROSS JOIN correction c
        ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.status = 'posted' AND c.payment = 'none'
      WHERE c.amount_minor < 0 OR c.proposed_at <= ${cutOffAt} GROUP BY payee.key
      ${ending})
    GROUP BY payee`.execute(db.query);
  return new Map(
    rows.map(({ payee, minor, ending: ends, lines, last }) => [
      payee,
      { minor: BigInt(minor), ending: BigInt(ends), lines, lastId: last ?? "" },
    ]),
  );
}

/** Approved commissions of a payee that no payout may take yet, by reason. */
export interface Waiting {
  /** Its place in the list of payees. */
  payee: number;
  reason: "on_hold" | "held" | "check_pending";
  minor: string;
  /** When the hold of the first one ends after the cut-off. */
  payable_at: number | null;
}

export async function findWaiting(
  { db }: Context,
  payees: string,
  { cutOffAt, endsHolds = false }: Foresight,
): Promise<Waiting[]> {
  const without = endsHolds ? sql`AND NOT (${endsBy(cutOffAt)})` : sql``;
  const { rows } = await sql<Waiting>`
    SELECT payee, reason, CAST(sum(commission_minor) AS TEXT) AS minor,
      min(iif(reason = 'on_hold' AND available_at > ${cutOffAt}, available_at, NULL)) AS payable_at
    FROM (
      SELECT payee.key AS payee, c.commission_minor, c.available_at,
        CASE WHEN c.check_state = 'held' THEN 'held' WHEN c.click_facts = 'awaited' THEN 'check_pending' ELSE 'on_hold' END AS reason
      FROM ${notPayable(payees)} ${without})
    GROUP BY payee, reason`.execute(db.query);
  return rows;
}
