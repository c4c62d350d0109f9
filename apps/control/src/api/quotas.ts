import { z } from "@hono/zod-openapi";
import { listQuotas, QUOTA_NAMES, setQuota, type QuotaUse } from "@waymark/network/quota";
import { AccountFields, accountNamed } from "./named-account.ts";
import { body, createApi, json, problems, ReasonText, security } from "./schema.ts";
import { defineRoute } from "./route.ts";

const QuotaName = z.enum(QUOTA_NAMES).openapi({ description: "What the quota bounds; bytes are those of files" });

const QuotaView = z
  .object({
    name: QuotaName,
    used: z.number().int().nullable().openapi({ description: "What the account has; null for a default" }),
    max: z.number().int().openapi({ description: "How much the account may have" }),
    default_max: z.number().int().openapi({ description: "What applies to accounts without a quota of their own" }),
  })
  .openapi("Quota");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listQuotas",
  summary: "List the quotas of the account, with what is used. An operator names an account, or gets the defaults",
  tags: ["people"],
  security,
  request: { query: z.object(AccountFields) },
  responses: { 200: json(z.object({ data: z.array(QuotaView) }), "Quotas"), ...problems },
});

const setRoute = defineRoute({
  scope: "write",
  method: "put",
  path: "/",
  operationId: "setQuota",
  summary: "Set a quota of an account, or the default of all accounts. Operator only",
  tags: ["people"],
  security,
  request: body(
    z
      .strictObject({
        ...AccountFields,
        name: QuotaName,
        max: z
          .number()
          .int()
          .min(0)
          .max(Number.MAX_SAFE_INTEGER)
          .nullable()
          .openapi({ description: "Null: the default again" }),
        reason: ReasonText,
      })
      .openapi("QuotaSetting"),
  ),
  responses: { 200: json(QuotaView, "The quota"), ...problems },
});

export const quotas = createApi()
  .openapi(listRoute, async (c) => {
    const rows = await listQuotas(c.var.ctx, accountNamed(c.req.valid("query")));
    return c.json({ data: rows.map(showQuota) }, 200);
  })
  .openapi(setRoute, async (c) => {
    const { name, max, reason, ...account } = c.req.valid("json");
    return c.json(showQuota(await setQuota(c.var.ctx, accountNamed(account), { name, max, reason })), 200);
  });

const showQuota = ({ name, used, max, defaultMax }: QuotaUse): z.infer<typeof QuotaView> => ({
  name,
  used,
  max,
  default_max: defaultMax,
});
