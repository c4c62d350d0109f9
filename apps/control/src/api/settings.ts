import { z } from "@hono/zod-openapi";
import {
  changeSettings,
  findLegalText,
  getSettings,
  LEGAL_TEXTS,
  listLegalTexts,
  LOGO_BYTES_MAX,
  LOGO_TYPES,
  publishLegalText,
  readLogoFile,
  removeLogo,
  setLogo,
  type LegalText,
  type LegalTextState,
  type StoredSettings,
} from "@waymark/network/settings";
import { LANGUAGES } from "@waymark/network/mail";
import { PAYOUT_METHODS } from "@waymark/network/words";
import type { Context as HonoContext } from "hono";
import { contextOf } from "../context.ts";
import { fileHeaders } from "../files.ts";
import type { App } from "../http.ts";
import { Email, line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, CurrencyName, digits, json, problems, security, Time, time, Version } from "./schema.ts";
import { ZoneName } from "./time-input.ts";

const tags = ["settings"];
const Language = z.enum(LANGUAGES);
const Colour = z.string().regex(/^#[0-9a-f]{6}$/, "must be a colour like #1f5e4a");
const Kind = z.enum(LEGAL_TEXTS).openapi({ description: "The terms of use, or the privacy notice" });

const Methods = z
  .array(z.enum(PAYOUT_METHODS))
  .min(1)
  .refine((names) => new Set(names).size === names.length, "names a method twice")
  .openapi({ description: "Methods by which webmasters can be paid. `usdt_trc20` pays 1 USDT for 1 USD" });

export const Schedule = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("half_month") }).openapi("PayoutTwiceAMonth"),
    z
      .strictObject({
        kind: z.literal("week"),
        weekday: z.number().int().min(1).max(7).openapi({ description: "1 is Monday" }),
      })
      .openapi("PayoutEachWeek"),
    z
      .strictObject({
        kind: z.literal("month"),
        day: z.number().int().min(1).max(31).openapi({ description: "The last day of a shorter month" }),
      })
      .openapi("PayoutEachMonth"),
    z
      .strictObject({
        kind: z.literal("net"),
        days: z.number().int().min(1).max(90).openapi({ description: "Days after the end of a month" }),
      })
      .openapi("PayoutAfterMonth"),
    z.strictObject({ kind: z.literal("request") }).openapi("PayoutOnRequest"),
  ])
  .openapi("PayoutSchedule", {
    description:
      "When webmasters are paid; `half_month` is on the 1st and 16th, `request` on the bank day after a request",
  });

const APPEAL_DAYS = "Days within which the operator answers an appeal of a webmaster";

const SettingsView = z
  .object({
    version: z.number().int(),
    name: z.string().openapi({ description: "Name of the network" }),
    logo: z
      .object({
        url: z.string().openapi({ description: "Address of the picture on this origin" }),
        type: z.enum(LOGO_TYPES),
        width: z.number().int().openapi({ description: "In pixels" }),
        height: z.number().int().openapi({ description: "In pixels" }),
        size_bytes: z.number().int(),
        sha256: z.string(),
      })
      .nullable()
      .openapi({ description: "The picture beside the name; null: none" }),
    accent_colour: z.string().openapi({ description: "Colour of links and buttons on light paper, like `#1f5e4a`" }),
    accent_colour_dark: z.string().openapi({ description: "The same on dark paper" }),
    mail_sender_name: z
      .string()
      .nullable()
      .openapi({ description: "Name beside the sender's address of mails; null: only the address" }),
    support_email: z
      .string()
      .nullable()
      .openapi({ description: "Where people write who can't sign in; null: not stated" }),
    zone: z.string().openapi({ description: "IANA zone of times that are shown to people who have chosen none" }),
    currency: z.string().openapi({ description: "Currency for display of people who have chosen none" }),
    payout_schedule: Schedule,
    payout_methods: Methods,
    appeal_days: z.number().int().openapi({ description: APPEAL_DAYS }),
    languages: z.array(Language).openapi({ description: "Languages to offer; the first is the fallback" }),
    legal_texts: z
      .array(
        z.object({
          kind: Kind,
          version: z.number().int().openapi({ description: "The version in force" }),
          changed_at: Time,
          languages: z.array(Language).openapi({ description: "Languages that the text has" }),
        }),
      )
      .openapi({ description: "The texts that are in force; a text that was never published is absent" }),
  })
  .openapi("Settings");

