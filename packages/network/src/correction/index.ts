export {
  ALONE_MAJOR_MAX,
  answerCorrection,
  getCorrection,
  listCorrections,
  proposeCorrection,
  type Correction,
  type SeenCorrection,
  type CorrectionOf,
} from "./corrections.ts";
export { payCorrections, releaseLines, stepCorrections, type StepCause } from "./lines.ts";
export { listPayableCorrections } from "./payment.ts";
