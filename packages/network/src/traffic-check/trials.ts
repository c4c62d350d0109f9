import { judge, type Features, type RuleName } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { readRules, type RulesInForce } from "../check/index.ts";
import { actorName, type Context } from "../context.ts";
import { findNames, insertRows, rawStatement, retryOnConcurrentWrite, voidIf, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { Check, Validation } from "../words.ts";
import { getRuleSet } from "./rule-sets.ts";
import { addFlaggedOf, noneFlagged, topWebmasters, type ByWebmaster, type FlaggedOf } from "./trial-webmasters.ts";

/** Conversions that a rule set flags at either stage, by what people decided about them later. */
export interface Flagged {
  conversions: number;
  /** Approved by the advertiser and not taken back, and not refused by the operator. */
  falseAlarms: number;
  /** Rejected or reversed by the advertiser, or refused by the operator. */
  confirmed: number;
  /** Their commissions, in minor units by currency. */
  commission: Record<string, number>;
}

/** What a rule set would have done in a period. */
export interface TrialFigures extends ByWebmaster {
  /** Conversions whose first stage was in the period. */
  conversions: number;
  /** Of them, those that people decided against, and those that they left standing. */
  refused: number;
  approved: number;
  flagged: Flagged;
  /** What the set in force flags; null if none is. */
  active: Flagged | null;
  /** Flagged by both. */
  both: number;
  rules: Partial<Record<RuleName, { flagged: number; falseAlarms: number; confirmed: number }>>;
  /** By UTC day, since 1970. */
  days: Record<string, { conversions: number; flagged: number; active: number }>;
}

/** Webmasters that an answer shows by themselves. */
const SHOWN_MAX = 20;

/** A webmaster in a trial. */
export interface TriedWebmaster extends FlaggedOf {
  id: string;
  name: string;
}

/** A rule set that is tried on the past. */
export interface Trial {
  id: string;
  /** The rule set. */
  ruleSetId: string;
  /** Unix ms: from, and before. */
  since: number;
  until: number;
  status: "running" | "done";
  figures: Omit<TrialFigures, keyof ByWebmaster>;
  /** Those with most money, and all others together. */
  webmasters: TriedWebmaster[];
  others: FlaggedOf;
  createdAt: number;
}

/** The longest period. */
const TRIAL_MS_MAX = 100 * DAY_MS;
/** Conversions of one step. */
const PAGE = 2_000;
/** Steps within the request that asks. The cron does the others. */
const STEPS_PER_REQUEST = 10;
const STEPS_PER_RUN = 20;

const nothingFlagged = (): Flagged => ({ conversions: 0, falseAlarms: 0, confirmed: 0, commission: {} });

/** Figures before the first page. */
export const noFigures = (hasActive: boolean): TrialFigures => ({
  ...{ conversions: 0, refused: 0, approved: 0, flagged: nothingFlagged(), both: 0 },
  ...{ active: hasActive ? nothingFlagged() : null, rules: {}, days: {} },
  ...{ webmasters: {}, others: noneFlagged() },
});

/**
 * Tries a rule set on what the check saw in a period: by the features that are stored, so it does not matter whether the
 * clicks still are. Nothing is held by it. Operator only. Throws `forbidden`, `not_found`, `invalid_input`,
 * `transition_refused`.
 */
export async function tryRuleSet(
  ctx: Context,
  { ruleSetId, since, until }: { ruleSetId: string; since: number; until: number },
): Promise<Trial> {
  requireRole(ctx, OPERATOR, "try rule sets");
  const { isCalibrated, version } = await getRuleSet(ctx, ruleSetId);
  if (!isCalibrated)
    throw new NetworkError("transition_refused", `Rule set ${version} only records: there were too few approvals`);
  if (since >= until || until - since > TRIAL_MS_MAX)
    throw new NetworkError("invalid_input", "The period is empty or too long", [
      { path: "to", message: "must be after from, by at most 100 days" },
    ]);
  const isActive = await ctx.db.query
    .selectFrom("rule_set")
    .select("version")
    .where("status", "=", "active")
    .executeTakeFirst();
  const figures = noFigures(isActive !== undefined);
  const id = newId(ctx, "trl");
  if ((await findTrial(ctx, id)) !== undefined) return getTrial(ctx, { ruleSetId, id }); // of an earlier try of the request
  const row = {
    ...{ id, version, since, until, status: "running" as const, figures: JSON.stringify(figures) },
    ...{ position_at: since, position_id: "", created_at: ctx.now(), created_by: actorName(ctx.actor) },
  };
  await ctx.db.write(insertRows("rule_set_trial", TRIAL_COLUMNS, [row]));
  await advance(ctx, id, STEPS_PER_REQUEST);
  return getTrial(ctx, { ruleSetId, id });
}

const TRIAL_COLUMNS = [
  ...(["id", "version", "since", "until", "status", "figures"] as const),
  ...(["position_at", "position_id", "created_at", "created_by"] as const),
] as const;

/** Throws `forbidden`, `not_found`. */
export async function getTrial(ctx: Context, { ruleSetId, id }: { ruleSetId: string; id: string }): Promise<Trial> {
  requireRole(ctx, OPERATOR, "read trials of rule sets");
  const row = await findTrial(ctx, id);
  if (row?.rule_set_id !== ruleSetId) throw notFound("trial");
  const [trial] = await trialsOf(ctx, [row]);
  if (trial === undefined) throw notFound("trial");
  return trial;
}

/** The trials of a version, newest first, at most 50. Throws `forbidden`, `not_found`. */
export async function listTrials(ctx: Context, ruleSetId: string): Promise<Trial[]> {
  const { version } = await getRuleSet(ctx, ruleSetId);
  const own = trials(ctx).where("rule_set_trial.version", "=", version);
  return trialsOf(ctx, await own.orderBy("rule_set_trial.id", "desc").limit(50).execute());
}

/** Continues trials that are not done. Returns how many it advanced; call again while it is not 0. */
export async function continueTrials(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "continue trials of rule sets");
  const running = await ctx.db.query
    .selectFrom("rule_set_trial")
    .select("id")
    .where("status", "=", "running")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (running === undefined) return 0;
  await advance(ctx, running.id, STEPS_PER_RUN);
  return 1;
}

