/**
 * The control plane for the benchmark of uploads. Under /bench: conversions to be answered, parsing alone, and bare
 * updates by json_each, in the same Worker and on the same database.
 */
import { HOUR_MS } from "@waymark/contract/duration";
import { openDatabase, rawStatement, jsonChunks, type Tables } from "@waymark/network/db";
import { beginConversion, writeChanges } from "@waymark/network/conversion";
import { readClickPolicy } from "@waymark/network/offer";
import { readDialect } from "../../packages/network/src/upload/dialect.ts";
import { BlockCutter, textOf } from "../../packages/network/src/upload/file.ts";
import { readRecords } from "../../packages/network/src/upload/records.ts";
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = NonNullable<Parameters<typeof control.queue>[1]>;

/** A conversion that waits for its answer. */
export interface Seed {
  id: string;
  clickId: string;
  orderId: string;
  linkId: string;
  offerId: string;
  goalId: string;
}

const ROWS = 1_000;

export default {
  ...control,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/bench/seed":
        await seed(env, await request.json<Seed[]>());
        return new Response();
      case "/bench/parse":
        return Response.json(await parse(env, searchParams.get("key") ?? ""));
      case "/bench/updates":
        return Response.json(await update(env, Number(searchParams.get("rows"))));
    }
    return control.fetch(request, env, ctx);
  },
};

async function seed(env: Env, seeds: readonly Seed[]) {
  const db = openDatabase<Tables>(env.DB);
  const now = Date.now();
  const changes = seeds.flatMap(({ id, clickId, orderId, linkId, offerId, goalId }) =>
    beginConversion(
      {
        id,
        identity: `order/${offerId}/${goalId}/${orderId}`,
        once: null,
        is_test: 0,
        offer_id: offerId,
        goal_id: goalId,
        link_id: linkId,
        webmaster_id: "wm_demo",
        advertiser_id: "adv_demo",
        click_id: clickId,
        order_id: orderId,
        clicked_at: now - 2 * HOUR_MS,
        occurred_at: now - HOUR_MS,
        recorded_at: now,
        currency: "USD",
        amount_minor: 5_000,
        revenue_minor: 650,
        commission_minor: 500,
        hold_days: 0,
        approves_at: null,
        answered_at: 0,
        amount_at: 0,
        channel: "postback",
      },
      { click: undefined, isBlocked: false, isPixel: false, policy: readClickPolicy("{}") },
      { actor: "system:bench", reason: null, at: now },
    ),
  );
  await db.write(writeChanges(changes));
}

/** Cuts a file into chunks and reads their cells. Returns the number of rows. */
async function parse({ FILES }: Env, key: string) {
  const object = await FILES.get(key);
  if (object === null) throw new Error("no such file");
  let cutter: BlockCutter | undefined;
  let rows = 0;
  const take = (blocks: ReturnType<BlockCutter["push"]>) => {
    for (const { bytes } of blocks)
      rows += readRecords(textOf(bytes, null), { format: "csv", delimiter: "," }, COLUMNS).length;
  };
  const reader = (object.body as ReadableStream<Uint8Array>).getReader(); // R2 says any
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    cutter ??= new BlockCutter(readDialect(read.value, ",").dialect, { recordsMax: ROWS, bytesMax: 1_000_000 });
    take(cutter.push(read.value));
  }
  take(cutter?.end() ?? []);
  return { rows };
}

const COLUMNS = ["click_id", "order_id", "amount", "currency", "status", "occurred_at"];

/** Bare updates of this many rows, a thousand a batch. */
async function update(env: Env, rows: number) {
  await env.DB.batch([
    env.DB.prepare("DROP TABLE IF EXISTS bench_row"),
    env.DB.prepare("CREATE TABLE bench_row (id TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID"),
  ]);
  const db = openDatabase<Tables>(env.DB);
  const ids = Array.from({ length: rows }, (_, i) => `cnv_bench_${String(i).padStart(12, "0")}`);
  for (let i = 0; i < rows; i += ROWS)
    await db.write([
      rawStatement("INSERT INTO bench_row (id, n) SELECT value, 0 FROM json_each(?)", [
        JSON.stringify(ids.slice(i, i + ROWS)),
      ]),
    ]);
  const began = Date.now();
  for (let i = 0; i < rows; i += ROWS)
    for (const json of jsonChunks(ids.slice(i, i + ROWS).map((id) => [id, 1])))
      await db.write([
        rawStatement(
          "UPDATE bench_row SET n = changed.value ->> 1 FROM json_each(?) changed WHERE bench_row.id = changed.value ->> 0",
          [json],
        ),
      ]);
  return { rows, ms: Date.now() - began };
}
