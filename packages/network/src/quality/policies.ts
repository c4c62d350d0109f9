import { faultOfRules, QUALITY_RULES_MAX, type QualityRule } from "@waymark/check";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite, type RuleSetStatus, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { switchVersion } from "../switch-version.ts";

/** A version of the policy. A version is never changed: another one takes its place. */
export interface QualityPolicy {
  id: string;
  /** 1, 2, … */
  version: number;
  status: RuleSetStatus;
  rules: readonly QualityRule[];
  note: string | null;
  /** Unix ms. */
  createdAt: number;
  /** As `actorName` writes it. */
  createdBy: string;
  /** When it was switched on and off, oldest first. */
  changes: readonly { status: "active" | "retired"; changedAt: number; actor: string; reason: string }[];
}

/** Policies that there may be. */
const POLICIES_MAX = 1_000;
const TRIES = { triesMax: 10 };

/** All versions, newest first. Operator only. Throws `forbidden`. */
export async function listPolicies(ctx: Context): Promise<QualityPolicy[]> {
  requireRole(ctx, OPERATOR, "read quality policies");
  const { query } = ctx.db;
  const [policies, changes] = await Promise.all([
    query.selectFrom("quality_policy").selectAll().orderBy("version", "desc").execute(),
    query.selectFrom("quality_policy_change").selectAll().orderBy("number").execute(),
  ]);
  const byVersion = Map.groupBy(changes, ({ version }) => version);
  return policies.map((policy) => policyOf(policy, byVersion.get(policy.version) ?? []));
}

/** Throws `forbidden`, `not_found`. */
export async function getPolicy(ctx: Context, id: string): Promise<QualityPolicy> {
  const found = (await listPolicies(ctx)).find((policy) => policy.id === id);
  if (found === undefined) throw notFound("quality policy");
  return found;
}

const rulesOf = ({ rules }: Pick<Tables["quality_policy"], "rules">) => JSON.parse(rules) as QualityRule[]; // written by createPolicy

const policyOf = (
  { created_at, created_by, ...policy }: Tables["quality_policy"],
  changes: readonly Omit<Tables["quality_policy_change"], "number">[],
): QualityPolicy => ({
  ...{ id: policy.id, version: policy.version, status: policy.status, rules: rulesOf(policy), note: policy.note },
  ...{ createdAt: created_at, createdBy: created_by },
  changes: changes.map(({ status, changed_at, actor, reason }) => ({ status, changedAt: changed_at, actor, reason })),
});

/** The rules in force; undefined: no policy is on. */
export async function readPolicyInForce({
  db,
}: Context): Promise<{ version: number; rules: QualityRule[] } | undefined> {
  const row = await db.query
    .selectFrom("quality_policy")
    .select(["version", "rules"])
    .where("status", "=", "active")
    .executeTakeFirst();
  return row && { version: row.version, rules: rulesOf(row) };
}

/**
 * Adds a version. It does nothing until it is switched on. Operator only. Throws `forbidden`, `invalid_input`,
 * `limit_reached`.
 */
export async function createPolicy(
  ctx: Context,
  { rules, note }: { rules: readonly QualityRule[]; note: string | null },
): Promise<QualityPolicy> {
  requireRole(ctx, OPERATOR, "write quality policies");
  const fault =
    rules.length === 0 || rules.length > QUALITY_RULES_MAX
      ? { path: "rules", message: `must have 1 to ${QUALITY_RULES_MAX} rules` }
      : faultOfRules(rules);
  if (fault !== undefined) throw new NetworkError("invalid_input", "The policy contradicts itself", [fault]);
  const { db } = ctx;
  const id = newId(ctx, "qpl");
  await retryOnConcurrentWrite(async () => {
    const made = await db.query.selectFrom("quality_policy").select("version").where("id", "=", id).executeTakeFirst();
    if (made !== undefined) return; // by an earlier try of the request
    const { last } = await db.query
      .selectFrom("quality_policy")
      .select(({ fn }) => fn.max<number | null>("version").as("last"))
      .executeTakeFirstOrThrow();
    const version = (last ?? 0) + 1;
    if (version > POLICIES_MAX)
      throw new NetworkError("limit_reached", `There may be ${POLICIES_MAX} quality policies`);
    const row = {
      ...{ version, id, rules: JSON.stringify(rules), note, status: "draft" as const },
      ...{ created_at: ctx.now(), created_by: actorName(ctx.actor) },
    };
    await db.write([
      ...insertRows("quality_policy", ["version", "id", "rules", "note", "status", "created_at", "created_by"], [row]),
      ...audit(ctx, { event: "quality_policy.create", subject: id, account: "", reason: note }),
    ]);
  }, TRIES);
  return getPolicy(ctx, id);
}

/**
 * Switches a version on, and the one in force off. The next scores are limited by it; one that is on stays so. Operator
 * only. Throws `forbidden`, `not_found`.
 */
export const activatePolicy = (ctx: Context, id: string, reason: string): Promise<QualityPolicy> =>
  change(ctx, { id, reason, to: "active" });

/** Switches a version off. What it has limited stays so until it recovers, its date comes, or it is lifted. Throws as `activatePolicy`. */
export const retirePolicy = (ctx: Context, id: string, reason: string): Promise<QualityPolicy> =>
  change(ctx, { id, reason, to: "retired" });

async function change(
  ctx: Context,
  asked: { id: string; reason: string; to: "active" | "retired" },
): Promise<QualityPolicy> {
  requireRole(ctx, OPERATOR, "switch quality policies");
  await switchVersion(ctx, "quality_policy", asked);
  return getPolicy(ctx, asked.id);
}
