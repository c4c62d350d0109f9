import type { Db } from "./database.ts";
import { inJson } from "./database.ts";

/** The names of these offers or accounts, by id. */
export async function findNames(
  { query }: Db,
  table: "offer" | "webmaster" | "advertiser",
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await query
    .selectFrom(table)
    .select(["id", "name"])
    .where("id", "in", inJson([...new Set(ids)]))
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
