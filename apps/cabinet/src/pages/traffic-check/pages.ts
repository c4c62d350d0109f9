/** The pages of the traffic check in one chunk: each chunk more makes the first load of every page longer. */
export { HeldPage } from "./held.tsx";
export { OwnTrafficPage } from "./own-traffic.tsx";
export { TrafficCheckPage } from "./page.tsx";
export { RuleSetPage } from "./rule-set.tsx";
