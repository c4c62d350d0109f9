import { isLimited, isRecovered, QUALITY_RULE_RANGES, type QualityRule, type ScoredPart } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { voidIf, writeIfFirst, type Db, type Statement, type Tables } from "../db/index.ts";
import { mintId } from "../ids.ts";
import { pauseByLimit, resumeAfterLimit } from "../link/index.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { beginLimit, endLimit, limitSubject, type NewLimit } from "../source-limit/index.ts";
import type { LimitEnd, LimitKind, ScoredKind } from "../words.ts";
import { findScoredDays, readDays } from "./days.ts";
import { getPolicy, readPolicyInForce } from "./policies.ts";
import { reasonText } from "./seen.ts";

const [, DAYS_MAX] = QUALITY_RULE_RANGES.days;

/** A source that a rule would limit now. */
export interface WantedLimit {
  rule: QualityRule;
  limitKind: LimitKind;
  kind: ScoredKind;
  id: string;
  /** The webmaster's, or the link's slug. */
  name: string;
  webmasterId: string;
  webmasterName: string;
  offerId: string | null;
  score: number;
  conversions: number;
  parts: ScoredPart[];
  reason: string;
}

const limitKindOf = ({ holdDays }: QualityRule): LimitKind => (holdDays === null ? "pause" : "hold");

/** Sources of one step. */
const STEP = 20;
/** Sources that a dry run names of each rule. */
const DRY_RUN_MAX = 100;

/**
 * The next sources that a rule limits: those with such scores on its days, except those that are limited in this way, or
 * were, and may not be again yet. `last`: the last source that was looked at; undefined behind all.
 */
async function findWanted(
  { db, now }: Context,
  rule: QualityRule,
  { days, after, limit }: { days: readonly number[]; after: string; limit: number },
): Promise<{ wanted: WantedLimit[]; last: string | undefined }> {
  const [today] = days;
  if (today === undefined) return { wanted: [], last: undefined };
  const { of: kind, scoreBelow, conversionsMin } = rule;
  const limitKind = limitKindOf(rule);
  const { rows } = await sql<
    {
      [Name in "id" | "webmaster_id" | "offer_id" | "parts" | "name" | "webmaster_name"]: string;
    } & { score: number; conversions: number }
  >`
    SELECT id, webmaster_id, offer_id, score, conversions, parts,
      coalesce((SELECT slug FROM link WHERE link.id = s.id), (SELECT name FROM webmaster WHERE webmaster.id = s.id)) AS name,
      (SELECT name FROM webmaster WHERE webmaster.id = s.webmaster_id) AS webmaster_name
    FROM source_score s WHERE day = ${today} AND kind = ${kind} AND id > ${after} AND score < ${scoreBelow}
      AND conversions >= ${conversionsMin} AND NOT ${isSpared(sql`${limitSubject(kind, "")} || s.id`, limitKind, now())}
    ORDER BY id LIMIT ${limit}`.execute(db.query);
  const daysOf = await readDays(db, { kind, ids: rows.map(({ id }) => id), days: days.slice(0, rule.days) });
  const wanted = rows.flatMap(({ id, parts, ...row }): WantedLimit[] => {
    if (!isLimited(rule, daysOf(id))) return [];
    const scored = JSON.parse(parts) as ScoredPart[]; // written by the score
    return [
      {
        ...{ rule, limitKind, kind, id, name: row.name, webmasterId: row.webmaster_id, parts: scored },
        ...{ webmasterName: row.webmaster_name, offerId: kind === "link" ? row.offer_id : null },
        ...{ score: row.score, conversions: row.conversions, reason: reasonText(rule, row.score, scored) },
      },
    ];
  });
  return { wanted, last: rows.length < limit ? undefined : rows.at(-1)?.id };
}

