/** A Worker of local development: makes the demo network inside workerd, next to the databases. Never deployed. */
import { snapshotKeys } from "@waymark/contract/snapshot";
import {
  openShards,
  type ShardEra,
  openDatabase,
  publish,
  rawStatement,
  type ClickTables,
  type Tables,
} from "@waymark/network/db";
import { UNCALLED, type Context } from "@waymark/network/context";
import { drainOutbox } from "@waymark/network/publishing";
import { DEMO, demoLanding, demoLinks, demoNetwork } from "./demo.ts";
import { writeHistory } from "./history.ts";

export interface SeedRequest {
  shopOrigin: string;
  /** With thirty days of clicks, conversions and payouts. */
  history: boolean;
  clickKeys: string;
}

interface Env {
  DB: D1Database;
  CLICK_SHARDS: string;
  [shard: `CLICKS_${number}`]: D1Database;
  LINKS: KVNamespace;
  FILES: R2Bucket;
  ARCHIVE: R2Bucket;
}

/** Shares of the visitors by link, in the order of `demoLinks`. */
const WEIGHTS = [30, 8, 7, 16, 5, 4, 9, 4, 3, 8, 3, 3];

export default {
  async fetch(request, env) {
    return Response.json({ made: await seed(env, await request.json<SeedRequest>()) });
  },
} satisfies ExportedHandler<Env>;

/** Creates and publishes the demo network if it is missing. True if it was created. */
async function seed(env: Env, { shopOrigin, history, clickKeys }: SeedRequest): Promise<boolean> {
  const ctx: Context = {
    db: openDatabase<Tables>(env.DB),
    clicks: openShards(
      shardDatabases(env).map((database) => openDatabase<ClickTables>(database)),
      JSON.parse(env.CLICK_SHARDS) as ShardEra[],
    ),
    files: env.FILES,
    archive: env.ARCHIVE,
    actor: { role: "system", job: "seed" },
    now: Date.now,
    ...UNCALLED,
  };
  const known = await ctx.db.query
    .selectFrom("offer")
    .select("id")
    .where("id", "=", DEMO.offers.demo)
    .executeTakeFirst();
  if (known === undefined) {
    await ctx.db.write(await demoNetwork(shopOrigin, ctx.now()));
    if (history) await writeHistory(ctx, await historicLinks(ctx), clickKeys, ctx.now());
  } else {
    await movedShop(ctx, shopOrigin);
  }
  await drainOutbox(ctx, env.LINKS);
  return known === undefined;
}

function shardDatabases(env: Env): D1Database[] {
  const databases: D1Database[] = [];
  for (let i = 0; env[`CLICKS_${i}`] !== undefined; i++) databases.push(env[`CLICKS_${i}`] as D1Database); // just tested
  return databases;
}

/** The shop may run on another port than at the last start. */
async function movedShop({ db, now }: Context, shopOrigin: string) {
  const offers = Object.values(DEMO.offers);
  await db.write([
    rawStatement("UPDATE landing SET url = ? WHERE offer_id IN (SELECT value FROM json_each(?))", [
      demoLanding(shopOrigin),
      JSON.stringify(offers),
    ]),
    publish(offers.map(snapshotKeys.offer), now()),
  ]);
}

async function historicLinks({ db }: Context) {
  const rows = await db.query.selectFrom("link").select(["id", "slug", "number"]).execute();
  return demoLinks().flatMap((link, i) => {
    const row = rows.find(({ slug }) => slug === link.slug);
    return row === undefined ? [] : [{ ...link, id: row.id, number: row.number, weight: WEIGHTS[i] ?? 1 }];
  });
}
