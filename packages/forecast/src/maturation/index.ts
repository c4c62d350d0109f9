export { expectDecisions, keptShare, matureForecast, type Outcome, type Undecided } from "./expected.ts";
export {
  estimateMaturation,
  type ConversionHistory,
  type ConversionState,
  type Maturation,
  type MaturationResult,
} from "./history.ts";
export { expectIncome, type ExpectedIncome, type Income } from "./income.ts";
export { estimateTransitions, follow, type Occupation, type Spell, type Transitions } from "./transitions.ts";
export { expectUploads, type AwaitedUpload, type UploadOutcome } from "./upload.ts";
