import { HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import { readClicks } from "./click-counts.ts";

export type TrafficKind = "link" | "offer";

/**
 * Valid clicks of links or offers, by their numbers, in each hour of a range (hours since 1970, `until` exclusive). Those
 * without any are left out.
 */
export async function readHourlyTraffic(
  { clicks }: Context,
  { kind, since, until, numbers }: { kind: TrafficKind; since: number; until: number; numbers: readonly number[] },
): Promise<Map<number, Float64Array>> {
  const slots = Array.from({ length: until - since }, (_, i) => [since + i, i] as const);
  const filters = new Map([[kind, numbers]] as const);
  const found = new Map<number, Float64Array>();
  for (const shard of clicks.all)
    for (const { bucket, values, counts } of await readClicks(shard, {
      table: "hours",
      slots,
      columns: [kind],
      filters,
    })) {
      const number = Number(values[0]);
      const hours = found.get(number) ?? new Float64Array(slots.length);
      found.set(number, hours);
      hours[bucket]! += counts.valid ?? 0; // a slot
    }
  return found;
}

/** The hour that a moment is in, since 1970. */
export const hourAt = (at: number) => Math.floor(at / HOUR_MS);

/** The last kept day (since 1970) from `since` on with a valid click, by number; those without one are left out. */
export async function findLastDays(
  { clicks }: Context,
  { kind, since, numbers }: { kind: TrafficKind; since: number; numbers: readonly number[] },
): Promise<Map<number, number>> {
  const last = new Map<number, number>();
  for (const shard of clicks.all) {
    const rows = (await shard.values(
      rawStatement(
        `SELECT ${kind}, max(day) FROM ${kind}_day WHERE day >= CAST(? AS INTEGER) AND valid > 0
           AND ${kind} IN (SELECT value FROM json_each(?)) GROUP BY ${kind}`,
        [since, JSON.stringify(numbers)],
      ),
    )) as [number, number][]; // selected above
    for (const [number, day] of rows) last.set(number, Math.max(day, last.get(number) ?? 0));
  }
  return last;
}
