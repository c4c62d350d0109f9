import { hexOf } from "@waymark/contract/bytes";
import type { Context } from "../context.ts";
import { NetworkError } from "../errors.ts";
import { isSamePerson } from "../guard/index.ts";
import { exactMinor } from "../money.ts";
import { findPayers, type PayerKey } from "../payer-account/index.ts";
import { findAccountChangers, findPayableAccounts, type AccountChanger } from "../payout-account/index.ts";

const PAGE = 1_000;

/** What an approval of a run covers. */
interface Approved {
  /** What the run pays, by currency: net of fees and taxes. */
  amounts: { currency: string; amountMinor: number }[];
  /** Changes with each payout, amount and account that it goes to or comes from. */
  fingerprint: string;
  /** Operators who changed one of these accounts. */
  changers: AccountChanger[];
  /** Why the run can't be approved; null: it can. */
  refused: string | null;
}

/** Reads the payouts of a run that are not sent, a page at a time, with the accounts that would pay them now. */
export async function approvedPayouts(ctx: Context, runId: string): Promise<Approved> {
  const sums = new Map<string, bigint>();
  const changers = new Map<string, AccountChanger>();
  const keys = new Map<string, PayerKey>();
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
      if (now.kind === "payable" && now.method !== null)
        keys.set(`${now.method} ${currency}`, { method: now.method, currency });
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
    const accountIds = rows.flatMap(({ account_id }) => account_id ?? []);
    for (const one of await findAccountChangers(ctx.db, accountIds)) changers.set(one.operator, one);
    fingerprint = await digest(fingerprint + JSON.stringify(lines));
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) break;
  }
  const payers = await findPayers(ctx, [...keys.values()]);
  for (const { operators, mask } of payers)
    for (const operator of operators) changers.set(operator, { operator, mask });
  fingerprint = await digest(fingerprint + JSON.stringify(payers.map((payer) => payer.fingerprint)));
  const amounts = [...sums].map(([currency, minor]) => ({ currency, amountMinor: exactMinor(minor) }));
  return { amounts, fingerprint, changers: [...changers.values()], refused };
}

/**
 * Throws `second_person_required` if the actor is, or counts as, a person who changed an account that the run pays to or
 * from: by that change alone they would decide where the money goes.
 */
export async function requireOtherThanChangers(ctx: Context, changers: readonly AccountChanger[]): Promise<void> {
  for (const { operator, mask } of changers)
    if (await isSamePerson(ctx, operator))
      throw new NetworkError(
        "second_person_required",
        `You, or an operator who counts as you, changed the account ${mask} of this run. Another operator must approve it`,
      );
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(new Uint8Array(bytes));
}
