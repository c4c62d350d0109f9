export { advancePayoutRun, listUnfinishedRuns, type Payout, type PayoutRun } from "./jobs.ts";
export { findMinimums, insertMinimums, listMinimums, setMinimums, type Minimum } from "./minimums.ts";
export {
  getPayout,
  listPayoutLines,
  listPayouts,
  returnPayout,
  withdrawPayouts,
  type PayoutFilter,
  type PayoutLine,
} from "./payouts.ts";
export {
  cancelPayoutRun,
  confirmPayoutRun,
  createPayoutRun,
  describePayoutRun,
  excludeFromRun,
  getPayoutRun,
  listLeftOut,
  listPayoutRuns,
  stepPayoutRun,
  type PayoutRunFilter,
} from "./runs.ts";
export { postingsOf } from "./steps.ts";
