import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { auditFound } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { rawStatement, type Statement } from "../db/index.ts";
import type { LimitEnd, LimitKind, ScoredKind } from "../words.ts";

/** What a limit is about, as stops name it. */
export const limitSubject = (kind: ScoredKind, id: string): `${ScoredKind}:${string}` => `${kind}:${id}`;

/** A longer hold that was or is in force from one time to another (Unix ms). */
export interface HoldLimit {
  since: number;
  /** Its end, or the date by which it ends in any case. */
  until: number;
  /** By how many days the hold is longer. */
  days: number;
}

/** Of a source's past limits, the latest so many count. */
const HOLD_LIMITS_MAX = 100;

/**
 * SQL for the holds that limit or limited a link or its webmaster, as JSON of `HoldLimit`s; the query has `link` and
 * `webmaster`. Those that have ended count for what was recorded under them and is completed later.
 */
export const HOLD_LIMITS = sql<string>`(
  SELECT json_group_array(json_object('since', since, 'until', min(until, coalesce(ended_at, until)), 'days', hold_days))
  FROM (SELECT since, until, ended_at, hold_days FROM source_limit
    WHERE subject IN ('link:' || link.id, 'webmaster:' || webmaster.id) AND kind = 'hold'
    ORDER BY since DESC LIMIT ${sql.lit(HOLD_LIMITS_MAX)}))`;

/**
 * By how many days the hold of a conversion is longer that is recorded at a time (Unix ms). Of several limits, the
 * longest counts: they are not added.
 */
export const extraHoldDays = (limits: readonly HoldLimit[], recordedAt: number): number =>
  limits.reduce(
    (days, limit) => (limit.since <= recordedAt && recordedAt < limit.until ? Math.max(days, limit.days) : days),
    0,
  );

/** Days after which a policy may limit a source again that was limited by hand. */
const AGAIN_AFTER_DAYS = 14;

const OPEN_PAUSE = "subject = 'link:' || ?1 AND kind = 'pause' AND ended_at IS NULL";

/** Who ends a limit, when (Unix ms), and why. */
interface End {
  at: number;
  /** As `actorName` writes it. */
  actor: string;
  as: LimitEnd;
  reason: string | null;
}

const ENDS = `UPDATE source_limit SET ended_at = CAST(?2 AS INTEGER), ended_by = ?3, ended_as = ?4, end_reason = ?5,
  again_from = CAST(?2 AS INTEGER) + iif(?4 = 'recovered', 0,
    coalesce(rule ->> '$.againAfterDays', ${AGAIN_AFTER_DAYS}) * ${DAY_MS})`;

/** Ends a limit if it is open. Belongs behind what resumes its link. */
export const endLimit = (id: string, { at, actor, as, reason }: End): Statement =>
  rawStatement(`${ENDS} WHERE id = ?1 AND ended_at IS NULL`, [id, at, actor, as, reason]);

/** A link whose pause the operator changes, and why. */
interface OwnPause {
  id: string;
  webmasterId: string;
  reason: string | null;
}

/** The operator resumes a link: a limit that paused it ends, and the audit has that. */
export const liftPauseOf = (ctx: Context, { id, webmasterId, reason }: OwnPause): Statement[] => [
  auditFound(
    ctx,
    { event: "source_limit.lift", account: webmasterId, reason, after: { kind: "pause", source: id, as: LIFTED } },
    rawStatement(`SELECT id AS subject FROM source_limit WHERE ${OPEN_PAUSE}`, [id]),
  ),
  rawStatement(`${ENDS} WHERE ${OPEN_PAUSE}`, [id, ctx.now(), actorName(ctx.actor), LIFTED, reason]),
];

const LIFTED = "lifted" satisfies LimitEnd;

/** SQL that holds while a limit pauses the link ?1. */
export const IS_PAUSED_BY_LIMIT = `EXISTS (SELECT 1 FROM source_limit WHERE ${OPEN_PAUSE} AND is_pausing = 1)`;

/** The operator pauses a link that a limit has paused: the pause does not end with the limit any more. */
export const takePauseOver = (ctx: Context, { id, webmasterId, reason }: OwnPause): Statement[] => [
  auditFound(
    ctx,
    {
      ...{ event: "link.pause", account: webmasterId, reason },
      ...{ before: { status: "paused" }, after: { status: "paused" } },
    },
    rawStatement(`SELECT link_id AS subject FROM source_limit WHERE ${OPEN_PAUSE} AND is_pausing = 1`, [id]),
  ),
  rawStatement(`UPDATE source_limit SET is_pausing = 0 WHERE ${OPEN_PAUSE}`, [id]),
];

/** SQL that holds while a limit's own pause is in force; its id is the last parameter. */
export const IS_PAUSING =
  "EXISTS (SELECT 1 FROM source_limit WHERE id = ? AND kind = 'pause' AND is_pausing = 1 AND ended_at IS NULL)";

/** A limit as it begins. Times are Unix ms. */
export interface NewLimit {
  id: string;
  source: { kind: ScoredKind; id: string; webmasterId: string; offerId: string | null };
  kind: LimitKind;
  holdDays: number | null;
  reason: string;
  /** What a policy saw; null: by hand. `rule` and `parts` are JSON. */
  policy: { version: number; name: string; rule: string; score: number; parts: string } | null;
  since: number;
  until: number;
  /** As `actorName` writes it. */
  actor: string;
}

/** Begins a limit. Voids its batch, by a unique index, if the source is limited in this way already. Belongs before the pause. */
export const beginLimit = ({ id, source, kind, holdDays, reason, policy, since, until, actor }: NewLimit): Statement =>
  rawStatement(
    `INSERT INTO source_limit (id, subject, kind, webmaster_id, link_id, offer_id, hold_days, is_pausing, reason,
       policy_version, rule_name, rule, score, parts, since, until, began_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, CAST(?7 AS INTEGER),
       ?3 = 'pause' AND (SELECT paused_by IS NOT 'operator' FROM link WHERE id = ?5), ?8,
       CAST(?9 AS INTEGER), ?10, ?11, CAST(?12 AS INTEGER), ?13, CAST(?14 AS INTEGER), CAST(?15 AS INTEGER), ?16)`,
    [
      ...[id, limitSubject(source.kind, source.id), kind, source.webmasterId],
      ...[source.kind === "link" ? source.id : null, source.offerId, holdDays, reason],
      ...[policy?.version ?? null, policy?.name ?? null, policy?.rule ?? null, policy?.score ?? null],
      ...[policy?.parts ?? null, since, until, actor],
    ],
  );