/** Whether a subject is limited in this way already, or may not be again yet. */
const isSpared = (subject: ReturnType<typeof sql>, kind: LimitKind, now: number) =>
  sql<boolean>`EXISTS (SELECT 1 FROM source_limit l
    WHERE l.subject = ${subject} AND l.kind = ${kind} AND (l.ended_at IS NULL OR l.again_from > ${now}))`;

/**
 * What a policy would limit now, at most 100 sources of each rule: the scores of the latest day, the same rules as when it
 * is on. Nothing changes by it. Operator only. Throws `forbidden`, `not_found`.
 */
export async function tryPolicy(ctx: Context, id: string): Promise<{ day: number | null; wanted: WantedLimit[] }> {
  requireRole(ctx, OPERATOR, "try quality policies");
  const { rules } = await getPolicy(ctx, id);
  const days = await findScoredDays(ctx.db, DAYS_MAX);
  const found = new Map<string, WantedLimit>();
  for (const rule of rules)
    for (const one of await firstWanted(ctx, rule, days)) {
      const key = `${one.kind}:${one.id} ${one.limitKind}`;
      // The first rule that limits a source does it.
      if (!found.has(key)) found.set(key, one);
    }
  return { day: days[0] ?? null, wanted: [...found.values()] };
}

/** Pages of a dry run: most of what a page reads is limited by its rule. */
const PAGES_MAX = 10;

async function firstWanted(ctx: Context, rule: QualityRule, days: readonly number[]): Promise<WantedLimit[]> {
  const found: WantedLimit[] = [];
  let after: string | undefined = "";
  for (let page = 0; page < PAGES_MAX && after !== undefined && found.length < DRY_RUN_MAX; page++) {
    const { wanted, last }: Awaited<ReturnType<typeof findWanted>> = await findWanted(ctx, rule, {
      ...{ days, after, limit: DRY_RUN_MAX },
    });
    found.push(...wanted);
    after = last;
  }
  return found.slice(0, DRY_RUN_MAX);
}

/**
 * Imposes what the policy in force says about the next sources. `after` is what the last call returned, or empty. Returns
 * undefined behind all. A source is limited once, however often a call is repeated.
 */
export async function imposeNext(ctx: Context, after: string): Promise<string | undefined> {
  requireRole(ctx, OPERATOR_OR_JOB, "impose what the policy says");
  const policy = await readPolicyInForce(ctx);
  const [number, id] = after === "" ? [0, ""] : positionOf(after);
  const rule = policy?.rules[number];
  if (policy === undefined || rule === undefined) return undefined;
  const days = await findScoredDays(ctx.db, DAYS_MAX);
  const { wanted, last } = await findWanted(ctx, rule, { days, after: id, limit: STEP });
  for (const one of wanted) await impose(ctx, policy.version, one);
  return last === undefined ? `${number + 1}/` : `${number}/${last}`;
}

function positionOf(after: string): [number: number, id: string] {
  const at = after.indexOf("/");
  return [Number(after.slice(0, at)), after.slice(at + 1)];
}

/** Another request may have limited the source, or switched the policy off, in the meantime: then nothing happens. */
async function impose(ctx: Context, version: number, wanted: WantedLimit): Promise<void> {
  const { rule, limitKind, kind, id, webmasterId, offerId, score, parts, reason } = wanted;
  const since = ctx.now();
  const limit: NewLimit = {
    ...{ id: mintId("slm", since), source: { kind, id, webmasterId, offerId }, kind: limitKind },
    ...{ holdDays: rule.holdDays, reason, since, until: since + rule.reviewDays * DAY_MS, actor: actorName(ctx.actor) },
    policy: { version, name: rule.name, rule: JSON.stringify(rule), score, parts: JSON.stringify(parts) },
  };
  await writeIfFirst(ctx.db, [
    voidIf(
      ctx.db,
      sql`${isSpared(sql`${limitSubject(kind, id)}`, limitKind, since)}
        OR (SELECT version FROM quality_policy WHERE status = 'active') IS NOT ${version}`,
    ),
    ...(await beginning(ctx, limit)),
  ]);
}

