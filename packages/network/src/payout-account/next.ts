import type { Context } from "../context.ts";
import { listOwnBalances } from "../ledger/index.ts";
import { bankDayFrom, CALENDAR_OF, payoutDayAfter } from "../payout-schedule/index.ts";
import { getSettings } from "../settings/index.ts";
import type { PayoutMethod } from "../words.ts";
import { civilDayAt, dateText, dayBegins } from "../zone.ts";
import { findPayableAccounts, type PayableAccount } from "./payable.ts";

/** What stands between the money of a currency and the next payout. */
interface NextPayoutAccount {
  currency: string;
  /** The account that is paid, or that waits; null: none yet, or paid by agreement. */
  account: { id: string; method: PayoutMethod; mask: string } | null;
  /** Why nothing is paid on the date; null if it is. */
  reason: Extract<PayableAccount, { kind: "refused" }>["reason"] | "frozen" | null;
  /** Unix ms from which the account is payable, if that is known and not the reason's end. */
  payableAt: number | null;
  /** The day on which the payment goes out, YYYY-MM-DD: the date, or the next day on which banks work. */
  bankDay: string;
}

/** The next payout of a webmaster. */
export interface NextPayout {
  /** YYYY-MM-DD, in the network's zone. */
  date: string;
  zone: string;
  /** When that day begins, in Unix ms. */
  at: number;
  accounts: NextPayoutAccount[];
}

/**
 * When a webmaster is paid next, and to which account in each currency, by the function that runs ask. On a payout day,
 * it is that day. The operator names the webmaster. Throws `forbidden`, `not_found`, `invalid_input`.
 */
export async function getNextPayout(ctx: Context, asked: string | undefined): Promise<NextPayout> {
  const { webmasterId, balances, freeze } = await listOwnBalances(ctx, asked);
  const { zone, payoutSchedule } = await getSettings(ctx.db);
  const day = payoutDayAfter(payoutSchedule, civilDayAt(zone, ctx.now()) - 1);
  const at = dayBegins(zone, day);
  const mains = await findMains(ctx, webmasterId);
  const withMoney = balances.filter(({ available, pending, on_hold }) => available !== 0 || pending > 0 || on_hold > 0);
  const currencies = [...new Set([...withMoney.map(({ currency }) => currency), ...mains.keys()])].toSorted();
  const payees = currencies.map((currency) => ({ webmasterId, currency }));
  const payableOf = await findPayableAccounts(ctx, payees, at);
  const accounts = payees.map((payee): NextPayoutAccount => {
    const payable = payableOf(payee);
    const account = mains.get(payee.currency) ?? null;
    const refusal = payable.kind === "refused" ? payable : null;
    return {
      ...{ currency: payee.currency, account },
      reason: freeze === null ? (refusal?.reason ?? null) : "frozen",
      payableAt: refusal?.payableAt ?? null,
      bankDay: dateText(bankDayFrom(account === null ? null : CALENDAR_OF[account.method], day)),
    };
  });
  return { date: dateText(day), zone, at, accounts };
}

async function findMains({ db }: Context, webmasterId: string) {
  const rows = await db.query
    .selectFrom("payout_account_main")
    .innerJoin("payout_account", "payout_account.id", "payout_account_main.account_id")
    .select(["payout_account.id", "payout_account.currency", "method", "mask"])
    .where("payout_account_main.webmaster_id", "=", webmasterId)
    .execute();
  return new Map(rows.map(({ currency, ...account }) => [currency, account]));
}
