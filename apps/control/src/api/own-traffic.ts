import { z } from "@hono/zod-openapi";
import { SUB_LENGTH_MAX, SUB_NAMES } from "@waymark/contract/sub-id";
import {
  addOwnTraffic,
  endOwnTraffic,
  ENTRIES_MAX,
  listOwnTraffic,
  NETWORKS_MAX,
  tryOwnTraffic,
  type OwnTrafficEntry,
} from "@waymark/network/own-traffic";
import { OWN_TRAFFIC_KINDS } from "@waymark/network/words";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  Nothing,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  Switch,
  switchOf,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { Expiry, Zone } from "./time-input.ts";
import { TAGS } from "./traffic-check.ts";

const Kind = z.enum(OWN_TRAFFIC_KINDS).openapi({
  description: "`address`: an IP address or a range of them. `parameter`: a value of a parameter of links",
});
const Name = z.enum(SUB_NAMES).nullable().openapi({ description: "The parameter's name; null for addresses" });

const Listed = {
  kind: Kind,
  name: Name.default(null),
  value: z.string().min(1).max(SUB_LENGTH_MAX).openapi({
    description:
      "An IP address, a range in CIDR notation, or the exact value of the parameter. Of IPv6, clicks know the /64: an address stands for its own",
    example: "203.0.113.0/24",
  }),
};

const EntryView = z
  .object({
    id: z.string(),
    kind: Kind,
    name: Name,
    value: z.string().nullable().openapi({
      description:
        "What is listed. Null for callers that may only read, and in answers to changes, which are kept for repeats",
    }),
    mask: z.string().openapi({ description: "The beginning of the value" }),
    note: z.string().nullable().openapi({ description: "What it is" }),
    addresses: z
      .number()
      .int()
      .openapi({ description: "How many addresses it has, of IPv6 how many /64s; 1 for a parameter" }),
    starts_at: Time.openapi({ description: "When it was listed: earlier clicks are not marked by it" }),
    ends_at: Time.nullable().openapi({ description: "Later clicks are not marked by it; null: it has no end" }),
    is_in_force: z.boolean().openapi({ description: "Whether a click of this moment would be marked by it" }),
    added_by_id: z.string().openapi({ description: "The person or API key that listed it" }),
    ended_by_id: z.string().nullable().openapi({
      description: "The person or API key that ended it; null if it has not ended, or at the time that was planned",
    }),
  })
  .openapi("OwnTrafficEntry");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listOwnTraffic",
  summary: "List the addresses and parameters of the network's own traffic, the newest first. Operator only",
  tags: TAGS,
  security,
  request: {
    query: PageQuery.extend({
      kind: Kind.optional(),
      is_in_force: Switch.optional().openapi({ description: "Only those that mark clicks now, or only the others" }),
    }),
  },
  responses: { 200: json(pageOf(EntryView), "Entries"), ...problems },
});

const addRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/",
  operationId: "addOwnTraffic",
  summary: "List an address, a range or a parameter as the network's own traffic. Operator only",
  description: `Clicks from then on that match get the verdict \`own\` and count in no figure but their own, and their conversions are refused with the code \`own_traffic\` until you release them. Earlier clicks stay as they are. There may be ${ENTRIES_MAX} entries with ${NETWORKS_MAX.toLocaleString("en")} addresses together; those that ended within a day count too.`,
  tags: TAGS,
  security,
  request: body(
    z
      .strictObject({
        ...Listed,
        note: ReasonText.nullable().default(null).openapi({ description: "What it is, for yourself" }),
        ends_at: Expiry.nullable().default(null).openapi({ description: "When it ends; null: it has no end" }),
        zone: Zone,
      })
      .openapi("NewOwnTraffic"),
  ),
  responses: { 201: json(EntryView, "The entry, without its value"), ...problems },
});

const endRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/end",
  operationId: "endOwnTraffic",
  summary: "End an entry of own traffic. Operator only",
  description: "Later clicks are not marked by it. What was marked stays so.",
  tags: TAGS,
  security,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(EntryView, "The entry, without its value"), ...problems },
});

const tryRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/try",
  operationId: "tryOwnTraffic",
  summary: "Ask whether a click from this address, or with this parameter, would be marked now. Operator only",
  description: "Changes nothing. A range matches if any of its addresses does.",
  tags: TAGS,
  security,
  request: body(z.strictObject(Listed).openapi("TriedOwnTraffic")),
  responses: {
    200: json(
      z
        .object({
          is_own: z.boolean().openapi({ description: "Whether it would be marked" }),
          entry_ids: z.array(z.string()).openapi({ description: "Ids of the entries that it matches" }),
        })
        .openapi("OwnTrafficTry"),
      "The entries in force that it matches",
    ),
    ...problems,
  },
});

/** The network's own traffic, which the operator lists. */
export const ownTraffic = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, kind, is_in_force } = c.req.valid("query");
    const filter = { kind, isInForce: switchOf(is_in_force) };
    const { rows, next } = await listOwnTraffic(c.var.ctx, filter, { limit, cursor });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(addRoute, async (c) => {
    const { kind, name: parameter, value, note, ends_at } = c.req.valid("json");
    const until = ends_at === null ? null : Date.parse(ends_at);
    return c.json(showKept(await addOwnTraffic(c.var.ctx, { kind, parameter, value, note, until })), 201);
  })
  .openapi(endRoute, async (c) => c.json(showKept(await endOwnTraffic(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(tryRoute, async (c) => {
    const { kind, name: parameter, value } = c.req.valid("json");
    const ids = await tryOwnTraffic(c.var.ctx, { kind, parameter, value });
    return c.json({ is_own: ids.length > 0, entry_ids: ids }, 200);
  });

const show = (entry: OwnTrafficEntry): z.infer<typeof EntryView> => ({
  ...{ id: entry.id, kind: entry.kind, name: entry.parameter, value: entry.value, mask: entry.mask },
  ...{ note: entry.note, addresses: entry.networks, is_in_force: entry.isInForce },
  ...{ starts_at: time(entry.since), ends_at: timeOrNull(entry.until) },
  ...{ added_by_id: entry.addedById, ended_by_id: entry.endedById },
});

/** An answer that is kept for repeats of its request holds nothing that the vault seals. */
const showKept = (entry: OwnTrafficEntry) => ({ ...show(entry), value: null, note: null });
