import type { Context } from "../context.ts";
import { listOwnBalances } from "../ledger/index.ts";
import { findPayableAccounts, type PayableAccount, type Payee } from "../payout-account/index.ts";
import { bankDayFrom, CALENDAR_OF, isBankDayKnown, payoutDayAfter } from "../payout-schedule/index.ts";
import { getSettings } from "../settings/index.ts";
import type { PayoutMethod } from "../words.ts";
import { civilDayAt, civilDayOf, dateText, dayBegins } from "../zone.ts";
import { partsOf, type PayoutParts } from "./parts.ts";
import { planWebmaster, type Decision, type LeftOut } from "./plan.ts";
import { dueDayAfter, listOpenRequests } from "./requests.ts";
import { findPayoutSchedule } from "./schedules.ts";

/** What the next payout pays in a currency, in minor units. */
interface NextPayment extends PayoutParts {
  amountMinor: number;
  /** How many conversions it pays or sets off. */
  conversions: number;
}

/** The next payout in a currency, or what stands between its money and the payout. */
interface NextPayoutAccount {
  currency: string;
  /** The account that is paid, or that waits; null: none yet, or paid by agreement. */
  account: { id: string; method: PayoutMethod; mask: string } | null;
  /** Why no account can be paid on the date; null if one can. */
  reason: Extract<PayableAccount, { kind: "refused" }>["reason"] | "frozen" | null;
  /** Unix ms from which the account is payable, if that is known and not the reason's end. */
  payableAt: number | null;
  /** The day on which the payment goes out, YYYY-MM-DD: the date, or the next day on which banks work. */
  bankDay: string;
  /** Whether that day is certain: the days off of its year are known. */
  isBankDayKnown: boolean;
  /** Null: nothing is paid. */
  payment: NextPayment | null;
  leftOut: LeftOut[];
}

/** The next payout of a webmaster. */
export interface NextPayout {
  /** YYYY-MM-DD, in the network's zone. Of a webmaster who is paid on request: when a request is paid. */
  date: string;
  zone: string;
  /** When that day begins, in Unix ms. */
  at: number;
  /** Whether the webmaster is paid only on request. */
  isOnRequest: boolean;
  accounts: NextPayoutAccount[];
}

/**
 * What the run of a webmaster's next payout day pays, as the run itself would decide now: with what is available, and what
 * is on hold until the day. On a payout day it is that day, until its run is made. The operator names the webmaster.
 * Throws `forbidden`, `not_found`, `invalid_input`.
 */
export async function getNextPayout(ctx: Context, asked: string | undefined): Promise<NextPayout> {
  const { webmasterId, balances, freeze } = await listOwnBalances(ctx, asked);
  const { zone } = await getSettings(ctx.db);
  const mains = await findMains(ctx, webmasterId);
  const { day, isOnRequest } = await findNextDay(ctx, { webmasterId, zone, methods: mains });
  const [date, at] = [dateText(day), dayBegins(zone, day)];
  const decisions = await planWebmaster(ctx, webmasterId, { date, cutOffAt: at, endsHolds: true });
  const decisionOf = new Map(decisions.map((decision) => [decision.currency, decision]));
  const withMoney = balances.filter(({ available, pending, on_hold }) => available !== 0 || pending > 0 || on_hold > 0);
  const currencies = [...new Set([...withMoney.map(({ currency }) => currency), ...mains.keys()])].toSorted();
  const payees: Payee[] = currencies.map((currency) => ({ webmasterId, currency }));
  const payableOf = await findPayableAccounts(ctx, payees, at);
  const accounts = payees.map((payee): NextPayoutAccount => {
    const payable = payableOf(payee);
    const account = mains.get(payee.currency) ?? null;
    const refusal = payable.kind === "refused" ? payable : null;
    const decision = decisionOf.get(payee.currency);
    const calendar = account === null ? null : CALENDAR_OF[account.method];
    const bankDay = bankDayFrom(calendar, day);
    return {
      ...{ currency: payee.currency, account },
      reason: freeze === null ? (refusal?.reason ?? null) : "frozen",
      payableAt: refusal?.payableAt ?? null,
      ...{ bankDay: dateText(bankDay), isBankDayKnown: isBankDayKnown(calendar, bankDay) },
      ...{ payment: paymentOf(decision), leftOut: decision?.leftOut ?? [] },
    };
  });
  return { date, zone, at, isOnRequest, accounts };
}

function paymentOf(decision: Decision | undefined): NextPayment | null {
  const pays = decision?.pays ?? null;
  if (pays === null) return null;
  return { amountMinor: pays.amountMinor, conversions: pays.lines, ...partsOf(pays.amountMinor, pays.terms) };
}

type Mains = Awaited<ReturnType<typeof findMains>>;

async function findMains({ db }: Context, webmasterId: string) {
  const rows = await db.query
    .selectFrom("payout_account_main")
    .innerJoin("payout_account", "payout_account.id", "payout_account_main.account_id")
    .select(["payout_account.id", "payout_account.currency", "method", "mask"])
    .where("payout_account_main.webmaster_id", "=", webmasterId)
    .execute();
  return new Map(rows.map(({ currency, ...account }) => [currency, account]));
}

/** The civil day on which a webmaster is paid next: the first one of their schedule whose run is not made. */
async function findNextDay(
  ctx: Context,
  { webmasterId, zone, methods }: { webmasterId: string; zone: string; methods: Mains },
): Promise<{ day: number; isOnRequest: boolean }> {
  const { schedule } = await findPayoutSchedule(ctx.db, webmasterId);
  const today = civilDayAt(zone, ctx.now());
  if (schedule.kind === "request") {
    const open = await listOpenRequests(ctx, webmasterId);
    const days = open.length > 0 ? open.map(civilDayOf) : dueDays(methods, today);
    // A request whose day has passed is paid by the next run.
    return { day: Math.max(today, Math.min(...days)), isOnRequest: true };
  }
  const made = await findMadeDates(ctx, dateText(today));
  let day = payoutDayAfter(schedule, today - 1);
  while (made.has(dateText(day))) day = payoutDayAfter(schedule, day);
  return { day, isOnRequest: false };
}

const dueDays = (methods: Mains, today: number): number[] =>
  methods.size === 0
    ? [dueDayAfter(null, today)]
    : [...methods.values()].map(({ method }) => dueDayAfter(method, today));

/** Payout days from a date on that have a run. */
async function findMadeDates({ db }: Context, from: string): Promise<Set<string | null>> {
  const rows = await db.query
    .selectFrom("payout_run")
    .select("date")
    .where("date", ">=", from)
    .where("status", "<>", "cancelled")
    .execute();
  return new Set(rows.map(({ date }) => date));
}
