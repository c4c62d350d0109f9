import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { ENDED, jsonChunks, rawStatement, saveProgress, type Tables } from "../db/index.ts";
import { FIGURES_DAYS } from "../offer/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { readMedians } from "./conversion-counts.ts";
import { planConversions } from "./conversion-path.ts";
import { getReport, ROWS_MAX, type ReportQuery } from "./report.ts";

/**
 * Counts offers' figures over the last 90 days, dated by click or conversion, for all webmasters together: those of the
 * report by offer. Only whole hours: the current one is incomplete and does not count.
 */
export async function countFigures(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "count figures");
  const now = ctx.now();
  const to = now - (now % HOUR_MS);
  const query: ReportQuery = {
    ...{ groupBy: ["offer"], date: "conversion", counts: "all", filters: new Map(), zone: "UTC" },
    ...{ from: to - FIGURES_DAYS * DAY_MS, to, sort: undefined, hasMedians: false },
  };
  const [offers, { rows }, decisionMsOf] = await Promise.all([
    ctx.db.query.selectFrom("offer").select("id").where("status", "in", ["active", "paused"]).execute(),
    getReport(ctx, query, { seen: undefined, limit: ROWS_MAX }),
    readDecisions(ctx, query),
  ]);
  const figuresOf = new Map(rows.map(({ dimensions, figures }) => [String(dimensions["offer_id"]), figures]));
  const written = offers.map(({ id }): Tables["offer_figures"] => {
    const { valid, conversions = 0, approved = 0, pending = 0, commission = {} } = figuresOf.get(id) ?? {};
    const earned = Object.entries(commission).filter(([, minor]) => minor > 0n);
    return {
      ...{ offer_id: id, clicks: valid ?? 0, conversions, approved, decided: conversions - pending },
      decision_ms_median: decisionMsOf.get(id) ?? null,
      commissions: JSON.stringify(Object.fromEntries(earned.map(([currency, minor]) => [currency, String(minor)]))),
      counted_at: now,
    };
  });
  await ctx.db.write([...store(written), saveProgress("figures", { position: ENDED, changedAt: now })]);
  return written.length;
}

/** The median time to a decision, by offer. A report refuses to sort so many conversions for each who asks. */
async function readDecisions(ctx: Context, query: ReportQuery): Promise<Map<string, number | null>> {
  const plan = await planConversions(ctx, query);
  const medians = await readMedians(ctx, plan, { columns: ["offer"], spans: [[query.from, query.to, 0]] });
  return new Map(medians.map(({ values: [offer = ""], decision }) => [offer, decision]));
}

const COLUMNS = [
  "offer_id",
  "clicks",
  "conversions",
  "approved",
  "decided",
  "decision_ms_median",
  "commissions",
  "counted_at",
] as const satisfies readonly (keyof Tables["offer_figures"])[];

const store = (rows: readonly Tables["offer_figures"][]) =>
  jsonChunks(rows.map((row) => COLUMNS.map((column) => row[column]))).map((json) =>
    rawStatement(
      `INSERT OR REPLACE INTO offer_figures (${COLUMNS.join(", ")})
       SELECT ${COLUMNS.map((_, i) => `value ->> ${i}`).join(", ")} FROM json_each(?)`,
      [json],
    ),
  );
