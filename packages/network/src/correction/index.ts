export {
  ALONE_MAJOR_MAX,
  answerAdjustment,
  getAdjustment,
  listAdjustments,
  proposeAdjustment,
  type Adjustment,
  type AdjustmentOf,
} from "./corrections.ts";
export { payCorrections, releaseLines, stepCorrections, type StepCause } from "./lines.ts";
export { listPayableAdjustments } from "./payment.ts";
