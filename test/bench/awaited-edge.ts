/** The edge without group commit: one awaited queue send a click. */
import { localOrigin } from "@waymark/dev/edge";
import { createEdge } from "@waymark/edge/app";

export default createEdge({
  originOf: localOrigin,
  clicks: {
    async record(event, _ctx, ways) {
      await ways[0]?.([event]);
      return true;
    },
  },
});
