import type { Payment } from "../words.ts";

/** The payment states of an item that a payout pays or sets off: a commission, its reversal, a correction. */
export const PAYMENT = {
  none: { pay: "on_payment" },
  on_payment: { settle: "paid", return: "none" },
  paid: { return: "none" },
} as const satisfies Record<Payment, Partial<Record<PaymentEvent, Payment>>>;

export type PaymentEvent = "pay" | "settle" | "return";
