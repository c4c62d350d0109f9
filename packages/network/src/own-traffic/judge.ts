import { dayKeysOf, networkHashOf, type DayKeys } from "@waymark/contract/address-hash";
import { networksIn } from "@waymark/contract/address-range";
import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS } from "@waymark/contract/duration";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import type { Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import { pause } from "../pause.ts";
import { open, type Listed } from "./entry.ts";
import { findRows, keysOf } from "./list.ts";

/** Whether a click is the network's own, by what was listed at its own time. */
export type JudgeOwn = (event: ClickEvent, clickedAt: number) => boolean;

/** When an entry is in force; Unix ms. */
interface Period {
  since: number;
  until: number | null;
}

type ListedById = ReadonlyMap<string, Listed>;

/** What an isolate knows of a network's list. Only the ends of entries change, and they are read with each batch. */
interface Known {
  /** The entries of the batch before. */
  listed: ListedById;
  /** By UTC day since 1970. */
  days: Map<number, HashedDay>;
}

/** The hashes of listed addresses on one day, with the ids of their entries. */
interface HashedDay {
  keys: DayKeys;
  hashed: Set<string>;
  ids: Map<string, string[]>;
}

/** Days whose hashes an isolate keeps: clicks come within minutes. */
const DAYS_KEPT = 3;

const known = new WeakMap<object, Known>();

/**
 * Reads with one small query what is listed for these clicks. What entries hold, and the hashes of a day, an isolate works
 * out once. Throws if there are entries but the context has no keys.
 */
export async function readOwnTraffic(
  ctx: Context,
  clicks: readonly { event: ClickEvent; clickedAt: number }[],
): Promise<JudgeOwn> {
  const periods = await readPeriods(ctx, clicks);
  if (periods.size === 0) return () => false;
  const own = known.get(ctx.db.key) ?? { listed: new Map(), days: new Map() };
  known.set(ctx.db.key, own);
  const listed = await openEntries(ctx, own, periods);
  const days = await hashDays(ctx, own, { clicks, periods, listed });
  const parameters = idsByParameter(listed);
  const isInForce = (id: string, at: number) => {
    const period = periods.get(id);
    return period !== undefined && period.since <= at && (period.until === null || at < period.until);
  };
  return (event, clickedAt) => {
    const byAddress = days.get(Math.floor(clickedAt / DAY_MS))?.ids.get(event.address ?? "") ?? [];
    const byParameter = SUB_NAMES.flatMap((name) => parameters.get(keyOfParameter(name, event[name])) ?? []);
    return [...byAddress, ...byParameter].some((id) => isInForce(id, clickedAt));
  };
}

/** The entries that were in force at some time of these clicks. */
async function readPeriods({ db }: Context, clicks: readonly { clickedAt: number }[]): Promise<Map<string, Period>> {
  let [first, last] = [Infinity, -Infinity];
  for (const { clickedAt } of clicks) [first, last] = [Math.min(first, clickedAt), Math.max(last, clickedAt)];
  if (clicks.length === 0) return new Map();
  const rows = (await db.values(
    rawStatement("SELECT id, since, until FROM own_traffic WHERE since <= ? AND (until IS NULL OR until > ?)", [
      ...[last, first],
    ]),
  )) as [string, number, number | null][]; // selected above
  return new Map(rows.map(([id, since, until]) => [id, { since, until }]));
}

/** Opens the entries that the isolate has not seen. One that can't be opened is logged, and marks nothing. */
async function openEntries(ctx: Context, own: Known, periods: ReadonlyMap<string, Period>): Promise<ListedById> {
  const before = own.listed;
  const listed = new Map([...periods.keys()].flatMap((id) => entryIn(before, id)));
  const unknown = [...periods.keys()].filter((id) => !listed.has(id));
  for (const row of unknown.length === 0 ? [] : await findRows(ctx, unknown))
    try {
      listed.set(row.id, (await open(keysOf(ctx), row)).listed);
    } catch (error) {
      console.error({ event: "own_traffic.unreadable", entryId: row.id, error: String(error) });
    }
  own.listed = listed;
  return listed;
}

function entryIn(listed: ListedById, id: string): [id: string, Listed][] {
  const one = listed.get(id);
  return one === undefined ? [] : [[id, one]];
}

interface Asked {
  clicks: readonly { event: ClickEvent; clickedAt: number }[];
  periods: ReadonlyMap<string, Period>;
  listed: ListedById;
}

/** The hashes of listed addresses on each day that has a click with an address. */
async function hashDays(ctx: Context, own: Known, asked: Asked): Promise<ReadonlyMap<number, HashedDay>> {
  const { clicks, periods, listed } = asked;
  const days = new Map<number, HashedDay>();
  const ranges = [...periods].flatMap(([id, period]) => {
    const one = listed.get(id);
    return one?.kind === "address" ? [{ id, period, range: one.range }] : [];
  });
  if (ranges.length === 0) return days;
  const { visitorSecret } = keysOf(ctx);
  if (visitorSecret === "") {
    console.error({ event: "own_traffic.no_secret" });
    return days;
  }
  const wanted = new Set(
    clicks.flatMap(({ event, clickedAt }) => ((event.address ?? "") === "" ? [] : [Math.floor(clickedAt / DAY_MS)])),
  );
  for (const day of wanted) {
    const hashed = own.days.get(day) ?? beginDay(visitorSecret, day);
    for (const { id, period, range } of ranges) {
      const isOfDay = period.since < (day + 1) * DAY_MS && (period.until === null || period.until > day * DAY_MS);
      if (!isOfDay || hashed.hashed.has(id)) continue;
      await pause();
      addHashes(hashed, id, networksIn(range));
    }
    days.set(day, hashed);
    own.days.set(day, hashed);
  }
  for (const day of [...own.days.keys()].sort((a, b) => b - a).slice(DAYS_KEPT)) own.days.delete(day);
  return days;
}

const beginDay = (secret: string, day: number): HashedDay => ({
  keys: dayKeysOf(secret, new Date(day * DAY_MS).toISOString().slice(0, 10)),
  hashed: new Set(),
  ids: new Map(),
});

const utf8 = new TextEncoder();

function addHashes(day: HashedDay, id: string, networks: readonly string[]): void {
  if (day.hashed.has(id)) return; // by another batch during the pause
  day.hashed.add(id);
  for (const network of networks) {
    const bytes = utf8.encode(network);
    const hash = networkHashOf(day.keys, bytes, bytes.length);
    day.ids.set(hash, [...(day.ids.get(hash) ?? []), id]);
  }
}

const keyOfParameter = (name: string, value: string) => `${name}\n${value}`;

function idsByParameter(listed: ListedById): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const [id, one] of listed) {
    if (one.kind !== "parameter") continue;
    const key = keyOfParameter(one.parameter, one.value);
    ids.set(key, [...(ids.get(key) ?? []), id]);
  }
  return ids;
}
