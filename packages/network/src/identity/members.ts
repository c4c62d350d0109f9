import { sql, type Selectable, type SqlBool } from "kysely";
import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import {
  contains,
  equal,
  filteredList,
  rawStatement,
  readListPage,
  writeIfFirst,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { limitedMail, mailToPerson, type CausedMail } from "../mail/index.ts";
import type { MemberRole, Role } from "../words.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, ownAccountOf, requireRole } from "../role.ts";
import { accountOfMembership } from "./accounts.ts";
import { revokeKeysOf } from "./keys.ts";
import { endSignIns } from "./people.ts";
import { requireOwner } from "./rights.ts";

/** A person in an account. */
export type Member = Pick<
  Selectable<Tables["person"]>,
  | "id"
  | "name"
  | "email"
  | "role"
  | "advertiser_id"
  | "webmaster_id"
  | "member_role"
  | "language"
  | "two_factor_enabled"
  | "created_at"
>;

/** Not removed, and with an address that is theirs. */
const IS_MEMBER = sql<SqlBool>`removed_at IS NULL AND email_verified = 1`;

/** Omitted fields ask for nothing. */
export interface MemberFilter {
  /** A part of the name or of the address. */
  search?: string | undefined;
  role?: Role | undefined;
  memberRole?: MemberRole | undefined;
  advertiserId?: string | undefined;
  webmasterId?: string | undefined;
}

const MEMBER_LIST: ListRules<keyof MemberFilter> = {
  table: "person",
  idPrefix: "per",
  conditions: {
    search: (search: string) => sql`(${contains("searched_name")(search)} OR ${contains("email")(search)})`,
    role: equal("role"),
    memberRole: equal("member_role"),
    advertiserId: (id: string) => inAccount("advertiser", id),
    webmasterId: (id: string) => inAccount("webmaster", id),
  },
  orderedBy: ["id"],
  indexes: [
    { name: "advertiserId", index: "person_by_account" },
    { name: "webmasterId", index: "person_by_account" },
  ],
  wholeIndex: null,
};

/** As the index `person_by_account` has it. */
const inAccount = (role: Role, id: string) =>
  sql<SqlBool>`role = ${role} AND coalesce(advertiser_id, webmaster_id) = ${id}`;

/** Members of the actor's account, newest first; an operator sees those of all accounts. Throws `invalid_input`. */
export async function listMembers(ctx: Context, asked: MemberFilter, request: ListRequest): Promise<ListPage<Member>> {
  const list = filteredList(MEMBER_LIST, { own: ownAccountOf(ctx.actor), asked, range: [IS_MEMBER] });
  return readListPage<Selectable<Tables["person"]>>(ctx.db, list, request);
}

/** Throws `not_found`. */
export async function getMember(ctx: Context, id: string): Promise<Member> {
  const { advertiserId, webmasterId } = ownAccountOf(ctx.actor);
  let rows = ctx.db.query
    .selectFrom("person")
    .select(["id", "name", "email", "role", "advertiser_id", "webmaster_id", "member_role", "language"])
    .select(["two_factor_enabled", "created_at"])
    .where("id", "=", id)
    .where(IS_MEMBER);
  if (advertiserId !== undefined) rows = rows.where(inAccount("advertiser", advertiserId));
  if (webmasterId !== undefined) rows = rows.where(inAccount("webmaster", webmasterId));
  const row = await rows.executeTakeFirst();
  if (row === undefined) throw notFound("member");
  return row;
}

/**
 * Changes what a member may do in their account. Their sessions and API keys follow at once, and invitations that they
 * made and that are open end. A mail tells them, within the limits of mails by recipient and sender. Throws `not_found`,
 * `forbidden`, `last_owner`.
 */
export async function changeMemberRole(
  ctx: Context,
  id: string,
  { memberRole, reason }: { memberRole: MemberRole; reason: string },
): Promise<Member> {
  requireRole(ctx, ANY_PARTY, "change what members may do");
  const member = await getMember(ctx, id);
  requireOwner(ctx);
  if (member.member_role === memberRole) return member;
  await writeUnlessLastOwner(ctx, member, [
    rawStatement("UPDATE person SET member_role = ? WHERE id = ?", [memberRole, id]),
    revokeInvitationsOf(member, ctx.now()),
    ...audit(ctx, {
      ...{ event: "member.change_role", subject: id, account: accountOfMembership(member), reason },
      ...{ before: { member_role: member.member_role }, after: { member_role: memberRole } },
    }),
    ...limitedMail(
      {
        ...{ topic: "member_role", cause: `member/${id}/${ctx.now()}`, recipient: member.email },
        ...{ sender: accountOfMembership(member) || "operator", language: member.language },
        mail: { kind: "member_role", parameters: { memberRole, reason } },
      },
      ctx.now(),
    ),
  ]);
  return { ...member, member_role: memberRole };
}

/**
 * Removes a member: their sessions, API keys and open invitations end, and their address is free for another account. Everybody may leave
 * an account. Throws `not_found`, `forbidden`, `last_owner`.
 */
export async function removeMember(ctx: Context, id: string, reason: string): Promise<Member> {
  const actor = requireRole(ctx, ANY_PARTY, "remove members", EVEN_IF_BLOCKED);
  const member = await getMember(ctx, id);
  const isSelf = actor.id === id;
  if (!isSelf) requireOwner(ctx);
  await writeUnlessLastOwner(ctx, member, [
    mailToPerson(id, removalMail(reason, `member/${id}/removed`), ctx.now()),
    ...audit(ctx, {
      ...{ event: "member.remove", subject: id, account: accountOfMembership(member), reason },
      before: { name: member.name, email: member.email, member_role: member.member_role },
    }),
    rawStatement(
      "UPDATE person SET removed_at = ?, email = id || '@removed.invalid', email_verified = 0 WHERE id = ?",
      [...[ctx.now(), id]],
    ),
    ...endSignIns(id, null),
    ...["credential", "two_factor"].map((table) => rawStatement(`DELETE FROM ${table} WHERE person_id = ?`, [id])),
    revokeKeysOf(id, { by: "system:members", reason: "The member who made it was removed" }, ctx.now()),
    revokeInvitationsOf(member, ctx.now()),
  ]);
  return member;
}

/** Ends the open invitations that a member made: who may no longer invite must not come back by one. */
const revokeInvitationsOf = ({ id, role }: Member, now: number): Statement =>
  rawStatement(
    "UPDATE invitation SET revoked_at = ? WHERE invited_by = ? AND accepted_at IS NULL AND revoked_at IS NULL",
    [now, `${role}:${id}`],
  );

/** Writes, unless the account would be left without an owner, even by concurrent requests. Throws `last_owner`. */
async function writeUnlessLastOwner({ db }: Context, { id }: Member, statements: readonly Statement[]): Promise<void> {
  if (!(await writeIfFirst(db, [breakWhereLastOwner(id), ...statements])))
    throw new NetworkError("last_owner", "This is the last owner of the account; make another member an owner first");
}

/** Violates the unique address, and so voids its batch, if the person is the only owner of their account. */
const breakWhereLastOwner = (id: string): Statement =>
  rawStatement(
    `INSERT INTO person (id, name, email, role, advertiser_id, webmaster_id, created_at, updated_at)
     SELECT id, name, email, role, advertiser_id, webmaster_id, created_at, updated_at FROM person
     WHERE id = ? AND member_role = 'owner' AND NOT EXISTS (
       SELECT 1 FROM person other
       WHERE other.role = person.role
         AND coalesce(other.advertiser_id, other.webmaster_id) IS coalesce(person.advertiser_id, person.webmaster_id)
         AND other.id <> person.id AND other.member_role = 'owner'
         AND other.removed_at IS NULL AND other.email_verified = 1)`,
    [id],
  );

const removalMail = (reason: string, cause: string): CausedMail => ({
  ...{ cause, kind: "member_removed", parameters: { reason } },
});
