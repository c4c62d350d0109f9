import type { ScoredPart } from "@waymark/check";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  equal,
  filteredList,
  inJson,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { EVEN_IF_BLOCKED, ownAccountOf, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import type { LimitKind, ScoredKind } from "../words.ts";
import type { ScoredSub } from "./compare.ts";
import { findScoredDays } from "./days.ts";
import { partsFor, type SeenPart } from "./seen.ts";

type ScoreRow = Tables["source_score"];

/** A score with its parts, as an actor may see it. */
interface SeenScore {
  /** 0 to 100; null: see `absent`. */
  score: number | null;
  absent: ScoreRow["absent"];
  conversions: number;
  parts: SeenPart[];
}

/** The quality of a webmaster or a link on the latest day. */
export interface SourceScore extends SeenScore {
  kind: ScoredKind;
  id: string;
  /** The webmaster's, or the link's slug. */
  name: string;
  webmasterId: string;
  webmasterName: string;
  offerId: string | null;
  offerName: string | null;
  /** The day of the network's zone, since 1970: it counts what was before. */
  day: number;
  /** Limits in force. */
  limits: { id: string; kind: LimitKind }[];
}

/** The same with its past and its sub-ids. */
export interface DetailedScore extends SourceScore {
  /** The oldest first. */
  history: { day: number; score: number | null; conversions: number }[];
  subs: (SeenScore & Pick<ScoredSub, "name" | "value"> & { history: { day: number; score: number | null }[] })[];
  /** Sub-id values that have no score: too few conversions, or beyond the bound. */
  subsLeft: number;
}

/** Omitted fields ask for nothing. */
export interface ScoreFilter {
  webmasterId?: string | undefined;
  offerId?: string | undefined;
  /** Scores below; sources without a score are left out. */
  scoreBelow?: number | undefined;
  isLimited?: boolean | undefined;
}

/** What comes first: the lowest score, or most conversions. */
export const SCORE_ORDERS = ["score", "conversions"] as const;
export type ScoreOrder = (typeof SCORE_ORDERS)[number];

const ID_PREFIX: Record<ScoredKind, string> = { webmaster: "wm", link: "lnk" };
const ORDERS = {
  score: { column: "badness", index: "source_score_by_badness" },
  conversions: { column: "conversions", index: "source_score_by_conversions" },
} as const satisfies Record<ScoreOrder, { column: keyof ScoreRow; index: string }>;

const NAMES = sql`coalesce((SELECT slug FROM link WHERE link.id = source_score.id),
    (SELECT name FROM webmaster WHERE webmaster.id = source_score.id)) AS name,
  (SELECT name FROM webmaster WHERE webmaster.id = source_score.webmaster_id) AS webmaster_name,
  (SELECT name FROM offer WHERE offer.id = source_score.offer_id) AS offer_name,
  (SELECT json_group_array(json_object('id', l.id, 'kind', l.kind)) FROM source_limit l
    WHERE l.subject = source_score.kind || ':' || source_score.id AND l.ended_at IS NULL) AS limits`;

const IS_LIMITED = sql`EXISTS (SELECT 1 FROM source_limit l
  WHERE l.subject = source_score.kind || ':' || source_score.id AND l.ended_at IS NULL)`;

const listRules = (
  kind: ScoredKind,
  order: ScoreOrder,
): ListRules<"webmasterId" | "offerId" | "scoreBelow" | "isLimited"> => ({
  table: "source_score",
  idPrefix: ID_PREFIX[kind],
  conditions: {
    webmasterId: equal("webmaster_id"),
    offerId: equal("offer_id"),
    scoreBelow: (below: number) => sql`score < ${below}`,
    isLimited: (is: boolean) => (is ? IS_LIMITED : sql`NOT ${IS_LIMITED}`),
  },
  orderedBy: [ORDERS[order].column, "id"],
  indexes: [],
  wholeIndex: ORDERS[order].index,
  joined: NAMES,
});

interface JoinedRow extends ScoreRow {
  name: string;
  webmaster_name: string;
  offer_name: string | null;
  limits: string;
}

/** Sources of the latest scored day, the lowest score first unless told otherwise; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export async function listScores(
  ctx: Context,
  { kind, order, ...asked }: ScoreFilter & { kind: ScoredKind; order: ScoreOrder },
  request: ListRequest,
): Promise<ListPage<SourceScore>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see the quality of sources", EVEN_IF_BLOCKED);
  const [day] = await findScoredDays(ctx.db, 1);
  const own = ownAccountOf(actor);
  const rules = listRules(kind, order);
  const webmasterId = own.webmasterId ?? asked.webmasterId;
  const list = filteredList(
    // One webmaster's scores have an index; by conversions they are few enough to be looked through.
    webmasterId !== undefined && order === "score" ? { ...rules, wholeIndex: "source_score_by_webmaster" } : rules,
    { own, asked, range: [sql`day = ${day ?? -1}`, sql`kind = ${kind}`] },
  );
  const { rows, next } = await readListPage<JoinedRow>(ctx.db, list, request);
  return { rows: rows.map((row) => scoreOf(ctx, row)), next };
}

const scoreOf = ({ actor }: Context, row: JoinedRow): SourceScore => ({
  ...{ kind: row.kind, id: row.id, name: row.name, webmasterId: row.webmaster_id, webmasterName: row.webmaster_name },
  ...{ offerId: row.kind === "link" ? row.offer_id : null, offerName: row.offer_name, day: row.day },
  ...{ score: row.score, absent: row.absent, conversions: row.conversions },
  parts: partsFor(actor, JSON.parse(row.parts ?? "[]") as ScoredPart[]), // written by the score
  limits: JSON.parse(row.limits) as SourceScore["limits"], // made by the query
});

/** Days of a history. */
const HISTORY_DAYS = 120;

/**
 * The quality of a webmaster or a link, with its past: each of the last 90 days, and before one day a week. Throws
 * `forbidden`, `not_found`: also for another webmaster's, and for a source that was not scored yet.
 */
export async function getScore(ctx: Context, id: string): Promise<DetailedScore> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see the quality of sources", EVEN_IF_BLOCKED);
  const days = await findScoredDays(ctx.db, HISTORY_DAYS);
  const own = ownAccountOf(actor).webmasterId;
  const { rows } = await sql<JoinedRow>`SELECT *, ${NAMES} FROM source_score
    WHERE id = ${id} AND day IN ${inJson(days.slice(0, 1))} ${own === undefined ? sql`` : sql`AND webmaster_id = ${own}`}`.execute(
    ctx.db.query,
  );
  const [row] = rows;
  if (row === undefined) throw notFound("source");
  const past = await ctx.db.query
    .selectFrom("source_score")
    .select(["day", "score", "conversions", "subs"])
    .where("id", "=", id)
    .where("day", "in", inJson(days))
    .orderBy("day")
    .execute();
  const subsOf = new Map(past.map(({ day, subs }) => [day, JSON.parse(subs) as ScoredSub[]])); // written by the score
  return {
    ...scoreOf(ctx, row),
    history: past.map(({ day, score, conversions }) => ({ day, score, conversions })),
    subs: (subsOf.get(row.day) ?? []).map(({ name, value, score, absent, conversions, parts }) => ({
      ...{ name, value, score, absent, conversions, parts: partsFor(actor, parts) },
      history: [...subsOf].flatMap(([day, subs]) =>
        subs.flatMap((sub) => (sub.name === name && sub.value === value ? [{ day, score: sub.score }] : [])),
      ),
    })),
    subsLeft: row.subs_left,
  };
}
