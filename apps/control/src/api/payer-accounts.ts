import { z } from "@hono/zod-openapi";
import {
  addLegalEntity,
  addPayerAccount,
  changeLegalEntity,
  disablePayerAccount,
  getPayerAccount,
  listLegalEntities,
  listPayerAccounts,
  makeMainPayerAccount,
  type LegalEntity,
  type PayerAccount,
} from "@waymark/network/payer-account";
import { PAYOUT_METHODS } from "@waymark/network/words";
import { line } from "../person-schema.ts";
import { vaultOf } from "../vault.ts";
import { Details, detailsOf } from "./payout-details.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  CountryCode,
  createApi,
  CurrencyCode,
  IdParam,
  json,
  Nothing,
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
  Version,
} from "./schema.ts";

const tags = ["payouts"];
const Method = z.enum(PAYOUT_METHODS);

const NAMED = {
  name: line(160).openapi({ description: "Full name of the legal entity, as registered" }),
  country: CountryCode.openapi({ description: "Country of its seat, ISO 3166-1" }),
  town: line(35).openapi({ description: "Town of its seat" }),
  postcode: line(16).nullable().openapi({ description: "Postcode of its seat; null: none" }),
  address_lines: z
    .array(line(70))
    .max(2)
    .openapi({ description: "Street, building and office, in at most two lines: banks take no more" }),
  tax_number: line(20).nullable().openapi({
    description: "Number by which its tax office knows it; of a Russian entity the INN. Null: none",
  }),
  kpp: line(9).nullable().openapi({ description: "Registration code (КПП) of a Russian company; null for others" }),
  vat_number: z
    .string()
    .regex(/^[A-Z]{2}[0-9A-Z]{2,13}$/, "must begin with its country's letters, like DE123456789")
    .nullable()
    .openapi({ description: "VAT number; null: none" }),
};

const EntityView = z
  .object({
    id: z.string(),
    version: z.number().int(),
    ...NAMED,
    created_at: Time,
    changed_at: Time.openapi({ description: "When it was last changed" }),
  })
  .openapi("LegalEntity");

const AccountView = z
  .object({
    id: z.string(),
    legal_entity_id: z.string(),
    legal_entity_name: z.string().openapi({ description: "Name of the legal entity" }),
    method: Method.openapi({ description: "Payouts of this method are paid from it" }),
    currency: z.string().length(3),
    mask: z.string().openapi({ description: "What operators recognise it by; the details are never shown" }),
    is_main: z.boolean().openapi({ description: "Whether payouts of its method and currency are paid from it" }),
    created_at: Time,
    created_by: z.string().openapi({ description: "Id of the person who added it" }),
    disabled_at: Time.nullable().openapi({ description: "Since when nothing is paid from it; null: it is in use" }),
    disabled_reason: z.string().nullable().openapi({ description: "Why it was disabled; null if it was not" }),
  })
  .openapi("PayerAccount");

const listEntitiesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/legal-entities",
  operationId: "listLegalEntities",
  summary: "List the legal entities that pay webmasters, newest first. Operator only",
  tags,
  security,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(EntityView), "Legal entities"), ...problems },
});
const addEntityRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/legal-entities",
  operationId: "addLegalEntity",
  summary: "Add a legal entity that pays webmasters. Operator only, in a fresh session",
  tags,
  security: sessionOnly,
  request: body(
    z
      .strictObject({
        ...NAMED,
        postcode: NAMED.postcode.default(null),
        address_lines: NAMED.address_lines.default([]),
        tax_number: NAMED.tax_number.default(null),
        kpp: NAMED.kpp.default(null),
        vat_number: NAMED.vat_number.default(null),
      })
      .openapi("NewLegalEntity"),
  ),
  responses: { 201: json(EntityView, "The legal entity"), ...problems },
});
const changeEntityRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  versioned: true,
  method: "patch",
  path: "/legal-entities/{id}",
  operationId: "changeLegalEntity",
  summary: "Change a legal entity; omitted fields are unchanged. Operator only, in a fresh session",
  tags,
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(z.strictObject(NAMED).partial().extend({ version: Version }).openapi("LegalEntityChange")),
  },
  responses: { 200: json(EntityView, "The legal entity"), ...problems },
});
const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payer-accounts",
  operationId: "listPayerAccounts",
  summary: "List the accounts from which webmasters are paid, newest first. Operator only",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      legal_entity_id: OptionalId,
      method: Method.optional(),
      currency: CurrencyCode.optional(),
      is_disabled: Switch.optional().openapi({ description: "Only disabled accounts, or only others" }),
    }),
  },
  responses: { 200: json(pageOf(AccountView), "Accounts"), ...problems },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payer-accounts/{id}",
  operationId: "getPayerAccount",
  summary: "Get an account from which webmasters are paid. Operator only",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(AccountView, "The account"), ...problems },
});
const addRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/payer-accounts",
  operationId: "addPayerAccount",
  summary: "Add an account from which webmasters are paid. Operator only, in a fresh session",
  description:
    "The first account of its method and currency becomes the main one. The details are encrypted, and never shown again.",
  tags,
  security: sessionOnly,
  request: body(
    z
      .strictObject({
        legal_entity_id: z.string().min(1).max(100),
        currency: CurrencyCode.openapi({ description: "Currency of the payouts that it pays" }),
        details: Details,
      })
      .openapi("NewPayerAccount"),
  ),
  responses: { 201: json(AccountView, "The account"), ...problems },
});
const makeMainRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/payer-accounts/{id}/make-main",
  operationId: "makeMainPayerAccount",
  summary: "Pay its method and currency from this account from now on. Operator only, in a fresh session",
  tags,
  security: sessionOnly,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(AccountView, "The account"), ...problems },
});
const disableRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/payer-accounts/{id}/disable",
  operationId: "disablePayerAccount",
  summary: "Pay nothing from this account any more. Operator only, in a fresh session",
  tags,
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({ reason: ReasonText.openapi({ description: "Why nothing is paid from it any more" }) })
        .openapi("PayerAccountDisabling"),
    ),
  },
  responses: { 200: json(AccountView, "The account"), ...problems },
});

