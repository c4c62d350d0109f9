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

/** What a conversion needs to have for its money to be moved. */
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

/** How many commissions each of the webmaster's accounts holds of this conversion: 1, 0, or -1 where one is owed back. */
export function holdingsOf(state: ConversionState): Record<Holding, number> {
  const holdings: Record<Holding, number> = { pending: 0, on_hold: 0, available: 0, on_payment: 0, paid: 0 };
  const effect = effectOf(state);
  if (state.payment !== "none") holdings[state.payment] += 1;
  else if (effect === "pending" || effect === "on_hold") holdings[effect] += 1;
  if (state.setoff !== "none") holdings[state.setoff] -= 1;
  holdings.available += claimableOf(state);
  return holdings;
}

/** The transfers that lead from one state's books to the next one's; `from` is undefined for a new conversion. */
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

  // What comes in is debited to the advertiser's new claim; what goes out is credited to the old one.
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

/** The transfers that mend the books of a conversion whose amounts were changed while nothing of it was paid. */
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

/** Collects transfers of one conversion and version. An amount below 0 runs the other way. */
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

/** What the advertiser's side of a state is called. */
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

/** The one account that a step empties by a commission, and the one that it fills; undefined for the advertiser's side. */
function movement(from: Record<Holding, number> | undefined, to: Record<Holding, number>) {
  const delta = (holding: Holding) => to[holding] - (from?.[holding] ?? 0);
  return [HOLDINGS.find((h) => delta(h) < 0), HOLDINGS.find((h) => delta(h) > 0)] as const;
}
