import type { Payment } from "../words.ts";

/** The way to a webmaster of whatever a payout pays or sets off: a commission, its way back, a correction. */
export const PAYMENT = {
  none: { pay: "on_payment" },
  on_payment: { settle: "paid", return: "none" },
  paid: { return: "none" },
} as const satisfies Record<Payment, Partial<Record<PaymentEvent, Payment>>>;

export type PaymentEvent = "pay" | "settle" | "return";
