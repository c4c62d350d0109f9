import { z } from "@hono/zod-openapi";
import {
  ATTACHMENT_BYTES_MAX,
  attach,
  ATTACHMENTS_MAX,
  closeThread,
  countUnread,
  getAttachment,
  getThreadSeen,
  listMessages,
  listThreads,
  markRead,
  openThread,
  writeMessage,
  type AttachmentRow,
  type Message,
  type ThreadSeen,
} from "@waymark/network/support";
import { SORTS } from "@waymark/network/db";
import { fileHeaders } from "../files.ts";
import {
  body,
  createApi,
  digits,
  IdParam,
  json,
  fittingPage,
  OptionalId,
  page,
  PageQuery,
  pageOf,
  problems,
  security,
  ReasonText,
  Time,
  time,
  timeOrNull,
  Switch,
  switchOf,
} from "./schema.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { ROLES, THREAD_SUBJECTS } from "@waymark/network/words";

const SubjectKind = z.enum(THREAD_SUBJECTS);

const Text = z.string().trim().min(1).max(10_000);
const Side = z.enum(ROLES);

const ThreadStatus = z.enum(["open", "closed"]);

const ThreadView = z
  .object({
    id: z.string(),
    subject: z
      .object({ kind: SubjectKind, id: z.string() })
      .nullable()
      .openapi({ description: "Null for a general thread" }),
    title: z.string(),
    advertiser_id: z.string().nullable(),
    webmaster_id: z.string().nullable(),
    opened_by: Side,
    opened_at: Time,
    last_at: Time,
    messages: z.number().int(),
    unread: z.number().int().openapi({ description: "Messages that the caller's side has not read" }),
    status: ThreadStatus,
    closed_at: Time.nullable().openapi({ description: "When it was closed; null while it is open" }),
  })
  .openapi("Thread");

const AttachmentView = z
  .object({ id: z.string(), name: z.string(), type: z.string(), size_bytes: z.number().int(), created_at: Time })
  .openapi("Attachment");

const MessageView = z
  .object({
    id: z.string(),
    number: z.number().int(),
    side: Side,
    text: z.string(),
    sent_at: Time,
    attachments: z.array(AttachmentView),
  })
  .openapi("Message");

const NewThread = z
  .strictObject({
    subject: z
      .strictObject({ kind: SubjectKind, id: z.string().min(1).max(100) })
      .nullable()
      .default(null)
      .openapi({ description: "Null for a general thread with the operator" }),
    webmaster_id: z.string().max(100).nullable().default(null).openapi({
      description:
        "The webmaster that a thread about an offer or upload concerns, or that the operator writes to without a subject. Webmasters may omit it",
    }),
    advertiser_id: z.string().max(100).nullable().default(null).openapi({
      description: "The advertiser that the operator writes to without a subject",
    }),
    title: line(200),
    text: Text,
    is_private: z.boolean().default(false).openapi({ description: "Only the caller's side and the operator see it" }),
  })
  .openapi("NewThread");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/threads",
  operationId: "listThreads",
  summary: "List the threads that the caller takes part in, newest first",
  tags: ["support"],
  security,
  request: {
    query: PageQuery.extend({
      subject_id: OptionalId,
      status: ThreadStatus.optional(),
      is_unread: Switch.optional().openapi({
        description: "`true`: only threads with messages that the caller's side has not read; `false`: only read ones",
      }),
    }),
  },
  responses: { 200: json(pageOf(ThreadView), "Threads"), ...problems },
});
const openRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/threads",
  operationId: "openThread",
  summary: "Open a thread about an offer, conversion, upload or payout, or a general one. Its parties see it",
  tags: ["support"],
  security,
  request: body(NewThread),
  responses: { 201: json(ThreadView, "The thread"), ...problems },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/threads/{id}",
  operationId: "getThread",
  summary: "Get a thread",
  tags: ["support"],
  security,
  request: { params: IdParam },
  responses: { 200: json(ThreadView, "The thread"), ...problems },
});
const messagesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/threads/{id}/messages",
  operationId: "listMessages",
  summary: "List the messages of a thread, oldest first unless `sort` is `newest`",
  tags: ["support"],
  security,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: digits(z.number().int().min(0).max(1e9)).optional(),
      sort: z.enum(SORTS).default("oldest").openapi({ description: "The order of the list" }),
    }),
  },
  responses: { 200: json(pageOf(MessageView), "Messages"), ...problems },
});
const writeRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/threads/{id}/messages",
  operationId: "writeMessage",
  summary: "Add a message to a thread. Sides without unread messages get a mail",
  tags: ["support"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({ text: Text, attachment_ids: z.array(z.string().max(100)).max(ATTACHMENTS_MAX).default([]) })
        .openapi("NewMessage"),
    ),
  },
  responses: { 201: json(MessageView, "The message"), ...problems },
});
const closeRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/threads/{id}/close",
  operationId: "closeThread",
  summary: "Close a thread until the next message. The reason becomes a message",
  tags: ["support"],
  security,
  request: { params: IdParam, ...body(z.strictObject({ reason: ReasonText }).openapi("ThreadClosing")) },
  responses: { 200: json(ThreadView, "The thread"), ...problems },
});
const readRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/threads/{id}/read",
  operationId: "readThread",
  summary: "Mark a thread as read up to a message",
  tags: ["support"],
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ number: z.number().int().min(0).max(1e9) }).openapi("ReadUpTo")),
  },
  responses: { 200: json(ThreadView, "The thread"), ...problems },
});
const unreadRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/unread",
  operationId: "countUnread",
  summary: "Count the threads and messages that the caller's side has not read",
  tags: ["support"],
  security,
  responses: {
    200: json(z.object({ threads: z.number().int(), messages: z.number().int() }).openapi("Unread"), "Counts"),
    ...problems,
  },
});
const attachRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  fileBody: { bytesMax: ATTACHMENT_BYTES_MAX },
  method: "post",
  path: "/threads/{id}/attachments",
  operationId: "attachFile",
  summary: "Upload a file for a later message: PNG, JPEG, GIF, WebP, PDF, XLSX, text or CSV, at most 5 MB",
  tags: ["support"],
  security,
  request: {
    params: IdParam,
    query: z.object({ name: line(200).openapi({ description: "With the extension that matches its bytes" }) }),
    body: {
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      required: true,
    },
  },
  responses: { 201: json(AttachmentView, "The file; it is deleted after a day if no message names it"), ...problems },
});
const fileRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/attachments/{id}",
  operationId: "getAttachment",
  summary: "Download a file of a thread",
  tags: ["support"],
  security,
  request: { params: IdParam },
  responses: {
    200: {
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      description: "Its bytes; the message names its type",
    },
    ...problems,
  },
});

