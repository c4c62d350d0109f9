/**
 * The control plane for the benchmark of payouts. Under /bench: conversions that can be paid, the return of all payouts of
 * a run, and bare inserts by json_each of the rows that a draft wrote, in the same Worker and on the same database.
 */
import { insertRows, openDatabase, rawStatement, type Tables } from "@waymark/network/db";
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = NonNullable<Parameters<typeof control.queue>[1]>;

/** Conversions of one batch, as in a step of a run. */
const ROWS = 2_000;

export default {
  ...control,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    const { pathname, searchParams: query } = new URL(request.url);
    switch (pathname) {
      case "/bench/seed":
        await seed(env, {
          since: Number(query.get("since")),
          until: Number(query.get("until")),
          webmasters: Number(query.get("webmasters")),
        });
        return new Response();
      case "/bench/return":
        await returnAll(env, query.get("run") ?? "");
        return new Response();
      case "/bench/bare":
        return Response.json(await insertBare(env, query.get("run") ?? ""));
    }
    return control.fetch(request, env, ctx);
  },
};

/** Available conversions of 5.00 each, in turn of one webmaster after the other. */
async function seed({ DB }: Env, { since, until, webmasters }: { since: number; until: number; webmasters: number }) {
  const numbers = "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)";
  const webmaster = "'wm_bench' || format('%06d', i % ?3)";
  await DB.batch([
    DB.prepare(
      `${numbers} INSERT INTO webmaster (id, name, status, created_at, hold_days)
       SELECT DISTINCT ${webmaster}, 'Bench', 'active', 0, 0 FROM n WHERE true ON CONFLICT DO NOTHING`,
    ).bind(since, until, webmasters),
    DB.prepare(
      `${numbers} INSERT INTO conversion (id, identity, offer_id, goal_id, link_id, webmaster_id, advertiser_id, click_id, clicked_at,
         occurred_at, recorded_at, currency, amount_minor, revenue_minor, commission_minor, hold_days, validation, check_state,
         payment, setoff, hold_over, available_at, answered_at, claimable, version)
       SELECT 'cnv_bench' || format('%012d', i), 'bench/' || i, 'off_demo', 'goal', 'lnk', ${webmaster}, 'adv_demo', 'click' || i, 0,
         0, 0, 'USD', 5000, 650, 500, 0, 'approved', 'clear', 'none', 'none', 1, 0, 0, 1, 3 FROM n`,
    ).bind(since, until, webmasters),
    DB.prepare(
      `${numbers} INSERT INTO balance (account, currency, balance_minor)
       SELECT 'webmaster:' || ${webmaster} || ':available', 'USD', 500 * count(*) FROM n GROUP BY 1
       ON CONFLICT DO UPDATE SET balance_minor = balance_minor + excluded.balance_minor`,
    ).bind(since, until, webmasters),
  ]);
}

async function returnAll({ DB, PAYOUTS_QUEUE }: Env, run: string) {
  await DB.prepare(
    "UPDATE payout SET job = 'return', job_by = 'system:bench', status_reason = 'bench', version = version + 1 WHERE run_id = ?",
  )
    .bind(run)
    .run();
  await PAYOUTS_QUEUE.send(run);
}

const TABLES = ["payout_line", "conversion_change", "transfer"] as const;

/** Inserts copies of a run's lines, histories and transfers into tables without other indexes. Only the inserts count. */
async function insertBare(env: Env, run: string) {
  const db = openDatabase<Tables>(env.DB);
  await env.DB.batch(
    TABLES.flatMap((table) => [
      env.DB.prepare(`DROP TABLE IF EXISTS bare_${table}`),
      env.DB.prepare(`CREATE TABLE bare_${table} AS SELECT * FROM ${table} LIMIT 0`),
    ]),
  );
  let [rows, ms, after] = [0, 0, ""];
  for (;;) {
    const { results: lines } = await env.DB.prepare(
      `SELECT l.* FROM payout p JOIN payout_line l ON l.payout_id = p.id
       WHERE p.run_id = ? AND l.conversion_id > ? ORDER BY l.conversion_id LIMIT ${ROWS}`,
    )
      .bind(run, after)
      .all<Tables["payout_line"]>();
    if (lines.length === 0) return { rows, ms };
    after = lines.at(-1)?.conversion_id ?? after;
    const of = JSON.stringify(lines.map(({ conversion_id }) => conversion_id));
    const { results: changes } = await env.DB.prepare(
      "SELECT c.* FROM json_each(?) id JOIN conversion_change c ON c.conversion_id = id.value AND c.event = 'pay'",
    )
      .bind(of)
      .all<Tables["conversion_change"]>();
    const { results: transfers } = await env.DB.prepare(
      `SELECT t.id, t.debit, t.credit, t.currency, t.amount_minor, t.conversion_id, t.payout_id, t.posted_at, t.correction_id
       FROM json_each(?) id JOIN transfer t ON t.id = 'trf_' || id.value || '_0004_commission'`,
    )
      .bind(of)
      .all<Omit<Tables["transfer"], "webmaster_id">>();
    const statements = [
      ...insertRows("payout_line", keysOf(lines), lines),
      ...insertRows("conversion_change", keysOf(changes), changes),
      ...insertRows("transfer", keysOf(transfers), transfers),
    ].map(({ sql, parameters }) => rawStatement(sql.replace("INSERT INTO ", "INSERT INTO bare_"), parameters));
    const began = Date.now();
    await db.write(statements);
    ms += Date.now() - began;
    rows += lines.length;
  }
}

const keysOf = <Row extends object>(rows: readonly Row[]) => Object.keys(rows[0] ?? {}) as (keyof Row & string)[]; // its own
