import { jsonChunks, rawStatement, type ClickDb, type Statement } from "../db/index.ts";
import { columnsOf } from "./columns.ts";
import { addHours, inserts } from "./hours.ts";
import { clickTable, visitorTable, type ClickMonth } from "./months.ts";
import {
  foldSubs,
  groupOfSub,
  keyOfVisitor,
  OTHER_VALUES,
  SUB_VALUES_MAX,
  valuesOfSubs,
  visitorOf,
  type JudgedClick,
  type Rollups,
  type SeenClick,
  type SubCount,
} from "./rollup.ts";

/** What a shard already knows of these clicks. */
interface Known {
  clickIds: Set<string>;
  /** `keyOfVisitor`. */
  visitors: Set<string>;
  /** The number of values of each sub-id, by `groupOfSub`, if there may be no room for all values of these clicks. */
  full: Map<string, number>;
  /** The size of the whole shard. */
  sizeBytes: number;
}

/** Which of these clicks are stored, which of their visitors have clicked before, and which sub-ids may be full. */
export async function knownOf(shard: ClickDb, { name }: ClickMonth, clicks: readonly SeenClick[]): Promise<Known> {
  const visitors = [...new Map(clicks.map((click) => [keyOfVisitor(visitorOf(click)), visitorOf(click)])).entries()];
  const ids = jsonChunks(clicks.map(({ event }) => event.clickId).sort());
  const numbered = jsonChunks(visitors.map(([, visitor], number) => [number, ...visitor]));
  const groups = [...valuesOfSubs(clicks)];
  const grouped = jsonChunks(groups.map(([, { group, values }], number) => [number, ...group, values.size]));
  const { rows, sizeBytes } = await shard.read([
    ...ids.map((json) =>
      rawStatement(
        `SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM ${clickTable(name)} WHERE click_id = value)`,
        [json],
      ),
    ),
    ...numbered.map((json) =>
      rawStatement(
        `SELECT value ->> 0 AS value FROM json_each(?) v WHERE EXISTS (SELECT 1 FROM ${visitorTable(name)}
           WHERE day = v.value ->> 1 AND offer_id = v.value ->> 2 AND visitor = v.value ->> 3)`,
        [json],
      ),
    ),
    ...grouped.map((json) => rawStatement(FULL_SUBS, [json])),
  ]);
  const [visitorsAt, groupsAt] = [ids.length, ids.length + numbered.length];
  const full = rows.slice(groupsAt).flat() as { number: number; taken: number }[]; // selected above
  const valuesOf = <Value>(results: unknown[][]) => results.flat().map((row) => (row as { value: Value }).value); // selected above
  return {
    clickIds: new Set(valuesOf<string>(rows.slice(0, visitorsAt))),
    visitors: new Set(valuesOf<number>(rows.slice(visitorsAt, groupsAt)).map((number) => visitors[number]?.[0] ?? "")),
    full: new Map(full.map(({ number, taken }) => [groups[number]?.[0] ?? "", taken])),
    sizeBytes,
  };
}

const FULL_SUBS = `
  SELECT number, taken FROM (
    SELECT g.value ->> 0 AS number, g.value ->> 6 AS more, (SELECT count(*) FROM sub_day
      WHERE day = g.value ->> 1 AND webmaster_id = g.value ->> 2 AND offer_id = g.value ->> 3
        AND link_id = g.value ->> 4 AND name = g.value ->> 5 AND value <> '${OTHER_VALUES}') AS taken
    FROM json_each(?) g)
  WHERE taken + more > ${SUB_VALUES_MAX}`;

/**
 * The counts of sub-ids, with the values beyond a link's first thousand of a day combined; `full` comes from the shard.
 * Two concurrent batches may both add a last value, since the limit only bounds the table.
 */
