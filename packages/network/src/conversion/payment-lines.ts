/**
 * The payment steps of conversions as statements over any number of payout lines: what `changesOf` does for `pay`,
 * `settle`, `return` and their set-offs, without reading a row. sql.test.ts compares the states with state.ts, and the
 * books compare every transfer with the histories.
 */
import { rawStatement, type Statement } from "../db/index.ts";
import { addBalances, type PaymentEvent } from "../ledger/index.ts";
import type { LineKind } from "../words.ts";
import { claimableText } from "./sql.ts";

/** Which lines a step moves, and who moves them. All texts are SQL over `p` (payout), `l` (line), `c` (conversion). */
export interface LineStep {
  event: PaymentEvent;
  /** What follows FROM; its JSON is bound as `?1`. */
  lines: string;
  json: string;
  actor: string;
  reason: string;
  /** Unix ms. */
  at: number;
}

/** For each kind of line: the column of its state, what its events begin with, and when `pay` may take it. */
const KINDS = {
  commission: { column: "payment", prefix: "", claimable: 1, debit: "before", credit: "after" },
  setoff: { column: "setoff", prefix: "setoff_", claimable: -1, debit: "after", credit: "before" },
} as const satisfies Record<LineKind, object>;

const KIND_NAMES: readonly LineKind[] = ["commission", "setoff"];

const TARGETS = { pay: "on_payment", settle: "paid", return: "none" } as const satisfies Record<PaymentEvent, string>;

/** Whether a line of this kind can take the step. */
const isReady = (event: PaymentEvent, kind: LineKind): string =>
  `(l.kind = '${kind}' AND ${isConversionReady(event, kind, "c.")})`;

/** The same of the line's conversion; `c` is what stands before its columns. */
function isConversionReady(event: PaymentEvent, kind: LineKind, c: "c." | ""): string {
  const { column, claimable } = KINDS[kind];
  switch (event) {
    case "pay":
      return `${c}claimable = ${claimable}`;
    case "settle":
      return `${c}${column} = 'on_payment'`;
    case "return":
      return `${c}${column} <> 'none'`;
  }
}

/** The account of a payment state. */
const purse = (state: string) => `iif(${state} = 'none', 'available', ${state})`;

/**
 * Histories, transfers, balances and conversions of these lines, in the order in which they must be written. `withoutConversions`
 * are the same lines without `c`.
 */
export const moveLines = (step: LineStep & { withoutConversions: string }): Statement[] => [
  ...recordMoves(step),
  ...KIND_NAMES.map((kind) => conversionsOf(step, kind)),
];

const recordMoves = (step: LineStep): Statement[] => [
  balancesOf(step),
  ...KIND_NAMES.flatMap((kind) => [historyOf(step, kind), transfersOf(step, kind)]),
];

function balancesOf({ event, lines, json }: LineStep): Statement {
  return rawStatement(
    `WITH moved AS MATERIALIZED (
       SELECT c.webmaster_id, c.currency, iif(l.kind = 'commission', c.payment, c.setoff) AS state, sum(l.amount_minor) AS minor
       FROM ${lines} WHERE ${KIND_NAMES.map((kind) => isReady(event, kind)).join(" OR ")}
       GROUP BY 1, 2, 3)
     ${addBalances(`
       SELECT 'webmaster:' || webmaster_id || ':' || ${purse("state")} AS account, currency, -minor AS minor FROM moved
       UNION ALL SELECT 'webmaster:' || webmaster_id || ':' || ${purse(`'${TARGETS[event]}'`)}, currency, minor FROM moved`)}`,
    [json],
  );
}

function historyOf({ event, lines, json, actor, reason, at }: LineStep, kind: LineKind): Statement {
  const { column, prefix } = KINDS[kind];
  const state = (name: string) => (name === column ? `'${TARGETS[event]}'` : `c.${name}`);
  return rawStatement(
    `INSERT INTO conversion_change (conversion_id, version, event, actor, reason, reason_code, source, flag, changed_at,
       validation, check_state, payment, setoff, hold_over, click_facts, revenue_minor, commission_minor)
     SELECT c.id, c.version + 1, '${prefix}${event}', ${actor}, ${reason}, NULL, NULL, NULL, ?2,
       c.validation, c.check_state, ${state("payment")}, ${state("setoff")}, c.hold_over, c.click_facts,
       c.revenue_minor, c.commission_minor
     FROM ${lines} WHERE ${isReady(event, kind)}`,
    [json, at],
  );
}

function transfersOf({ event, lines, json, at }: LineStep, kind: LineKind): Statement {
  const { column, debit, credit } = KINDS[kind];
  const accounts = {
    before: `'webmaster:' || c.webmaster_id || ':' || ${purse(`c.${column}`)}`,
    after: `'webmaster:' || c.webmaster_id || ':' || ${purse(`'${TARGETS[event]}'`)}`,
  };
  return rawStatement(
    `INSERT INTO transfer (id, debit, credit, currency, amount_minor, conversion_id, payout_id, posted_at, correction_id)
     SELECT 'trf_' || c.id || '_' || format('%04d', c.version + 1) || '_commission', ${accounts[debit]}, ${accounts[credit]},
       c.currency, c.commission_minor, c.id, p.id, ?2, NULL
     FROM ${lines} WHERE ${isReady(event, kind)} AND c.commission_minor > 0`,
    [json, at],
  );
}