export const support = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, subject_id, is_unread, status } = c.req.valid("query");
    const isClosed = status === undefined ? undefined : status === "closed";
    const filter = { subjectId: subject_id, isUnread: switchOf(is_unread), isClosed, before: cursor, limit };
    return c.json(page(await listThreads(c.var.ctx, filter), limit, showThread), 200);
  })
  .openapi(openRoute, async (c) => {
    const { subject, webmaster_id, advertiser_id, title, text, is_private: isPrivate } = c.req.valid("json");
    const thread = await openThread(c.var.ctx, {
      subject: { ...(subject ?? GENERAL), webmasterId: webmaster_id, advertiserId: advertiser_id },
      ...{ title, text, isPrivate },
    });
    return c.json(showThread(thread), 201);
  })
  .openapi(getRoute, async (c) => c.json(showThread(await getThreadSeen(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(messagesRoute, async (c) => {
    const { limit, cursor, sort } = c.req.valid("query");
    const messages = await listMessages(c.var.ctx, c.req.valid("param").id, { sort, beyond: cursor, limit });
    const { data, last } = fittingPage(messages, limit, showMessage);
    return c.json({ data, next_cursor: last === undefined ? null : String(last.row.number) }, 200);
  })
  .openapi(writeRoute, async (c) => {
    const { text, attachment_ids } = c.req.valid("json");
    const input = { threadId: c.req.valid("param").id, text, attachmentIds: attachment_ids };
    return c.json(showMessage(await writeMessage(c.var.ctx, input)), 201);
  })
  .openapi(closeRoute, async (c) =>
    c.json(showThread(await closeThread(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason)), 200),
  )
  .openapi(readRoute, async (c) =>
    c.json(showThread(await markRead(c.var.ctx, c.req.valid("param").id, c.req.valid("json").number)), 200),
  )
  .openapi(unreadRoute, async (c) => c.json(await countUnread(c.var.ctx), 200))
  .openapi(attachRoute, async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const input = { threadId: c.req.valid("param").id, name: c.req.valid("query").name, bytes };
    return c.json(showAttachment(await attach(c.var.ctx, input)), 201);
  })
  .openapi(fileRoute, async (c) => {
    const { attachment, bytes } = await getAttachment(c.var.ctx, c.req.valid("param").id);
    const { name, size_bytes: sizeBytes } = attachment;
    return c.body(bytes, 200, fileHeaders({ name, type: "application/octet-stream", sizeBytes }));
  });

const GENERAL = { kind: "general", id: "" } as const;

const showThread = (row: ThreadSeen): z.infer<typeof ThreadView> => ({
  id: row.id,
  subject: row.subject_kind === "general" ? null : { kind: row.subject_kind, id: row.subject_id },
  title: row.title,
  advertiser_id: row.advertiser_id,
  webmaster_id: row.webmaster_id,
  opened_by: row.opened_by,
  opened_at: time(row.opened_at),
  last_at: time(row.last_at),
  messages: row.messages,
  unread: row.unread,
  status: row.closed_at === null ? "open" : "closed",
  closed_at: timeOrNull(row.closed_at),
});

/** Shows sides, not persons: only operators see which operator wrote. */
const showMessage = ({ row, attachments }: Message): z.infer<typeof MessageView> => ({
  id: row.id,
  number: row.number,
  side: row.side,
  text: row.text,
  sent_at: time(row.sent_at),
  attachments: attachments.map(showAttachment),
});

const showAttachment = (row: AttachmentRow): z.infer<typeof AttachmentView> => ({
  ...{ id: row.id, name: row.name, type: row.type, size_bytes: row.size_bytes, created_at: time(row.created_at) },
});
