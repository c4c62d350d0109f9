import { z } from "@hono/zod-openapi";
import { vouchForOperator } from "@waymark/network/guard";
import { changeMemberRole, getMember, listMembers, removeMember, type Member } from "@waymark/network/identity";
import { ROLES } from "@waymark/network/words";
import { forgetAccess, requireSession } from "../auth.ts";
import { MemberFilters, memberFilterOf } from "./filters.ts";
import { MemberRole } from "./people.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  PageQuery,
  pageOf,
  problems,
  security,
  sessionOnly,
  Time,
  ReasonText,
} from "./schema.ts";

const MemberView = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    advertiser_id: z.string().nullable(),
    webmaster_id: z.string().nullable(),
    member_role: MemberRole,
    has_second_factor: z.boolean(),
    created_at: Time,
  })
  .openapi("Member");

const Reason = ReasonText.openapi({ description: "Sent to the member by mail" });

const tags = ["people"];

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listMembers",
  summary: "List the members of the caller's account, newest first. The operator sees those of all accounts",
  tags,
  security,
  request: {
    query: PageQuery.extend(MemberFilters.shape),
  },
  responses: { 200: json(pageOf(MemberView), "Members"), ...problems },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getMember",
  summary: "Get a member",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(MemberView, "The member"), ...problems },
});
const changeRoleRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/{id}/change-role",
  operationId: "changeMemberRole",
  summary: "Change what a member may do in the account; owners only, needs a session",
  tags,
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(z.strictObject({ member_role: MemberRole, reason: Reason }).openapi("MemberRoleChange")),
  },
  responses: { 200: json(MemberView, "The member"), ...problems },
});
const removeRoute = defineRoute({
  // A member with any role may leave; the verb refuses the rest.
  scope: "read",
  sendsMail: true,
  method: "post",
  path: "/{id}/remove",
  operationId: "removeMember",
  summary: "Remove a member and end their sessions and API keys. Owners only, except to leave; needs a session",
  tags,
  security: sessionOnly,
  request: { params: IdParam, ...body(z.strictObject({ reason: Reason }).openapi("MemberRemoval")) },
  responses: { 200: json(MemberView, "The member as they were"), ...problems },
});

const vouchRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/vouch",
  operationId: "vouchForMember",
  summary: "Vouch that an operator is a person of their own. Owners only, needs a session. Operator only",
  description:
    "For a set time an operator counts as the one who invited them: for the limits of money and as a second person. " +
    "Another operator than the one who invited them ends that.",
  tags,
  security: sessionOnly,
  request: { params: IdParam, ...body(z.strictObject({ reason: Reason }).openapi("MemberVoucher")) },
  responses: { 200: json(MemberView, "The member"), ...problems },
});

/** The people of an account. */
export const accountMembers = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listMembers(c.var.ctx, memberFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showMember), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(showMember(await getMember(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(changeRoleRoute, async (c) => {
    requireSession(c.var.access);
    const { member_role, reason } = c.req.valid("json");
    const change = { memberRole: member_role, reason };
    const member = await changeMemberRole(c.var.ctx, c.req.valid("param").id, change);
    forgetAccess();
    return c.json(showMember(member), 200);
  })
  .openapi(vouchRoute, async (c) => {
    requireSession(c.var.access);
    const { reason } = c.req.valid("json");
    return c.json(showMember(await vouchForOperator(c.var.ctx, c.req.valid("param").id, reason)), 200);
  })
  .openapi(removeRoute, async (c) => {
    requireSession(c.var.access);
    const member = await removeMember(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    forgetAccess();
    return c.json(showMember(member), 200);
  });

const showMember = (row: Member): z.infer<typeof MemberView> => ({
  ...{ id: row.id, name: row.name, email: row.email, role: row.role, member_role: row.member_role },
  ...{ advertiser_id: row.advertiser_id, webmaster_id: row.webmaster_id },
  ...{ has_second_factor: row.two_factor_enabled === 1, created_at: row.created_at },
});
