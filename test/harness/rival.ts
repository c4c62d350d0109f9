import type { Context } from "@waymark/network/context";

/** A context whose first write lets a concurrent writer go first, so that its decision is out of date when it is written. */
export function overtakenBy(ctx: Context, rival: () => Promise<unknown>): Context {
  let overtaken = false;
  return {
    ...ctx,
    db: {
      ...ctx.db,
      async write(statements) {
        if (!overtaken) {
          overtaken = true;
          await rival();
        }
        return ctx.db.write(statements);
      },
    },
  };
}
