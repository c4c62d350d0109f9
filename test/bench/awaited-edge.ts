/** The edge without group commit: one awaited queue send a click, and one a postback. */
import { localOrigin } from "@waymark/dev/edge";
import { createEdge } from "@waymark/edge/app";
import type { Journal } from "@waymark/edge/journal";

const awaited: Journal = {
  async record(event, _ctx, senders) {
    await senders[0]?.([event]);
    return true;
  },
};

export default createEdge({ originOf: localOrigin, clicks: awaited, postbacks: awaited });
