import type { Context } from "@waymark/network/context";

/**
 * A context whose first write, or the one of this number, lets a concurrent writer go first, so that its decision is out
 * of date when it is written.
 */
export function overtakenBy(ctx: Context, rival: () => Promise<unknown>, atWrite = 1): Context {
  let writes = 0;
  return {
    ...ctx,
    db: {
      ...ctx.db,
      async write(statements) {
        if (++writes === atWrite) await rival();
        return ctx.db.write(statements);
      },
    },
  };
}
