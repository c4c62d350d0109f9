import { inApiNames } from "../api-names.ts";
import { actorIdOf, sideOfName, type Actor, type Context } from "../context.ts";
import { rawStatement, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { Side } from "../words.ts";
import { HISTORIES, type History } from "./histories.ts";
import { AUDIT_EVENTS } from "./record.ts";

/** One thing that was done. */
export interface Entry {
  /** Sorts by time. */
  id: string;
  /** Unix ms. */
  at: number;
  event: string;
  /** Id of what it was done to. */
  subject: string;
  by: Side;
  /** The person or key; null if it is another side's. */
  byId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  /** Of one's own side only. */
  network: string | null;
}

export interface AuditFilter {
  /** `offer`, or one event: `offer.change`. */
  event?: string | undefined;
  subject?: string | undefined;
  /** An operator's choice of one account. */
  account?: { advertiserId: string } | { webmasterId: string } | undefined;
  /** Unix ms, inclusive. */
  from?: number | undefined;
  /** Unix ms, exclusive. */
  to?: number | undefined;
  /** The id of the last entry seen. */
  before?: string | undefined;
  limit: number;
}

/** An id begins with the time, in so many digits of Unix ms. */
const TIME_DIGITS = 13;

/**
 * What was done in the actor's account, newest first; an operator sees everything. One query for each history, all in
 * one round trip. Changes of conversions need `subject`. Throws `forbidden`.
 */
export async function listAudit(ctx: Context, filter: AuditFilter): Promise<Entry[]> {
  if (filter.account !== undefined) requireRole(ctx, OPERATOR_OR_JOB, "name an account");
  const queries = Object.values<History>(HISTORIES).flatMap((history) => queryOf(history, ctx.actor, filter) ?? []);
  const { rows } = await ctx.db.read(queries);
  return rows
    .flatMap((found) => found as unknown as Row[]) // the columns of queryOf
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, filter.limit)
    .map((row) => entryOf(row, ctx.actor));
}

interface Row {
  id: string;
  at: number;
  event: string;
  subject: string;
  actor: string;
  before: string | null;
  after: string | null;
  reason: string | null;
  network: string | null;
}

/** What events are about, the word before their dot, with the verbs that follow it. */
export const AUDIT_VERBS: ReadonlyMap<string, readonly string[]> = verbsBySubject();

function verbsBySubject(): Map<string, string[]> {
  const kept = Object.values<History>(HISTORIES).flatMap(({ kind, verbs }) =>
    (verbs ?? []).map((verb) => `${kind}.${verb}`),
  );
  const bySubject = Map.groupBy([...kept, ...AUDIT_EVENTS].toSorted(), (event) => event.split(".")[0] ?? "");
  return new Map(
    [...bySubject].map(([subject, events]) => [subject, events.map((event) => event.split(".")[1] ?? "")]),
  );
}

/** The newest entries of one history; undefined if the actor sees none of it, or the filter excludes it. */
function queryOf(history: History, actor: Actor, filter: AuditFilter): Statement | undefined {
  const scope = scopeOf(history, actor, filter);
  if (scope === undefined || (history.needsSubject === true && filter.subject === undefined)) return undefined;
  if (filter.event !== undefined && history.kind !== null && filter.event.split(".")[0] !== history.kind)
    return undefined;
  const { before, after, reason } = fieldsFor(history, actor);
  const id = `printf('%0${TIME_DIGITS}d', ${history.at}) || '-' || ${history.key}`;
  const conditions: [sql: string, ...values: (string | number)[]][] = [...scope];
  if (filter.from !== undefined) conditions.push([`${history.at} >= ?`, filter.from]);
  if (filter.to !== undefined) conditions.push([`${history.at} < ?`, filter.to]);
  if (filter.subject !== undefined) conditions.push([`${history.subject} = ?`, filter.subject]);
  if (filter.event !== undefined)
    conditions.push([`(${history.event} = ? OR ${history.event} GLOB ?)`, filter.event, `${filter.event}.*`]);
  if (filter.before !== undefined) {
    conditions.push([`${history.at} <= ?`, Number(filter.before.slice(0, TIME_DIGITS))]);
    conditions.push([`${id} < ?`, filter.before]);
  }
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`;
  return rawStatement(
    `SELECT ${id} AS id, ${history.at} AS at, ${history.event} AS event, ${history.subject} AS subject,
       ${history.actor} AS actor, ${before} AS before, ${after} AS after, ${reason} AS reason,
       ${history.network} AS network
     FROM ${history.from} ${where} ORDER BY ${history.at} DESC, ${id} DESC LIMIT ?`,
    [...conditions.flatMap(([, ...values]) => values), filter.limit],
  );
}

/** The condition that shows a party its own; undefined if it sees nothing of the history. */
function scopeOf(
  { advertiser, webmaster }: History,
  actor: Actor,
  { account }: AuditFilter,
): [sql: string, ...values: string[]][] | undefined {
  const only = (column: string | null, id: string): [string, string][] | undefined =>
    column === null ? undefined : [[`${column} = ?`, id]];
  switch (actor.role) {
    case "advertiser":
      return only(advertiser, actor.advertiserId);
    case "webmaster":
      return only(webmaster, actor.webmasterId);
    case "operator":
    case "system":
      if (account === undefined) return [];
      return "advertiserId" in account ? only(advertiser, account.advertiserId) : only(webmaster, account.webmasterId);
  }
}

function fieldsFor(history: History, { role }: Actor): Pick<History, "before" | "after" | "reason"> {
  if (role === "webmaster") return history.forWebmasters ?? history;
  if (role === "advertiser") return history.forAdvertisers ?? history;
  return history;
}

/** A party sees its own people and keys; of another side it sees the side. */
function entryOf(row: Row, { role }: Actor): Entry {
  const by = sideOfName(row.actor);
  const isSeen = role === "operator" || role === "system" || by === role;
  return {
    ...{ id: row.id, at: row.at, event: row.event, subject: row.subject, by, reason: row.reason },
    byId: isSeen ? actorIdOf(row.actor) : null,
    before: parse(row.before),
    after: parse(row.after),
    network: isSeen ? row.network : null,
  };
}

const parse = (json: string | null) =>
  json === null ? null : (inApiNames(JSON.parse(json)) as Record<string, unknown>); // each history writes objects
