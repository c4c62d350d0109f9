import { sql } from "kysely";
import type { Context } from "../context.ts";
import { exactMinor, exponentOf } from "../money.ts";
import { findPayableAccounts, type PayableAccount, type Payee } from "../payout-account/index.ts";
import type { LeftOutReason } from "../words.ts";
import { DEFAULT_MINIMUM_MAJOR } from "./minimums.ts";

/** An amount that a run does not pay, in minor units, and when it can be paid (Unix ms), as far as that is known. */
export interface LeftOut extends Payee {
  reason: LeftOutReason;
  amountMinor: number;
  payableAt: number | null;
}

/** A payout that a run is to make. */
export interface PlannedPayout extends Payee {
  amountMinor: number;
  minimumMinor: number;
  /** Conversions that it pays or sets off, and the last one's id. */
  lines: number;
  lastId: string;
  account: Extract<PayableAccount, { kind: "payable" }>;
}

/** What a run does about one payee. */
export interface Decision extends Payee {
  pays: PlannedPayout | null;
  leftOut: LeftOut[];
}

/** Which payees to decide about, and until when money must be available (Unix ms). */
export interface PlanRequest {
  after: Payee;
  cutOffAt: number;
}

export const FIRST_PAYEE: Payee = { webmasterId: "", currency: "" };
const WEBMASTERS_A_PAGE = 100;

/** Decides about the payees of the next webmasters in the order of their ids; `next` is null after the last one. */
export async function planPage(
  ctx: Context,
  request: PlanRequest,
): Promise<{ decisions: Decision[]; next: Payee | null }> {
  const { candidates, next } = await findCandidates(ctx, request);
  if (candidates.length === 0) return { decisions: [], next };
  const payees = JSON.stringify(candidates.map(({ webmasterId, currency }) => [webmasterId, currency]));
  const accountOf = await findPayableAccounts(ctx, candidates, request.cutOffAt);
  const [claims, waiting] = [
    await findClaims(ctx, payees, request.cutOffAt),
    await findWaiting(ctx, payees, request.cutOffAt),
  ];
  const decisions = candidates.map((candidate, i) =>
    decide(candidate, {
      account: accountOf(candidate),
      claim: claims.get(i) ?? { minor: 0n, lines: 0, lastId: "" },
      waiting: waiting.filter(({ payee }) => payee === i),
    }),
  );
  return { decisions, next };
}

/** A payee with money, or with conversions that may become money. */
interface Candidate extends Payee {
  availableMinor: number;
  isFrozen: boolean;
  minimumMinor: number;
}

async function findCandidates({ db }: Context, { after }: PlanRequest) {
  const { rows } = await sql<{
    id: string;
    frozen: 0 | 1;
    currency: string | null;
    available: number;
    minimum: number | null;
  }>`
    SELECT w.id, w.frozen_at IS NOT NULL AS frozen, b.currency, m.minimum_minor AS minimum,
      sum(iif(b.account = 'webmaster:' || w.id || ':available', b.balance_minor, 0)) AS available
    FROM (SELECT id, frozen_at FROM webmaster WHERE id >= ${after.webmasterId} ORDER BY id LIMIT ${WEBMASTERS_A_PAGE}) w
    LEFT JOIN balance b ON b.balance_minor <> 0
      AND b.account IN ('webmaster:' || w.id || ':available', 'webmaster:' || w.id || ':on_hold', 'webmaster:' || w.id || ':pending')
    LEFT JOIN payout_minimum m ON m.webmaster_id = w.id AND m.currency = b.currency
    GROUP BY w.id, b.currency ORDER BY w.id, b.currency`.execute(db.query);
  const last = rows.at(-1);
  const isLast = new Set(rows.map(({ id }) => id)).size < WEBMASTERS_A_PAGE;
  const candidates = rows.flatMap(({ id, currency, frozen, available, minimum }): Candidate[] =>
    currency === null || (id === after.webmasterId && currency <= after.currency)
      ? []
      : [
          {
            ...{ webmasterId: id, currency, availableMinor: available, isFrozen: frozen === 1 },
            minimumMinor: minimum ?? DEFAULT_MINIMUM_MAJOR * 10 ** exponentOf(currency),
          },
        ],
  );
  return { candidates, next: isLast || last === undefined ? null : { webmasterId: last.id, currency: AFTER_ANY } };
}

/** Sorts after every currency. */
const AFTER_ANY = "~";

/** What a payout may pay and set off: set-offs in any case, the rest if it was available by the cut-off. */
interface Claim {
  minor: bigint;
  lines: number;
  lastId: string;
}

