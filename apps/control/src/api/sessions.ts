import { z } from "@hono/zod-openapi";
import { readUserAgent } from "@waymark/contract/user-agent";
import {
  listSessions,
  revokeOtherSessions,
  revokeSession,
  SESSIONS_MAX,
  type Session,
} from "@waymark/network/identity";
import { forgetAccess, requireSession, sessionTokenOf } from "../auth.ts";
import { defineRoute } from "./route.ts";
import { createApi, IdParam, json, problems, sessionOnly, Time, time } from "./schema.ts";

const SessionView = z
  .object({
    id: z.string(),
    is_current: z.boolean().openapi({ description: "Whether this request was made in this session" }),
    created_at: Time.openapi({ description: "When the person signed in" }),
    last_used_at: Time.openapi({ description: "When it was last used, to the minute" }),
    expires_at: Time.openapi({ description: "When it ends, or ended" }),
    device: z.string().openapi({ description: "The kind of device of the sign-in" }),
    os: z.string().openapi({ description: "The operating system of the sign-in" }),
    browser: z.string().openapi({ description: "The browser of the sign-in; `other` for programs" }),
    network: z
      .string()
      .nullable()
      .openapi({ description: "The network of the sign-in as a keyed hash, as in the audit; null if not known" }),
  })
  .openapi("Session");

const Sessions = z.object({ data: z.array(SessionView) });
const tags = ["people"];

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listSessions",
  summary: `List the sessions of the caller, newest first; at most ${SESSIONS_MAX} are in force. Needs a session`,
  tags,
  security: sessionOnly,
  responses: { 200: json(Sessions, "Sessions"), ...problems },
});
const revokeRoute = defineRoute({
  // Members with any role end their own sessions.
  scope: "read",
  method: "post",
  path: "/{id}/revoke",
  operationId: "revokeSession",
  summary: "End one session of the caller; it stops working within seconds. Needs a session",
  tags,
  security: sessionOnly,
  request: { params: IdParam },
  responses: { 200: json(SessionView, "The session"), ...problems },
});
const revokeOthersRoute = defineRoute({
  scope: "read",
  method: "post",
  path: "/revoke-others",
  operationId: "revokeOtherSessions",
  summary: "End all sessions of the caller except this one. Needs a session",
  tags,
  security: sessionOnly,
  responses: { 200: json(Sessions, "The sessions that are left"), ...problems },
});

/** The caller's own sessions. */
export const sessions = createApi()
  .openapi(listRoute, async (c) => {
    const { sessionId } = requireSession(c.var.access);
    return c.json({ data: (await listSessions(c.var.ctx)).map((row) => showSession(row, sessionId)) }, 200);
  })
  .openapi(revokeRoute, async (c) => {
    const { sessionId } = requireSession(c.var.access);
    const session = await revokeSession(c.var.ctx, c.req.valid("param").id);
    forgetAccess();
    return c.json(showSession(session, sessionId), 200);
  })
  .openapi(revokeOthersRoute, async (c) => {
    const { sessionId } = requireSession(c.var.access);
    const left = await revokeOtherSessions(c.var.ctx, await sessionTokenOf(c));
    forgetAccess();
    return c.json({ data: left.map((row) => showSession(row, sessionId)) }, 200);
  });

const showSession = (row: Session, currentId: string): z.infer<typeof SessionView> => ({
  ...{ id: row.id, is_current: row.id === currentId, network: row.network },
  ...{ created_at: time(row.createdAt), last_used_at: time(row.lastUsedAt), expires_at: time(row.expiresAt) },
  ...readUserAgent(row.userAgent),
});
