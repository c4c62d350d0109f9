import { accountOf, audit, type AuditEvent } from "../audit/index.ts";
import type { Db, Statement } from "../db/index.ts";
import { actorOf } from "./accounts.ts";

/** What a person does with their own access. */
export type AccessEvent = Extract<AuditEvent, `${"session" | "password" | "second_factor"}.${string}`>;

/** The audit row of what a person did with their own access; none if the person is unknown. */
export async function auditAccess(
  db: Db,
  { personId, event, network, now }: { personId: string; event: AccessEvent; network: string | null; now: number },
): Promise<Statement[]> {
  const row = await db.query.selectFrom("person").selectAll().where("id", "=", personId).executeTakeFirst();
  const actor = row && actorOf(row.id, row);
  if (actor === undefined) return [];
  const ctx = { actor, now: () => now, network: () => network };
  return audit(ctx, { event, subject: personId, account: accountOf(actor) });
}
