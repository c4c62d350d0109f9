/** The control plane whose database counts the rows that it is billed for; /rows tells how many since the last time. */
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = NonNullable<Parameters<typeof control.queue>[1]>;

let rows = 0;
let statements = 0;

export default {
  ...control,
  fetch(request: Request, env: Env, ctx: ExecutionContext) {
    if (new URL(request.url).pathname !== "/rows") return control.fetch(request, env, ctx);
    const counted = { rows, statements };
    rows = 0;
    statements = 0;
    return Response.json(counted);
  },
  queue: (batch: MessageBatch, env: Env) => control.queue(batch, { ...env, DB: counting(env.DB) }),
};

function counting(database: D1Database): D1Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === "batch")
        return async (batch: D1PreparedStatement[]) => {
          const results = await target.batch(batch);
          statements += batch.length;
          for (const { meta } of results) rows += meta.rows_written;
          return results;
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
