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
import { windowOf, type Window } from "./window.ts";

/**
 * Where the day's scores are: each offer is counted; each is compared; webmasters are scored; the day is finished; limits end
 * and begin.
 */
type Position = { day: number; after: string } & (
  | ({ step: "count" } & OfByOffer)
  | ({ step: "compare"; network: Shares } & OfByOffer)
  | { step: "webmasters"; leftOut: number }
  | { step: "recover" }
  | { step: "impose" }
);

/** Of what goes offer by offer. */
interface OfByOffer {
  leftOut: number;
  /** How often the next offer has failed. */
  failures?: number;
}

const JOB = "source_quality";

/** An offer that failed so often is left out of the day. */
const TRIES_MAX = 3;

/**
 * Scores the sources of the network on a day, one offer or some webmasters a call, and then does what the policy in force
 * says. Returns 1 while more is to be done. A call that died is repeated and changes nothing twice. An offer that fails
 * throws and is tried again; after three tries it is left out, so that it keeps no other from its score.
 */
export async function scoreSources(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "score sources");
  const stored = (await findProgress(ctx.db, JOB))?.position ?? ENDED;
  const { zone } = await getSettings(ctx.db);
  const position =
    stored === ENDED
      ? ({ day: civilDayAt(zone, ctx.now()), step: "count", after: "", leftOut: 0 } satisfies Position)
      : (JSON.parse(stored) as Position); // written below
  const { next, statements, failure } = await advance(ctx, zone, position);
  await ctx.db.write([
    // Another call may have done this step, and more, in the meantime.
    voidIf(ctx.db, sql`coalesce((SELECT position FROM progress WHERE name = ${JOB}), '') <> ${stored}`),
    ...statements,
    saveProgress(JOB, { position: next === undefined ? ENDED : JSON.stringify(next), changedAt: ctx.now() }),
  ]);
  if (failure !== undefined) throw failure;
  return next === undefined ? 0 : 1;
}

interface Step {
  next: Position | undefined;
  statements: Statement[];
  /** Is thrown once the position is kept. */
  failure?: Error;
}

async function advance(ctx: Context, zone: string, position: Position): Promise<Step> {
  const { db } = ctx;
  const { day, after } = position;
  const window = windowOf(zone, day);
  switch (position.step) {
    case "count": {
      const offerId = await findOffer(ctx, { after, ...window });
      if (offerId === undefined) {
        const network = await sumDay(db, day);
        return { next: { day, step: "compare", after: "", leftOut: position.leftOut, network }, statements: [] };
      }
      return orLeaveOut(ctx, position, { offerId, window }, async () => {
        const { links, leftOut } = await countOffer(ctx, offerId, window);
        const sources = links.map(({ linkId, ...link }) => ({ kind: "link" as const, id: linkId, offerId, ...link }));
        return { statements: insertScores(day, sources), leftOut };
      });
    }
    case "compare": {
      const offerId = await nextScoredOffer(ctx, { day, after });
      if (offerId === undefined)
        return { next: { day, step: "webmasters", after: "", leftOut: position.leftOut }, statements: [] };
      const { network } = position;
      return orLeaveOut(ctx, position, { offerId, window }, async () => ({
        statements: await compareLinks(db, { day, offerId, network }),
        leftOut: 0,
      }));
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

/** The step of one offer; if it has failed too often, the offer has no scores on that day. */
async function orLeaveOut(
  ctx: Context,
  { failures = 0, ...position }: Extract<Position, { step: "count" | "compare" }>,
  { offerId, window }: { offerId: string; window: Window },
  score: () => Promise<{ statements: Statement[]; leftOut: number }>,
): Promise<Step> {
  const behind = (leftOut: number) => ({ ...position, after: offerId, leftOut: position.leftOut + leftOut });
  try {
    const { statements, leftOut } = await score();
    return { next: behind(leftOut), statements };
  } catch (error) {
    const failure = new Error(`Offer ${offerId} can't be scored: ${String(error)}`, { cause: error });
    if (failures + 1 < TRIES_MAX) return { next: { ...position, failures: failures + 1 }, statements: [], failure };
    console.error({ event: "quality.offer_failed", offerId, error: String(error) });
    const statements = [
      rawStatement("DELETE FROM source_score WHERE day = CAST(? AS INTEGER) AND offer_id = ?", [position.day, offerId]),
    ];
    return { next: behind(await countConversions(ctx, offerId, window)), statements };
  }
}

async function countConversions({ db }: Context, offerId: string, { from, to }: Window): Promise<number> {
  const { conversions } = await db.query
    .selectFrom("conversion_evidence")
    .select(sql<number>`count(*)`.as("conversions"))
    .where("offer_id", "=", offerId)
    .where("recorded_at", ">=", from)
    .where("recorded_at", "<", to)
    .executeTakeFirstOrThrow();
  return conversions;
}

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
