import { DAY_MS } from "@waymark/contract/duration";
import { sql, type RawBuilder } from "kysely";
import { WAITS } from "../claim/index.ts";
import type { Context } from "../context.ts";

/** How far back an answer is news. */
export const TO_DO_DAYS = 7;
/** A greater number is not counted. */
export const TO_DO_COUNT_MAX = 100;

/** What an account should look at, each at most 100. Undefined where it does not concern the role. */
interface ToDo {
  /** Applications of the webmaster that were answered within the last days. */
  applicationsAnswered: number | undefined;
  /** Appeals of the webmaster that were answered within the last days. */
  appealsAnswered: number | undefined;
  /** Claims of the webmaster that were answered within the last days. */
  claimsAnswered: number | undefined;
  /** Claims that wait for the advertiser's answer. */
  claimsToAnswer: number | undefined;
  /** Applications that wait for an answer by the advertiser or the operator. */
  applicationsPending: number | undefined;
  /** Conversions that wait for the advertiser's answer. */
  conversionsPending: number | undefined;
  /** Parked postbacks that the advertiser may resolve. */
  postbacksParked: number | undefined;
  /** Files of the advertiser's orders that are overdue. */
  uploadsOverdue: number | undefined;
  /** Sources of the webmaster whose last check failed. */
  sourcesFailed: number | undefined;
  /** Limits of the webmaster's sources that are in force. */
  sourcesLimited: number | undefined;
  /** Terms that wait for the answer of the caller's side. */
  termsProposed: number;
  /** Accepted terms of offers that the webmaster has links to, which start within the next days. */
  termsChanging: number | undefined;
}

/** Counts what an account should look at, each by an index and up to a bound. */
export async function countToDo(ctx: Context): Promise<ToDo> {
  const { actor } = ctx;
  const now = ctx.now();
  switch (actor.role) {
    case "webmaster": {
      const own = actor.webmasterId;
      const [answered, appeals, claims, failed, limited, proposed, changing] = await count(ctx, [
        sql`FROM application WHERE webmaster_id = ${own} AND status IN ('approved', 'refused', 'revoked')
          AND changed_at >= ${now - TO_DO_DAYS * DAY_MS}`,
        sql`FROM appeal WHERE webmaster_id = ${own} AND status IN ('accepted', 'declined')
          AND ended_at >= ${now - TO_DO_DAYS * DAY_MS}`,
        sql`FROM claim WHERE webmaster_id = ${own} AND status IN ('accepted', 'declined')
          AND ended_at >= ${now - TO_DO_DAYS * DAY_MS}`,
        sql`FROM traffic_source WHERE webmaster_id = ${own} AND status = 'failed'`,
        sql`FROM source_limit WHERE webmaster_id = ${own} AND ended_at IS NULL`,
        sql`FROM terms WHERE webmaster_id = ${own} AND ${waitsFor("webmaster")}`,
        sql`FROM terms WHERE status = 'accepted' AND in_force_from > ${now}
          AND in_force_from < ${now + TO_DO_DAYS * DAY_MS} AND coalesce(webmaster_id, ${own}) = ${own}
          AND offer_id IN (SELECT offer_id FROM link WHERE webmaster_id = ${own})`,
      ]);
      return {
        ...NOTHING,
        ...{
          applicationsAnswered: answered,
          appealsAnswered: appeals,
          claimsAnswered: claims,
          sourcesFailed: failed,
          sourcesLimited: limited,
          termsProposed: proposed ?? 0,
          termsChanging: changing,
        },
      };
    }
    case "advertiser": {
      const own = actor.advertiserId;
      const offers = sql`(SELECT id FROM offer WHERE advertiser_id = ${own})`;
      const [pending, proposed, conversions, parked, overdue, claims] = await count(ctx, [
        sql`FROM application WHERE advertiser_id = ${own} AND status = 'pending'`,
        sql`FROM terms WHERE offer_id IN ${offers} AND ${waitsFor("advertiser")}`,
        sql`FROM conversion WHERE advertiser_id = ${own} AND validation = 'pending' AND check_state = 'clear'
          AND is_test = 0`,
        sql`FROM postback WHERE advertiser_id = ${own} AND outcome = 'parked' AND resolved_at IS NULL`,
        sql`FROM upload_period WHERE upload_id IS NULL AND overdue_at <= ${now} AND offer_id IN ${offers}`,
        sql`FROM claim WHERE advertiser_id = ${own} AND ${WAITS.advertiser(now)}`,
      ]);
      return {
        ...{ ...NOTHING, applicationsPending: pending, termsProposed: proposed ?? 0 },
        ...{
          conversionsPending: conversions,
          postbacksParked: parked,
          uploadsOverdue: overdue,
          claimsToAnswer: claims,
        },
      };
    }
    case "operator":
    case "system": {
      const [pending, proposed] = await count(ctx, [
        sql`FROM application WHERE status = 'pending'`,
        sql`FROM terms WHERE ${waitsFor("operator")}`,
      ]);
      return { ...NOTHING, applicationsPending: pending, termsProposed: proposed ?? 0 };
    }
  }
}

const NOTHING = {
  ...{
    appealsAnswered: undefined,
    claimsAnswered: undefined,
    claimsToAnswer: undefined,
    applicationsAnswered: undefined,
    applicationsPending: undefined,
    sourcesFailed: undefined,
    sourcesLimited: undefined,
  },
  ...{ termsChanging: undefined, conversionsPending: undefined, postbacksParked: undefined, uploadsOverdue: undefined },
};

/** Proposed terms that this side has not answered. */
const waitsFor = (side: "webmaster" | "advertiser" | "operator") =>
  sql`status = 'proposed' AND NOT EXISTS (SELECT 1 FROM terms_answer WHERE terms_id = terms.id AND side = ${side})`;

async function count({ db }: Context, of: readonly RawBuilder<unknown>[]): Promise<number[]> {
  const counts = of.map((from) => sql`(SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${TO_DO_COUNT_MAX}))`);
  const { rows } = await sql<{ counts: string }>`SELECT json_array(${sql.join(counts)}) AS counts`.execute(db.query);
  return JSON.parse(rows[0]?.counts ?? "[]") as number[]; // made by the query
}
