export { drainOutbox } from "./drain.ts";
export { reconcile } from "./reconcile.ts";
export { snapshotOf } from "./snapshot.ts";
