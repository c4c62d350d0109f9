import { z } from "@hono/zod-openapi";
import {
  addPayoutAccount,
  getPayoutAccount,
  holdPayoutAccount,
  listPayoutAccounts,
  makeMainAccount,
  releasePayoutAccount,
  removePayoutAccount,
  revealPayoutAccount,
  WAIT_MS,
  type NewPayoutAccount,
  type PayoutAccount,
} from "@waymark/network/payout-account";
import { HOUR_MS } from "@waymark/contract/duration";
import { ACCOUNT_HOLD_REASONS, PAYOUT_ACCOUNT_STATUSES, PAYOUT_METHODS, TAX_PROFILES } from "@waymark/network/words";
import { isScreened, vaultOf } from "../vault.ts";
import { Details, detailsOf, detailText, showDetails } from "./payout-details.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  CurrencyCode,
  IdParam,
  json,
  Nothing,
  onlyFor,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  sessionOnly,
  Switch,
  switchOf,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";

const tags = ["payouts"];
const Method = z.enum(PAYOUT_METHODS);

const TAX_TEXT =
  "`none`: nothing is added or withheld. `rate`: VAT is added, once the operator agrees. `reverse_charge`: the network owes the VAT. `self_employed`: a Russian self-employed person";

const AccountView = z
  .object({
    id: z.string(),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    method: Method.openapi({ description: "How it is paid. `other`: a service by agreement" }),
    currency: z.string().length(3).openapi({ description: "Currency of the balance that it pays" }),
    mask: z.string().openapi({ description: "What its owner recognises it by; the details are never shown" }),
    is_main: z.boolean().openapi({ description: "Whether payouts in its currency go to it" }),
    status: z.enum(PAYOUT_ACCOUNT_STATUSES).openapi({
      description: "`active`: payouts go to it. `waiting`: from `usable_at` on. `on_hold`: `holds` say why. `removed`",
    }),
    usable_at: Time.openapi({
      description: `No payout goes to it before: ${WAIT_MS / HOUR_MS} hours after it was added`,
    }),
    holds: z
      .array(
        z.object({
          reason_code: z.enum(ACCOUNT_HOLD_REASONS).openapi({
            description:
              "`shared`: another webmaster has, or had, the same account. `agreement`: the operator must agree to the service. `screening`: the check of the holder has not cleared it. `operator`: the operator stopped it",
          }),
          text: z.string().openapi({ description: "The reason in words, and what happens next" }),
          note: z.string().nullable().openapi({ description: "Words of the operator or of the screening" }),
          opened_at: Time,
        }),
      )
      .openapi({ description: "Why no payout goes to it now" }),
    tax: z
      .object({
        profile: z.enum(TAX_PROFILES).openapi({ description: TAX_TEXT }),
        rate_bps: z.number().int().nullable().openapi({ description: "VAT in basis points, for the profile `rate`" }),
      })
      .openapi({ description: "How payouts to it are taxed" }),
    created_at: Time,
    created_by: z.string().openapi({ description: "Id of the person who added it" }),
    removed_at: Time.nullable().openapi({ description: "When it was removed; null if it was not" }),
    removed_reason: z
      .string()
      .nullable()
      .openapi({ description: "Why the operator removed it; null if its owner did" }),
    shared_with: onlyFor(["operator"], z.array(z.string()), "Other webmasters who have, or had, the same account"),
  })
  .openapi("PayoutAccount");

const NewAccount = z
  .strictObject({
    currency: CurrencyCode.openapi({ description: "Currency of the balance that the account is for" }),
    details: Details,
    tax: z
      .strictObject({
        profile: z.enum(TAX_PROFILES).openapi({ description: TAX_TEXT }),
        rate_bps: z.number().int().min(0).max(10_000).nullable().default(null).openapi({
          description: "VAT in basis points; for the profile `rate` only",
        }),
        tax_id: detailText(20, "VAT number for `reverse_charge`, INN for `self_employed`").nullable().default(null),
      })
      .openapi("TaxProfile")
      .optional(),
  })
  .openapi("NewPayoutAccount");

const Reason = z.strictObject({ reason: ReasonText }).openapi("PayoutAccountReason");