export async function foldFull(
  shard: ClickDb,
  subs: readonly SubCount[],
  full: ReadonlyMap<string, number>,
): Promise<SubCount[]> {
  const crowded = full.size === 0 ? [] : subs.filter((sub) => full.has(groupOfSub(sub)));
  if (crowded.length === 0) return [...subs];
  const known = await findValues(shard, crowded);
  const room = new Map([...full].map(([group, taken]) => [group, SUB_VALUES_MAX - taken]));
  return foldSubs(subs, (sub) => {
    const left = room.get(groupOfSub(sub));
    if (left === undefined || known.has(`${groupOfSub(sub)}\n${sub.value}`)) return true;
    if (left <= 0) return false;
    room.set(groupOfSub(sub), left - 1);
    return true;
  });
}

/** Which of these values have rows of their own. */
async function findValues(shard: ClickDb, subs: readonly SubCount[]): Promise<Set<string>> {
  const { rows } = await shard.read(
    jsonChunks(
      subs.map(({ day, webmasterId, offerId, linkId, name, value }, number) => [
        ...[number, day, webmasterId, offerId, linkId, name, value],
      ]),
    ).map((json) =>
      rawStatement(
        `SELECT value ->> 0 AS number FROM json_each(?) s WHERE EXISTS (SELECT 1 FROM sub_day
           WHERE day = s.value ->> 1 AND webmaster_id = s.value ->> 2 AND offer_id = s.value ->> 3
             AND link_id = s.value ->> 4 AND name = s.value ->> 5 AND value = s.value ->> 6)`,
        [json],
      ),
    ),
  );
  return new Set(
    (rows.flat() as { number: number }[]) // selected above
      .flatMap(({ number }) => subs[number] ?? [])
      .map((sub) => `${groupOfSub(sub)}\n${sub.value}`),
  );
}

/** Missing clicks with their rollups. Plain inserts: a concurrent writer's click or visitor voids the batch. */
export function insertAll({ name, form }: ClickMonth, { clicks, visitors, hours, subs }: Rollups): Statement[] {
  const columns = columnsOf(form);
  return [
    ...inserts(`${visitorTable(name)} (day, offer_id, visitor)`, 3, visitors),
    ...addHours(hours),
    ...inserts(`sub_day (${SUB_COLUMNS})`, 12, subs.map(subRow), COUNTED_SUB),
    ...inserts(`${clickTable(name)} (${columns.join(", ")})`, columns.length, clicks.map(clickRow)),
  ];
}

const SUB_COUNTS = ["clicks", "uniques", "bots", "duplicates", "embedded", "valid"];
const SUB_COLUMNS = `day, webmaster_id, offer_id, link_id, name, value, ${SUB_COUNTS.join(", ")}`;
const COUNTED_SUB = `ON CONFLICT DO UPDATE SET ${SUB_COUNTS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`;

const subRow = (sub: SubCount) => [
  sub.day,
  sub.webmasterId,
  sub.offerId,
  sub.linkId,
  sub.name,
  sub.value,
  sub.clicks,
  sub.uniques,
  sub.bots,
  sub.duplicates,
  sub.embedded,
  sub.valid,
];

/** In the order of the columns (columns.ts). */
const clickRow = ({ event, verdict, isGrace, isFirst, device, os, browser, signals }: JudgedClick) => [
  event.clickId,
  event.linkId,
  event.offerId,
  event.webmasterId,
  event.advertiserId,
  event.decision,
  event.reason,
  verdict,
  event.landingId,
  event.visitor,
  event.country,
  event.region,
  event.city,
  event.asn,
  event.language,
  event.userAgent,
  device,
  os,
  browser,
  event.sub1,
  event.sub2,
  event.sub3,
  event.sub4,
  event.sub5,
  event.source,
  event.cut ? 1 : 0,
  event.isolate,
  event.sequence,
  isGrace ? 1 : 0,
  isFirst ? 1 : 0,
  signals,
  event.referrer ?? "",
  event.address ?? "",
];
