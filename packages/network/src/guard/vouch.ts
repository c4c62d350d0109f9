import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { getMember, requireOwner, type Member } from "../identity/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { personOf, responsibleFor } from "./person.ts";

/**
 * Vouches that an operator is a person of their own, so that they can be a second person at once. Throws `forbidden`,
 * `not_found`, `invalid_input` for a member of another account, `second_person_required` to the one who invited them.
 */
export async function vouchForOperator(ctx: Context, memberId: string, reason: string): Promise<Member> {
  requireRole(ctx, OPERATOR, "vouch for operators");
  requireOwner(ctx);
  const member = await getMember(ctx, memberId);
  if (member.role !== "operator")
    throw new NetworkError("invalid_input", "Only operators can be vouched for", [
      { path: "id", message: "is not an operator" },
    ]);
  const own = await responsibleFor(ctx, await personOf(ctx));
  if (own === (await responsibleFor(ctx, `operator:${memberId}`)))
    throw new NetworkError("second_person_required", "You count as one person with this operator: another one vouches");
  await ctx.db.write([
    rawStatement(
      `INSERT INTO operator_voucher (person_id, vouched_by, reason, vouched_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [memberId, await personOf(ctx), reason, ctx.now()],
    ),
    ...audit(ctx, { event: "member.vouch", subject: memberId, account: "", reason }),
  ]);
  return member;
}
