import { calibrate, parseRuleSet, type RuleSet } from "@waymark/check";
import { splitCuts } from "../check/index.ts";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite, type RuleSetStatus, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { switchVersion } from "../switch-version.ts";
import { readSample } from "./sample.ts";

/** A version of the rules. A version is never changed: another one takes its place. */
export interface RuleSetVersion {
  id: string;
  /** 1, 2, … */
  version: number;
  status: RuleSetStatus;
  rules: RuleSet;
  /** Whether it has cuts. Without them it only records. */
  isCalibrated: boolean;
  /** Approved conversions that were there to calibrate by. */
  sample: number;
  note: string | null;
  /** Unix ms. */
  createdAt: number;
  /** As `actorName` writes it. */
  createdBy: string;
  /** When it was switched on and off, oldest first. */
  changes: readonly { status: "active" | "retired"; changedAt: number; actor: string; reason: string }[];
}

/** Rule sets that there may be. */
const RULE_SETS_MAX = 1_000;

/** All versions, newest first. Operator only. Throws `forbidden`. */
export async function listRuleSets(ctx: Context): Promise<RuleSetVersion[]> {
  requireRole(ctx, OPERATOR, "read rule sets");
  const { query } = ctx.db;
  const [sets, changes] = await Promise.all([
    query.selectFrom("rule_set").selectAll().orderBy("version", "desc").execute(),
    query.selectFrom("rule_set_change").selectAll().orderBy("number").execute(),
  ]);
  const byVersion = Map.groupBy(changes, ({ version }) => version);
  return sets.map((set) => versionOf(set, byVersion.get(set.version) ?? []));
}

/** Throws `forbidden`, `not_found`. */
export async function getRuleSet(ctx: Context, id: string): Promise<RuleSetVersion> {
  const found = (await listRuleSets(ctx)).find((set) => set.id === id);
  if (found === undefined) throw notFound("rule set");
  return found;
}

const versionOf = (
  { created_at, created_by, cuts, rules, ...set }: Tables["rule_set"],
  changes: readonly Omit<Tables["rule_set_change"], "number">[],
): RuleSetVersion => ({
  ...{ id: set.id, version: set.version, status: set.status, sample: set.sample, note: set.note },
  ...{ rules: JSON.parse(rules) as RuleSet, isCalibrated: cuts !== null }, // written by createRuleSet
  ...{ createdAt: created_at, createdBy: created_by },
  changes: changes.map(({ status, changed_at, actor, reason }) => ({ status, changedAt: changed_at, actor, reason })),
});

/**
 * Adds a version with these rules, calibrated by what the network knows now. It does nothing until it is switched on.
 * Operator only. Throws `forbidden`, `invalid_input`, `limit_reached`.
 */
export async function createRuleSet(
  ctx: Context,
  input: { rules: unknown; note: string | null },
): Promise<RuleSetVersion> {
  requireRole(ctx, OPERATOR, "write rule sets");
  const rules = parseRules(input.rules);
  const { db } = ctx;
  const now = ctx.now();
  const sample = await readSample(db, now);
  const cuts = calibrate(rules, sample);
  const split = cuts === null ? { cuts: null, offers: [] } : splitCuts(cuts);
  const id = newId(ctx, "rls");
  await retryOnConcurrentWrite(async () => {
    const made = await db.query.selectFrom("rule_set").select("version").where("id", "=", id).executeTakeFirst();
    if (made !== undefined) return; // by an earlier try of the request
    const next = (await lastVersion(ctx)) + 1;
    if (next > RULE_SETS_MAX) throw new NetworkError("limit_reached", `There may be ${RULE_SETS_MAX} rule sets`);
    const row = {
      ...{ id, version: next, rules: JSON.stringify(rules), cuts: split.cuts, sample: cuts?.sample ?? sample.length },
      ...{ note: input.note, status: "draft" as const, created_at: now, created_by: actorName(ctx.actor) },
    };
    await db.write([
      ...insertRows("rule_set", RULE_SET_COLUMNS, [row]),
      ...insertRows(
        "rule_set_offer",
        ["version", "offer_id", "cuts"],
        split.offers.map((own) => ({ version: next, offer_id: own.offerId, cuts: own.cuts })),
      ),
      ...audit(ctx, { event: "rule_set.create", subject: id, account: "", reason: input.note }),
    ]);
  }, TRIES);
  return getRuleSet(ctx, id);
}

const TRIES = { triesMax: 10 };

async function lastVersion({ db }: Context): Promise<number> {
  const last = await db.query
    .selectFrom("rule_set")
    .select("version")
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.version ?? 0;
}

const RULE_SET_COLUMNS = [
  ...(["version", "id", "rules", "cuts", "sample", "note", "status", "created_at", "created_by"] as const),
] as const;

/** Reads rules. Throws `invalid_input` with the path of each fault. */
function parseRules(input: unknown): RuleSet {
  const read = parseRuleSet(input);
  if (read.kind === "parsed") return read.ruleSet;
  throw new NetworkError("invalid_input", "The rules can't be read", [{ path: read.path, message: read.reason }]);
}

/**
 * Switches a version on, and the one in force off. A version without cuts only records. Conversions that are recorded from
 * then on are judged by it. One that is on stays so. Operator only. Throws `forbidden`, `not_found`.
 */
export const activateRuleSet = (ctx: Context, id: string, reason: string): Promise<RuleSetVersion> =>
  change(ctx, { id, reason, to: "active" });

/** Switches a version off. If it is the one in force, no conversion is held any more. Throws as `activateRuleSet`. */
export const retireRuleSet = (ctx: Context, id: string, reason: string): Promise<RuleSetVersion> =>
  change(ctx, { id, reason, to: "retired" });

async function change(
  ctx: Context,
  asked: { id: string; reason: string; to: "active" | "retired" },
): Promise<RuleSetVersion> {
  requireRole(ctx, OPERATOR, "switch rule sets");
  await switchVersion(ctx, "rule_set", asked);
  return getRuleSet(ctx, asked.id);
}
