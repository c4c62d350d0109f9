export { dispersionOf, learnBaseline, type Baseline } from "./baseline.ts";
export { judgeConversions } from "./conversion-rate.ts";
export { dayInterval, judgeDays, judgeHour, stepAlert, type Unusual } from "./silence.ts";
