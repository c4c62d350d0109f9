/** The edge, with a log line for each KV read. A redirect from memory is unchanged. */
import { localOrigin } from "@waymark/dev/edge";
import { createEdge } from "@waymark/edge/app";
import type { Env } from "@waymark/edge/env";

let counted: Env | undefined;
const edge = createEdge({ originOf: localOrigin });

export default {
  fetch: (request, env, ctx) => edge.fetch(request, (counted ??= { ...env, LINKS: counting(env.LINKS) }), ctx),
} satisfies ExportedHandler<Env>;

const counting = (kv: KVNamespace) =>
  ({
    get(key: string, options: { type: "text" }) {
      console.log({ event: "bench.kv_read" });
      return kv.get(key, options);
    },
  }) as unknown as KVNamespace; // all that the edge calls
