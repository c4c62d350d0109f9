export { dispersionOf, learnBaseline } from "./baseline.ts";
export { judgeConversions } from "./conversion-rate.ts";
export { dayInterval, judgeDays, judgeHour, stepAlert } from "./silence.ts";
