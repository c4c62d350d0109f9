import { judge, pictureOf, secondFeatures, type Features, type Group, type Judgment, type Tally } from "@waymark/check";
import { SUB_NAMES } from "@waymark/contract/sub-id";
import type { Context } from "../context.ts";
import { isVoid } from "../conversion/index.ts";
import { inJson, rawStatement, type CheckVerdict, type ConversionRow, type Db, type Statement } from "../db/index.ts";
import {
  codeOf,
  insertChecks,
  MARKS,
  readRulesInForce,
  readShares,
  SHARE_MS,
  verdictOf,
  type CheckCode,
} from "../check/index.ts";
import { GROUPS_MAX, readVisitors } from "./visitors.ts";

/** The picture of an offer is of the conversions of so many days before. */
const WINDOW_MS = SHARE_MS;

/** Rows of a picture that are read at most, and the conversions below which a sub-id's value is no group. */
const TALLIES_MAX = 50_000;
const GROUP_MIN = 5;

/** Why a conversion is held after the second stage; null: it is not. */
export type SecondJudgment = CheckCode | null;

/**
 * Judges conversions of one offer with the picture of its links and sub-ids, and returns the statements that keep the
 * judgments. One that a person has released is only marked, and so is one that is void: if it is approved after all, the
 * mark counts as a judgment of then. Throws if the clicks' databases fail.
 */
export async function judgeSecond(
  ctx: Context,
  offerId: string,
  rows: readonly ConversionRow[],
): Promise<{ judgments: Map<string, SecondJudgment>; statements: Statement[] }> {
  const now = ctx.now();
  const [force, known, shares, picture] = await Promise.all([
    readRulesInForce(ctx.db, [offerId]),
    readKnown(ctx.db, rows),
    readShares(ctx.db, rows, now - SHARE_MS),
    readPicture(ctx, offerId, now),
  ]);
  const judgments = new Map<string, SecondJudgment>();
  const late: Statement[] = [];
  const checks = rows.flatMap((row) => {
    const { first, second, wasHeld } = known.get(row.id) ?? {};
    if (first === undefined) return []; // its click was never seen
    const earlier = second?.get(force.version);
    const isOnlyMarked = wasHeld === true || isVoid(row);
    if (earlier !== undefined && (earlier.verdict !== "flagged" || isOnlyMarked)) return [];
    const features = earlier?.features ?? secondFeatures(first, picture, groupsOf(row));
    const judgment = judge(force.rules, force.cuts, 2, features, row.offer_id);
    const verdict = isOnlyMarked ? marked(judgment) : verdictOf(row, judgment, { force, shares, isCounted: true });
    judgments.set(row.id, codeOf(verdict, judgment));
    if (earlier !== undefined) {
      late.push(changeVerdict(row.id, force.version, verdict));
      return [];
    }
    return [
      {
        ...{ conversion_id: row.id, stage: 2 as const, rule_set: force.version, offer_id: offerId },
        ...{ webmaster_id: row.webmaster_id, features: JSON.stringify(features), score: judgment.score, verdict },
        ...{ findings: JSON.stringify(judgment.findings), checked_at: now },
      },
    ];
  });
  return { judgments, statements: [...insertChecks(checks), ...late] };
}

/** What was marked while it was void is judged now that it is approved. */
const changeVerdict = (id: string, version: number, verdict: CheckVerdict): Statement =>
  rawStatement("UPDATE conversion_check SET verdict = ? WHERE conversion_id = ? AND stage = 2 AND rule_set = ?", [
    ...[verdict, id, version],
  ]);

const marked = ({ isFlagged }: Judgment): CheckVerdict => (isFlagged ? "flagged" : "clear");

interface Known {
  first: Features | undefined;
  /** By the rule set that has judged its second stage. */
  second: Map<number, { features: Features; verdict: CheckVerdict }>;
  /** The first stage held it; it is clear now, so a person has released it. */
  wasHeld: boolean;
}