/** What begins a limit: its row, the pause of its link, and the audit. */
export async function beginning(ctx: Context, limit: NewLimit): Promise<Statement[]> {
  const { source, kind, holdDays, reason, policy, since } = limit;
  const link = kind === "pause" ? await findLink(ctx.db, source.id) : undefined;
  return [
    beginLimit(limit),
    ...(link === undefined ? [] : pauseByLimit(link, reason, since)),
    ...audit(ctx, {
      ...{ event: "source_limit.impose", subject: limit.id, account: source.webmasterId, reason },
      after: {
        ...{ kind, source: source.id, hold_days: holdDays, until: limit.until },
        ...(policy !== null && { policy: policy.version, rule: policy.name, score: policy.score }),
      },
    }),
  ];
}

const findLink = ({ query }: Db, id: string) =>
  query.selectFrom("link").select(["id", "slug"]).where("id", "=", id).executeTakeFirst();

type LimitRow = Tables["source_limit"];

/** Limits of one step: an end is up to seven queries. */
const ENDS_STEP = 20;

/** Ends limits whose source has recovered. `after` is what the last call returned, or empty; undefined behind all. */
export async function endRecovered(ctx: Context, after: string): Promise<string | undefined> {
  requireRole(ctx, OPERATOR_OR_JOB, "end limits");
  const days = await findScoredDays(ctx.db, DAYS_MAX);
  const rows = await ctx.db.query
    .selectFrom("source_limit")
    .selectAll()
    .where(sql<boolean>`ended_at IS NULL AND policy_version IS NOT NULL`)
    .where("id", ">", after)
    .orderBy("id")
    .limit(ENDS_STEP)
    .execute();
  for (const [kind, own] of Map.groupBy(rows, ({ link_id }): ScoredKind => (link_id === null ? "webmaster" : "link"))) {
    const daysOf = await readDays(ctx.db, { kind, ids: own.map(sourceIdOf), days });
    for (const row of own) {
      const rule = JSON.parse(row.rule ?? "{}") as QualityRule; // written by `impose`
      if (isRecovered(rule, daysOf(sourceIdOf(row)))) await end(ctx, row, "recovered", null);
    }
  }
  return rows.length < ENDS_STEP ? undefined : rows.at(-1)?.id;
}

const sourceIdOf = ({ link_id, webmaster_id }: Pick<LimitRow, "link_id" | "webmaster_id">) => link_id ?? webmaster_id;

/** Ends limits whose date has come. Returns how many; call again while it is not 0. */
export async function endOverdueLimits(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "end limits");
  const rows = await ctx.db.query
    .selectFrom("source_limit")
    .selectAll()
    .where(sql<boolean>`ended_at IS NULL`)
    .where("until", "<=", ctx.now())
    .orderBy("until")
    .limit(ENDS_STEP)
    .execute();
  for (const row of rows) await end(ctx, row, "over", null);
  return rows.length;
}

/** Ends a limit, and the pause that is its own. False: it was ended by another request. */
export async function end(ctx: Context, row: LimitRow, as: LimitEnd, reason: string | null): Promise<boolean> {
  const at = ctx.now();
  const link = row.kind === "pause" && row.link_id !== null ? await findLink(ctx.db, row.link_id) : undefined;
  return writeIfFirst(ctx.db, [
    voidIf(ctx.db, sql`(SELECT ended_at FROM source_limit WHERE id = ${row.id}) IS NOT NULL`),
    ...(link === undefined ? [] : resumeAfterLimit(link, row.id, at)),
    endLimit(row.id, { at, actor: actorName(ctx.actor), as, reason }),
    ...audit(ctx, {
      ...{ event: as === "lifted" ? "source_limit.lift" : "source_limit.end", subject: row.id },
      ...{ account: row.webmaster_id, reason, after: { kind: row.kind, source: sourceIdOf(row), as } },
    }),
  ]);
}
