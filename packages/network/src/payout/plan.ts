import { sql } from "kysely";
import type { Context } from "../context.ts";
import { exactMinor } from "../money.ts";
import { findPayableAccounts, type PayableAccount, type Payee } from "../payout-account/index.ts";
import { isPayoutDay, payoutDayAfter, type PayoutSchedule } from "../payout-schedule/index.ts";
import { getSettings } from "../settings/index.ts";
import type { LeftOutReason } from "../words.ts";
import { civilDayOf, dayBegins } from "../zone.ts";
import { minimumOf } from "./minimums.ts";
import { leastAmountAbove, type PartTerms } from "./parts.ts";
import {
  candidatesOf,
  findClaims,
  findWaiting,
  readCandidates,
  type Candidate,
  type Claim,
  type Foresight,
  type PlanRequest,
  type Waiting,
} from "./payee-money.ts";
import { findPayoutTerms } from "./terms.ts";

/** An amount that a run does not pay, in minor units, and when it can be paid (Unix ms), as far as that is known. */
export interface LeftOut extends Payee {
  reason: LeftOutReason;
  amountMinor: number;
  payableAt: number | null;
}

/** A payout that a run is to make. */
export interface PlannedPayout extends Payee {
  amountMinor: number;
  /** What it must come to, also after reversals: its minimum, and more than its fee. */
  minimumMinor: number;
  terms: PartTerms;
  /** Conversions that it pays or sets off, and the last one's id. */
  lines: number;
  lastId: string;
  account: Extract<PayableAccount, { kind: "payable" }>["account"];
}

/** What a run does about one payee. */
export interface Decision extends Payee {
  pays: PlannedPayout | null;
  leftOut: LeftOut[];
}

export const FIRST_PAYEE: Payee = { webmasterId: "", currency: "" };
const WEBMASTERS_A_PAGE = 100;

/** Decides about the payees of the next webmasters in the order of their ids; `next` is null after the last one. */
export async function planPage(
  ctx: Context,
  { after, ...request }: PlanRequest & { after: Payee },
): Promise<{ decisions: Decision[]; next: Payee | null }> {
  const rows = await readCandidates(ctx, sql`id >= ${after.webmasterId} ORDER BY id LIMIT ${WEBMASTERS_A_PAGE}`);
  const last = rows.at(-1);
  const isLast = new Set(rows.map(({ id }) => id)).size < WEBMASTERS_A_PAGE;
  const candidates = candidatesOf(rows).filter(
    ({ webmasterId, currency }) => webmasterId !== after.webmasterId || currency > after.currency,
  );
  return {
    decisions: await decideAll(ctx, candidates, request),
    next: isLast || last === undefined ? null : { webmasterId: last.id, currency: AFTER_ANY },
  };
}

/** Sorts after every currency. */
const AFTER_ANY = "~";

/** Decides about one webmaster, as a run would, by currency. */
export const planWebmaster = async (ctx: Context, webmasterId: string, request: Foresight): Promise<Decision[]> =>
  decideAll(ctx, candidatesOf(await readCandidates(ctx, sql`id = ${webmasterId}`)), request);

async function decideAll(ctx: Context, candidates: readonly Candidate[], request: Foresight): Promise<Decision[]> {
  if (candidates.length === 0) return [];
  const payees = JSON.stringify(candidates.map(({ webmasterId, currency }) => [webmasterId, currency]));
  const accountOf = await findPayableAccounts(ctx, candidates, request.cutOffAt);
  const termsOf = await findPayoutTerms(ctx.db);
  const absenceOf = await findAbsences(ctx, request);
  const claims = await findClaims(ctx, payees, request);
  const waiting = await findWaiting(ctx, payees, request);
  return candidates.map((candidate, i) =>
    decide(candidate, {
      absence: absenceOf(candidate),
      conditions: conditionsOf(candidate, accountOf(candidate), termsOf),
      claim: claims.get(i) ?? { minor: 0n, ending: 0n, lines: 0, lastId: "" },
      waiting: waiting.filter(({ payee }) => payee === i),
    }),
  );
}

/** Why a payee is not paid on the date: when they are instead, in Unix ms, as far as that is known. */
interface Absence {
  payableAt: number | null;
}

