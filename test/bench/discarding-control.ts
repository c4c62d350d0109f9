/**
 * The control plane with a consumer that takes everything and stores nothing: a paused one where each message is small,
 * since the local queue does not bear thousands of waiting messages.
 */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

export default { ...control, async queue() {} };
