/**
 * The edge of tests. It forgets what it read before a request with `x-forget`: its copies expire after ten seconds, and
 * most tests are about something else.
 */
import { createEdge } from "@waymark/edge/app";
import type { Env } from "@waymark/edge/env";
import { localOrigin } from "@waymark/dev/edge";

const newEdge = () => createEdge({ originOf: localOrigin });
let edge = newEdge();

export default {
  fetch(request, env, ctx) {
    if (request.headers.has("x-forget")) edge = newEdge();
    return edge.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
