import { z } from "@hono/zod-openapi";
import {
  changeProfile,
  effectsOfBlock,
  getAccount,
  listAccounts,
  setBlocked,
  type Account,
  type AccountKind,
} from "@waymark/network/account";
import { forgetAccess } from "../auth.ts";
import { EffectsView, showEffects } from "./effects.ts";
import {
  body,
  CountryCode,
  createApi,
  IdParam,
  json,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  ReasonText,
} from "./schema.ts";
import { AccountFilters, accountFilterOf, WebmasterFilters } from "./filters.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { ACCOUNT_STATUSES, BLOCK_MONEY, BLOCK_REASONS } from "@waymark/network/words";

/** Why an operator acts on an account. */
export const BlockReason = z.strictObject({ reason: ReasonText }).openapi("BlockReason");

const Status = z.enum(ACCOUNT_STATUSES);
const Website = z.union([z.url({ protocol: /^https?$/ }).max(2_048), z.literal("")]);
const Country = z.union([CountryCode, z.literal("")]).openapi({ description: "ISO 3166-1 alpha-2, or empty" });

const AccountView = z
  .object({
    id: z.string(),
    name: z.string(),
    status: Status,
    about: z.string(),
    website: z.string(),
    country: z.string(),
    contact: z.string(),
    version: z.number().int(),
    created_at: Time,
  })
  .openapi("Account");

const ProfileChange = z
  .strictObject({
    name: line(200)
      .optional()
      .openapi({ description: "Name of the account. Only its owners and the operator change it" }),
    about: z.string().trim().max(5_000).optional(),
    website: Website.optional(),
    country: Country.optional(),
    contact: z.string().trim().max(500).optional().openapi({ description: "A messenger, a telephone" }),
    version: z
      .number()
      .int()
      .min(0)
      .max(1e9)
      .optional()
      .openapi({ description: "The version that you saw; 409 if it is no longer current" }),
  })
  .openapi("ProfileChange");

const BlockMoney = z.enum(BLOCK_MONEY).optional();

const NewBlock = BlockReason.extend({
  reason_code: z.enum(BLOCK_REASONS).nullable().default(null),
  money: BlockMoney.openapi({
    description:
      "What happens to a webmaster's money that is not sent yet: `freeze` it until it is released or refused, or `keep` it " +
      "payable. If omitted: `freeze` if the reason code is `fraud`, otherwise `keep`. Not for advertisers",
  }),
}).openapi("NewBlock");

const LIST_QUERIES = {
  advertiser: PageQuery.extend(AccountFilters.shape),
  webmaster: PageQuery.extend(WebmasterFilters.shape),
};

/** Lists, profiles and blocks of the accounts of a kind: the same for both. */
function members(kind: AccountKind) {
  const Kind = kind === "advertiser" ? "Advertiser" : "Webmaster";
  const tags = [`${kind}s`];

  const listRoute = defineRoute({
    scope: "read",
    method: "get",
    path: "/",
    operationId: `list${Kind}s`,
    summary: `List the ${kind}s that the caller may see, newest first`,
    tags,
    security,
    request: { query: LIST_QUERIES[kind] },
    responses: { 200: json(pageOf(AccountView), `${Kind}s`), ...problems },
  });
  const getRoute = defineRoute({
    scope: "read",
    versioned: true,
    method: "get",
    path: "/{id}",
    operationId: `get${Kind}`,
    summary: `Get ${kind === "advertiser" ? "an" : "a"} ${kind}'s profile`,
    tags,
    security,
    request: { params: IdParam },
    responses: { 200: json(AccountView, `The ${kind}`), ...problems },
  });
  const changeRoute = defineRoute({
    scope: "write",
    versioned: true,
    statusVerbs: ["block", "unblock"],
    method: "patch",
    path: "/{id}",
    operationId: `change${Kind}`,
    summary: "Change the profile. Omitted fields are unchanged",
    tags,
    security,
    request: { params: IdParam, ...body(ProfileChange) },
    responses: { 200: json(AccountView, `The ${kind}`), ...problems },
  });
  const effectsRoute = defineRoute({
    scope: "read",
    method: "get",
    path: "/{id}/block-effects",
    operationId: `get${Kind}BlockEffects`,
    summary: "Preview the effects of a block or, for a blocked account, of ending it",
    tags,
    security,
    request: {
      params: IdParam,
      query: z.object({
        money: BlockMoney.openapi({ description: "What the block would do to a webmaster's money; `keep` if omitted" }),
      }),
    },
    responses: { 200: json(EffectsView, "The effects"), ...problems },
  });
  const blockRoute = defineRoute({
    scope: "write",
    method: "post",
    path: "/{id}/block",
    operationId: `block${Kind}`,
    summary: "Block the account, and get the effects",
    tags,
    security,
    request: { params: IdParam, ...body(NewBlock) },
    responses: { 200: json(EffectsView, "The effects"), ...problems },
  });
  const unblockRoute = defineRoute({
    scope: "write",
    method: "post",
    path: "/{id}/unblock",
    operationId: `unblock${Kind}`,
    summary: "End the block of the account, and get the effects",
    tags,
    security,
    request: { params: IdParam, ...body(BlockReason) },
    responses: { 200: json(EffectsView, "The effects"), ...problems },
  });

  return createApi()
    .openapi(listRoute, async (c) => {
      const { limit, cursor, ...query } = c.req.valid("query");
      const { rows, next } = await listAccounts(c.var.ctx, kind, accountFilterOf(query), { cursor, limit });
      return c.json({ data: rows.map(show), next_cursor: next }, 200);
    })
    .openapi(getRoute, async (c) => c.json(show(await getAccount(c.var.ctx, kind, c.req.valid("param").id)), 200))
    .openapi(changeRoute, async (c) =>
      c.json(show(await changeProfile(c.var.ctx, kind, c.req.valid("param").id, c.req.valid("json"))), 200),
    )
    .openapi(effectsRoute, async (c) =>
      c.json(
        showEffects(await effectsOfBlock(c.var.ctx, kind, c.req.valid("param").id, c.req.valid("query").money)),
        200,
      ),
    )
    .openapi(blockRoute, async (c) => {
      const { reason, reason_code: reasonCode, money } = c.req.valid("json");
      const target = { kind, id: c.req.valid("param").id };
      const effects = await setBlocked(c.var.ctx, target, { event: "block", reason, reasonCode, money });
      forgetAccess();
      return c.json(showEffects(effects), 200);
    })
    .openapi(unblockRoute, async (c) => {
      const { reason } = c.req.valid("json");
      const target = { kind, id: c.req.valid("param").id };
      return c.json(showEffects(await setBlocked(c.var.ctx, target, { event: "unblock", reason })), 200);
    });
}

export const advertisers = members("advertiser");

export const webmasters = members("webmaster");

const show = ({ profile, createdAt, ...account }: Account): z.infer<typeof AccountView> => ({
  ...{ id: account.id, name: account.name, status: account.status, version: account.version },
  ...{ about: profile.about, website: profile.website, country: profile.country, contact: profile.contact },
  created_at: time(createdAt),
});
