import type { ScoredDay } from "@waymark/check";
import { inJson, type Db } from "../db/index.ts";
import type { ScoredKind } from "../words.ts";

/** The last days on which all sources were scored, the latest first. */
export async function findScoredDays({ query }: Db, max: number): Promise<number[]> {
  const rows = await query.selectFrom("source_score_day").select("day").orderBy("day", "desc").limit(max).execute();
  return rows.map(({ day }) => day);
}

/** What sources had on these days, in their order; undefined where a source was not scored. */
export async function readDays(
  { query }: Db,
  { kind, ids, days }: { kind: ScoredKind; ids: readonly string[]; days: readonly number[] },
): Promise<(id: string) => (ScoredDay | undefined)[]> {
  const rows = await query
    .selectFrom("source_score")
    .select(["id", "day", "score", "conversions"])
    .where("kind", "=", kind)
    .where("id", "in", inJson(ids))
    .where("day", "in", inJson(days))
    .execute();
  const found = new Map(rows.map((row) => [`${row.id}/${row.day}`, row]));
  return (id) => days.map((day) => found.get(`${id}/${day}`));
}
