/** The edge, counting its KV reads; `/bench/kv-reads` tells how many. */
import { localOrigin } from "@waymark/dev/edge";
import { createEdge } from "@waymark/edge/app";
import type { Env } from "@waymark/edge/env";

let reads = 0;
let counted: Env | undefined;
const edge = createEdge({ originOf: localOrigin });

export default {
  fetch(request, env, ctx) {
    if (request.url.endsWith("/bench/kv-reads")) return Response.json({ reads });
    return edge.fetch(request, (counted ??= { ...env, LINKS: counting(env.LINKS) }), ctx);
  },
} satisfies ExportedHandler<Env>;

const counting = (kv: KVNamespace) =>
  ({
    get(key: string, options: { type: "text" }) {
      reads++;
      return kv.get(key, options);
    },
  }) as unknown as KVNamespace; // all that the edge calls