async function readKnown({ query }: Db, rows: readonly ConversionRow[]): Promise<Map<string, Known>> {
  const checks = await query
    .selectFrom("conversion_check")
    .select(["conversion_id", "stage", "rule_set", "features", "verdict"])
    .where("conversion_id", "in", inJson(rows.map(({ id }) => id)))
    .execute();
  const known = new Map<string, Known>();
  for (const { conversion_id, stage, rule_set, features, verdict } of checks) {
    const one = known.get(conversion_id) ?? { first: undefined, second: new Map(), wasHeld: false };
    const read = JSON.parse(features) as Features; // written by the check
    if (stage === 2) one.second.set(rule_set, { features: read, verdict });
    else one.first ??= read;
    if (verdict === "hold" || verdict === "wait") one.wasHeld = true;
    known.set(conversion_id, one);
  }
  return known;
}

const groupsOf = (row: ConversionRow): Group[] => {
  const { link_id: linkId, webmaster_id: webmasterId } = row;
  const subs = SUB_NAMES.filter((name) => row[name] !== "");
  return [
    { linkId, webmasterId, subName: "", subValue: "" },
    ...subs.map((subName) => ({ linkId, webmasterId, subName, subValue: row[subName] })),
  ];
};

/** The picture of an offer's window up to now. */
async function readPicture(ctx: Context, offerId: string, now: number): Promise<ReturnType<typeof pictureOf>> {
  const from = now - WINDOW_MS;
  const tallies = await readTallies(ctx.db, offerId, from);
  const groups = new Map(
    tallies.map(({ linkId, webmasterId, subName, subValue }) => [
      `${linkId}\n${subName}\n${subValue}`,
      { linkId, webmasterId, subName, subValue },
    ]),
  );
  const visitors = await readVisitors(ctx, {
    ...{ offerId, from, to: now },
    groups: [...groups.values()].slice(0, GROUPS_MAX),
  });
  return pictureOf(tallies, visitors);
}

/** Conversions by link, sub-id and bucket. Values with few conversions are left out; refused conversions count. */
async function readTallies(db: Db, offerId: string, from: number): Promise<Tally[]> {
  const marks = Object.values(MARKS).map((mark) => `sum((marks & ${mark}) <> 0)`);
  const valueOf = SUB_NAMES.map((name) => `WHEN '${name}' THEN c.${name}`).join(" ");
  const text = `WITH part AS (
      SELECT e.link_id, e.webmaster_id, n.value AS name, CASE n.value ${valueOf} ELSE '' END AS value, e.ctit_bucket,
        count(*) AS conversions, ${marks.map((mark, i) => `${mark} AS mark${i}`).join(", ")}
      FROM conversion_evidence e CROSS JOIN conversion c ON c.id = e.conversion_id CROSS JOIN json_each(?) n
      WHERE e.offer_id = ? AND e.recorded_at > ? AND (n.value = '' OR CASE n.value ${valueOf} END <> '')
      GROUP BY 1, 2, 3, 4, 5),
    sized AS (SELECT *, sum(conversions) OVER (PARTITION BY link_id, name, value) AS size FROM part)
    SELECT link_id, webmaster_id, name, value, ctit_bucket, conversions, mark0, mark1, mark2, mark3 FROM sized
    WHERE name = '' OR size >= ${GROUP_MIN} ORDER BY name = '' DESC, size DESC, link_id, name, value LIMIT ${TALLIES_MAX}`;
  const rows = await db.values(rawStatement(text, [JSON.stringify(["", ...SUB_NAMES]), offerId, from]));
  return (rows as [string, string, Tally["subName"], string, number, number, number, number, number, number][]).map(
    ([linkId, webmasterId, subName, subValue, bucket, conversions, hosting, odd, repeated, passive]) => ({
      ...{ linkId, webmasterId, subName, subValue, bucket, conversions, hosting, odd, repeated, passive },
    }),
  );
}