/** The legal entities of the network, and the accounts from which they pay webmasters. */
export const payerAccounts = createApi()
  .openapi(listEntitiesRoute, async (c) => {
    const { rows, next } = await listLegalEntities(c.var.ctx, c.req.valid("query"));
    return c.json({ data: rows.map(showEntity), next_cursor: next }, 200);
  })
  .openapi(addEntityRoute, async (c) => {
    const { address_lines: addressLines, tax_number: taxNumber, vat_number: vatNumber, ...rest } = c.req.valid("json");
    return c.json(showEntity(await addLegalEntity(c.var.ctx, { ...rest, addressLines, taxNumber, vatNumber })), 201);
  })
  .openapi(changeEntityRoute, async (c) => {
    const { address_lines: addressLines, tax_number: taxNumber, vat_number: vatNumber, ...rest } = c.req.valid("json");
    const change = { ...rest, addressLines, taxNumber, vatNumber };
    return c.json(showEntity(await changeLegalEntity(c.var.ctx, c.req.valid("param").id, change)), 200);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, legal_entity_id: legalEntityId, method, currency, is_disabled } = c.req.valid("query");
    const filter = { legalEntityId, method, currency, isDisabled: switchOf(is_disabled) };
    const { rows, next } = await listPayerAccounts(c.var.ctx, filter, { cursor, limit });
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getPayerAccount(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(addRoute, async (c) => {
    const { legal_entity_id: legalEntityId, currency, details } = c.req.valid("json");
    const input = { legalEntityId, currency, details: detailsOf(details) };
    return c.json(show(await addPayerAccount(c.var.ctx, vaultOf(c.env), input)), 201);
  })
  .openapi(makeMainRoute, async (c) =>
    c.json(show(await makeMainPayerAccount(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(disableRoute, async (c) => {
    const { reason } = c.req.valid("json");
    return c.json(show(await disablePayerAccount(c.var.ctx, c.req.valid("param").id, reason)), 200);
  });

const showEntity = (entity: LegalEntity): z.infer<typeof EntityView> => ({
  ...{ id: entity.id, version: entity.version, name: entity.name, country: entity.country, town: entity.town },
  ...{ postcode: entity.postcode, address_lines: [...entity.addressLines], tax_number: entity.taxNumber },
  ...{ kpp: entity.kpp, vat_number: entity.vatNumber },
  ...{ created_at: time(entity.createdAt), changed_at: time(entity.changedAt) },
});

const show = (account: PayerAccount): z.infer<typeof AccountView> => ({
  ...{ id: account.id, legal_entity_id: account.legalEntityId, legal_entity_name: account.legalEntityName },
  ...{ method: account.method, currency: account.currency, mask: account.mask, is_main: account.isMain },
  ...{ created_at: time(account.createdAt), created_by: account.createdById },
  ...{ disabled_at: timeOrNull(account.disabledAt), disabled_reason: account.disabledReason },
});
