import type { Context } from "../context.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { CHECKS, type Finding } from "./checks.ts";
import { HEALTH_CHECKS, type HealthCheckName, type HealthLevel } from "./words.ts";

export { findFailingJobs, forgetJobFailure, noteJobFailure, noteTick } from "./jobs.ts";
export { HEALTH_CHECKS, HEALTH_FAULTS, HEALTH_LEVELS, type HealthFault } from "./words.ts";

/** What one check found. */
interface Checked {
  check: HealthCheckName;
  level: HealthLevel;
  findings: Finding[];
}

interface Health {
  /** `degraded` if a check is `failing`. */
  status: "ok" | "degraded";
  /** Unix ms. */
  checkedAt: number;
  checks: Checked[];
}

/**
 * Looks at everything that can be wrong with the network itself. A check that fails is a finding, so the answer is
 * whole even if a database is down. `missingSecrets`: names of secrets that this deployment should have. Throws
 * `forbidden` to all but the operator.
 */
export async function readHealth(ctx: Context, missingSecrets: readonly string[]): Promise<Health> {
  requireRole(ctx, OPERATOR_OR_JOB, "read the health of the network");
  const now = ctx.now();
  const checks = await Promise.all(
    HEALTH_CHECKS.map(async (check): Promise<Checked> => {
      const findings =
        check === "secrets" ? missingSecrets.map(secretMissing) : await CHECKS[check](ctx, now).catch(unreadable);
      return { check, level: worstOf(findings), findings };
    }),
  );
  const status = checks.some(({ level }) => level === "failing") ? "degraded" : "ok";
  return { status, checkedAt: now, checks };
}

const NOTHING = { subject: null, since: null, count: null, error: null };

const secretMissing = (subject: string): Finding => ({
  ...{ ...NOTHING, level: "warning", fault: "secret_missing", subject },
});

const unreadable = (error: unknown): Finding[] => [
  { ...NOTHING, level: "failing", fault: "unreadable", error: String(error) },
];

function worstOf(findings: readonly Finding[]): HealthLevel {
  if (findings.some(({ level }) => level === "failing")) return "failing";
  return findings.length > 0 ? "warning" : "ok";
}
