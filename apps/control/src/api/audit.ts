import { z } from "@hono/zod-openapi";
import { AUDIT_VERBS, listAudit, type Entry } from "@waymark/network/audit";
import { SIDES } from "@waymark/network/words";
import { Range } from "./filters.ts";
import { AccountFields, accountNamed } from "./named-account.ts";
import { defineRoute } from "./route.ts";
import { createApi, json, OptionalId, page, PageQuery, pageOf, problems, security, Time, time } from "./schema.ts";
import { instantsOf } from "./time-input.ts";

const Fields = z.record(z.string(), z.unknown()).nullable();

const EntryView = z
  .object({
    id: z.string().openapi({ description: "Sorts by time", example: "1764355200000-aud_01kb5v3m8d3c4f6h7k9n8p" }),
    done_at: Time.openapi({ description: "When it was done" }),
    event: z.string().openapi({ description: "What was done: `subject.verb`", example: "api_key.revoke" }),
    subject_id: z.string().openapi({ description: "Id of what it was done to", example: "key_01kb5v3m8d3c4f6h7k9n8p" }),
    side: z.enum(SIDES).openapi({ description: "The side that did it" }),
    actor_id: z
      .string()
      .nullable()
      .openapi({ description: "The person, API key or job that did it; null if it is another side's" }),
    before: Fields.openapi({ description: "Fields before; null if the history does not keep them" }),
    after: Fields.openapi({ description: "Fields after; null if the history does not keep them" }),
    reason: z.string().nullable().openapi({ description: "The reason that was given" }),
    network: z.string().nullable().openapi({
      description: "The caller's network as a keyed hash; null for another side's, and where it is not kept",
    }),
  })
  .openapi("AuditEntry");

/** An event that does not exist would have no entries, as if nothing had been done. */
function faultOfEvent(event: string): string | undefined {
  const [subject = "", verb] = event.split(".");
  const verbs = AUDIT_VERBS.get(subject);
  if (verbs === undefined)
    return `must be one of ${[...AUDIT_VERBS.keys()].join(", ")}, or one event of these, like member.remove`;
  if (verb === undefined || verbs.includes(verb)) return undefined;
  return `must be one of ${[subject, ...verbs.map((known) => `${subject}.${known}`)].join(", ")}`;
}

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listAudit",
  summary: "List what was done in the caller's account, newest first. The operator sees all accounts",
  tags: ["people"],
  security,
  request: {
    query: PageQuery.extend({
      event: z
        .string()
        .regex(/^[a-z_]+(\.[a-z_]+)?$/)
        .max(60)
        .check(({ value, issues }) => {
          const message = faultOfEvent(value);
          if (message !== undefined) issues.push({ code: "custom", message, input: value });
        })
        .optional()
        .openapi({ description: "One event, or all events of a kind of subject", example: "member" }),
      subject_id: OptionalId.openapi({
        description: "Id of what it was done to. Required to see the changes of a conversion",
      }),
      ...AccountFields,
      ...Range.shape,
    }),
  },
  responses: { 200: json(pageOf(EntryView), "Entries"), ...problems },
});

/** One read over all histories. */
export const auditLog = createApi().openapi(listRoute, async (c) => {
  const { limit, cursor, event, subject_id: subject, from, to, ...named } = c.req.valid("query");
  const account = accountNamed(named);
  const range = instantsOf({ from, to });
  const entries = await listAudit(c.var.ctx, { event, subject, account, ...range, before: cursor, limit });
  return c.json(page(entries, limit, showEntry), 200);
});

const showEntry = ({ at, subject, by, byId, ...entry }: Entry): z.infer<typeof EntryView> => ({
  ...entry,
  done_at: time(at),
  subject_id: subject,
  side: by,
  actor_id: byId,
});
