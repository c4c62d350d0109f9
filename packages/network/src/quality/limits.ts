import type { QualityRule, ScoredPart } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { actorIdOf, actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  filteredList,
  inJson,
  readListPage,
  equal,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { EVEN_IF_BLOCKED, OPERATOR, ownAccountOf, requireRole, visibleTo, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { limitSubject } from "../source-limit/index.ts";
import type { LimitEnd, LimitKind, ScoredKind } from "../words.ts";
import { beginning, end } from "./enforce.ts";
import { partsFor, type SeenPart } from "./seen.ts";

/** A limit of a source as an actor may see it. Times are Unix ms. */
export interface SourceLimit {
  id: string;
  kind: LimitKind;
  /** The webmaster's, or the link's slug. */
  sourceName: string;
  webmasterId: string;
  webmasterName: string;
  /** Null: the webmaster with all of their links. */
  linkId: string | null;
  offerId: string | null;
  offerName: string | null;
  /** By how many days holds are longer; null for a pause. */
  holdDays: number | null;
  /** Not by hand. */
  isByPolicy: boolean;
  reason: string;
  /** What the policy saw, and what ends the limit; null: by hand. */
  seen: { score: number; parts: SeenPart[]; recoversAt: number; recoversDays: number } | null;
  since: number;
  /** It ends then in any case. */
  until: number;
  ended: { at: number; as: LimitEnd; reason: string | null } | null;
  /** Operator only: the version and the rule, who imposed it by hand and lifted it, and when a policy may impose it again. */
  details:
    | {
        policyVersion: number | null;
        ruleName: string | null;
        beganBy: string;
        endedBy: string | null;
        againFrom: number | null;
      }
    | undefined;
}

/** Omitted fields ask for nothing. */
export interface LimitFilter {
  kind?: LimitKind | undefined;
  webmasterId?: string | undefined;
  linkId?: string | undefined;
  isOpen?: boolean | undefined;
  isByPolicy?: boolean | undefined;
}

const LIMIT_LIST: ListRules<"kind" | "webmasterId" | "subject" | "isOpen" | "isByPolicy"> = {
  table: "source_limit",
  idPrefix: "slm",
  conditions: {
    kind: equal("kind"),
    webmasterId: equal("webmaster_id"),
    subject: equal("subject"),
    isOpen: (is: boolean) => (is ? sql`ended_at IS NULL` : sql`ended_at IS NOT NULL`),
    isByPolicy: (is: boolean) => (is ? sql`policy_version IS NOT NULL` : sql`policy_version IS NULL`),
  },
  orderedBy: ["since", "id"],
  indexes: [
    { name: "subject", index: "source_limit_by_subject" },
    { name: "webmasterId", index: "source_limit_by_webmaster" },
  ],
  wholeIndex: "source_limit_by_time",
  joined: sql`(SELECT name FROM webmaster WHERE webmaster.id = source_limit.webmaster_id) AS webmaster_name,
    (SELECT name FROM offer WHERE offer.id = source_limit.offer_id) AS offer_name,
    (SELECT slug FROM link WHERE link.id = source_limit.link_id) AS slug`,
};

type JoinedRow = Tables["source_limit"] & { webmaster_name: string; offer_name: string | null; slug: string | null };

/** Limits by when they began, the latest first unless `sort` says otherwise; webmasters see their own. Throws `forbidden`, `invalid_input`. */
export async function listLimits(
  ctx: Context,
  { linkId, ...asked }: LimitFilter,
  request: ListRequest,
): Promise<ListPage<SourceLimit>> {
  const subject = linkId === undefined ? undefined : limitSubject("link", linkId);
  const { rows, next } = await readLimits(ctx, { ...asked, subject }, request);
  return { rows: rows.map((row) => limitOf(ctx, row)), next };
}

function readLimits(
  ctx: Context,
  asked: Omit<LimitFilter, "linkId"> & { subject?: string | undefined },
  request: ListRequest,
  { ids, rules = LIMIT_LIST }: { ids?: readonly string[]; rules?: typeof LIMIT_LIST } = {},
): Promise<ListPage<JoinedRow>> {
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "see limits of sources", EVEN_IF_BLOCKED);
  const range = ids === undefined ? [] : [sql`id IN ${inJson(ids)}`];
  return readListPage<JoinedRow>(ctx.db, filteredList(rules, { own: ownAccountOf(actor), asked, range }), request);
}

const BY_ID: typeof LIMIT_LIST = { ...LIMIT_LIST, orderedBy: ["id"], indexes: [], wholeIndex: null };

async function findLimit(ctx: Context, id: string): Promise<JoinedRow | undefined> {
  const page = { limit: 1, charsMax: Infinity };
  return (await readLimits(ctx, {}, page, { ids: [id], rules: BY_ID })).rows[0];
}

/** Throws `forbidden`, `not_found`. */
export async function getLimit(ctx: Context, id: string): Promise<SourceLimit> {
  const row = await findLimit(ctx, id);
  if (row === undefined) throw notFound("limit");
  return limitOf(ctx, row);
}

function limitOf({ actor }: Context, row: JoinedRow): SourceLimit {
  const { rule, score, parts, ended_at: endedAt, ended_as: as } = row;
  return {
    ...{ id: row.id, kind: row.kind, linkId: row.link_id, isByPolicy: row.policy_version !== null },
    ...{ sourceName: row.slug ?? row.webmaster_name, webmasterId: row.webmaster_id, webmasterName: row.webmaster_name },
    ...{ offerId: row.offer_id, offerName: row.offer_name, holdDays: row.hold_days, reason: row.reason },
    seen: rule === null || score === null || parts === null ? null : seenOf({ rule, score, parts }),
    ...{ since: row.since, until: row.until },
    ended: endedAt === null || as === null ? null : { at: endedAt, as, reason: row.end_reason },
    details: visibleTo(actor, OPERATOR, {
      ...{ policyVersion: row.policy_version, ruleName: row.rule_name, againFrom: row.again_from },
      ...{ beganBy: actorIdOf(row.began_by), endedBy: row.ended_by === null ? null : actorIdOf(row.ended_by) },
    }),
  };

  function seenOf(stored: { rule: string; score: number; parts: string }) {
    const { recoversAt, days } = JSON.parse(stored.rule) as QualityRule; // written by `impose`
    const seenParts = partsFor(actor, JSON.parse(stored.parts) as ScoredPart[]); // the same
    return { score: stored.score, parts: seenParts, recoversAt, recoversDays: days };
  }
}

/** The longest limit, in days. */
export const LIMIT_DAYS_MAX = 90;

/** A limit by hand. */
export interface LimitInput {
  source: { kind: ScoredKind; id: string };
  kind: LimitKind;
  /** 1 to 60 for a hold; null for a pause. */
  holdDays: number | null;
  /** It ends after so many days, 1 to 90. */
  days: number;
  /** The webmaster reads it. */
  reason: string;
}

/**
 * Limits a source by hand. A source is limited once in each way. Operator only. Throws `forbidden`, `invalid_input`,
 * `not_found`, `already_exists`.
 */
export async function imposeLimit(ctx: Context, input: LimitInput): Promise<SourceLimit> {
  requireRole(ctx, OPERATOR, "limit sources");
  const { source, kind, holdDays } = input;
  if ((holdDays === null) !== (kind === "pause"))
    throw new NetworkError("invalid_input", "A hold has days, and a pause has none", [
      { path: "hold_days", message: "is required for a hold, and must be absent for a pause" },
    ]);
  if (kind === "pause" && source.kind === "webmaster")
    throw new NetworkError("invalid_input", "A webmaster is not paused", [
      { path: "kind", message: "must be hold for a webmaster: only links are paused" },
    ]);
  const [id, since] = [newId(ctx, "slm"), ctx.now()];
  const find = async () => {
    const row = await findLimit(ctx, id);
    return row && limitOf(ctx, row);
  };
  return createOnce(ctx, find, () => imposeAnew(ctx, { id, since }, input));
}

async function imposeAnew(
  ctx: Context,
  { id, since }: { id: string; since: number },
  input: LimitInput,
): Promise<SourceLimit> {
  const { kind, holdDays, reason } = input;
  const source = await findSource(ctx, input.source);
  const statements = await beginning(ctx, {
    ...{ id, source, kind, holdDays, reason, policy: null, since, until: since + input.days * DAY_MS },
    actor: actorName(ctx.actor),
  });
  try {
    await ctx.db.write(statements);
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error;
    throw new NetworkError("already_exists", "This source is limited in this way already: lift that limit first");
  }
  return getLimit(ctx, id);
}

async function findSource({ db: { query } }: Context, { kind, id }: LimitInput["source"]) {
  if (kind === "webmaster") {
    const webmaster = await query.selectFrom("webmaster").select("id").where("id", "=", id).executeTakeFirst();
    if (webmaster === undefined) throw notFound("webmaster");
    return { kind, id, webmasterId: id, offerId: null };
  }
  const link = await query
    .selectFrom("link")
    .select(["webmaster_id", "offer_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (link === undefined) throw notFound("link");
  return { kind, id, webmasterId: link.webmaster_id, offerId: link.offer_id };
}

/**
 * Lifts a limit: what is recorded from now on is not held longer, and a link that it paused is resumed. A limit that was
 * lifted stays so. Operator only. Throws `forbidden`, `not_found`, `transition_refused`.
 */
export async function liftLimit(ctx: Context, id: string, reason: string): Promise<SourceLimit> {
  requireRole(ctx, OPERATOR, "lift limits");
  const row = await findLimit(ctx, id);
  if (row === undefined) throw notFound("limit");
  if (row.ended_at === null) await end(ctx, row, "lifted", reason);
  const limit = await getLimit(ctx, id);
  if (limit.ended?.as !== "lifted")
    throw new NetworkError("transition_refused", "The limit has ended by itself already");
  return limit;
}
