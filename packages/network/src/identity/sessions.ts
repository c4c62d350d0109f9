import { accountOf, audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement, type Db, type Statement } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { endSignIns } from "./people.ts";

/** A session of a person, without its token. Times are Unix ms. */
export interface Session {
  id: string;
  createdAt: number;
  expiresAt: number;
  /** To the minute. */
  lastUsedAt: number;
  /** The `User-Agent` of the sign-in. */
  userAgent: string;
  /** The network of the sign-in, hashed with a secret; null: not known. */
  network: string | null;
}

/** A further sign-in ends the session that was used least recently, so a list of sessions needs no pages. */
export const SESSIONS_MAX = 50;

/** Statements that follow a sign-in: they note its network, and end the sessions that are too many or expired. */
export const beginSession = (
  { sessionId, personId, network }: { sessionId: string; personId: string; network: string | null },
  now: number,
): Statement[] => [
  rawStatement("UPDATE session SET network = ?, last_used_at = CAST(? AS INTEGER) WHERE id = ?", [
    ...[network, now, sessionId],
  ]),
  rawStatement(
    `DELETE FROM session WHERE person_id = ?1 AND (expires_at <= ?2 OR id NOT IN (
       SELECT id FROM session WHERE person_id = ?1 AND expires_at > ?2
       ORDER BY id = ?3 DESC, ${LAST_USED} DESC LIMIT ${SESSIONS_MAX}))`,
    [personId, new Date(now).toISOString(), sessionId],
  ),
];

/** Sessions from before the column have none. */
const LAST_USED = "coalesce(last_used_at, unixepoch(created_at) * 1000)";

/** Records that a session was used. The authentication calls it occasionally, not for each request. */
export const noteSessionUse = (sessionId: string, now: number): Statement =>
  rawStatement("UPDATE session SET last_used_at = CAST(? AS INTEGER) WHERE id = ?", [now, sessionId]);

/** Records that the person of a session gave their password again, and the code of their second factor if they have one. */
export async function confirmSession(ctx: Context, sessionId: string): Promise<void> {
  const actor = requireRole(ctx, ANY_PARTY, "confirm a session", EVEN_IF_BLOCKED);
  await ctx.db.write([
    rawStatement("UPDATE session SET confirmed_at = CAST(? AS INTEGER) WHERE id = ?", [ctx.now(), sessionId]),
    ...audit(ctx, {
      ...{ event: "session.confirm", subject: actor.id, account: accountOf(actor) },
      after: { session_id: sessionId },
    }),
  ]);
}

/** When the person of a session last proved who they are, in Unix ms: at the sign-in, or later. */
export async function sessionConfirmedAt({ query }: Db, sessionId: string): Promise<number> {
  const row = await query
    .selectFrom("session")
    .select(["created_at", "confirmed_at"])
    .where("id", "=", sessionId)
    .executeTakeFirst();
  return row === undefined ? 0 : Math.max(Date.parse(row.created_at), row.confirmed_at ?? 0);
}

/** The actor's own sessions in force, the newest sign-in first. An API key has none. */
export async function listSessions(ctx: Context): Promise<Session[]> {
  const rows = await ownSessions(ctx)
    .where("expires_at", ">", new Date(ctx.now()).toISOString())
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(sessionOf);
}

/**
 * Ends one of the actor's own sessions. It may still work for the seconds that the authentication caches it. Throws
 * `not_found`.
 */
export async function revokeSession(ctx: Context, id: string): Promise<Session> {
  const actor = requireRole(ctx, ANY_PARTY, "end sessions", EVEN_IF_BLOCKED);
  const row = await ownSessions(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("session");
  const now = new Date(ctx.now()).toISOString();
  if (row.expires_at <= now) return sessionOf(row);
  await ctx.db.write([
    rawStatement("UPDATE session SET expires_at = ?1 WHERE id = ?2 AND expires_at > ?1", [now, id]),
    ...audit(ctx, {
      ...{ event: "session.revoke", subject: actor.id, account: accountOf(actor) },
      before: { session_id: id },
    }),
  ]);
  return sessionOf({ ...row, expires_at: now });
}

/** Ends all of the actor's sessions but the one with this token, and sign-ins that wait for a second factor. */
export async function revokeOtherSessions(ctx: Context, keptToken: string): Promise<Session[]> {
  const actor = requireRole(ctx, ANY_PARTY, "end sessions", EVEN_IF_BLOCKED);
  await ctx.db.write([
    ...endSignIns(actor.id, keptToken),
    ...audit(ctx, { event: "session.end_others", subject: actor.id, account: accountOf(actor) }),
  ]);
  return listSessions(ctx);
}

const ownSessions = ({ db, actor }: Context) =>
  db.query
    .selectFrom("session")
    .selectAll()
    .where("person_id", "=", actor.role === "system" ? "" : actor.id); // a job has none

const sessionOf = (row: {
  id: string;
  created_at: string;
  expires_at: string;
  last_used_at: number | null;
  user_agent: string | null;
  network: string | null;
}): Session => ({
  ...{ id: row.id, createdAt: Date.parse(row.created_at), expiresAt: Date.parse(row.expires_at) },
  lastUsedAt: row.last_used_at ?? Date.parse(row.created_at),
  ...{ userAgent: row.user_agent ?? "", network: row.network },
});
