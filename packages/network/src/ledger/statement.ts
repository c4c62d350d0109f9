import { HOLDINGS, type Holding } from "./accounts.ts";

/** What changes the balance of a statement: what the network owes, from the approval of a commission to its payment. */
export const MOVEMENTS = ["earned", "reversed", "corrections", "paid", "returned"] as const;

export type Movement = (typeof MOVEMENTS)[number];

/** The accounts whose sum is the balance of a statement. */
const OWED: readonly Holding[] = ["on_hold", "available", "on_payment"];

/** Exact sums in minor units, of any size. */
export type Purses = Record<Holding, bigint>;

/** Transfers of a webmaster between the same two accounts, summed up. An account of another party is null. */
export interface TransferSum {
  source: Holding | null;
  target: Holding | null;
  isCorrection: boolean;
  /** The offer of the conversions that were earned or reversed; null for payments and corrections. */
  offerId: string | null;
  /** The payout, where money is paid or returned. */
  payoutId: string | null;
  minor: bigint;
}

const isOwed = (account: Holding | null) => account !== null && OWED.includes(account);

/** The movement of a transfer, and by how much it changes the balance; null if it does not change it. */
export function movementOf({
  source,
  target,
  isCorrection,
  minor,
}: Pick<TransferSum, "source" | "target" | "isCorrection" | "minor">): { movement: Movement; minor: bigint } | null {
  if (isOwed(source) === isOwed(target)) return null;
  const isIn = isOwed(target);
  const [own, other] = isIn ? [target, source] : [source, target];
  const signed = isIn ? minor : -minor;
  // A settlement is between `on_payment` and `paid`, a return between `paid` and `available`; set-offs run backwards.
  if (other === "paid") return { movement: own === "on_payment" ? "paid" : "returned", minor: signed };
  if (isCorrection) return { movement: "corrections", minor: signed };
  return { movement: isIn ? "earned" : "reversed", minor: signed };
}

/** What a statement says of an offer. */
export interface OfferSums {
  earned: bigint;
  /** Below 0. */
  reversed: bigint;
  /** The change of what waits for approval. */
  pending: bigint;
}

/** What was paid by a payout, or returned. */
export interface PaymentSums {
  /** Commissions and corrections less set-offs. */
  amount: bigint;
  /** The part of the amount that is below 0. */
  setOff: bigint;
}

export const noPurses = (): Purses => ({ pending: 0n, on_hold: 0n, available: 0n, on_payment: 0n, paid: 0n });

/** The balance of a statement. */
export const owedOf = (purses: Purses): bigint => OWED.reduce((sum, holding) => sum + purses[holding], 0n);

export function moveBetween(
  purses: Purses,
  { source, target, minor }: Pick<TransferSum, "source" | "target" | "minor">,
) {
  if (source !== null) purses[source] -= minor;
  if (target !== null) purses[target] += minor;
}

/** A statement without names: it grows with each sum of transfers, in any order. */
export class StatementSums {
  readonly opening: Purses;
  readonly closing: Purses;
  readonly movements: Record<Movement, bigint> = { earned: 0n, reversed: 0n, corrections: 0n, paid: 0n, returned: 0n };
  readonly offers = new Map<string, OfferSums>();
  readonly paid = new Map<string, PaymentSums>();
  readonly returned = new Map<string, PaymentSums>();

  constructor(opening: Purses) {
    this.opening = opening;
    this.closing = { ...opening };
  }

  add(sum: TransferSum): void {
    moveBetween(this.closing, sum);
    const moved = movementOf(sum);
    if (moved !== null) this.movements[moved.movement] += moved.minor;
    if (sum.offerId !== null) this.#addToOffer(sum.offerId, sum, moved);
    if (moved !== null && sum.payoutId !== null && (moved.movement === "paid" || moved.movement === "returned"))
      // Paid money leaves the balance, and returned money comes back.
      addPayment(this[moved.movement], sum.payoutId, moved.movement === "paid" ? -moved.minor : moved.minor);
  }

  #addToOffer(offerId: string, { source, target, minor }: TransferSum, moved: ReturnType<typeof movementOf>) {
    const offer = this.offers.get(offerId) ?? { earned: 0n, reversed: 0n, pending: 0n };
    if (moved?.movement === "earned" || moved?.movement === "reversed") offer[moved.movement] += moved.minor;
    if (target === "pending") offer.pending += minor;
    if (source === "pending") offer.pending -= minor;
    this.offers.set(offerId, offer);
  }
}

function addPayment(payments: Map<string, PaymentSums>, payoutId: string, minor: bigint) {
  const sums = payments.get(payoutId) ?? { amount: 0n, setOff: 0n };
  sums.amount += minor;
  if (minor < 0n) sums.setOff += minor;
  payments.set(payoutId, sums);
}

export const isHolding = (name: string): name is Holding => (HOLDINGS as readonly string[]).includes(name);
