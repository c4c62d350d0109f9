import { rawStatement, writeIfFirst, type Db } from "../db/index.ts";

/** From an hour (since 1970) on, the days of rollups are those of this zone. */
export interface DayZone {
  since: number;
  zone: string;
}

/** The zones whose days rollups keep, oldest first. */
export const listDayZones = ({ query }: Db): Promise<DayZone[]> =>
  query.selectFrom("day_zone").selectAll().orderBy("since").execute();

/** Begins the days of another zone; no-op if a concurrent call was first. */
export async function beginDayZone(db: Db, { since, zone }: DayZone): Promise<void> {
  await writeIfFirst(db, [rawStatement("INSERT INTO day_zone (since, zone) VALUES (?, ?)", [since, zone])]);
}
