import type { Selectable } from "kysely";
import { DAY_MS } from "@waymark/contract/duration";
import { accountOf, audit } from "../audit/index.ts";
import { actorName, sideOfName, type Context } from "../context.ts";
import { insertRows, rawStatement, writeIfFirst, type Statement, type Tables, type TimeRange } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, mintId, newId } from "../ids.ts";
import { NOT_REVOKED, requireReasonForOthers, revokedNow, SET_REVOKED } from "../revocation.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { accountOfMembership, createAccount, membershipOf, type Membership } from "./accounts.ts";
import { sha256Hex } from "./hash.ts";
import { IS_MAILED, limitedMail, mailToken, type Language } from "../mail/index.ts";
import type { MemberRole } from "../words.ts";
import { endCodes } from "./codes.ts";
import { insertPerson } from "./people.ts";
import { requireOwner } from "./rights.ts";

export type Invitation = Selectable<Tables["invitation"]>;

/** The person to invite. The operator names a role and an account, or a name for a new one. Others use their own. */
export interface NewInvitation {
  email: string;
  role: Invitation["role"];
  advertiserId: string | null;
  webmasterId: string | null;
  /** Name of a new account, if no account is named. */
  accountName: string | null;
  /** Null: the owner of a new account. */
  memberRole: MemberRole | null;
}

const INVITATION_DAYS = 7;

/**
 * Creates an invitation and mails it. The token of the mail derives from `tokenSecret`. Throws `forbidden`, `not_found`,
 * `invalid_input`, `too_many_requests` beyond the limits of mails.
 */
export async function invite(ctx: Context, input: NewInvitation, tokenSecret: string): Promise<Invitation> {
  requireRole(ctx, ANY_PARTY, "invite people");
  const id = newId(ctx, "ivt");
  return createOnce<Invitation>(
    ctx,
    () => ownInvitations(ctx).where("id", "=", id).executeTakeFirst(),
    () => inviteAnew(ctx, { id, tokenSecret }, input),
  );
}

async function inviteAnew(
  ctx: Context,
  { id, tokenSecret }: { id: string; tokenSecret: string },
  input: NewInvitation,
): Promise<Invitation> {
  const own = membershipOf(requireRole(ctx, ANY_PARTY, "invite people"));
  if (ctx.actor.role !== "operator" && input.role !== ctx.actor.role)
    throw new NetworkError("forbidden", "You can only invite people to your own account");
  if (ctx.actor.role !== "operator") refuseForeign(own, input);
  if (input.role === ctx.actor.role) requireOwner(ctx);
  const { membership, statements } =
    ctx.actor.role === "operator" ? await target(ctx, input) : { membership: own, statements: [] };
  const memberRole = memberRoleOf(input, statements.length > 0);
  const token = mailToken(tokenSecret, { purpose: "invitation", id });
  const invitation = invitationRow(
    { id, email: input.email, sha256: await sha256Hex(token), invitedBy: actorName(ctx.actor), memberRole },
    membership,
    ctx.now(),
  );
  const cause = `invitation/${id}`;
  const isMailed = await writeIfFirst(ctx.db, [
    ...statements,
    ...insertInvitation(invitation),
    ...limitedMail(
      {
        ...{ topic: "invitation", cause, recipient: invitation.email, language: null },
        ...{ sender: accountOf(ctx.actor) || "operator", mail: { kind: "invitation", parameters: { id } } },
      },
      ctx.now(),
    ),
    voidIf(id, `NOT ${IS_MAILED}`, cause),
    ...audit(ctx, {
      ...{ event: "invitation.create", subject: id, account: accountOfMembership(invitation) },
      after: { email: invitation.email, role: invitation.role, member_role: memberRole },
    }),
  ]);
  if (!isMailed)
    throw new NetworkError(
      "too_many_requests",
      "This address, or your account, had as many invitations as a day allows; invite again tomorrow",
    );
  return invitation;
}