/** Finds its conversions by the lines alone, so that each is read once. */
function conversionsOf(
  { event, withoutConversions, json, at }: LineStep & { withoutConversions: string },
  kind: LineKind,
): Statement {
  const { column } = KINDS[kind];
  const target = `'${TARGETS[event]}'`;
  const claimable = event === "pay" ? "0" : claimableText({ payment: "payment", setoff: "setoff", [column]: target });
  return rawStatement(
    `UPDATE conversion SET ${column} = ${target}, claimable = ${claimable}, version = version + 1, changed_at = ?2
     WHERE id IN (SELECT l.conversion_id FROM ${withoutConversions} WHERE l.kind = '${kind}')
       AND ${isConversionReady(event, kind, "")}`,
    [json, at],
  );
}

/**
 * Takes the lines of conversions that were reversed out of payouts that are not sent yet, for the batch of the reversal:
 * their commissions are not paid, so nothing has to be set off later. An approval of the run is void then.
 */
export function dropLines(conversionIds: readonly string[], at: number): Statement[] {
  const json = JSON.stringify(conversionIds);
  const actor = `'${PAYOUTS_JOB}'`;
  const reason = `'${DROPPED}'`;
  const run = (text: string, parameters: readonly unknown[] = []) => rawStatement(text, [json, ...parameters]);
  return [
    ...recordMoves({ event: "return", lines: UNSENT_LINES, json, actor, reason, at }),
    run(`UPDATE payout_line SET is_dropped = 1
      WHERE (payout_id, conversion_id, kind) IN (SELECT l.payout_id, l.conversion_id, l.kind
        FROM ${UNSENT_LINES} WHERE ${isReady("return", "commission")})`),
    run(
      `UPDATE conversion SET payment = 'none', claimable = ${claimableText({ payment: "'none'", setoff: "setoff" })},
         version = version + 1, changed_at = ?2
       WHERE id IN (SELECT l.conversion_id FROM ${DROPPED_LINES})`,
      [at],
    ),
    ...voidApprovals(`SELECT p.run_id FROM ${DROPPED_LINES}`, { json, actor, reason, at }),
    run(
      `UPDATE payout SET amount_minor = payout.amount_minor - gone.minor, line_count = line_count - gone.lines,
         version = version + 1, status_reason = iif(${BELOW_MINIMUM}, '${TOO_SMALL}', status_reason),
         job = iif(${BELOW_MINIMUM}, 'return', job), job_by = iif(${BELOW_MINIMUM}, ${actor}, job_by),
         position = iif(${BELOW_MINIMUM}, '', position)
       FROM (SELECT l.payout_id AS of_payout, sum(l.amount_minor) AS minor, count(*) AS lines FROM ${DROPPED_LINES}
         GROUP BY l.payout_id) gone
       WHERE id = of_payout`,
    ),
    run(
      `UPDATE payout_line SET released_at = ?2
       WHERE (payout_id, conversion_id, kind) IN (SELECT l.payout_id, l.conversion_id, l.kind FROM ${DROPPED_LINES})`,
      [at],
    ),
  ];
}

const PAYOUTS_JOB = "system:payouts";
const DROPPED = "Reversed before it was sent";
/** Why a payout that has come to less than its minimum is cancelled. */
export const TOO_SMALL = "What is left of it is below the minimum, or not more than its fee";

/** While lines are collected, the amount is not complete. */
const BELOW_MINIMUM = "(job IS NULL AND payout.amount_minor - gone.minor < max(minimum_minor, 1))";

/** Lines of these conversions in payouts that are not sent. */
const UNSENT_LINES = `json_each(?1) gone
  CROSS JOIN payout_line l ON l.conversion_id = gone.value AND l.kind = 'commission' AND l.released_at IS NULL
  CROSS JOIN payout p ON p.id = l.payout_id AND p.status = 'new' AND (p.job IS NULL OR p.job = 'draft')
  CROSS JOIN conversion c ON c.id = l.conversion_id AND c.claimable = -1`;

/** The same lines once they are marked. */
const DROPPED_LINES = `json_each(?1) gone
  CROSS JOIN payout_line l ON l.conversion_id = gone.value AND l.kind = 'commission' AND l.is_dropped = 1
    AND l.released_at IS NULL
  CROSS JOIN payout p ON p.id = l.payout_id`;

/**
 * Makes the approvals of runs void, for the batch that changes their payouts. `runs` is a SELECT of their ids over `?1`;
 * actor and reason are SQL.
 */
export const voidApprovals = (
  runs: string,
  { json, actor, reason, at }: { json: string; actor: string; reason: string; at: number },
): Statement[] => [
  rawStatement(
    `INSERT INTO payout_run_step (run_id, version, status, actor, taken_at, reason)
     SELECT id, version + 1, 'draft', ${actor}, ?2, ${reason} FROM payout_run WHERE id IN (${runs}) AND status = 'approved'`,
    [json, at],
  ),
  rawStatement(
    `UPDATE payout_run SET status = 'draft', version = version + 1
     WHERE id IN (${runs}) AND status IN ('draft', 'approved')`,
    [json],
  ),
];
