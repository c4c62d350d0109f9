export { learnTraffic } from "./baselines.ts";
export { judgeTraffic } from "./traffic.ts";