/** Violates the primary key, and so voids its batch, if the condition holds for an invitation. */
const voidIf = (id: string, condition: string, ...values: string[]): Statement =>
  rawStatement(`INSERT INTO invitation SELECT * FROM invitation WHERE id = ? AND ${condition}`, [id, ...values]);

/** The person who opens an account owns it; otherwise the inviter chooses. Throws `invalid_input`. */
function memberRoleOf({ memberRole }: NewInvitation, isNewAccount: boolean): MemberRole {
  if (isNewAccount && (memberRole ?? "owner") === "owner") return "owner";
  if (memberRole !== null && !isNewAccount) return memberRole;
  throw new NetworkError("invalid_input", "The invitation needs a role", [
    { path: "member_role", message: isNewAccount ? "the first member of an account is its owner" : "missing" },
  ]);
}

/** Refuses an invitation to another account than the actor's own. Throws `not_found`. */
function refuseForeign(own: Membership, { advertiserId, webmasterId }: NewInvitation) {
  if (advertiserId !== null && advertiserId !== own.advertiser_id) throw notFound("advertiser");
  if (webmasterId !== null && webmasterId !== own.webmaster_id) throw notFound("webmaster");
}

/** The account that the operator invites into, with the statements that create it if it is new. */
async function target(
  ctx: Context,
  input: NewInvitation,
): Promise<{ membership: Membership; statements: Statement[] }> {
  if (input.role === "operator")
    return { membership: { role: "operator", advertiser_id: null, webmaster_id: null }, statements: [] };
  const isAdvertiser = input.role === "advertiser";
  const named = isAdvertiser ? input.advertiserId : input.webmasterId;
  const table = isAdvertiser ? "advertiser" : "webmaster";
  const id = named ?? mintId(isAdvertiser ? "adv" : "wm", ctx.now());
  const membership: Membership = isAdvertiser
    ? { role: "advertiser", advertiser_id: id, webmaster_id: null }
    : { role: "webmaster", advertiser_id: null, webmaster_id: id };
  if (named !== null) {
    const known = await ctx.db.query.selectFrom(table).select("id").where("id", "=", named).executeTakeFirst();
    if (known === undefined) throw notFound(table);
    return { membership, statements: [] };
  }
  if (input.accountName === null)
    throw new NetworkError("invalid_input", "State the account, or a name for a new one", [
      { path: "account_name", message: "missing" },
    ]);
  return {
    membership,
    statements: createAccount(table, { id, name: input.accountName }, ctx.now()),
  };
}

/** The row of an invitation, valid for a week. */
export function invitationRow(
  {
    id,
    email,
    sha256,
    invitedBy,
    memberRole,
  }: { id: string; email: string; sha256: string; invitedBy: string; memberRole: MemberRole },
  membership: Membership,
  now: number,
): Invitation {
  return {
    id,
    sha256,
    email: email.toLowerCase(),
    ...membership,
    invited_by: invitedBy,
    member_role: memberRole,
    created_at: now,
    expires_at: now + INVITATION_DAYS * DAY_MS,
    accepted_at: null,
    accepted_by: null,
    ...NOT_REVOKED,
  };
}

export const insertInvitation = (row: Invitation): Statement[] =>
  insertRows(
    "invitation",
    [
      "id",
      "sha256",
      "email",
      "role",
      "advertiser_id",
      "webmaster_id",
      "invited_by",
      "member_role",
      "created_at",
      "expires_at",
      "accepted_at",
      "revoked_at",
    ],
    [row],
  );

/** Omitted fields ask for nothing; the range is that of `created_at`. */
export interface InvitationFilter extends TimeRange {
  advertiserId?: string | undefined;
  webmasterId?: string | undefined;
}