const trials = ({ db }: Context) =>
  db.query
    .selectFrom("rule_set_trial")
    .innerJoin("rule_set", "rule_set.version", "rule_set_trial.version")
    .selectAll("rule_set_trial")
    .select("rule_set.id as rule_set_id");

const findTrial = (ctx: Context, id: string) => trials(ctx).where("rule_set_trial.id", "=", id).executeTakeFirst();

type TrialRow = Tables["rule_set_trial"] & { rule_set_id: string };

/** Trials as they are shown. */
async function trialsOf({ db }: Context, rows: readonly TrialRow[]): Promise<Trial[]> {
  const read = rows.map((row) => {
    const { webmasters, others, ...figures } = readFigures(row.figures);
    return { row, figures, top: topWebmasters({ webmasters, others }, SHOWN_MAX) };
  });
  const ids = read.flatMap(({ top }) => Object.keys(top.webmasters));
  const names = await findNames(db, "webmaster", ids);
  return read.map(({ row, figures, top }) => ({
    ...{ id: row.id, ruleSetId: row.rule_set_id, since: row.since, until: row.until, status: row.status, figures },
    webmasters: Object.entries(top.webmasters).map(([id, one]) => ({ id, name: names.get(id) ?? id, ...one })),
    ...{ others: top.others, createdAt: row.created_at },
  }));
}

/** Figures as they were written here: those of older trials have no money by webmaster. */
function readFigures(text: string): TrialFigures {
  const { others = noneFlagged(), ...figures } = JSON.parse(text) as Omit<TrialFigures, "others"> &
    Partial<Pick<TrialFigures, "others">>;
  for (const one of Object.values(figures.webmasters)) one.commission ??= {};
  return { ...figures, others };
}

async function advance(ctx: Context, id: string, stepsMax: number): Promise<void> {
  for (let steps = 0; steps < stepsMax; steps++)
    if (!(await retryOnConcurrentWrite(() => advanceOnce(ctx, id), { triesMax: 3 }))) return;
}

/** Counts one page; false if the trial is done. */
async function advanceOnce(ctx: Context, id: string): Promise<boolean> {
  const trial = await findTrial(ctx, id);
  if (trial === undefined || trial.status === "done") return false;
  const page = await readPage(ctx, trial);
  const offerIds = [...new Set(page.map(({ offerId }) => offerId))];
  const tried = await readRules(ctx.db, { version: trial.version }, offerIds);
  const figures = readFigures(trial.figures);
  const active = figures.active === null ? undefined : await readRules(ctx.db, { active: true }, offerIds);
  if (tried !== undefined) for (const one of page) addTo(figures, one, { tried, active });
  Object.assign(figures, topWebmasters(figures));
  const last = page.at(-1);
  const isDone = page.length < PAGE || last === undefined;
  await ctx.db.write([
    voidIf(
      ctx.db,
      sql`NOT EXISTS (SELECT 1 FROM rule_set_trial WHERE id = ${id} AND status = 'running'
        AND position_at = ${trial.position_at} AND position_id = ${trial.position_id})`,
    ),
    rawStatement("UPDATE rule_set_trial SET figures = ?, status = ?, position_at = ?, position_id = ? WHERE id = ?", [
      ...[JSON.stringify(figures), isDone ? "done" : "running"],
      ...[last?.checkedAt ?? trial.position_at, last?.id ?? trial.position_id, id],
    ]),
  ]);
  return !isDone;
}

