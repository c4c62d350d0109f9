import { z } from "@hono/zod-openapi";
import { POSTBACK_FIELDS, REPORT_STATUSES, type PostbackField } from "@waymark/contract/postback-event";
import { PRESET_NAMES } from "@waymark/contract/postback-preset";
import { signingSecretOf } from "@waymark/contract/signature";
import {
  changePostbackSettings,
  createSigningSecret,
  createToken,
  getPostbackSetup,
  PARAMETER_NAME,
  revokeSigningSecret,
  revokeToken,
  type PostbackSecret,
  type PostbackSetup,
  type PostbackToken,
} from "@waymark/network/postback";
import { DECIMAL_SEPARATOR_NAMES, DECIMAL_SEPARATORS, separatorNameOf } from "@waymark/network/report";
import { requireSessionOrOperator } from "../auth.ts";
import { Expiry, Zone } from "./time-input.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  problems,
  Revocation,
  RevokedFields,
  security,
  Shown,
  showRevoked,
  showSecretOnce,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";

const Field = z.enum(POSTBACK_FIELDS);
const Status = z.enum(REPORT_STATUSES);
const Separator = z.enum(DECIMAL_SEPARATOR_NAMES);

const TokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    created_at: Time,
    expires_at: Time.nullable(),
    ...RevokedFields,
  })
  .openapi("PostbackToken");

const SecretView = z.object({ id: z.string(), created_at: Time, ...RevokedFields }).openapi("PostbackSecret");

const SetupView = z
  .object({
    version: z.number().int(),
    parameters: z.partialRecord(Field, z.array(z.string())),
    statuses: z.record(z.string(), Status),
    decimal_separator: Separator.nullable(),
    addresses: z.array(z.string()),
    requires_signature: z.boolean(),
    tokens: z.array(TokenView),
    secrets: z.array(SecretView),
  })
  .openapi("PostbackSetup");

const Name = z.string().regex(PARAMETER_NAME);

const Change = z
  .strictObject({
    preset: z.enum(PRESET_NAMES).optional().openapi({
      description: "Sets that system's names and status words; `parameters` and `statuses` are added to them",
    }),
    parameters: z.partialRecord(Field, z.array(Name).min(1).max(10)).optional().openapi({
      description:
        "Your names for our fields. A field that gets no name keeps ours. Refused: one name for two fields, a name of the token, and `click_id` for another field while the click_id has no other name",
    }),
    statuses: z
      .record(z.string().max(60), Status)
      .refine((words) => Object.keys(words).length <= 50, "at most 50 words")
      .optional(),
    decimal_separator: Separator.nullable()
      .optional()
      .openapi({ description: "The decimal separator of your amounts; null: derived from each amount" }),
    addresses: z
      .array(z.string().max(50))
      .max(100)
      .optional()
      .openapi({ description: "Addresses and networks that may send, like `192.0.2.0/24`; empty: any" }),
    requires_signature: z.boolean().optional(),
    version: z
      .number()
      .int()
      .min(0)
      .optional()
      .openapi({ description: "The version that you saw; a concurrent change is a 409" }),
  })
  .openapi("PostbackChange");

const NewToken = z
  .strictObject({
    name: line(100, 0).default(""),
    expires_at: Expiry.nullable().default(null),
    zone: Zone,
  })
  .openapi("NewPostbackToken");

const tags = ["postbacks"];

const getRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}/postback",
  operationId: "getPostbackSetup",
  summary: "Get an advertiser's postback settings, tokens and signing secrets",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(SetupView, "The set-up"), ...problems },
});
const changeRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "patch",
  path: "/{id}/postback",
  operationId: "changePostbackSetup",
  summary: "Change the postback settings: parameter names, status words, number format, addresses, signature",
  tags,
  security,
  request: { params: IdParam, ...body(Change) },
  responses: { 200: json(SetupView, "The set-up"), ...problems },
});
const newTokenRoute = defineRoute({
  scope: "write",
  answersSecret: true,
  method: "post",
  path: "/{id}/postback/tokens",
  operationId: "createPostbackToken",
  summary: "Create a token, shown once; needs a session, or the operator",
  tags,
  security,
  request: { params: IdParam, ...body(NewToken) },
  responses: {
    201: json(TokenView.extend(Shown).openapi("PostbackTokenShown"), "The token"),
    ...problems,
  },
});
const revokeTokenRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/postback/tokens/{token_id}/revoke",
  operationId: "revokePostbackToken",
  summary: "Revoke a token. Needs a session, or the operator with a reason",
  tags,
  security,
  request: { params: IdParam.extend({ token_id: z.string().max(100) }), ...body(Revocation) },
  responses: { 200: json(TokenView, "The token"), ...problems },
});
const newSecretRoute = defineRoute({
  scope: "write",
  answersSecret: true,
  method: "post",
  path: "/{id}/postback/secrets",
  operationId: "createPostbackSecret",
  summary: "Create a signing secret, shown once; needs a session, or the operator",
  tags,
  security,
  request: { params: IdParam },
  responses: {
    201: json(SecretView.extend(Shown).openapi("PostbackSecretShown"), "The secret"),
    ...problems,
  },
});
const revokeSecretRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{id}/postback/secrets/{secret_id}/revoke",
  operationId: "revokePostbackSecret",
  summary: "Revoke a signing secret. Needs a session, or the operator with a reason",
  tags,
  security,
  request: { params: IdParam.extend({ secret_id: z.string().max(100) }), ...body(Revocation) },
  responses: { 200: json(SecretView, "The secret"), ...problems },
});

export const advertiserPostback = createApi()
  .openapi(getRoute, async (c) => c.json(show(await getPostbackSetup(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(changeRoute, async (c) => {
    const { decimal_separator: separator, requires_signature, ...rest } = c.req.valid("json");
    const decimalSeparator = separator && DECIMAL_SEPARATORS[separator];
    const change = { ...rest, decimalSeparator, requiresSignature: requires_signature };
    return c.json(show(await changePostbackSettings(c.var.ctx, c.req.valid("param").id, change)), 200);
  })
  .openapi(newTokenRoute, async (c) => {
    requireSessionOrOperator(c.var.access);
    const { name, expires_at } = c.req.valid("json");
    const { token, secret } = await createToken(c.var.ctx, c.req.valid("param").id, {
      name,
      expiresAt: expires_at === null ? null : Date.parse(expires_at),
      workerSecret: c.env.POSTBACK_SECRET,
    });
    return c.json({ ...showToken(token), ...showSecretOnce(secret) }, 201);
  })
  .openapi(revokeTokenRoute, async (c) => {
    requireSessionOrOperator(c.var.access);
    const { id, token_id } = c.req.valid("param");
    return c.json(showToken(await revokeToken(c.var.ctx, id, { id: token_id, ...c.req.valid("json") })), 200);
  })
  .openapi(newSecretRoute, async (c) => {
    requireSessionOrOperator(c.var.access);
    const { id } = c.req.valid("param");
    const { secret, isNew } = await createSigningSecret(c.var.ctx, id);
    const value = isNew ? signingSecretOf(c.env.POSTBACK_SECRET, id, secret.id) : null;
    return c.json({ ...showSecret(secret), ...showSecretOnce(value) }, 201);
  })
  .openapi(revokeSecretRoute, async (c) => {
    requireSessionOrOperator(c.var.access);
    const { id, secret_id } = c.req.valid("param");
    return c.json(showSecret(await revokeSigningSecret(c.var.ctx, id, { id: secret_id, ...c.req.valid("json") })), 200);
  });

const showToken = (token: PostbackToken): z.infer<typeof TokenView> => ({
  id: token.id,
  name: token.name,
  created_at: time(token.createdAt),
  expires_at: timeOrNull(token.expiresAt),
  ...showRevoked(token),
});

const showSecret = (secret: PostbackSecret): z.infer<typeof SecretView> => ({
  id: secret.id,
  created_at: time(secret.createdAt),
  ...showRevoked(secret),
});

const show = ({ settings, version, tokens, secrets }: PostbackSetup): z.infer<typeof SetupView> => ({
  version,
  parameters: settings.parameters as Partial<Record<PostbackField, string[]>>, // only read from here on
  statuses: settings.statuses,
  decimal_separator: settings.decimalSeparator && separatorNameOf(settings.decimalSeparator),
  addresses: [...settings.addresses],
  requires_signature: settings.requiresSignature,
  tokens: tokens.map(showToken),
  secrets: secrets.map(showSecret),
});
