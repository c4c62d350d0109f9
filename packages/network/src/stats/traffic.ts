import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
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

/** Conversions that are reported later than so long after they occurred are left out. */
const REPORTED_WITHIN_MS = 7 * DAY_MS;

/**
 * Conversions of links or offers in each hour of a range, by when they were reported: those that a postback, a pixel or
 * the API reported as they happened. Files and replayed postbacks report later, so they show no broken postback.
 */
export async function readHourlyConversions(
  { db }: Context,
  { kind, since, until, numbers }: { kind: TrafficKind; since: number; until: number; numbers: readonly number[] },
): Promise<Map<number, Float64Array>> {
  const rows = (await db.values(
    rawStatement(
      `SELECT f.${kind}, c.recorded_at / CAST(? AS INTEGER) AS hour, count(*)
       FROM conversion_fact f CROSS JOIN conversion c ON c.id = f.id
       WHERE f.occurred_at >= CAST(? AS INTEGER) AND f.${kind} IN (SELECT value FROM json_each(?))
         AND c.channel IN ('postback', 'pixel', 'api')
         AND c.recorded_at >= CAST(? AS INTEGER) AND c.recorded_at < CAST(? AS INTEGER)
       GROUP BY f.${kind}, hour`,
      [
        ...[HOUR_MS, since * HOUR_MS - REPORTED_WITHIN_MS, JSON.stringify(numbers)],
        ...[since * HOUR_MS, until * HOUR_MS],
      ],
    ),
  )) as [number, number, number][]; // selected above
  const found = new Map<number, Float64Array>();
  for (const [number, hour, count] of rows) {
    const hours = found.get(number) ?? new Float64Array(until - since);
    found.set(number, hours);
    hours[hour - since]! += count; // an hour of the range
  }
  return found;
}

/** The hour that a moment is in, since 1970. */
export const hourAt = (at: number) => Math.floor(at / HOUR_MS);
