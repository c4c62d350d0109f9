import type { Shares } from "@waymark/check";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { ENDED, findProgress, rawStatement, saveProgress, voidIf, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import { civilDayAt } from "../zone.ts";
import { compareLinks, insertScores, scoreWebmasters, sumDay } from "./compare.ts";
import { countOffer } from "./count.ts";
import { endRecovered, imposeNext } from "./enforce.ts";
import { windowOf } from "./window.ts";

/**
 * Where the day's scores are: each offer is counted; each is compared; webmasters are scored; the day is finished; limits end
 * and begin.
 */
type Position = { day: number; after: string } & (
  | { step: "count"; leftOut: number }
  | { step: "compare"; leftOut: number; network: Shares }
  | { step: "webmasters"; leftOut: number }
  | { step: "recover" }
  | { step: "impose" }
);

const JOB = "source_quality";

/**
 * Scores the sources of the network on a day, one offer or some webmasters a call, and then does what the policy in force
 * says. Returns 1 while more is to be done. A call that died is repeated and changes nothing twice.
 */
export async function scoreSources(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "score sources");
  const stored = (await findProgress(ctx.db, JOB))?.position ?? ENDED;
  const { zone } = await getSettings(ctx.db);
  const position =
    stored === ENDED
      ? ({ day: civilDayAt(zone, ctx.now()), step: "count", after: "", leftOut: 0 } satisfies Position)
      : (JSON.parse(stored) as Position); // written below
  const { next, statements } = await advance(ctx, zone, position);
  await ctx.db.write([
    // Another call may have done this step, and more, in the meantime.
    voidIf(ctx.db, sql`coalesce((SELECT position FROM progress WHERE name = ${JOB}), '') <> ${stored}`),
    ...statements,
    saveProgress(JOB, { position: next === undefined ? ENDED : JSON.stringify(next), changedAt: ctx.now() }),
  ]);
  return next === undefined ? 0 : 1;
}

interface Step {
  next: Position | undefined;
  statements: Statement[];
}

async function advance(ctx: Context, zone: string, position: Position): Promise<Step> {
  const { db } = ctx;
  const { day, after } = position;
  switch (position.step) {
    case "count": {
      const window = windowOf(zone, day);
      const offerId = await findOffer(ctx, { after, ...window });
      if (offerId === undefined) {
        const network = await sumDay(db, day);
        return { next: { day, step: "compare", after: "", leftOut: position.leftOut, network }, statements: [] };
      }
      const { links, leftOut } = await countOffer(ctx, offerId, window);
      const sources = links.map(({ linkId, ...link }) => ({ kind: "link" as const, id: linkId, offerId, ...link }));
      return {
        next: { ...position, after: offerId, leftOut: position.leftOut + leftOut },
        statements: insertScores(day, sources),
      };
    }
    case "compare": {
      const offerId = await nextScoredOffer(ctx, { day, after });
      return offerId === undefined
        ? { next: { day, step: "webmasters", after: "", leftOut: position.leftOut }, statements: [] }
        : {
            next: { ...position, after: offerId },
            statements: await compareLinks(db, { day, offerId, network: position.network }),
          };
    }
    case "webmasters": {
      const { statements, last } = await scoreWebmasters(db, { day, after });
      if (last !== undefined) return { next: { ...position, after: last }, statements };
      return { next: { day, step: "recover", after: "" }, statements: finishDay(ctx, day, position.leftOut) };
    }
    case "recover": {
      const last = await endRecovered(ctx, after);
      return { next: { day, ...(last === undefined ? IMPOSE : { step: "recover", after: last }) }, statements: [] };
    }
    case "impose": {
      const last = await imposeNext(ctx, after);
      return { next: last === undefined ? undefined : { day, step: "impose", after: last }, statements: [] };
    }
  }
}

const IMPOSE = { step: "impose", after: "" } as const;

/** The next offer with conversions in the window. */
async function findOffer({ db }: Context, { after, from, to }: { after: string; from: number; to: number }) {
  const row = await db.query
    .selectFrom("offer")
    .select("id")
    .where("id", ">", after)
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM conversion_evidence
        WHERE offer_id = offer.id AND recorded_at >= ${from} AND recorded_at < ${to})`,
    )
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

async function nextScoredOffer({ db }: Context, { day, after }: { day: number; after: string }) {
  const row = await db.query
    .selectFrom("source_score")
    .select("offer_id")
    .where("day", "=", day)
    .where("offer_id", ">", after)
    .orderBy("offer_id")
    .limit(1)
    .executeTakeFirst();
  return row?.offer_id;
}

const finishDay = ({ now }: Context, day: number, leftOut: number): Statement[] => [
  rawStatement(
    `INSERT OR REPLACE INTO source_score_day (day, finished_at, left_out)
     VALUES (CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER))`,
    [day, now(), leftOut],
  ),
];

/** Days of which all scores are kept. Of older ones, one day a week is. */
export const ALL_DAYS = 90;
/** Days after which no score is kept. */
export const KEPT_DAYS = 730;
const FORGET_STEP = 5_000;

/** Thins out old scores. Returns how many rows it deleted; call again while it is not 0. */
export async function forgetScores(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "forget scores");
  const { zone } = await getSettings(ctx.db);
  const today = civilDayAt(zone, ctx.now());
  const isForgotten = sql<boolean>`(day < ${today - KEPT_DAYS} OR (day < ${today - ALL_DAYS} AND day % 7 <> 0))`;
  const day = await ctx.db.query
    .selectFrom("source_score_day")
    .select("day")
    .where(isForgotten)
    .orderBy("day")
    .limit(1)
    .executeTakeFirst();
  if (day === undefined) return 0;
  const { rowsWritten } = await ctx.db.write([
    rawStatement(
      `DELETE FROM source_score WHERE (day, kind, id) IN (
         SELECT day, kind, id FROM source_score WHERE day = CAST(? AS INTEGER) LIMIT ${FORGET_STEP})`,
      [day.day],
    ),
    rawStatement(
      `DELETE FROM source_score_day WHERE day = CAST(?1 AS INTEGER)
       AND NOT EXISTS (SELECT 1 FROM source_score WHERE day = CAST(?1 AS INTEGER))`,
      [day.day],
    ),
  ]);
  return rowsWritten;
}
