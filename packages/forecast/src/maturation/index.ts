export { expectDecisions, keptShare, matureForecast } from "./expected.ts";
export { estimateMaturation, type ConversionHistory, type ConversionState } from "./history.ts";
export { expectIncome } from "./income.ts";
export { estimateTransitions, follow, type Spell } from "./transitions.ts";
export { expectUploads } from "./upload.ts";
