export { markArrived, workOnRuns } from "./arrive.ts";
export { advancePayoutRun, listUnfinishedRuns, type Payout, type PayoutRun } from "./jobs.ts";
export { DOCUMENT_WAIT_MS, WAITS_FOR_DOCUMENT } from "./documents.ts";
export {
  endInstruction,
  instructPayouts,
  paidElsewhere,
  requireNoInstruction,
  type Instruction,
} from "./instructions.ts";
export { findMinimums, insertMinimums, listMinimums, setMinimums, type Minimum } from "./minimums.ts";
export { getNextPayout, type NextPayout } from "./next.ts";
export {
  getPayout,
  listPayoutLines,
  listPayouts,
  returnPayout,
  returnStatements,
  withdrawPayouts,
  type PayoutFilter,
  type PayoutLine,
} from "./payouts.ts";
export { REQUEST_STATUS } from "./request-status.ts";
export { listPayoutRequests, requestPayout, withdrawPayoutRequest, type PayoutRequest } from "./requests.ts";
export {
  describePayoutRun,
  getPayoutRun,
  listLeftOut,
  listPayoutRuns,
  type ListedRun,
  type PayoutRunFilter,
} from "./overview.ts";
export { cancelPayoutRun, confirmPayoutRun, createPayoutRun, excludeFromRun, stepPayoutRun } from "./runs.ts";
export { findOwnSchedule, getPayoutSchedule, setPayoutSchedule, type WebmasterSchedule } from "./schedules.ts";
export { postingsOf } from "./steps.ts";
export { listPayoutTerms, setPayoutTerms, type PayoutTerms } from "./terms.ts";
