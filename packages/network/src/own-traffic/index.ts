export {
  addOwnTraffic,
  endOwnTraffic,
  ENTRIES_MAX,
  NETWORKS_MAX,
  resealOwnTraffic,
  tryOwnTraffic,
  type NewOwnTraffic,
} from "./change.ts";
export { readOwnTraffic, type JudgeOwn } from "./judge.ts";
export { listOwnTraffic, type OwnTrafficEntry } from "./list.ts";
