import { z } from "@hono/zod-openapi";
import { LANGUAGES, noticeText, type Language } from "@waymark/network/mail";
import { acknowledgeNotice, countNotices, listNotices, type Notice } from "@waymark/network/notice";
import {
  createApi,
  IdParam,
  json,
  page,
  PageQuery,
  pageOf,
  problems,
  security,
  Switch,
  switchOf,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { defineRoute } from "./route.ts";

const NoticeView = z
  .object({
    id: z.string(),
    kind: z.string().openapi({ description: "What happened, for programs to branch on" }),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])).openapi({
      description: "What the text names, by the kind",
    }),
    text: z.string().openapi({ description: "What happened, in `language`" }),
    created_at: Time,
    over_at: Time.nullable().openapi({ description: "When it ended; null while it goes on" }),
    acknowledged_at: Time.nullable().openapi({ description: "When a member acknowledged it; null: not yet" }),
  })
  .openapi("Notice");

const LanguageParam = z.enum(LANGUAGES).default("en").openapi({ description: "The language of texts" });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listNotices",
  summary: "List what the network noticed about the caller's account, newest first",
  tags: ["notices"],
  security,
  request: {
    query: PageQuery.extend({
      is_open: Switch.optional().openapi({ description: "`true`: only what goes on; `false`: only what is over" }),
      is_acknowledged: Switch.optional().openapi({ description: "Whether a member has acknowledged it" }),
      language: LanguageParam,
    }),
  },
  responses: { 200: json(pageOf(NoticeView), "Notices"), ...problems },
});

const countRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/count",
  operationId: "countNotices",
  summary: "Count the notices that go on and that no member has acknowledged",
  tags: ["notices"],
  security,
  responses: {
    200: json(z.object({ count: z.number().int().openapi({ description: "At most 100" }) }), "The count"),
    ...problems,
  },
});

const acknowledgeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/acknowledge",
  operationId: "acknowledgeNotice",
  summary: "Acknowledge a notice for the whole account. It stays listed",
  tags: ["notices"],
  security,
  request: { params: IdParam, query: z.object({ language: LanguageParam }) },
  responses: { 200: json(NoticeView, "The notice"), ...problems },
});

/** What the network noticed: silent links, overdue uploads. */
export const notices = createApi()
  .openapi(listRoute, async (c) => {
    const { is_open, is_acknowledged, language, limit, cursor } = c.req.valid("query");
    const filter = { isOpen: switchOf(is_open), isAcknowledged: switchOf(is_acknowledged) };
    const rows = await listNotices(c.var.ctx, { ...filter, before: cursor, limit });
    return c.json(
      page(rows, limit, (notice) => showNotice(notice, language)),
      200,
    );
  })
  .openapi(countRoute, async (c) => c.json({ count: await countNotices(c.var.ctx) }, 200))
  .openapi(acknowledgeRoute, async (c) => {
    const notice = await acknowledgeNotice(c.var.ctx, c.req.valid("param").id);
    return c.json(showNotice(notice, c.req.valid("query").language), 200);
  });

const showNotice = ({ id, content, createdAt, overAt, acknowledgedAt }: Notice, language: Language) => ({
  ...{ id, kind: content.kind, parameters: parametersOf(content), text: noticeText(content, language) },
  created_at: time(createdAt),
  over_at: timeOrNull(overAt),
  acknowledged_at: timeOrNull(acknowledgedAt),
});

/** Parameters as the API names things: with underscores, and times as text. */
const parametersOf = ({ parameters }: Notice["content"]) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]: [string, string | number]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name.endsWith("At") ? time(Number(value)) : value,
    ]),
  );
