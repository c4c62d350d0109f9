import { HOUR_MS } from "@waymark/contract/duration";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import type { Context } from "../context.ts";
import { findLinkNumbers, findNumbers, rawStatement, type ClickDb, type Statement } from "../db/index.ts";
import { ANONYMOUS, anonymousCode, CODES } from "./codes.ts";
import { COUNTED_HOUR, HOUR_COLUMNS, hourMonthOf, hourTable, openHours } from "./hours.ts";

/** Rows of a step, unless one hour has more. */
const ROWS_MAX = 10_000;

/** Counts from before hours had numbers for ids: of clicks, and of visitors without consent. */
const OLD_TABLES = ["hour_before", "anonymous_before"] as const;

type OldTable = (typeof OLD_TABLES)[number];

/** Whether a shard has no row from before hours had numbers. */
export async function isConverted({ query }: ClickDb): Promise<boolean> {
  const { rows } = await query.executeQuery<{ left: 0 | 1 }>(leftStatement());
  return rows[0]?.left === 0;
}

/** Asks whether it has one. */
export const leftStatement = (): Statement =>
  rawStatement(`SELECT ${OLD_TABLES.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(" OR ")} AS left`, []);

/**
 * Converts some of the hours from before they had numbers, the newest first, and returns whether there may be more. The
 * rows move within one transaction, so a step that dies or runs twice counts none twice.
 */
export async function convertHours(ctx: Context, shard: ClickDb): Promise<boolean> {
  let hasMore = false;
  for (const table of OLD_TABLES) hasMore = (await convertSome(ctx, shard, table)) || hasMore;
  return hasMore;
}

async function convertSome(ctx: Context, shard: ClickDb, table: OldTable): Promise<boolean> {
  const range = await nextHours(shard, table);
  if (range === undefined) return false;
  const { rows } = await shard.query.executeQuery<{ kind: string; id: string }>(
    rawStatement(
      ["webmaster_id", "offer_id", "link_id", "landing_id"]
        .map(
          (column) =>
            `SELECT DISTINCT '${column}' AS kind, ${column} AS id FROM ${table} WHERE hour >= ?1 AND hour <= ?2`,
        )
        .join(" UNION ALL "),
      [range.first, range.last],
    ),
  );
  const links = rows.flatMap(({ kind, id }) => (kind === "link_id" ? [id] : []));
  const others = rows.flatMap(({ kind, id }) => (kind === "link_id" || id === "" ? [] : [id]));
  const [linkNumberOf, numberOf] = await Promise.all([findLinkNumbers(ctx.db, links), findNumbers(ctx.db, others)]);
  const numbers = JSON.stringify([
    ...links.map((id) => [id, linkNumberOf(id)]),
    ...[...new Set(others)].map((id) => [id, numberOf(id)]),
  ]);
  const months = monthsBetween(range);
  await openHours(
    shard,
    months.map(({ since }) => since * HOUR_MS),
  );
  await shard.write([
    ...months.flatMap((month) => moveInto(table, month, { ...range, numbers })),
    rawStatement(`DELETE FROM ${table} WHERE hour >= ? AND hour <= ?`, [range.first, range.last]),
  ]);
  return true;
}

/** Unix ms of the first and the last hour of the next step. */
interface Range {
  first: number;
  last: number;
}

async function nextHours({ query }: ClickDb, table: OldTable): Promise<Range | undefined> {
  const { rows } = await query.executeQuery<{ first: number | null; last: number | null; next: number | null }>(
    rawStatement(
      `SELECT (SELECT min(hour) FROM ${table}) AS first, (SELECT max(hour) FROM ${table}) AS last,
         (SELECT hour FROM ${table} ORDER BY hour DESC LIMIT 1 OFFSET ${ROWS_MAX}) AS next`,
      [],
    ),
  );
  const { first = null, last = null, next = null } = rows[0] ?? {};
  if (first === null || last === null) return undefined;
  return { first: next === null ? first : Math.min(next + HOUR_MS, last), last };
}

function monthsBetween({ first, last }: Range) {
  const months: ReturnType<typeof hourMonthOf>[] = [];
  for (let hour = Math.floor(last / HOUR_MS); hour * HOUR_MS >= first;) {
    const month = hourMonthOf(hour);
    months.push(month);
    hour = month.since - 1;
  }
  return months;
}

function moveInto(
  table: OldTable,
  { name, since, until }: ReturnType<typeof hourMonthOf>,
  { first, last, numbers }: Range & { numbers: string },
): Statement[] {
  const bounds = [Math.max(first, since * HOUR_MS), Math.min(last, until * HOUR_MS - 1)] as const;
  const ids = ["webmaster", "offer", "link", "landing"];
  const code = (column: string, codes: string) => `coalesce(json_extract('${codes}', '$."' || ${column} || '"'), 0)`;
  const agent = (["device", "os", "browser"] as const).map((column) => code(column, JSON.stringify(CODES[column])));
  const [visitor, counts] =
    table === "hour_before"
      ? [["country", ...agent, code("verdict", JSON.stringify(CODES.verdict))], "sum(clicks), sum(uniques)"]
      : [["''", "0", "0", "0", code("reason", JSON.stringify(ANONYMOUS_CODES))], "sum(clicks), 0"];
  return [
    rawStatement(
      `WITH known AS MATERIALIZED (SELECT value ->> 0 AS id, value ->> 1 AS number FROM json_each(?3))
       INSERT INTO ${hourTable(name)} (${HOUR_COLUMNS})
       SELECT hour / ${HOUR_MS}, ${ids.map((kind) => `coalesce(${kind}.number, 0)`).join(", ")}, ${visitor.join(", ")}, ${counts}
       FROM ${table} ${ids.map((kind) => `LEFT JOIN known ${kind} ON ${kind}.id = ${kind}_id`).join(" ")}
       WHERE hour >= ?1 AND hour <= ?2 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
       ${COUNTED_HOUR}`,
      [...bounds, numbers],
    ),
    rawStatement(
      `INSERT INTO due_hour (hour) SELECT DISTINCT hour / ${HOUR_MS} FROM ${table} WHERE hour >= ? AND hour <= ?
       ON CONFLICT DO NOTHING`,
      bounds,
    ),
    rawStatement("UPDATE hour_month SET has_old_uniques = 1 WHERE name = ? AND has_old_uniques = 0", [name]),
  ];
}

/** By the reason as it was stored: empty for a landing. */
const ANONYMOUS_CODES: Record<string, number> = {
  "": ANONYMOUS + CODES.verdict.valid,
  ...Object.fromEntries(FALLBACK_REASONS.map((reason) => [reason, anonymousCode(reason)])),
};
