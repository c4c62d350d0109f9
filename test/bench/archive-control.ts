/**
 * The control plane for the benchmark of the archive, on top of that of the consumer: `/archive` takes the next step of
 * what is due, `/find` looks a click up. Both tell how often they went to R2, and what they put there at most.
 */
import { DAY_MS } from "@waymark/contract/duration";
import { archiveDue, findArchivedClick, stepArchive } from "@waymark/network/archive";
import { openShards, openDatabase, type ClickTables, type Tables } from "@waymark/network/db";
import { UNCALLED, type Context } from "@waymark/network/context";
import ingest, { EdgePort, SignInGuard } from "./ingest-control.ts";

export { EdgePort, SignInGuard };

type Env = Parameters<typeof ingest.queue>[1];

export interface StepAnswer {
  isDone: boolean;
  largestObject: number;
}

export interface FindAnswer {
  found: boolean;
  reads: number;
}

export default {
  ...ingest,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    const url = new URL(request.url);
    const seen = { reads: 0, largestObject: 0 };
    switch (url.pathname) {
      case "/archive":
        return Response.json({ isDone: await takeStep(contextOf(env, seen)), ...seen });
      case "/find": {
        const click = await findArchivedClick(contextOf(env, seen), url.searchParams.get("id") ?? "");
        return Response.json({ found: click !== undefined, ...seen });
      }
      default:
        return ingest.fetch(request, env, ctx);
    }
  },
};

/** Begins the due archive, or does its next step; true if that was the last one. */
async function takeStep(ctx: Context): Promise<boolean> {
  const archive = await ctx.db.query.selectFrom("archive").select("id").executeTakeFirst();
  if (archive !== undefined) return (await stepArchive(ctx, archive.id)) === "done";
  // The clock jumps once the end of the run is set, so it takes no step.
  const start = ctx.now();
  let asked = 0;
  await archiveDue({ ...ctx, now: () => (asked++ === 0 ? start : start + DAY_MS) });
  return false;
}

/** Archives every month that is over, regardless of the retention. */
function contextOf(env: Env, seen: { reads: number; largestObject: number }): Context {
  const shard = env.CLICKS_0;
  if (shard === undefined) throw new Error("no click shard");
  return {
    db: openDatabase<Tables>(env.DB),
    clicks: openShards([openDatabase<ClickTables>(shard)], [{ since: "2026-01-01", shards: 1 }], {
      retentionDays: 0,
      shardBytesMax: Infinity,
    }),
    files: env.FILES,
    archive: new Proxy(env.ARCHIVE, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown; // R2 has methods only
        return (...args: unknown[]) => {
          if (name === "get") seen.reads++;
          if (name === "put") seen.largestObject = Math.max(seen.largestObject, (args[1] as ArrayLike<unknown>).length);
          return method.apply(target, args);
        };
      },
    }),
    actor: { role: "system", job: "archive" },
    now: Date.now,
    ...UNCALLED,
  };
}
