import { sql } from "kysely";
import { audit } from "./audit/index.ts";
import { actorName, type Context } from "./context.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, voidIf } from "./db/index.ts";
import { notFound } from "./errors.ts";

/** Tables of versions of which at most one is in force, each with its table of changes. */
type Versioned = "rule_set" | "quality_policy";

const NAMES = { rule_set: "rule set", quality_policy: "quality policy" } as const satisfies Record<Versioned, string>;
const TRIES = { triesMax: 10 };

/**
 * Switches a version on, and the one in force off; or one off, which leaves another in force. One that is as asked stays
 * so. The caller has checked the role. Throws `not_found`.
 */
export async function switchVersion(
  ctx: Context,
  table: Versioned,
  { id, reason, to }: { id: string; reason: string; to: "active" | "retired" },
): Promise<void> {
  const { db } = ctx;
  await retryOnConcurrentWrite(async () => {
    const [asked, active] = await Promise.all([
      db.query.selectFrom(table).select(["version", "status"]).where("id", "=", id).executeTakeFirst(),
      db.query.selectFrom(table).select("version").where("status", "=", "active").executeTakeFirst(),
    ]);
    if (asked === undefined) throw notFound(NAMES[table]);
    const { version, status } = asked;
    if (status === to) return;
    const replaced = to === "retired" || active === undefined ? [] : [active.version];
    const steps = [...replaced.map((one) => [one, "retired"] as const), [version, to] as const];
    const [at, actor] = [ctx.now(), actorName(ctx.actor)];
    await db.write([
      voidIf(
        db,
        sql`(SELECT status FROM ${sql.table(table)} WHERE version = ${version}) <> ${status}
          OR (SELECT version FROM ${sql.table(table)} WHERE status = 'active') IS NOT ${active?.version ?? null}`,
      ),
      ...steps.map(([one, next]) => rawStatement(`UPDATE ${table} SET status = ? WHERE version = ?`, [next, one])),
      ...insertRows(
        `${table}_change`,
        ["version", "status", "changed_at", "actor", "reason"],
        steps.map(([one, next]) => ({ version: one, status: next, changed_at: at, actor, reason })),
      ),
      ...audit(ctx, {
        ...{ event: `${table}.${to === "active" ? "activate" : "retire"}` as const, account: "" },
        ...{ subject: id, before: { active: active?.version ?? null }, reason },
      }),
    ]);
  }, TRIES);
}
