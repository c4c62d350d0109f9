import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { idsBetween } from "../db/index.ts";
import type { Check } from "../words.ts";
import { conversionOf, type JoinedRow } from "./list.ts";

/** How far back conversions are similar, by their report. */
export const SIMILAR_DAYS = 28;

/** The maximum of the webmaster's newest conversions that are looked at. */
export const SIMILAR_ROWS_MAX = 10_000;

/** What became of conversions that were stopped for one reason. */
export interface Cases {
  held: number;
  released: number;
  refused: number;
}

/** Conversions of the webmaster, and of one link among them, that were stopped for the same reason. */
export interface SimilarCases {
  ofWebmaster: Cases;
  ofLink: Cases;
}

const CASE_OF: Readonly<Record<Check, keyof Cases>> = { held: "held", clear: "released", refused: "refused" };

/** What became of the webmaster's conversions that had the code of this appeal's decision, its own included. */
export async function findSimilar({ db, now }: Context, row: JoinedRow): Promise<SimilarCases> {
  const { linkId } = conversionOf(row);
  const since = sql.join(idsBetween("id", "cnv", { from: now() - SIMILAR_DAYS * DAY_MS }), sql` AND `);
  const { rows } = await sql<{ check_state: Check; is_of_link: 0 | 1; count: number }>`
    SELECT check_state, link_id = ${linkId} AS is_of_link, count(*) AS count
    FROM (SELECT id, check_state, link_id FROM conversion INDEXED BY conversion_by_webmaster
      WHERE webmaster_id = ${row.webmaster_id} AND ${since} ORDER BY id DESC LIMIT ${SIMILAR_ROWS_MAX}) AS newest
    WHERE EXISTS (SELECT 1 FROM conversion_change WHERE conversion_id = newest.id AND event IN ('hold', 'refuse')
      AND reason_code IS ${row.check_code})
    GROUP BY check_state, is_of_link`.execute(db.query);
  const cases = (counted: typeof rows): Cases => {
    const counts: Cases = { held: 0, released: 0, refused: 0 };
    for (const { check_state, count } of counted) counts[CASE_OF[check_state]] += count;
    return counts;
  };
  return { ofWebmaster: cases(rows), ofLink: cases(rows.filter(({ is_of_link }) => is_of_link === 1)) };
}
