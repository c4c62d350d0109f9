/** What can be wrong with the books. Closed and documented in docs/operations.md. */
export const BOOK_FAULTS = {
  transfer_missing: "A change of a conversion or a correction did not post this transfer.",
  transfer_differs: "A transfer differs from what its cause requires.",
  transfer_surplus: "A transfer is posted that its cause does not require.",
  transfer_without_cause: "A transfer names no conversion, correction, payout or bank statement that exists.",
  history_differs: "A conversion, a correction or a payout differs from its history.",
  balance_differs: "A running balance is not the sum of its transfers.",
  currency_unbalanced: "The balances of a currency do not add up to 0.",
  line_differs: "The payment or the amount of a conversion or a correction differs from its payout lines.",
  payout_differs: "A payout is not the sum of its lines.",
  statement_differs: "An entry of a bank statement paid or returned a payout that does not agree with it.",
  disbursed_differs: "What left the network's cash is not what the accounts `paid` of webmasters have got.",
  frozen_paid: "A payout was made while the money of its webmaster was frozen.",
  freeze_differs: "Whether a webmaster's money is frozen differs from its history.",
  fact_differs: "What reports read of a conversion differs from the conversion.",
  order_twice: "An order is recorded twice for a goal.",
} as const;

/** One fault of the books. */
export interface BookFault {
  code: keyof typeof BOOK_FAULTS;
  /** The id or the name of the faulty thing. */
  subject: string;
  /** Expected and actual values. */
  detail: string;
}