const SettingsChange = z
  .strictObject({
    name: line(100).optional().openapi({ description: "Name of the network" }),
    accent_colour: Colour.optional().openapi({ description: "Must be readable on light paper (contrast 4.5)" }),
    accent_colour_dark: Colour.optional().openapi({ description: "Must be readable on dark paper (contrast 4.5)" }),
    mail_sender_name: line(100)
      .regex(/^[^"<>\\]*$/, 'must not contain ", <, > or \\')
      .nullable()
      .optional()
      .openapi({ description: "Name beside the sender's address of mails; null: only the address" }),
    support_email: Email.nullable().optional().openapi({ description: "Where people write who can't sign in" }),
    zone: ZoneName.optional().openapi({ description: "IANA zone for people who have chosen none" }),
    currency: CurrencyName.optional().openapi({ description: "Currency for display of people who have chosen none" }),
    payout_schedule: Schedule.optional(),
    payout_methods: Methods.optional(),
    appeal_days: z.number().int().min(1).max(90).optional().openapi({ description: APPEAL_DAYS }),
    languages: z
      .array(Language)
      .min(1)
      .refine((names) => new Set(names).size === names.length, "names a language twice")
      .optional()
      .openapi({ description: "Languages to offer; the first is the fallback" }),
    version: Version,
  })
  .openapi("SettingsChange");

const Text = z.string().trim().min(1).max(100_000);
const Texts = z
  .strictObject({
    en: Text.optional().openapi({ description: "The text in English" }),
    ru: Text.optional().openapi({ description: "The text in Russian" }),
  } satisfies Record<(typeof LANGUAGES)[number], z.ZodType>)
  .openapi({ description: "The text by language, as plain text with empty lines between paragraphs" });

const LegalTextView = z
  .object({ kind: Kind, version: z.number().int(), changed_at: Time, texts: Texts })
  .openapi("LegalText");

const File = z.string().openapi({ type: "string", format: "binary" });
const fileContent = Object.fromEntries(LOGO_TYPES.map((type) => [type, { schema: File }]));

const getRoute = defineRoute({
  scope: null,
  method: "get",
  path: "/",
  operationId: "getSettings",
  summary: "Get what the network is called, looks like and falls back to. Needs no account",
  tags,
  security: [],
  responses: { 200: json(SettingsView, "The settings"), ...problems },
});
const changeRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "patch",
  path: "/",
  operationId: "changeSettings",
  summary: "Change the settings of the network. Operator only",
  tags,
  security,
  request: body(SettingsChange),
  responses: { 200: json(SettingsView, "The settings"), ...problems },
});
const getLogoRoute = defineRoute({
  scope: null,
  method: "get",
  path: "/logo",
  operationId: "getLogo",
  summary: "Download the logo. Needs no account",
  tags,
  security: [],
  responses: { 200: { content: fileContent, description: "The picture" }, ...problems },
});
const setLogoRoute = defineRoute({
  scope: "write",
  fileBody: { bytesMax: LOGO_BYTES_MAX },
  method: "put",
  path: "/logo",
  operationId: "setLogo",
  summary: `Set the logo: the body is a PNG or WebP of at most ${LOGO_BYTES_MAX / 1_000} kB. Operator only`,
  tags,
  security,
  request: { body: { content: { "application/octet-stream": { schema: File } }, required: true } },
  responses: { 200: json(SettingsView, "The settings"), ...problems },
});
const removeLogoRoute = defineRoute({
  scope: "write",
  method: "delete",
  path: "/logo",
  operationId: "removeLogo",
  summary: "Remove the logo. Operator only",
  tags,
  security,
  responses: { 200: json(SettingsView, "The settings"), ...problems },
});
const getTextRoute = defineRoute({
  scope: null,
  method: "get",
  path: "/legal-texts/{kind}",
  operationId: "getLegalText",
  summary: "Get the terms of use or the privacy notice, also an earlier version. Needs no account",
  tags,
  security: [],
  request: {
    params: z.object({ kind: Kind }),
    query: z.object({
      version: digits(z.number().int().min(1).max(1e9)).optional().openapi({
        description: "A version; without it, the one in force",
      }),
    }),
  },
  responses: { 200: json(LegalTextView, "The text"), ...problems },
});
const publishRoute = defineRoute({
  scope: "write",
  versioned: true,
  method: "put",
  path: "/legal-texts/{kind}",
  operationId: "publishLegalText",
  summary: "Publish a new version of the terms of use or the privacy notice. Operator only",
  tags,
  security,
  request: {
    params: z.object({ kind: Kind }),
    ...body(
      z
        .strictObject({
          texts: Texts.refine((texts) => Object.keys(texts).length > 0, "needs a text in at least one language"),
          version: Version,
        })
        .openapi("NewLegalText"),
    ),
  },
  responses: { 200: json(LegalTextView, "The text in force"), ...problems },
});

