import { HOUR_MS } from "@waymark/contract/duration";
import { openHours } from "@waymark/network/click";
import { rawStatement } from "@waymark/network/db";
import type { TestNetwork } from "./network.ts";

/** A row of hours; hours since 1970, numbers of records, codes. */
export interface HourRow {
  hour: number;
  webmaster: number;
  offer: number;
  link: number;
  landing: number;
  country: string;
  device: number;
  os: number;
  browser: number;
  verdict: number;
  clicks: number;
  uniques: number;
}

type Shard = `CLICKS_${number}`;

/** The tables of hours that a shard has. */
export async function hourTables(network: TestNetwork, shard: Shard): Promise<string[]> {
  const months = await network.rows<{ name: string }>(shard, "SELECT name FROM hour_month WHERE dropped_at IS NULL");
  return months.map(({ name }) => `click_hour_${name}`);
}

/** The hourly rollups of a shard. */
export async function hoursIn(network: TestNetwork, shard: Shard): Promise<HourRow[]> {
  const rows: HourRow[] = [];
  for (const table of await hourTables(network, shard))
    rows.push(...(await network.rows<HourRow & Record<string, unknown>>(shard, `SELECT * FROM ${table}`)));
  return rows;
}

/** Codes of anonymous clicks: one that went to a landing, and one that a rule about countries refused. */
export const ANONYMOUS_VALID = 101;
export const ANONYMOUS_GEO = 123;

/** Anonymous clicks of a link, in the order of their codes. */
export async function anonymousOf(network: TestNetwork, link: number) {
  const rows = await hoursIn(network, "CLICKS_0");
  return rows
    .filter((row) => row.link === link && row.verdict >= 100)
    .map(({ verdict, landing, clicks }) => ({ verdict, landing, clicks }))
    .toSorted((a, b) => a.verdict - b.verdict);
}

/** Gives records that exist only in a test their numbers, as new records get them. */
export async function numbered(network: TestNetwork, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await network.rows<{ id: string; number: number }>(
    "DB",
    "INSERT INTO entity_number (id) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO UPDATE SET id = id RETURNING id, number",
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** Writes rows of hours into the first shard, with only the columns that matter; they add to those that are there. */
export async function plantHours(
  network: TestNetwork,
  rows: readonly (Pick<HourRow, "hour" | "offer" | "link" | "verdict" | "clicks"> & Partial<HourRow>)[],
): Promise<void> {
  const [shard] = network.context().clicks.all;
  if (shard === undefined) throw new Error("no shard");
  await openHours(
    shard,
    rows.map(({ hour }) => hour * HOUR_MS),
  );
  await shard.write(
    rows.flatMap((row) => {
      const month = new Date(row.hour * HOUR_MS).toISOString().slice(0, 7).replace("-", "");
      const all: HourRow = {
        ...{ webmaster: 1, landing: 0, country: "DE", device: 1, os: 1, browser: 1, uniques: 0 },
        ...row,
      };
      const columns = Object.keys(all);
      return [
        rawStatement(
          `INSERT INTO click_hour_${month} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
          Object.values(all),
        ),
        rawStatement("INSERT INTO due_hour (hour) VALUES (CAST(? AS INTEGER)) ON CONFLICT DO NOTHING", [row.hour]),
      ];
    }),
  );
}
