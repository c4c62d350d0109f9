import type { Features, Finding, RuleName } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Actor, Context } from "../context.ts";
import { getConversion } from "../conversion/index.ts";
import type { CheckVerdict } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { OPERATOR, visibleTo } from "../role.ts";

/** A judgment of a conversion as an actor may see it. The parties see those that held it, without score and features. */
export interface SeenJudgment {
  stage: 1 | 2;
  verdict: CheckVerdict;
  /** Unix ms. */
  checkedAt: number;
  findings: readonly Finding[];
  ruleSet: number | undefined;
  score: number | undefined;
  features: Features | undefined;
}

/** The judgments of a conversion, oldest first. Throws `not_found`, also for another party's conversion. */
export async function listJudgments(ctx: Context, conversionId: string): Promise<SeenJudgment[]> {
  const { id } = await getConversion(ctx, conversionId);
  const rows = await ctx.db.query
    .selectFrom("conversion_check")
    .selectAll()
    .where("conversion_id", "=", id)
    .orderBy("checked_at")
    .orderBy("stage")
    .execute();
  return rows
    .filter(({ verdict }) => isOperator(ctx.actor) || verdict === "hold" || verdict === "wait")
    .map(({ stage, verdict, checked_at, findings, rule_set, score, features }) => ({
      ...{ stage, verdict, checkedAt: checked_at, findings: JSON.parse(findings) as Finding[] }, // written by the check
      ruleSet: visibleTo(ctx.actor, OPERATOR, rule_set),
      score: visibleTo(ctx.actor, OPERATOR, score),
      features: visibleTo(ctx.actor, OPERATOR, JSON.parse(features) as Features), // as above
    }));
}

const isOperator = ({ role }: Actor) => role === "operator" || role === "system";

/** What the check made of an offer's conversions in a period. Counts; what is held now and then is in both. */
export interface OfferTraffic {
  offerId: string;
  offerName: string;
  checked: number;
  /** Held or waiting at some time, and what became of them. */
  held: number;
  released: number;
  refused: number;
  open: number;
  /** By the rule that found most. */
  rules: { rule: RuleName; conversions: number }[];
}

const PERIOD_MS_MAX = 100 * DAY_MS;
/** Offers of one answer. */
const OFFERS_MAX = 1_000;

/**
 * What the check made of conversions whose first stage was in a period (Unix ms), by offer: of the actor's own ones. At
 * most 1,000 offers, those with most conversions first. Throws `invalid_input`.
 */
export async function summariseTraffic(
  { db, actor }: Context,
  { from, to }: { from: number; to: number },
): Promise<OfferTraffic[]> {
  if (from >= to || to - from > PERIOD_MS_MAX)
    throw new NetworkError("invalid_input", "The period is empty or too long", [
      { path: "to", message: "must be after from, by at most 100 days" },
    ]);
  const own =
    actor.role === "webmaster"
      ? sql`AND k.webmaster_id = ${actor.webmasterId}`
      : actor.role === "advertiser"
        ? sql`AND k.offer_id IN (SELECT id FROM offer WHERE advertiser_id = ${actor.advertiserId})`
        : sql``;
  const { rows } = await sql<Omit<OfferTraffic, "rules"> & { rules: string }>`
    WITH seen AS MATERIALIZED (
      SELECT k.offer_id, c.check_state, max(k.verdict IN ('hold', 'wait')) AS was_held,
        max(iif(k.verdict IN ('hold', 'wait'), k.findings ->> '$[0].rule', NULL)) AS rule
      FROM conversion_check k JOIN conversion c ON c.id = k.conversion_id
      WHERE k.checked_at >= ${from} AND k.checked_at < ${to} ${own} GROUP BY k.conversion_id),
    ruled AS (SELECT offer_id, rule, count(*) AS conversions FROM seen WHERE rule IS NOT NULL GROUP BY 1, 2)
    SELECT offer_id AS offerId, (SELECT name FROM offer WHERE id = offer_id) AS offerName, count(*) AS checked, sum(was_held) AS held,
      sum(was_held AND check_state = 'clear') AS released, sum(was_held AND check_state = 'refused') AS refused,
      sum(was_held AND check_state = 'held') AS open,
      (SELECT json_group_array(json_object('rule', rule, 'conversions', conversions) ORDER BY conversions DESC, rule)
        FROM ruled WHERE ruled.offer_id = seen.offer_id) AS rules
    FROM seen GROUP BY offer_id ORDER BY checked DESC, 1 LIMIT ${OFFERS_MAX}`.execute(db.query);
  return rows.map(({ rules, ...row }) => ({ ...row, rules: JSON.parse(rules) as OfferTraffic["rules"] })); // made by the query
}
