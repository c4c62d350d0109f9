export {
  confirmCorrection,
  declineCorrection,
  getCorrection,
  listCorrections,
  proposeCorrection,
  takeAvailable,
  type Correction,
  type CorrectionFilter,
  type SeenCorrection,
  type CorrectionOf,
} from "./corrections.ts";
export { payCorrections, releaseLines, stepCorrections, type StepCause } from "./lines.ts";
export { listPayableCorrections } from "./payment.ts";
