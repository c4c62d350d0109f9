export { learnBaseline, type Baseline } from "./baseline.ts";
export { judgeConversions, type Collapse } from "./conversions.ts";
export { isUsualHour, judgeDays, judgeHour, type Unusual } from "./silence.ts";
