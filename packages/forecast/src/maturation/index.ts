export { expectDecisions, keptShare, matureForecast } from "./expected.ts";
export {
  estimateMaturation,
  type ConversionHistory,
  type ConversionState,
  type DecisionState,
  type PaymentState,
} from "./history.ts";
export { expectIncome } from "./income.ts";
export { estimateTransitions, follow, type Spell, type Transitions } from "./transitions.ts";
export { expectUploads } from "./upload.ts";