/** What everyone may read, also before they sign in. */
export const openSettings = createApi()
  .openapi(getRoute, async (c) => {
    const { db } = readerOf(c);
    return c.json(showSettings(await getSettings(db), await listLegalTexts(db)), 200);
  })
  .openapi(getLogoRoute, async (c) => {
    const { logo, body: bytes } = await readLogoFile(readerOf(c));
    const name = logo.type === "image/png" ? "logo.png" : "logo.webp";
    return c.body(bytes, 200, fileHeaders({ name, type: logo.type, sizeBytes: logo.sizeBytes }));
  })
  .openapi(getTextRoute, async (c) => {
    const { version } = c.req.valid("query");
    return c.json(showText(await findLegalText(readerOf(c).db, c.req.valid("param").kind, version)), 200);
  });

const readerOf = (c: HonoContext<App>) => contextOf(c.env, { role: "system", job: "settings" });

/** What the operator changes. */
export const settings = createApi()
  .openapi(changeRoute, async (c) => {
    const { accent_colour, accent_colour_dark, mail_sender_name, support_email, ...rest } = c.req.valid("json");
    const { payout_schedule, payout_methods, appeal_days, ...same } = rest;
    const changed = await changeSettings(c.var.ctx, {
      ...{ accentColour: accent_colour, accentColourDark: accent_colour_dark },
      ...{ mailSenderName: mail_sender_name, supportEmail: support_email, ...same },
      ...{ payoutSchedule: payout_schedule, payoutMethods: payout_methods, appealDays: appeal_days },
    });
    return c.json(showSettings(changed, await listLegalTexts(c.var.ctx.db)), 200);
  })
  .openapi(setLogoRoute, async (c) => {
    const changed = await setLogo(c.var.ctx, new Uint8Array(await c.req.arrayBuffer()));
    return c.json(showSettings(changed, await listLegalTexts(c.var.ctx.db)), 200);
  })
  .openapi(removeLogoRoute, async (c) => {
    const changed = await removeLogo(c.var.ctx);
    return c.json(showSettings(changed, await listLegalTexts(c.var.ctx.db)), 200);
  })
  .openapi(publishRoute, async (c) => {
    const text = await publishLegalText(c.var.ctx, c.req.valid("param").kind, c.req.valid("json"));
    return c.json(showText(text), 200);
  });

const showText = ({ kind, version, changedAt, texts }: LegalText): z.infer<typeof LegalTextView> => ({
  ...{ kind, version, changed_at: time(changedAt), texts },
});

const showSettings = (row: StoredSettings, texts: readonly LegalTextState[]): z.infer<typeof SettingsView> => ({
  ...{ version: row.version, name: row.name },
  logo: row.logo && {
    ...{ url: "/api/v1/settings/logo", type: row.logo.type, width: row.logo.width, height: row.logo.height },
    ...{ size_bytes: row.logo.sizeBytes, sha256: row.logo.sha256 },
  },
  ...{ accent_colour: row.accentColour, accent_colour_dark: row.accentColourDark },
  ...{ mail_sender_name: row.mailSenderName, support_email: row.supportEmail },
  ...{ zone: row.zone, currency: row.currency, languages: [...row.languages] },
  ...{ payout_schedule: row.payoutSchedule, payout_methods: [...row.payoutMethods] },
  appeal_days: row.appealDays,
  legal_texts: texts.map(({ kind, version, changedAt, languages }) => ({
    ...{ kind, version, changed_at: time(changedAt), languages },
  })),
});
