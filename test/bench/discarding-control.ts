/**
 * The control plane with a consumer that accepts everything and stores nothing. It replaces a paused one if messages
 * are small, since the local queue can't hold thousands of waiting messages.
 */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

export default { ...control, async queue() {} };
