import {
  addShares,
  noShares,
  peersOf,
  QUALITY_PARTS,
  qualityOf,
  usualShare,
  withoutShares,
  type QualityPart,
  type ScoredPart,
  type Shares,
} from "@waymark/check";
import { sql } from "kysely";
import { inJson, jsonChunks, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import type { CountedSub } from "./count.ts";

type ScoreRow = Tables["source_score"];

/** A scored value of a sub-id, as it is stored. */
export interface ScoredSub extends Pick<CountedSub, "name" | "value"> {
  score: number | null;
  absent: ScoreRow["absent"];
  conversions: number;
  parts: ScoredPart[];
}

const partsOf = <Value>(valueOf: (part: QualityPart) => Value): Record<QualityPart, Value> =>
  Object.fromEntries(QUALITY_PARTS.map((part) => [part, valueOf(part)])) as Record<QualityPart, Value>; // every part

/** SQL for the sums of the shares of rows, as JSON of `Shares`; null: no rows. */
const SUMS = `json_object(${QUALITY_PARTS.map(
  (part) => `'${part}', json_object('found', sum(shares ->> '$.${part}.found'), 'of', sum(shares ->> '$.${part}.of'))`,
).join(", ")})`;

/** What was counted of all links of a day. */
export async function sumDay(db: Db, day: number): Promise<Shares> {
  const { rows } = await sql<{ shares: string }>`SELECT ${sql.raw(SUMS)} AS shares FROM source_score
    WHERE day = ${day} AND kind = 'link' HAVING count(*) > 0`.execute(db.query);
  return rows[0] === undefined ? noShares() : (JSON.parse(rows[0].shares) as Shares); // made by the query
}

/** Compares the links of an offer with its other webmasters and the network, and returns what stores their scores. */
export async function compareLinks(
  db: Db,
  { day, offerId, network }: { day: number; offerId: string; network: Shares },
): Promise<Statement[]> {
  const rows = await db.query
    .selectFrom("source_score")
    .select(["id", "webmaster_id", "shares", "subs"])
    .where("day", "=", day)
    .where("offer_id", "=", offerId)
    .execute();
  const links = rows.map((row) => ({ ...row, shares: JSON.parse(row.shares) as Shares })); // written by the count
  const webmasters = new Map<string, Shares>();
  for (const { webmaster_id: id, shares } of links)
    webmasters.set(id, addShares(webmasters.get(id) ?? noShares(), shares));
  const [peers, own] = [peersOf(webmasters), await sumWebmasters(db, day, [...webmasters.keys()])];
  return store(
    day,
    "link",
    links.map(({ id, webmaster_id: webmasterId, shares, subs }) => {
      const [nearby, others] = [peers(webmasterId), withoutShares(network, own.get(webmasterId) ?? noShares())];
      const usual = partsOf((part) => usualShare(nearby[part], others[part]));
      const scored = (JSON.parse(subs) as CountedSub[]).map(({ name, value, shares: counted }): ScoredSub => ({
        // written by the count
        ...{ name, value, conversions: counted.stopped.of },
        ...qualityOf(counted, usual),
      }));
      return { id, ...qualityOf(shares, usual), subs: scored };
    }),
  );
}

async function sumWebmasters(db: Db, day: number, webmasterIds: readonly string[]): Promise<Map<string, Shares>> {
  const { rows } = await sql<{ webmaster_id: string; shares: string }>`
    SELECT webmaster_id, ${sql.raw(SUMS)} AS shares FROM source_score
    WHERE day = ${day} AND kind = 'link' AND webmaster_id IN ${inJson(webmasterIds)} GROUP BY 1`.execute(db.query);
  return new Map(rows.map(({ webmaster_id, shares }) => [webmaster_id, JSON.parse(shares) as Shares])); // as above
}

/** Webmasters of one step. */
const WEBMASTERS_STEP = 100;

/**
 * Scores the next webmasters by their links: what is usual for them is what is usual for each link, weighed by its numbers.
 * `last`: the last one; undefined behind all.
 */
export async function scoreWebmasters(
  db: Db,
  { day, after }: { day: number; after: string },
): Promise<{ statements: Statement[]; last: string | undefined }> {
  const usual = QUALITY_PARTS.map((part, i) => {
    const [of, share] = [`(shares ->> '$.${part}.of')`, `(parts ->> '$[${i}].usual')`];
    return `'${part}', coalesce(sum(${of} * ${share}) / nullif(sum(iif(${share} IS NULL, 0, ${of})), 0), avg(${share}))`;
  });
  const { rows } = await sql<{ webmaster_id: string; shares: string; usual: string }>`
    SELECT webmaster_id, ${sql.raw(SUMS)} AS shares, json_object(${sql.raw(usual.join(", "))}) AS usual
    FROM source_score WHERE day = ${day} AND kind = 'link' AND webmaster_id > ${after}
    GROUP BY 1 ORDER BY 1 LIMIT ${WEBMASTERS_STEP}`.execute(db.query);
  const counted = rows.map((row) => ({ ...row, shares: JSON.parse(row.shares) as Shares })); // made by the query
  const begun = insertScores(
    day,
    counted.map(({ webmaster_id: id, shares }) => ({ kind: "webmaster", id, webmasterId: id, offerId: "", shares })),
  );
  const scored = counted.map(({ webmaster_id: id, shares, usual: usualOf }) => ({
    id,
    ...qualityOf(shares, JSON.parse(usualOf) as Record<QualityPart, number | null>), // the same
    subs: [],
  }));
  return { statements: [...begun, ...store(day, "webmaster", scored)], last: rows.at(-1)?.webmaster_id };
}

interface CountedSource extends Record<"id" | "webmasterId" | "offerId", string> {
  kind: ScoreRow["kind"];
  shares: Shares;
  subs?: readonly CountedSub[];
  subsLeft?: number;
}

/** Writes what was counted, without scores. A step that is repeated writes the same. */
export const insertScores = (day: number, sources: readonly CountedSource[]): Statement[] =>
  jsonChunks(
    sources.map(({ kind, id, webmasterId, offerId, shares, subs = [], subsLeft = 0 }) => [
      ...[kind, id, webmasterId, offerId, shares.stopped.of, JSON.stringify(shares), JSON.stringify(subs), subsLeft],
    ]),
  ).map((json) =>
    rawStatement(
      `INSERT OR REPLACE INTO source_score (day, kind, id, webmaster_id, offer_id, conversions, shares, subs, subs_left)
       SELECT CAST(?1 AS INTEGER), value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
         value ->> 7 FROM json_each(?2)`,
      [day, json],
    ),
  );

interface ScoredSource extends Pick<ScoredSub, "score" | "absent" | "parts"> {
  id: string;
  subs: readonly ScoredSub[];
}

const store = (day: number, kind: ScoreRow["kind"], sources: readonly ScoredSource[]): Statement[] =>
  jsonChunks(
    sources.map(({ id, score, absent, parts, subs }) => [
      ...[id, score, absent, score === null ? 0 : 100 - score, JSON.stringify(parts), JSON.stringify(subs)],
    ]),
  ).map((json) =>
    rawStatement(
      `UPDATE source_score SET score = scored.value ->> 1, absent = scored.value ->> 2, badness = scored.value ->> 3,
         parts = scored.value ->> 4, subs = scored.value ->> 5
       FROM json_each(?1) scored
       WHERE day = CAST(?2 AS INTEGER) AND kind = ?3 AND source_score.id = scored.value ->> 0`,
      [json, day, kind],
    ),
  );
