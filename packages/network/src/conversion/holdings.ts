import {
  advertiserAccount,
  HOLDINGS,
  networkAccount,
  transferIdFor,
  webmasterAccount,
  type Holding,
  type Transfer,
} from "../ledger/index.ts";
import { claimableOf, effectOf, type ConversionState } from "./state.ts";

/** What a conversion must have before its money can be moved. */
export interface MoneyFacts {
  id: string;
  advertiserId: string;
  webmasterId: string;
  currency: string;
  revenueMinor: number;
  commissionMinor: number;
  /** A test never touches money. */
  isTest: boolean;
}

/** How many commissions of this conversion each of the webmaster's accounts holds: 1, 0, or -1 if one is owed back. */
export function holdingsOf(state: ConversionState): Record<Holding, number> {
  const holdings: Record<Holding, number> = { pending: 0, on_hold: 0, available: 0, on_payment: 0, paid: 0 };
  const effect = effectOf(state);
  if (state.payment !== "none") holdings[state.payment] += 1;
  else if (effect === "pending" || effect === "on_hold") holdings[effect] += 1;
  if (state.setoff !== "none") holdings[state.setoff] -= 1;
  holdings.available += claimableOf(state);
  return holdings;
}

/** The transfers between two states of a conversion; `from` is undefined for a new one. */
export function transfersFor(
  facts: MoneyFacts,
  from: ConversionState | undefined,
  to: ConversionState,
  cause: { version: number; postedAt: number; payoutId: string | null },
): Transfer[] {
  if (facts.isTest) return [];
  const { transfers, move } = mover(facts, cause);
  const [claimFrom, claimTo] = [claimOf(from), claimOf(to)];
  const claimAccount = (claim: "expected" | "receivable") => advertiserAccount(facts.advertiserId, claim);
  if (claimFrom !== undefined && claimTo !== undefined)
    move("claim", claimAccount(claimTo), claimAccount(claimFrom), facts.revenueMinor);

  // Incoming money is debited to the advertiser's new claim. Outgoing money is credited to the old one.
  const source = claimTo === undefined ? undefined : claimAccount(claimTo);
  const sink = claimFrom === undefined ? undefined : claimAccount(claimFrom);
  const [debit, credit] = movement(from && holdingsOf(from), holdingsOf(to));
  const account = (holding: Holding | undefined) =>
    holding === undefined ? undefined : webmasterAccount(facts.webmasterId, holding);
  const [commissionDebit, commissionCredit] = [account(debit) ?? source, account(credit) ?? sink];
  if ((debit !== undefined || credit !== undefined) && commissionDebit !== undefined && commissionCredit !== undefined)
    move("commission", commissionDebit, commissionCredit, facts.commissionMinor);

  const share = (claim: Claim) =>
    claim === undefined ? undefined : networkAccount(claim === "expected" ? "expected" : "revenue");
  const [marginDebit, marginCredit] = [share(claimFrom) ?? source, share(claimTo) ?? sink];
  if (marginDebit !== undefined && marginCredit !== undefined)
    move("margin", marginDebit, marginCredit, facts.revenueMinor - facts.commissionMinor);
  return transfers;
}

/** The transfers that correct the accounts after the amounts of an unpaid conversion were changed. */
export function transfersForAdjust(
  before: MoneyFacts,
  after: MoneyFacts,
  state: ConversionState,
  cause: { version: number; postedAt: number; payoutId: string | null },
): Transfer[] {
  const claim = claimOf(state);
  if (after.isTest || claim === undefined) return [];
  const { transfers, move } = mover(after, cause);
  const source = advertiserAccount(after.advertiserId, claim);
  const holding = HOLDINGS.find((name) => holdingsOf(state)[name] !== 0);
  const margin = (facts: MoneyFacts) => facts.revenueMinor - facts.commissionMinor;
  if (holding !== undefined)
    move(
      "commission",
      source,
      webmasterAccount(after.webmasterId, holding),
      after.commissionMinor - before.commissionMinor,
    );
  move("margin", source, networkAccount(claim === "expected" ? "expected" : "revenue"), margin(after) - margin(before));
  return transfers;
}

/** Collects transfers of one conversion and version. A negative amount is transferred in the opposite direction. */
function mover(facts: MoneyFacts, cause: { version: number; postedAt: number; payoutId: string | null }) {
  const transfers: Transfer[] = [];
  const move = (part: string, debit: string, credit: string, minor: number) => {
    if (minor === 0 || debit === credit) return;
    transfers.push({
      id: transferIdFor(facts.id, cause.version, part),
      ...(minor > 0 ? { debit, credit } : { debit: credit, credit: debit }),
      currency: facts.currency,
      amountMinor: Math.abs(minor),
      conversionId: facts.id,
      payoutId: cause.payoutId,
      postedAt: cause.postedAt,
    });
  };
  return { transfers, move };
}

type Claim = "expected" | "receivable" | undefined;

/** The advertiser's account for a state. */
function claimOf(state: ConversionState | undefined): Claim {
  if (state === undefined) return undefined;
  switch (effectOf(state)) {
    case "void":
      return undefined;
    case "pending":
      return "expected";
    case "on_hold":
    case "available":
      return "receivable";
  }
}

/**
 * The webmaster's account that a change takes a commission from, and the one that receives it; undefined is the
 * advertiser's side.
 */
function movement(from: Record<Holding, number> | undefined, to: Record<Holding, number>) {
  const delta = (holding: Holding) => to[holding] - (from?.[holding] ?? 0);
  return [HOLDINGS.find((h) => delta(h) < 0), HOLDINGS.find((h) => delta(h) > 0)] as const;
}
