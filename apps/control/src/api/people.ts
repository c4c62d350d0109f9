import { z } from "@hono/zod-openapi";
import {
  createApiKey,
  invite,
  listApiKeys,
  listInvitations,
  revokeApiKey,
  revokeInvitation,
  type ApiKey,
  type Invitation,
} from "@waymark/network/identity";
import { forgetAccess, requireSession } from "../auth.ts";
import { AccountFields, accountNamed } from "./named-account.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  page,
  PageQuery,
  pageOf,
  problems,
  Revocation,
  RevokedFields,
  security,
  sessionOnly,
  Shown,
  showRevoked,
  showSecretOnce,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { Email, line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { InvitationFilters, invitationFilterOf, Range } from "./filters.ts";
import { Expiry, instantsOf, Zone } from "./time-input.ts";
import { revocationOf } from "@waymark/network/revocation";
import { MEMBER_ROLES, ROLES, SCOPES } from "@waymark/network/words";

const Role = z.enum(ROLES);
export const MemberRole = z.enum(MEMBER_ROLES);
const Scope = z.enum(SCOPES);

const KeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(Scope),
    created_at: Time,
    expires_at: Time.nullable(),
    last_used_at: Time.nullable(),
    ...RevokedFields,
    member_id: z.string().nullable().openapi({ description: "The member who made it; null if that is not known" }),
  })
  .openapi("ApiKey");

const NewKey = z
  .strictObject({
    name: line(100),
    scopes: z.array(Scope).min(1).max(SCOPES.length).default(["read"]),
    expires_at: Expiry.nullable().default(null),
    zone: Zone,
  })
  .openapi("NewApiKey");

const InvitationView = z
  .object({
    id: z.string(),
    email: z.string(),
    role: Role,
    member_role: MemberRole,
    advertiser_id: z.string().nullable(),
    webmaster_id: z.string().nullable(),
    created_at: Time,
    expires_at: Time,
    accepted_at: Time.nullable(),
    ...RevokedFields,
  })
  .openapi("Invitation");

const NewInvitation = z
  .strictObject({
    email: Email,
    role: Role,
    advertiser_id: z.string().max(100).nullable().default(null),
    webmaster_id: z.string().max(100).nullable().default(null),
    account_name: line(200)
      .nullable()
      .default(null)
      .openapi({ description: "Name of a new account, if no account is named. Operator only" }),
    member_role: MemberRole.nullable().default(null).openapi({
      description:
        "What the person may do in the account. May be omitted for a new account: its first member is its owner",
    }),
  })
  .openapi("NewInvitation");

const listKeysRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/api-keys",
  operationId: "listApiKeys",
  summary: "List the API keys of the caller's account, newest first. An operator may name another account",
  tags: ["people"],
  security,
  request: {
    query: PageQuery.extend({ ...AccountFields, ...Range.shape }),
  },
  responses: { 200: json(pageOf(KeyView), "Keys"), ...problems },
});
const newKeyRoute = defineRoute({
  scope: "write",
  answersSecret: true,
  method: "post",
  path: "/api-keys",
  operationId: "createApiKey",
  summary: "Create an API key, shown once; needs a session",
  tags: ["people"],
  security: sessionOnly,
  request: body(NewKey),
  responses: { 201: json(KeyView.extend(Shown).openapi("NewApiKeyShown"), "The key"), ...problems },
});
const revokeKeyRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/api-keys/{id}/revoke",
  operationId: "revokeApiKey",
  summary:
    "Revoke an API key; it stops working within seconds. Needs a session. An operator may revoke any key, with a reason",
  tags: ["people"],
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(Revocation),
  },
  responses: { 200: json(KeyView, "The key"), ...problems },
});
const listInvitationsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/invitations",
  operationId: "listInvitations",
  summary: "List the invitations of the caller's account (the operator sees all), newest first",
  tags: ["people"],
  security,
  request: { query: PageQuery.extend(InvitationFilters.shape) },
  responses: { 200: json(pageOf(InvitationView), "Invitations"), ...problems },
});
const inviteRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/invitations",
  operationId: "invite",
  summary: "Invite a person by mail, to the caller's own account or (operator) to any; needs a session",
  tags: ["people"],
  security: sessionOnly,
  request: body(NewInvitation),
  responses: { 201: json(InvitationView, "The invitation"), ...problems },
});
const revokeInvitationRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/invitations/{id}/revoke",
  operationId: "revokeInvitation",
  summary: "Revoke an invitation. Needs a session. An operator may revoke any, with a reason if another side made it",
  tags: ["people"],
  security: sessionOnly,
  request: { params: IdParam, ...body(Revocation) },
  responses: { 200: json(InvitationView, "The invitation"), ...problems },
});
/** API keys and invitations. */
export const people = createApi()
  .openapi(listKeysRoute, async (c) => {
    const { limit, cursor, from, to, ...named } = c.req.valid("query");
    const filter = { ...accountNamed(named), ...instantsOf({ from, to }), before: cursor, limit };
    return c.json(page(await listApiKeys(c.var.ctx, filter), limit, showKey), 200);
  })
  .openapi(newKeyRoute, async (c) => {
    requireSession(c.var.access);
    const { name, scopes, expires_at } = c.req.valid("json");
    const expiresAt = expires_at === null ? null : Date.parse(expires_at);
    const { key, secret } = await createApiKey(c.var.ctx, { name, scopes: [...new Set(scopes)], expiresAt });
    return c.json({ ...showKey(key), ...showSecretOnce(secret) }, 201);
  })
  .openapi(revokeKeyRoute, async (c) => {
    requireSession(c.var.access);
    const key = await revokeApiKey(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    forgetAccess();
    return c.json(showKey(key), 200);
  })
  .openapi(listInvitationsRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const filter = { ...invitationFilterOf(query), before: cursor, limit };
    return c.json(page(await listInvitations(c.var.ctx, filter), limit, showInvitation), 200);
  })
  .openapi(inviteRoute, async (c) => {
    requireSession(c.var.access);
    const { email, role, advertiser_id, webmaster_id, account_name, member_role } = c.req.valid("json");
    const person = {
      ...{ email, role, advertiserId: advertiser_id, webmasterId: webmaster_id },
      ...{ accountName: account_name, memberRole: member_role },
    };
    return c.json(showInvitation(await invite(c.var.ctx, person, c.env.AUTH_SECRET)), 201);
  })
  .openapi(revokeInvitationRoute, async (c) => {
    requireSession(c.var.access);
    const { reason } = c.req.valid("json");
    return c.json(showInvitation(await revokeInvitation(c.var.ctx, c.req.valid("param").id, reason)), 200);
  });

const showKey = (key: ApiKey): z.infer<typeof KeyView> => ({
  id: key.id,
  name: key.name,
  scopes: key.scopes,
  created_at: time(key.createdAt),
  expires_at: timeOrNull(key.expiresAt),
  last_used_at: timeOrNull(key.lastUsedAt),
  ...showRevoked(key),
  member_id: key.memberId,
});

const showInvitation = (row: Invitation): z.infer<typeof InvitationView> => ({
  id: row.id,
  email: row.email,
  role: row.role,
  member_role: row.member_role,
  advertiser_id: row.advertiser_id,
  webmaster_id: row.webmaster_id,
  created_at: time(row.created_at),
  expires_at: time(row.expires_at),
  accepted_at: timeOrNull(row.accepted_at),
  ...showRevoked(revocationOf(row)),
});
