export { releaseHeld, setBlocked } from "./block.ts";
export { confirmFrozen, freezeMoney, refuseFrozen, releaseFrozen } from "./freeze.ts";
export { CONSEQUENCES, EFFECT_EVENTS, effectsOfBlock, effectsOfRevoking, type Effects } from "./effects.ts";
export {
  changeProfile,
  getAccount,
  listAccounts,
  type Account,
  type AccountFilter,
  type AccountKind,
} from "./profile.ts";
export {
  addSource,
  CHECK_FAULTS,
  checkSources,
  getSource,
  listSources,
  PROOF_NAME,
  PROOF_PATH,
  removeSource,
  verifySource,
  type CheckFault,
  type Outside,
  type SeenSource,
  type SourceFilter,
} from "./sources.ts";
