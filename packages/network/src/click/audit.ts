import { HOUR_MS } from "@waymark/contract/duration";
import { CLICK_ID_FIRST_BYTES } from "@waymark/contract/click-id";
import { sql } from "kysely";
import { rawStatement, type ClickDb } from "../db/index.ts";
import { ANONYMOUS } from "./codes.ts";
import { hourTable, listHourMonths } from "./hours.ts";
import { clicksOf, clickTable, listMonths, type ClickMonth } from "./months.ts";
import { lowestId } from "./time-ids.ts";

/** The stored click numbers of an isolate in a period. */
export interface IsolateCount {
  isolate: string;
  first: number;
  last: number;
  clicks: number;
}

/** How many clicks of a month are stored. Throws if the month was dropped. */
export async function countMonth({ query }: ClickDb, month: ClickMonth): Promise<number> {
  const { clicks } = await query
    .selectFrom(clicksOf(month))
    .select(sql<number>`count(*)`.as("clicks"))
    .executeTakeFirstOrThrow();
  return clicks;
}

/** How many clicks with a click_ID a shard's rollups contain for an hour (Unix ms). */
export async function countHour(shard: ClickDb, at: number): Promise<number> {
  const hour = Math.floor(at / HOUR_MS);
  const month = (await listHourMonths(shard)).find(({ since, until }) => since <= hour && hour < until);
  if (month === undefined || month.droppedAt !== null) return 0;
  const { rows } = await shard.query.executeQuery<{ clicks: number }>(
    rawStatement(
      `SELECT coalesce(sum(clicks), 0) AS clicks FROM ${hourTable(month.name)} WHERE hour = ? AND verdict < ${ANONYMOUS}`,
      [hour],
    ),
  );
  return rows[0]?.clicks ?? 0;
}

/** The isolates with raw clicks in a period (Unix ms). Reads each of these clicks once. */
export async function isolatesOf(
  shard: ClickDb,
  { since, until }: { since: number; until: number },
): Promise<IsolateCount[]> {
  const months = (await listMonths(shard)).filter(
    (month) => month.droppedAt === null && month.since < until && month.until > since,
  );
  if (months.length === 0) return [];
  const ranges = CLICK_ID_FIRST_BYTES.map((first) => [lowestId(first, since), lowestId(first, until)]);
  const clicks = months.map(
    ({ name }) => `SELECT isolate, sequence FROM ${clickTable(name)} JOIN range ON click_id >= low AND click_id < high`,
  );
  const { rows } = await shard.query.executeQuery<IsolateCount>(
    rawStatement(
      `WITH range AS MATERIALIZED (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(?))
       SELECT isolate, min(sequence) AS first, max(sequence) AS last, count(*) AS clicks
       FROM (${clicks.join(" UNION ALL ")}) GROUP BY isolate`,
      [JSON.stringify(ranges)],
    ),
  );
  return rows;
}