async function findClaims({ db }: Context, payees: string, cutOffAt: number): Promise<Map<number, Claim>> {
  const { rows } = await sql<{ payee: number; minor: string; lines: number; last: string | null }>`
    SELECT payee, CAST(sum(minor) AS TEXT) AS minor, sum(lines) AS lines, max(last) AS last FROM (
      SELECT payee.key AS payee, sum(c.claimable * c.commission_minor) AS minor, count(*) AS lines, max(c.id) AS last
      FROM json_each(${payees}) payee CROSS JOIN conversion c INDEXED BY conversion_claimable
        ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.claimable <> 0
      WHERE c.claimable = -1 OR coalesce(c.available_at, 0) <= ${cutOffAt} GROUP BY payee.key
      UNION ALL
      SELECT payee.key, sum(c.amount_minor), 0, NULL
      FROM json_each(${payees}) payee CROSS JOIN correction c
        ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.status = 'posted' AND c.payment = 'none'
      WHERE c.amount_minor < 0 OR c.proposed_at <= ${cutOffAt} GROUP BY payee.key)
    GROUP BY payee`.execute(db.query);
  return new Map(
    rows.map(({ payee, minor, lines, last }) => [payee, { minor: BigInt(minor), lines, lastId: last ?? "" }]),
  );
}

/** Approved commissions of a payee that no payout may take yet, by reason. */
interface Waiting {
  /** Its place in the list of payees. */
  payee: number;
  reason: "on_hold" | "held" | "check_pending";
  minor: string;
  /** When the hold of the first one ends after the cut-off. */
  payable_at: number | null;
}

async function findWaiting({ db }: Context, payees: string, cutOffAt: number): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT payee, reason, CAST(sum(commission_minor) AS TEXT) AS minor,
      min(iif(reason = 'on_hold' AND available_at > ${cutOffAt}, available_at, NULL)) AS payable_at
    FROM (
      SELECT payee.key AS payee, c.commission_minor, c.available_at,
        CASE WHEN c.check_state = 'held' THEN 'held' WHEN c.click_facts = 'awaited' THEN 'check_pending' ELSE 'on_hold' END AS reason
      FROM json_each(${payees}) payee CROSS JOIN conversion c INDEXED BY conversion_not_payable
        ON c.webmaster_id = payee.value ->> 0 AND c.currency = payee.value ->> 1 AND c.validation = 'approved'
        AND c.payment = 'none' AND c.setoff = 'none' AND c.claimable = 0 AND c.check_state <> 'refused' AND c.is_test = 0)
    GROUP BY payee, reason`.execute(db.query);
  return rows;
}

/** What is known about a payee's money. */
interface Facts {
  account: PayableAccount;
  claim: Claim;
  waiting: readonly Waiting[];
}

function decide(candidate: Candidate, facts: Facts): Decision {
  const { webmasterId, currency } = candidate;
  const left = (reason: LeftOutReason, amountMinor: number, payableAt: number | null = null): LeftOut => ({
    ...{ webmasterId, currency, reason, amountMinor, payableAt },
  });
  const later = facts.waiting.flatMap(({ reason, minor, payable_at }) => {
    const amountMinor = exactMinor(BigInt(minor));
    return amountMinor === 0 ? [] : [left(reason, amountMinor, payable_at)];
  });
  const availableMinor = exactMinor(BigInt(candidate.availableMinor));
  const amountMinor = exactMinor(facts.claim.minor);
  const refused = refusalOf(candidate, { account: facts.account, amountMinor, availableMinor });
  if (refused !== null)
    return {
      ...{ webmasterId, currency, pays: null },
      leftOut: availableMinor === 0 ? later : [left(refused.reason, availableMinor, refused.payableAt), ...later],
    };
  const { account } = facts;
  if (account.kind === "refused") throw new Error("a refused account is left out"); // by refusalOf
  const rest = availableMinor - amountMinor;
  return {
    ...{ webmasterId, currency },
    pays: {
      ...{ webmasterId, currency, amountMinor, account, lines: facts.claim.lines, lastId: facts.claim.lastId },
      minimumMinor: minimumOf(candidate, account),
    },
    leftOut: rest > 0 ? [left("after_cut_off", rest), ...later] : later,
  };
}

function refusalOf(
  candidate: Candidate,
  money: { account: PayableAccount; amountMinor: number; availableMinor: number },
): { reason: LeftOutReason; payableAt: number | null } | null {
  const { account, amountMinor, availableMinor } = money;
  if (availableMinor < 0) return { reason: "owed", payableAt: null };
  if (candidate.isFrozen) return { reason: "frozen", payableAt: null };
  if (account.kind === "refused") return account;
  const minimum = minimumOf(candidate, account);
  if (amountMinor >= minimum) return null;
  return { reason: availableMinor >= minimum ? "after_cut_off" : "below_minimum", payableAt: null };
}

/** At least one minor unit. */
const minimumOf = ({ minimumMinor }: Candidate, account: Extract<PayableAccount, { kind: "payable" }>): number =>
  Math.max(1, minimumMinor, account.minimumMinor ?? 0);
