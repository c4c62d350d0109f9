import { z } from "@hono/zod-openapi";
import {
  changeProfile,
  effectsOfBlock,
  freezeMoney,
  getAccount,
  listAccounts,
  refuseFrozen,
  releaseFrozen,
  releaseHeld,
  setBlocked,
  type Account,
  type AccountKind,
} from "@waymark/network/account";
import { listMinimums, setMinimums, type Minimum } from "@waymark/network/payout";
import { forgetAccess } from "../auth.ts";
import { EffectsView, showEffects } from "./effects.ts";
import {
  body,
  CountryCode,
  createApi,
  IdParam,
  json,
  Money,
  money,
  MoneyInput,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  ReasonText,
} from "./schema.ts";
import { AccountFilters, accountFilterOf } from "./filters.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { ACCOUNT_STATUSES, BLOCK_MONEY, BLOCK_REASONS } from "@waymark/network/words";

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

const BlockReason = z.strictObject({ reason: ReasonText }).openapi("BlockReason");

const BlockMoney = z.enum(BLOCK_MONEY).optional();

const NewBlock = BlockReason.extend({
  reason_code: z.enum(BLOCK_REASONS).nullable().default(null),
  money: BlockMoney.openapi({
    description:
      "What happens to a webmaster's money that is not sent yet: `freeze` it until it is released or refused, or `keep` it " +
      "payable. If omitted: `freeze` if the reason code is `fraud`, otherwise `keep`. Not for advertisers",
  }),
}).openapi("NewBlock");

const RefusalView = z
  .object({
    refused: z.number().int().openapi({ description: "Conversions that this call refused" }),
    remaining: z
      .number()
      .int()
      .openapi({ description: "Unpaid conversions that are left; call again while it is not 0" }),
  })
  .openapi("MoneyRefusal");

const Minimums = z.object({ data: z.array(Money) }).openapi("PayoutMinimums");

const ReleaseView = z
  .object({
    released: z.number().int().openapi({ description: "Conversions that this call released" }),
    held_again: z
      .number()
      .int()
      .openapi({ description: "Conversions that are now held or refused for another reason" }),
    remaining: z.number().int().openapi({ description: "Conversions that are still held because of the block" }),
  })
  .openapi("Release");

const ListQuery = PageQuery.extend(AccountFilters.shape);

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
    request: { query: ListQuery },
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

const releaseRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/release-held",
  operationId: "releaseHeldConversions",
  summary: "Release the conversions that an ended block of the webmaster held, up to 500 a call. Operator only",
  description:
    "The advertiser's answers then take effect. A conversion that is also stopped for another reason stays held for that " +
    "reason. Call again while `remaining` is not 0.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(ReleaseView, "What was released"), ...problems },
});

const freezeRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/freeze",
  operationId: "freezeMoney",
  summary: "Freeze the money of a webmaster whose block has kept it. Operator only",
  description: "Payouts that are not sent yet are cancelled. `release-frozen` makes the money payable again.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(z.object({ status: z.literal("frozen") }), "It is frozen"), ...problems },
});

const releaseFrozenRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/release-frozen",
  operationId: "releaseFrozenMoney",
  summary: "Release the frozen money of a webmaster: payout runs pay it again. Operator only",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(z.object({ status: z.literal("released") }), "It is released"), ...problems },
});

const refuseFrozenRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/refuse-frozen",
  operationId: "refuseFrozenMoney",
  summary: "Refuse the frozen money of a webmaster, up to 500 conversions a call. Operator only",
  description:
    "The webmaster's unpaid conversions are refused, each with the reason, and advertisers don't owe them any more. With " +
    "the last of them, what is still available goes back to the network. Call again while `remaining` is not 0: the money " +
    "stays frozen until then.",
  tags: ["webmasters"],
  security,
  request: { params: IdParam, ...body(BlockReason) },
  responses: { 200: json(RefusalView, "What was refused"), ...problems },
});

const getMinimumsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/payout-minimums",
  operationId: "getPayoutMinimums",
  summary: "Get the smallest payouts that are set for a webmaster. For other currencies it is 30",
  tags: ["webmasters"],
  security,
  request: { params: IdParam },
  responses: { 200: json(Minimums, "The smallest payouts, each in its currency"), ...problems },
});

const MINIMUMS_MAX = 50;

const setMinimumsRoute = defineRoute({
  scope: "payouts",
  method: "patch",
  path: "/{id}/payout-minimums",
  operationId: "setPayoutMinimums",
  summary: "Set the smallest payouts of a webmaster, each in its currency. Others are unchanged. Operator only",
  tags: ["webmasters"],
  security,
  request: {
    params: IdParam,
    ...body(
      BlockReason.extend({ minimums: z.array(MoneyInput).min(1).max(MINIMUMS_MAX) }).openapi("PayoutMinimumsChange"),
    ),
  },
  responses: { 200: json(Minimums, "The smallest payouts that are set"), ...problems },
});

export const webmasters = members("webmaster")
  .openapi(freezeRoute, async (c) => {
    await freezeMoney(c.var.ctx, { webmasterId: c.req.valid("param").id, reason: c.req.valid("json").reason });
    return c.json({ status: "frozen" as const }, 200);
  })
  .openapi(releaseFrozenRoute, async (c) => {
    await releaseFrozen(c.var.ctx, { webmasterId: c.req.valid("param").id, reason: c.req.valid("json").reason });
    return c.json({ status: "released" as const }, 200);
  })
  .openapi(refuseFrozenRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(await refuseFrozen(c.var.ctx, { webmasterId: c.req.valid("param").id, reason }), 200);
  })
  .openapi(getMinimumsRoute, async (c) =>
    c.json({ data: (await listMinimums(c.var.ctx, c.req.valid("param").id)).map(showMinimum) }, 200),
  )
  .openapi(setMinimumsRoute, async (c) => {
    const { minimums, reason } = c.req.valid("json");
    const set = minimums.map(({ amount_minor, currency }) => ({ amountMinor: amount_minor, currency }));
    const after = await setMinimums(c.var.ctx, c.req.valid("param").id, { minimums: set, reason });
    return c.json({ data: after.map(showMinimum) }, 200);
  })
  .openapi(releaseRoute, async (c) => {
    const { reason } = c.req.valid("json");
    const { released, heldAgain, remaining } = await releaseHeld(c.var.ctx, {
      webmasterId: c.req.valid("param").id,
      reason,
    });
    return c.json({ released, held_again: heldAgain, remaining }, 200);
  });

const showMinimum = ({ amountMinor, currency }: Minimum) => money(amountMinor, currency);

const show = ({ profile, createdAt, ...account }: Account): z.infer<typeof AccountView> => ({
  ...{ id: account.id, name: account.name, status: account.status, version: account.version },
  ...{ about: profile.about, website: profile.website, country: profile.country, contact: profile.contact },
  created_at: time(createdAt),
});