const act = <B extends z.ZodType>(operationId: string, verb: string, summary: string, input: B) =>
  defineRoute({
    scope: "payouts",
    freshSignIn: true,
    sendsMail: true,
    method: "post",
    path: `/{id}/${verb}`,
    operationId,
    summary,
    tags,
    security: sessionOnly,
    request: { params: IdParam, ...body(input) },
    responses: { 200: json(AccountView, "The account"), ...problems },
  });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPayoutAccounts",
  summary: "List the accounts to which webmasters are paid, newest first; a webmaster sees their own",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      webmaster_id: OptionalId,
      method: Method.optional(),
      currency: CurrencyCode.optional(),
      is_on_hold: Switch.optional().openapi({ description: "Only accounts that a hold stops, or that none stops" }),
      is_removed: Switch.optional().openapi({ description: "Only removed accounts, or only others" }),
    }),
  },
  responses: { 200: json(pageOf(AccountView), "Accounts"), ...problems },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getPayoutAccount",
  summary: "Get an account to which a webmaster is paid",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(AccountView, "The account"), ...problems },
});
const addRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  sendsMail: true,
  method: "post",
  path: "/",
  operationId: "addPayoutAccount",
  summary: "Add an account to be paid to. Webmasters only, in a fresh session",
  description: `The first account in its currency becomes the main one. All members get a mail, and no payout goes to the account for ${WAIT_MS / HOUR_MS} hours. The details are encrypted, and never shown again.`,
  tags,
  security: sessionOnly,
  request: body(NewAccount),
  responses: { 201: json(AccountView, "The account"), ...problems },
});
const makeMainRoute = act(
  "makeMainPayoutAccount",
  "make-main",
  "Pay the balance of a currency to this account from now on. Webmasters only, in a fresh session",
  Nothing,
);
const removeRoute = act(
  "removePayoutAccount",
  "remove",
  "Remove an account: no further payout goes to it. In a fresh session",
  z
    .strictObject({
      reason: ReasonText.nullable()
        .default(null)
        .openapi({ description: "Required of the operator; the webmaster sees it" }),
    })
    .openapi("PayoutAccountRemoval"),
);
const holdRoute = act(
  "holdPayoutAccount",
  "hold",
  "Stop payouts to an account. Operator only, in a fresh session",
  Reason,
);
const releaseRoute = act(
  "releasePayoutAccount",
  "release",
  "End all holds of an account. Operator only, in a fresh session",
  Reason,
);
const revealRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  answersSecret: true,
  method: "post",
  path: "/{id}/reveal",
  operationId: "revealPayoutAccount",
  summary: "Show the details of an account to the operator who pays it, in a fresh session. The audit records it",
  tags,
  security: sessionOnly,
  request: { params: IdParam },
  responses: {
    200: json(
      z
        .object({
          id: z.string(),
          secret: z
            .object({
              details: Details,
              tax_id: z.string().nullable().openapi({ description: "VAT number or INN; null if there is none" }),
            })
            .nullable()
            .openapi({ description: "The details; null when the request is repeated" }),
          secret_shown_before: z.boolean().openapi({ description: "The first answer to this request had the details" }),
        })
        .openapi("RevealedPayoutAccount"),
      "The details",
    ),
    ...problems,
  },
});

/** The accounts to which webmasters are paid. */
export const payoutAccounts = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, webmaster_id, method, currency, is_on_hold, is_removed } = c.req.valid("query");
    const filter = { webmasterId: webmaster_id, method, currency };
    const { rows, next } = await listPayoutAccounts(
      c.var.ctx,
      { ...filter, isOnHold: switchOf(is_on_hold), isRemoved: switchOf(is_removed) },
      { cursor, limit },
    );
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getPayoutAccount(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(addRoute, async (c) => {
    const safety = { vault: vaultOf(c.env), isScreened: isScreened(c.env) };
    return c.json(show(await addPayoutAccount(c.var.ctx, safety, newAccountOf(c.req.valid("json")))), 201);
  })
  .openapi(makeMainRoute, async (c) => c.json(show(await makeMainAccount(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(removeRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(show(await removePayoutAccount(c.var.ctx, c.req.valid("param").id, reason)), 200);
  })
  .openapi(holdRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(show(await holdPayoutAccount(c.var.ctx, c.req.valid("param").id, reason)), 200);
  })
  .openapi(releaseRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(show(await releasePayoutAccount(c.var.ctx, c.req.valid("param").id, reason)), 200);
  })
  .openapi(revealRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { details, taxId } = await revealPayoutAccount(c.var.ctx, vaultOf(c.env), id);
    return c.json({ id, secret: { details: showDetails(details), tax_id: taxId }, secret_shown_before: false }, 200);
  });

function newAccountOf({ currency, details, tax }: z.infer<typeof NewAccount>): NewPayoutAccount {
  const profile = { kind: tax?.profile ?? "none", rateBps: tax?.rate_bps ?? null, taxId: tax?.tax_id ?? null };
  return { currency, details: detailsOf(details), tax: profile };
}

/** What each hold means, and what happens next. */
const HOLD_TEXTS: Record<(typeof ACCOUNT_HOLD_REASONS)[number], string> = {
  shared: "Another webmaster has, or had, the same account. The operator checks it; ask the support if it takes long",
  agreement: "Payouts to this service need an agreement. The operator answers, usually in the support",
  screening: "The holder is being checked. A check that can't decide is repeated, or the operator decides",
  operator: "The operator stopped payouts to this account",
};

const show = (account: PayoutAccount): z.infer<typeof AccountView> => ({
  ...{ id: account.id, webmaster_id: account.webmasterId, webmaster_name: account.webmasterName },
  ...{ method: account.method, currency: account.currency, mask: account.mask, is_main: account.isMain },
  ...{ status: account.status, usable_at: time(account.usableAt) },
  holds: account.holds.map(({ reason, note, openedAt }) => ({
    ...{ reason_code: reason, text: HOLD_TEXTS[reason], note, opened_at: time(openedAt) },
  })),
  tax: { profile: account.taxProfile, rate_bps: account.taxRateBps },
  ...{ created_at: time(account.createdAt), created_by: account.createdById },
  ...{ removed_at: timeOrNull(account.removedAt), removed_reason: account.removedReason },
  shared_with: account.sharedWith,
});