/** What is stored of one conversion. */
interface Checked {
  id: string;
  checkedAt: number;
  offerId: string;
  webmasterId: string;
  first: Features;
  second: Features | null;
  validation: Validation;
  checkState: Check;
  currency: string;
  commissionMinor: number;
}

async function readPage(
  ctx: Context,
  { until, position_at, position_id }: Tables["rule_set_trial"],
): Promise<Checked[]> {
  const { rows } = await sql<Omit<Checked, "first" | "second"> & { first: string; second: string | null }>`
    SELECT k.conversion_id AS id, k.checked_at AS checkedAt, k.offer_id AS offerId, k.webmaster_id AS webmasterId,
      k.features AS first, (SELECT features FROM conversion_check WHERE conversion_id = k.conversion_id AND stage = 2 LIMIT 1)
        AS second,
      c.validation, c.check_state AS checkState, c.currency, c.commission_minor AS commissionMinor
    FROM conversion_check k INDEXED BY conversion_check_by_time JOIN conversion c ON c.id = k.conversion_id
    WHERE (k.checked_at, k.conversion_id) > (${position_at}, ${position_id}) AND k.checked_at < ${until} AND k.stage = 1
      AND NOT EXISTS (SELECT 1 FROM conversion_check
        WHERE conversion_id = k.conversion_id AND stage = 1 AND rule_set < k.rule_set)
    ORDER BY k.checked_at, k.conversion_id LIMIT ${PAGE}`.execute(ctx.db.query);
  return rows.map(({ first, second, ...row }) => ({
    ...row,
    first: JSON.parse(first) as Features, // written by the check
    second: second === null ? null : (JSON.parse(second) as Features),
  }));
}

/** The rules that found most at the stage that flags a conversion; undefined if none does. */
function flaggedBy({ rules, cuts }: RulesInForce, { first, second, offerId }: Checked): RuleName[] | undefined {
  const atOnce = judge(rules, cuts, 1, first, offerId);
  const judgment = atOnce.isFlagged || second === null ? atOnce : judge(rules, cuts, 2, second, offerId);
  return judgment.isFlagged ? judgment.findings.map(({ rule }) => rule) : undefined;
}

function addTo(
  figures: TrialFigures,
  one: Checked,
  { tried, active }: { tried: RulesInForce; active: RulesInForce | undefined },
): void {
  const by = flaggedBy(tried, one);
  const isActive = active !== undefined && flaggedBy(active, one) !== undefined;
  const isRefused = one.validation === "rejected" || one.validation === "reversed" || one.checkState === "refused";
  const isApproved = !isRefused && one.validation === "approved" && one.checkState === "clear";
  figures.conversions++;
  if (isRefused) figures.refused++;
  if (isApproved) figures.approved++;
  if (by !== undefined) addFlagged(figures.flagged, one, { isRefused, isApproved });
  if (isActive && figures.active !== null) addFlagged(figures.active, one, { isRefused, isApproved });
  if (isActive && by !== undefined) figures.both++;
  for (const rule of by ?? []) {
    const sum = (figures.rules[rule] ??= { flagged: 0, falseAlarms: 0, confirmed: 0 });
    sum.flagged++;
    if (isApproved) sum.falseAlarms++;
    if (isRefused) sum.confirmed++;
  }
  const day = (figures.days[Math.floor(one.checkedAt / DAY_MS)] ??= { conversions: 0, flagged: 0, active: 0 });
  day.conversions++;
  if (by !== undefined) day.flagged++;
  if (isActive) day.active++;
  if (by === undefined) return;
  addFlaggedOf((figures.webmasters[one.webmasterId] ??= noneFlagged()), {
    ...{ flagged: 1, falseAlarms: isApproved ? 1 : 0, commission: { [one.currency]: one.commissionMinor } },
  });
}

function addFlagged(
  sum: Flagged,
  { currency, commissionMinor }: Checked,
  { isRefused, isApproved }: { isRefused: boolean; isApproved: boolean },
): void {
  sum.conversions++;
  if (isApproved) sum.falseAlarms++;
  if (isRefused) sum.confirmed++;
  sum.commission[currency] = (sum.commission[currency] ?? 0) + commissionMinor;
}
