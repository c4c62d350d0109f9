/** What can be wrong with the books. Closed and documented in docs/operations.md. */
export const BOOK_FAULTS = {
  transfer_missing: "A change of a conversion or a correction did not post this transfer.",
  transfer_differs: "A transfer is not what its cause says.",
  transfer_surplus: "A transfer is posted that its cause does not ask for.",
  transfer_without_cause: "A transfer names neither a conversion nor a correction that exists.",
  history_differs: "A conversion or a correction is not what its history says.",
  balance_differs: "A running balance is not the sum of its transfers.",
  currency_unbalanced: "The balances of a currency do not sum to nothing.",
  line_differs: "The payment of a conversion or a correction and its payout lines disagree, or the amount.",
  payout_differs: "A payout is not the sum of its lines.",
  order_twice: "An order is recorded twice for a goal.",
} as const;

/** One fault of the books. */
export interface BookFault {
  code: keyof typeof BOOK_FAULTS;
  /** The id of what is wrong, or its name. */
  subject: string;
  /** What is expected and what is there. */
  detail: string;
}
