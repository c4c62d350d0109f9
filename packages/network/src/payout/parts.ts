import { exactMinor } from "../money.ts";

/** What a payout adds to its amount or deducts from it. Rates are of the amount, in basis points. */
export interface PartTerms {
  /** Added. */
  vatBps: number;
  /** Deducted, and owed to a tax office. */
  withheldBps: number;
  /** Deducted, as far as the webmaster bears it. */
  feeBps: number;
  feeFixedMinor: number;
}

/** The parts of a payout in minor units: amount + VAT = net + fee + withheld tax. */
export interface PayoutParts {
  vatMinor: number;
  withheldMinor: number;
  feeMinor: number;
  netMinor: number;
}

/** Each rate is rounded half up, once. The columns of `payout` do the same in SQL; a test compares them. */
export function partsOf(amountMinor: number, terms: PartTerms): PayoutParts {
  const amount = BigInt(Math.max(amountMinor, 0));
  const [vat, withheld] = [share(amount, terms.vatBps), share(amount, terms.withheldBps)];
  const fee = BigInt(terms.feeFixedMinor) + share(amount, terms.feeBps);
  const deducted = fee < amount - withheld ? fee : amount - withheld;
  return {
    ...{ vatMinor: exactMinor(vat), withheldMinor: exactMinor(withheld), feeMinor: exactMinor(deducted) },
    netMinor: exactMinor(BigInt(amountMinor) + vat - withheld - deducted),
  };
}

const WHOLE_BPS = 10_000n;

const share = (amount: bigint, bps: number) => (amount * BigInt(bps) + WHOLE_BPS / 2n) / WHOLE_BPS;

/**
 * The smallest amount that is more than its fee and its withheld tax together; infinite if they take all of any amount.
 */
export function leastAmountAbove({ withheldBps, feeBps, feeFixedMinor }: PartTerms): number {
  const keptBps = WHOLE_BPS - BigInt(withheldBps) - BigInt(feeBps);
  if (keptBps <= 0n) return Infinity;
  const fixed = BigInt(feeFixedMinor);
  const rest = (amount: bigint) => amount - share(amount, withheldBps) - share(amount, feeBps) - fixed;
  // Rounding moves the rest by at most one, so the answer is near the exact one.
  let amount = (fixed * WHOLE_BPS) / keptBps - (2n * WHOLE_BPS) / keptBps - 1n;
  if (amount < 1n) amount = 1n;
  while (rest(amount) < 1n) amount += 1n;
  return exactMinor(amount);
}
