import { CompiledQuery } from "kysely";
import type { StopReason } from "../db/index.ts";

/** What is stopped: `link:{id}`, `offer:{id}`, `webmaster:{id}`, `advertiser:{id}` or `access:{webmaster}/{offer}`. */
type Subject = `${"link" | "offer" | "webmaster" | "advertiser" | "access"}:${string}`;

/** The subject of a stop of a webmaster at an offer: one row stops all of the webmaster's links to the offer. */
export const accessOf = (of: { webmasterId: string; offerId: string }): `access:${string}` =>
  `access:${of.webmasterId}/${of.offerId}`;

/** Opens a stop: clicks are unwanted from now on. Belongs in the batch of the change. No-op if a stop is open. */
export const beginStop = (subject: Subject, reason: StopReason, now: number): CompiledQuery =>
  CompiledQuery.raw(
    `INSERT INTO stop (subject, reason, since) SELECT ?1, ?2, CAST(?3 AS INTEGER)
     WHERE NOT EXISTS (SELECT 1 FROM stop WHERE subject = ?1 AND reason = ?2 AND until IS NULL)
     ON CONFLICT DO UPDATE SET until = NULL`,
    [subject, reason, now],
  );

/** Ends the open stop. */
export const endStop = (subject: Subject, reason: StopReason, now: number): CompiledQuery =>
  CompiledQuery.raw(`UPDATE stop SET until = ?3 WHERE subject = ?1 AND reason = ?2 AND until IS NULL`, [
    subject,
    reason,
    now,
  ]);

/** Ends the pause of a link or an offer that no side pauses any more. */
export const endPause = (table: "link" | "offer", id: string, now: number): CompiledQuery =>
  CompiledQuery.raw(
    `UPDATE stop SET until = ?3 WHERE subject = ?1 AND reason = 'paused' AND until IS NULL
     AND EXISTS (SELECT 1 FROM ${table} WHERE id = ?2 AND status = 'active')`,
    [`${table}:${id}`, id, now],
  );

/**
 * The same for the access of all webmasters who have links to an offer or were listed before, except those who are listed
 * now.
 */
export const beginAccessStops = (
  offerId: string,
  { before, listed }: { before: readonly string[]; listed: readonly string[] },
  now: number,
): CompiledQuery =>
  CompiledQuery.raw(
    `INSERT INTO stop (subject, reason, since)
     SELECT 'access:' || webmaster_id || '/' || ?1, 'not_approved', CAST(?2 AS INTEGER)
     FROM (SELECT webmaster_id FROM link WHERE offer_id = ?1 UNION SELECT value FROM json_each(?3))
     WHERE webmaster_id NOT IN (SELECT value FROM json_each(?4)) AND NOT EXISTS (
       SELECT 1 FROM stop WHERE subject = 'access:' || webmaster_id || '/' || ?1 AND until IS NULL)
     ON CONFLICT DO UPDATE SET until = NULL`,
    [offerId, now, JSON.stringify(before), JSON.stringify(listed)],
  );

/** Ends the stops of an offer's webmasters, except of those whose approval ended. */
export const endUnlistedStops = (offerId: string, now: number): CompiledQuery =>
  CompiledQuery.raw(
    `UPDATE stop SET until = ?2 WHERE reason = 'not_approved' AND until IS NULL
     AND subject > 'access:' AND subject < 'access;' AND substr(subject, instr(subject, '/') + 1) = ?1
     AND NOT EXISTS (SELECT 1 FROM application WHERE offer_id = ?1 AND status IN ('withdrawn', 'revoked')
       AND 'access:' || webmaster_id || '/' || ?1 = subject)`,
    [offerId, now],
  );

export const endAccessStops = (offerId: string, webmasterIds: readonly string[], now: number): CompiledQuery =>
  CompiledQuery.raw(
    `UPDATE stop SET until = ?2 WHERE reason = 'not_approved' AND until IS NULL
     AND subject IN (SELECT 'access:' || value || '/' || ?1 FROM json_each(?3))`,
    [offerId, now, JSON.stringify(webmasterIds)],
  );

/** Sets or removes the time from which clicks will be unwanted. An expiry in the past counts from now. */
export const setExpiry = (subject: Subject, expiresAt: number | null, now: number): CompiledQuery[] => [
  CompiledQuery.raw(`DELETE FROM stop WHERE subject = ? AND reason = 'expired' AND since > ?`, [subject, now]),
  endStop(subject, "expired", now),
  ...(expiresAt === null ? [] : [beginStop(subject, "expired", Math.max(expiresAt, now))]),
];
