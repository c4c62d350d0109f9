import { hexOf } from "@waymark/contract/bytes";
import type { Context } from "../context.ts";
import { exactMinor } from "../money.ts";
import { findPayableAccounts } from "../payout-account/index.ts";

const PAGE = 1_000;

/** What an approval of a run covers. */
interface Approved {
  /** What the run pays, by currency: net of fees and taxes. */
  amounts: { currency: string; amountMinor: number }[];
  /** Changes with each payout, amount and account. */
  fingerprint: string;
  /** Why the run can't be approved; null: it can. */
  refused: string | null;
}

/** Reads the payouts of a run that are not sent, a page at a time, with the accounts that would pay them now. */
export async function approvedPayouts(ctx: Context, runId: string): Promise<Approved> {
  const sums = new Map<string, bigint>();
  let [fingerprint, after, refused] = ["", "", null as string | null];
  for (;;) {
    const rows = await ctx.db.query
      .selectFrom("payout")
      .select(["id", "webmaster_id", "currency", "amount_minor", "net_minor", "account_id", "account_fingerprint"])
      .where("run_id", "=", runId)
      .where("status", "=", "new")
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    const payees = rows.map(({ webmaster_id: webmasterId, currency }) => ({ webmasterId, currency }));
    const accountOf = await findPayableAccounts(ctx, payees, ctx.now());
    const lines = rows.map(({ webmaster_id: webmasterId, currency, ...payout }) => {
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(payout.net_minor));
      const now = accountOf({ webmasterId, currency });
      const isSame =
        now.kind === "payable" &&
        (now.account?.id ?? null) === payout.account_id &&
        (now.account?.fingerprint ?? null) === payout.account_fingerprint;
      if (!isSame)
        refused ??= `The account of ${webmasterId} has changed: exclude the webmaster, and the next run pays`;
      return [
        payout.id,
        webmasterId,
        currency,
        payout.amount_minor,
        payout.net_minor,
        isSame ? payout.account_fingerprint : "changed",
      ];
    });
    fingerprint = await digest(fingerprint + JSON.stringify(lines));
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) break;
  }
  const amounts = [...sums].map(([currency, minor]) => ({ currency, amountMinor: exactMinor(minor) }));
  return { amounts, fingerprint, refused };
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(new Uint8Array(bytes));
}
