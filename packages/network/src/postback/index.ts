export { recordPostbacks } from "./record.ts";
export {
  forgetRequests,
  getPostback,
  listPostbacks,
  replayPostback,
  requestOf,
  type Postback,
  type PostbackFilter,
} from "./receipts.ts";
export { type ResolutionVerb } from "./parked.ts";
export { findResolutions, type Resolution } from "./resolution.ts";
export { confirmResolution, resolvePostback } from "./resolve.ts";
export { NO_SETTINGS, PARAMETER_NAME, type PostbackSettings } from "./settings.ts";
export {
  createSigningSecret,
  createToken,
  revokeSigningSecret,
  revokeToken,
  type PostbackSecret,
  type PostbackToken,
} from "./credentials.ts";
export { findPostbackSettings } from "./queries.ts";
export { changePostbackSettings, getPostbackSetup, tokenSnapshot, type PostbackSetup } from "./setup.ts";
