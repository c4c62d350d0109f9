export { drainOutbox } from "./drain.ts";
export { reconcile, reconcileNightly } from "./reconcile.ts";
export { snapshotOf } from "./snapshot.ts";
