import { rawStatement, type Statement } from "../db/index.ts";
import { addBalances, type PaymentEvent } from "../ledger/index.ts";

/** The states between which a step moves a correction. */
const STEPS = {
  pay: { before: "c.status = 'posted' AND c.payment = 'none'", after: "on_payment" },
  settle: { before: "c.payment = 'on_payment'", after: "paid" },
  return: { before: "c.payment <> 'none'", after: "none" },
} as const satisfies Record<PaymentEvent, { before: string; after: string }>;

const purse = (state: string) =>
  `'webmaster:' || c.webmaster_id || ':' || iif(${state} = 'none', 'available', ${state})`;

/**
 * The step of every correction of these payouts, as statements over any number of lines: `payouts` is SQL for FROM over
 * `p`, whose JSON is bound as `?1`; actor and reason are SQL too. Steps are unique by correction and version.
 */
export function moveCorrections({
  event,
  payouts,
  json,
  actor,
  reason,
  at,
}: {
  event: PaymentEvent;
  payouts: string;
  json: string;
  actor: string;
  reason: string;
  /** Unix ms. */
  at: number;
}): Statement[] {
  const { before, after } = STEPS[event];
  const lines = `${payouts}
    CROSS JOIN payout_correction l ON l.payout_id = p.id AND l.released_at IS NULL
    CROSS JOIN correction c ON c.id = l.correction_id WHERE ${before}`;
  const [from, to] = [purse("c.payment"), purse(`'${after}'`)];
  return [
    rawStatement(
      `WITH moved AS MATERIALIZED (SELECT ${from} AS source, ${to} AS target, c.currency, c.amount_minor FROM ${lines})
       ${addBalances(`
         SELECT source AS account, currency, -amount_minor AS minor FROM moved
         UNION ALL SELECT target, currency, amount_minor FROM moved`)}`,
      [json],
    ),
    rawStatement(
      `INSERT INTO transfer (id, debit, credit, currency, amount_minor, payout_id, posted_at, correction_id)
       SELECT 'trf_' || c.id || '_' || format('%04d', c.version + 1) || '_payment',
         iif(c.amount_minor > 0, ${from}, ${to}), iif(c.amount_minor > 0, ${to}, ${from}),
         c.currency, abs(c.amount_minor), p.id, ?2, c.id
       FROM ${lines}`,
      [json, at],
    ),
    rawStatement(
      `INSERT INTO correction_change (correction_id, version, payment, payout_id, actor, reason, changed_at)
       SELECT c.id, c.version + 1, '${after}', p.id, ${actor}, ${reason}, ?2 FROM ${lines}`,
      [json, at],
    ),
    rawStatement(
      `UPDATE correction SET payment = '${after}', version = version + 1
       WHERE id IN (SELECT c.id FROM ${lines})`,
      [json],
    ),
  ];
}