/** Who is not paid on the date of the request, by their schedules; null: they are. */
async function findAbsences(
  { db }: Context,
  { date, isRequested = false }: Foresight,
): Promise<(candidate: Candidate) => Absence | null> {
  if (date === null) return () => null;
  const { zone, payoutSchedule } = await getSettings(db);
  const day = civilDayOf(date);
  return ({ ownSchedule, dueOn }) => {
    const schedule: PayoutSchedule = ownSchedule ?? payoutSchedule;
    if (schedule.kind === "request") {
      if (isRequested || (dueOn !== null && dueOn <= date)) return null;
      return { payableAt: dueOn === null ? null : dayBegins(zone, civilDayOf(dueOn)) };
    }
    return isPayoutDay(schedule, day) ? null : { payableAt: dayBegins(zone, payoutDayAfter(schedule, day)) };
  };
}

type Refused = Extract<PayableAccount, { kind: "refused" }>;

/** How a payee is paid: to which account, with which fee and tax, and from which amount on. */
interface Conditions {
  kind: "payable";
  account: PlannedPayout["account"];
  terms: PartTerms;
  minimumMinor: number;
  /** The smallest amount that is more than its fee. */
  leastMinor: number;
}

function conditionsOf(
  { currency, ownMinimumMinor }: Candidate,
  payable: PayableAccount,
  termsOf: Awaited<ReturnType<typeof findPayoutTerms>>,
): Conditions | Refused {
  if (payable.kind === "refused") return payable;
  const { own, every } = termsOf(payable.method, currency);
  const isDeducted = own?.feeBearer === "webmaster";
  const terms: PartTerms = {
    ...payable.tax,
    feeBps: isDeducted ? own.feeBps : 0,
    feeFixedMinor: isDeducted ? own.feeFixedMinor : 0,
  };
  const minimumMinor = minimumOf(currency, {
    ...{ ofWebmaster: ownMinimumMinor, ofEveryMethod: every?.minimumMinor ?? null },
    ofMethod: own?.minimumMinor ?? null,
  });
  return { kind: "payable", account: payable.account, terms, minimumMinor, leastMinor: leastAmountAbove(terms) };
}

/** What is known about a payee's money. */
interface Facts {
  absence: Absence | null;
  conditions: Conditions | Refused;
  claim: Claim;
  waiting: readonly Waiting[];
}

function decide(candidate: Candidate, { absence, conditions, claim, waiting }: Facts): Decision {
  const { webmasterId, currency } = candidate;
  const left = (reason: LeftOutReason, amountMinor: number, payableAt: number | null = null): LeftOut => ({
    ...{ webmasterId, currency, reason, amountMinor, payableAt },
  });
  const later = waiting.flatMap(({ reason, minor, payable_at }) => {
    const amountMinor = exactMinor(BigInt(minor));
    return amountMinor === 0 ? [] : [left(reason, amountMinor, payable_at)];
  });
  const availableMinor = exactMinor(BigInt(candidate.availableMinor) + claim.ending);
  const amountMinor = exactMinor(claim.minor);
  const refused = refusalOf(candidate, { absence, conditions, amountMinor, availableMinor });
  if (refused !== null)
    return {
      ...{ webmasterId, currency, pays: null },
      leftOut: availableMinor === 0 ? later : [left(refused.reason, availableMinor, refused.payableAt), ...later],
    };
  if (conditions.kind === "refused") throw new Error("a refused account is left out"); // by refusalOf
  const { account, terms, minimumMinor, leastMinor } = conditions;
  const rest = availableMinor - amountMinor;
  return {
    ...{ webmasterId, currency },
    pays: {
      ...{ webmasterId, currency, amountMinor, account, terms, lines: claim.lines, lastId: claim.lastId },
      minimumMinor: Math.max(minimumMinor, leastMinor),
    },
    leftOut: rest > 0 ? [left("after_cut_off", rest), ...later] : later,
  };
}

function refusalOf(
  candidate: Candidate,
  money: {
    absence: Absence | null;
    conditions: Conditions | Refused;
    amountMinor: number;
    availableMinor: number;
  },
): { reason: LeftOutReason; payableAt: number | null } | null {
  const { absence, conditions, amountMinor, availableMinor } = money;
  if (availableMinor < 0) return { reason: "owed", payableAt: null };
  if (candidate.isFrozen) return { reason: "frozen", payableAt: null };
  if (absence !== null) return { reason: "not_scheduled", payableAt: absence.payableAt };
  if (conditions.kind === "refused") return conditions;
  if (candidate.owesReceipt) return { reason: "receipt_missing", payableAt: null };
  const { minimumMinor, leastMinor } = conditions;
  if (amountMinor >= Math.max(minimumMinor, leastMinor)) return null;
  if (availableMinor >= Math.max(minimumMinor, leastMinor)) return { reason: "after_cut_off", payableAt: null };
  return { reason: availableMinor < minimumMinor ? "below_minimum" : "below_fee", payableAt: null };
}
