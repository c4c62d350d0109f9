/**
 * The control plane with direct access to its databases, for tests only: each statement through Miniflare's own handle
 * of a database costs this process several slow, synchronous round trips. `x-clock-ms` puts the isolate's clock forward
 * from this request on.
 */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";
import { DOOR_PATH, type DoorAnswer, type DoorRequest } from "./door.ts";

export { EdgePort, SignInGuard };
export { Relayed } from "@waymark/dev/relayed-control";

type Fetch = typeof control.fetch;
type Env = Parameters<Fetch>[1] & Record<string, unknown>;

const now = Date.now;
let clockAheadMs = 0;
Date.now = () => now() + clockAheadMs;

export default {
  ...control,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    clockAheadMs += Number(request.headers.get("x-clock-ms") ?? 0);
    if (new URL(request.url).pathname !== DOOR_PATH) return control.fetch(request, env, ctx);
    const { database, statements } = await request.json<DoorRequest>();
    const d1 = env[database] as D1Database; // named by a test
    try {
      const results = await d1.batch(statements.map(({ sql, values }) => d1.prepare(sql).bind(...values)));
      return Response.json({ results } satisfies DoorAnswer);
    } catch (error) {
      return Response.json({ error: (error as Error).message } satisfies DoorAnswer);
    }
  },
};