/** Invitations of the actor's account (the operator sees all), newest first. */
export async function listInvitations(
  ctx: Context,
  filter: InvitationFilter & { before?: string | undefined; limit: number },
): Promise<Invitation[]> {
  const { advertiserId, webmasterId, before, from, to } = filter;
  let rows = ownInvitations(ctx).orderBy("id", "desc").limit(filter.limit);
  if (advertiserId !== undefined) rows = rows.where("advertiser_id", "=", advertiserId);
  if (webmasterId !== undefined) rows = rows.where("webmaster_id", "=", webmasterId);
  if (before !== undefined) rows = rows.where("id", "<", before);
  if (from !== undefined) rows = rows.where("created_at", ">=", from);
  if (to !== undefined) rows = rows.where("created_at", "<", to);
  return rows.execute();
}

/**
 * Revokes an invitation. Throws `not_found`, `forbidden`, and `invalid_input` without a reason for one that another
 * side made.
 */
export async function revokeInvitation(ctx: Context, id: string, reason: string | null): Promise<Invitation> {
  requireRole(ctx, ANY_PARTY, "revoke invitations", EVEN_IF_BLOCKED);
  const row = await ownInvitations(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("invitation");
  if (row.role === ctx.actor.role) requireOwner(ctx);
  requireReasonForOthers(sideOfName(row.invited_by) !== ctx.actor.role, reason);
  if (row.revoked_at !== null) return row;
  const revoked = revokedNow(ctx, reason);
  await ctx.db.write([
    rawStatement(`UPDATE invitation SET ${SET_REVOKED} WHERE id = ? AND revoked_at IS NULL`, [
      ...Object.values(revoked),
      id,
    ]),
    ...audit(ctx, { event: "invitation.revoke", subject: id, account: accountOfMembership(row), reason }),
  ]);
  return { ...row, ...revoked };
}

/** The invitation of a token. Throws `not_found` if it is unknown, used, revoked or expired. */
export async function findInvitation(ctx: Context, token: string): Promise<Invitation> {
  const row = await ctx.db.query
    .selectFrom("invitation")
    .selectAll()
    .where("sha256", "=", await sha256Hex(token))
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", ctx.now())
    .executeTakeFirst();
  if (row === undefined) throw notFound("invitation");
  return row;
}

/**
 * Creates the invited person, once. Throws `already_exists` if the address has an account, and `not_found` if the
 * invitation was revoked since it was found.
 */
export async function acceptInvitation(
  ctx: Context,
  row: Invitation,
  input: { name: string; passwordHash: string; language: Language | null },
): Promise<{ email: string }> {
  const now = ctx.now();
  const { email, role, advertiser_id, webmaster_id, member_role } = row;
  const person = {
    ...{ id: mintId("per", now), name: input.name, language: input.language },
    ...{ email, role, advertiser_id, webmaster_id, member_role },
  };
  // The address is unique: of two people who accept at once, one gets the account.
  const isFirst = await writeIfFirst(ctx.db, [
    voidIf(row.id, "revoked_at IS NOT NULL"),
    ...insertPerson(person, input.passwordHash, now),
    rawStatement("UPDATE invitation SET accepted_at = ?, accepted_by = ? WHERE id = ?", [now, person.id, row.id]),
    endCodes(email, now),
    ...audit(ctx, {
      ...{ event: "member.join", subject: person.id, account: accountOfMembership(row) },
      after: { name: input.name, email, member_role },
    }),
  ]);
  if (isFirst) return { email };
  const { revoked_at } = await ctx.db.query
    .selectFrom("invitation")
    .select("revoked_at")
    .where("id", "=", row.id)
    .executeTakeFirstOrThrow();
  throw revoked_at === null
    ? new NetworkError("already_exists", "This address already has an account")
    : notFound("invitation");
}

function ownInvitations({ db, actor }: Context) {
  const rows = db.query.selectFrom("invitation").selectAll();
  switch (actor.role) {
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "operator":
    case "system":
      return rows;
  }
}
