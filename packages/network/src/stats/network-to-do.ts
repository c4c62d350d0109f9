import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { WAITS } from "../claim/index.ts";
import { REQUEST_STATUS } from "../payout/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { TO_DO_COUNT_MAX } from "./to-do.ts";

/** A kind of work that waits for the operator. */
interface Kind {
  rows: RawBuilder<unknown>;
  /** Since when a row waits, in Unix ms. */
  since: RawBuilder<unknown>;
  /** The column of the index: the oldest first. */
  order: RawBuilder<unknown>;
}

/** Each reads its own partial index (migrations/network/0345_waiting.sql, 0451_payout_requests_to_do.sql, 0484_appeals.sql,
 * 0490_traffic_check.sql, 0500_claims.sql, 0520_source_quality.sql), so that nothing else is read. */
const kindsAt = (now: number) =>
  ({
    abuse_reports: kind(sql`abuse_report WHERE closed_at IS NULL`, "reported_at"),
    check_questions: kind(webmastersAsked, "since", "webmaster_id"),
    claims_to_decide: kind(sql`claim WHERE ${WAITS.operator(now)}`, "due_at"),
    dead_letters: kind(sql`dead_letter WHERE replayed_at IS NULL`, "kept_at"),
    destination_changes: kind(sql`destination_change WHERE status = 'pending'`, "requested_at"),
    frozen_webmasters: kind(sql`webmaster WHERE frozen_at IS NOT NULL`, "frozen_at"),
    held_conversions: kind(
      sql`conversion WHERE check_state = 'held' AND validation IN ('pending', 'approved') AND is_test = 0`,
      "recorded_at",
      "id",
    ),
    money_requests: kind(sql`money_request WHERE status = 'waiting'`, "requested_at"),
    open_appeals: kind(sql`appeal WHERE status = 'open'`, "appealed_at", "due_at"),
    overdue_appeals: kind(sql`appeal WHERE status = 'open' AND due_at <= ${now}`, "due_at"),
    overdue_uploads: kind(sql`upload_period WHERE upload_id IS NULL AND overdue_at <= ${now}`, "overdue_at"),
    parked_postbacks: kind(sql`postback WHERE outcome = 'parked' AND resolved_at IS NULL`, "accepted_at", "receipt"),
    // What an operator has stopped is decided.
    payout_accounts: {
      rows: sql`payout_account_hold JOIN payout_account ON payout_account.id = account_id
        WHERE ended_at IS NULL AND removed_at IS NULL AND reason <> 'operator' GROUP BY account_id`,
      since: sql`min(opened_at)`,
      order: sql`min(opened_at)`,
    },
    payout_requests: kind(
      sql`payout_request WHERE withdrawn_at IS NULL AND ${sql.raw(REQUEST_STATUS)} = 'open'`,
      "requested_at",
    ),
    payout_runs: kind(sql`payout_run WHERE status <> 'settled'`, "created_at"),
    source_limits: kind(sql`source_limit WHERE ended_at IS NULL AND policy_version IS NOT NULL`, "since"),
    submitted_offers: {
      rows: sql`offer WHERE status = 'submitted'`,
      since: sql`coalesce((SELECT changed_at FROM offer_change WHERE offer_id = offer.id ORDER BY version DESC LIMIT 1),
        created_at)`,
      order: sql`id`,
    },
    // Of statements that were committed; ids of statements are in the order of their upload.
    unmatched_entries: {
      rows: sql`bank_statement_entry JOIN bank_statement ON bank_statement.id = statement_id
        WHERE is_final = 1 AND outcome = 'unmatched'`,
      since: sql`committed_at`,
      order: sql`statement_id, number`,
    },
    unverified_channels: kind(sql`traffic_source WHERE kind = 'channel' AND status = 'unverified'`, "created_at"),
  }) as const satisfies Record<string, Kind>;

const kind = (rows: RawBuilder<unknown>, since: string, order = since): Kind => ({
  ...{ rows, since: sql.ref(since), order: sql.ref(order) },
});

/** Conversions that wait for the operator's word on the traffic check; as a literal, which the index names. */
export const waitsForCheck = sql<boolean>`check_code = 'check_pending' AND check_state = 'held'`;

/**
 * The webmasters whose conversions wait for a word on the traffic check, and since when: one step of the index each,
 * however many wait. At most 100.
 */
export const webmastersAsked = sql<{ webmaster_id: string; since: number }>`(WITH RECURSIVE asked (webmaster_id) AS (
    SELECT min(webmaster_id) FROM conversion WHERE ${waitsForCheck}
    UNION ALL
    SELECT (SELECT min(webmaster_id) FROM conversion WHERE ${waitsForCheck} AND webmaster_id > asked.webmaster_id)
    FROM asked WHERE webmaster_id IS NOT NULL LIMIT ${TO_DO_COUNT_MAX})
  SELECT webmaster_id, (SELECT recorded_at FROM conversion
    WHERE ${waitsForCheck} AND webmaster_id = asked.webmaster_id ORDER BY id LIMIT 1) AS since
  FROM asked WHERE webmaster_id IS NOT NULL)`;

type NetworkToDo = Record<keyof ReturnType<typeof kindsAt>, Waiting>;

/** How many wait, at most 100, and since when the oldest of them does (Unix ms; null if none waits). */
export interface Waiting {
  count: number;
  oldestAt: number | null;
}

/** Counts what waits for a decision of the operator. Throws `forbidden`. */
export async function countNetworkToDo(ctx: Context): Promise<NetworkToDo> {
  requireRole(ctx, OPERATOR, "count what waits for the operator");
  const kinds = Object.entries<Kind>(kindsAt(ctx.now()));
  const counts = kinds.map(
    ([name, { rows, since, order }]) => sql`${name}, (SELECT json_object('count', count(*), 'oldestAt', min(since))
      FROM (SELECT ${since} AS since FROM ${rows} ORDER BY ${order} LIMIT ${TO_DO_COUNT_MAX}))`,
  );
  const counted = await sql<{ counts: string }>`SELECT json_object(${sql.join(counts)}) AS counts`.execute(
    ctx.db.query,
  );
  return JSON.parse(counted.rows[0]?.counts ?? "{}") as NetworkToDo; // made by the query
}
