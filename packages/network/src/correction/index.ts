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
export { moveCorrections } from "./lines.ts";
