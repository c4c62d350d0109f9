import { OpenAPIHono, z } from "@hono/zod-openapi";
import { AMOUNT_MINOR_MAX, isCurrency } from "@waymark/network/money";
import { COUNTRIES } from "@waymark/network/country";
import { SORTS, withinWeight } from "@waymark/network/db";
import { ERROR_CODES, ERRORS, NetworkError } from "@waymark/network/errors";
import { FAULT_CODES } from "@waymark/network/fault-codes";
import type { Revocation as RevocationOf } from "@waymark/network/revocation";
import { ROLES, SIDES } from "@waymark/network/words";
import type { App } from "../http.ts";
import { onError } from "../problem.ts";
import { noteViewers, type Viewer } from "./hidden-filters.ts";
import { faultsOf } from "./strict.ts";
import { money, time, timeOrNull } from "./values.ts";

/** A router that answers bad input with a problem document. */
export function createApi() {
  const api = new OpenAPIHono<App>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new NetworkError("invalid_input", "The request does not fit its schema", faultsOf(result.error.issues));
    },
  });
  api.onError(onError);
  return api;
}

const Problem = z
  .object({
    type: z.string(),
    status: z.number().int(),
    code: z.enum(ERROR_CODES).openapi({ description: "Stable, for programs to branch on" }),
    title: z.string().openapi({ description: "The same for every error with this code" }),
    detail: z.string().openapi({ description: "What is wrong with this request, and what to do" }),
    request_id: z.string().openapi({ description: "Id of this request in the operator's log" }),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          code: z
            .enum(FAULT_CODES)
            .openapi({ description: "What is wrong, for programs and other languages; `other`: see the message" }),
          params: z
            .record(z.string(), z.string())
            .openapi({ description: "The parts of the message that differ, like `maximum`" }),
          theirs: z
            .unknown()
            .optional()
            .openapi({ description: "In a conflict: the value that was set after your version" }),
          yours: z.unknown().optional().openapi({ description: "In a conflict: the value of this request" }),
        }),
      )
      .optional(),
  })
  .openapi("Problem");

/** Why one item of a request was refused while others were not. */
export const ItemError = z
  .object({
    code: z.enum(ERROR_CODES).openapi({ description: "As in a problem document" }),
    title: z.string().openapi({ description: "Fixed for a code" }),
    detail: z.string().openapi({ description: "What is wrong with this item" }),
  })
  .openapi("ItemError", { description: "Why one item of a request was refused" });

export const itemErrorOf = ({ code, message }: NetworkError): z.infer<typeof ItemError> => ({
  code,
  title: ERRORS[code].title,
  detail: message,
});

/** Integer minor units of an ISO 4217 currency. */
export const Money = z
  .object({
    amount_minor: z.number().int().openapi({
      description: "Minor units. Amounts and balances stay below 2^53; a sum over many conversions may be larger",
    }),
    currency: z.string().length(3),
  })
  .openapi("Money");

const COUNTRY_FORM = "must be an ISO 3166-1 code in upper case, like DE, or GB for the United Kingdom";

export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code in upper case, like USD");

/** The code of a currency that exists. */
export const CurrencyName = CurrencyCode.refine(isCurrency, "is not a known currency");

export const CountryCode = z
  .string()
  .refine((code) => COUNTRIES.has(code), COUNTRY_FORM)
  .openapi({ pattern: "^[A-Z]{2}$" });

/** Money of a request that is not below 0. */
export const MoneyInput = z
  .strictObject({
    amount_minor: z.number().int().min(0).max(AMOUNT_MINOR_MAX),
    currency: CurrencyCode,
  })
  .openapi("MoneyInput", { description: "An amount of money, not below 0" });

/** A time of an answer. Requests have `StartTime`, `EndTime` and `Expiry`. */
export const Time = z.iso.datetime();

/** Normalised like in a browser: visitors are sent there by a header, which must be ASCII. */
export const HttpUrl = z.url({ protocol: /^https?$/, normalize: true }).max(2_048);

/**
 * A field that only these see; in answers to others it is absent. The document says so, for people in the description and
 * for tests in `x-visible-to`. The verbs of packages/network decide it: this only states it.
 */
export function onlyFor<T extends z.ZodType>(viewers: readonly Viewer[], schema: T, description?: string) {
  const field = schema.optional().openapi({
    "x-visible-to": [...viewers],
    description: [description ?? [], isForAll(viewers) ? [] : `Visible to ${viewerNames(viewers)} only`]
      .flat()
      .join(". "),
  });
  noteViewers(field, viewers);
  return field;
}

/** Viewers of what is hidden from webmasters, and of what only its own side sees. */
export const NOT_WEBMASTERS = ["advertiser", "operator"] as const;
export const OWN_SIDE = ["operator", "own side"] as const;

const isForAll = (viewers: readonly Viewer[]) => ROLES.every((role) => viewers.includes(role));

const viewerNames = (viewers: readonly Viewer[]) =>
  LISTED.format([
    ...ROLES.filter((role) => viewers.includes(role)).map((role) => `the ${role}`),
    ...(viewers.includes("own side") ? ["that side"] : []),
  ]);

const LISTED = new Intl.ListFormat("en");

/** A boolean of the query. */
export const Switch = z.enum(["true", "false"]);

export const switchOf = (value: z.infer<typeof Switch> | undefined) =>
  value === undefined ? undefined : value === "true";

export { money, time, timeOrNull };

/** A whole number of a path or a query, in decimal digits only: `0x10`, `1e2` and a blank are numbers to JavaScript. */
export const digits = <T extends z.ZodNumber>(schema: T) =>
  z.preprocess((text, context) => {
    if (typeof text !== "string") return text;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    context.issues.push({ code: "custom", message: "must be a whole number in decimal digits", input: text });
    return z.NEVER;
  }, schema);

const LIMIT_MAX = 500;

export const PageQuery = z.object({
  limit: digits(z.number().int().min(1).max(LIMIT_MAX)).default(50),
  cursor: z.string().max(100).optional(),
});

/** The order of a list by time, where both directions help. */
export const SortParam = z.enum(SORTS).default("newest").openapi({ description: "The order of the list" });

/** The position of a list that is ordered by time and id. */
export const TimeAndId = z
  .string()
  .max(300)
  .regex(/^\d{1,15}~[^\0]*$/);

export const readTimeAndId = (position: string) => {
  const end = position.indexOf("~");
  return { at: Number(position.slice(0, end)), id: position.slice(end + 1) };
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/**
 * The items of a page as far as their weight allows, and the row at which the next page begins to read; undefined at the
 * end of the list.
 */
export function fittingPage<Row, View>(rows: readonly Row[], limit: number, show: (row: Row) => View) {
  const shown = rows.map((row) => ({ row, view: show(row) }));
  const fitting = withinWeight(shown, ({ view }) => JSON.stringify(view).length);
  const isLast = rows.length < limit && fitting.length === rows.length;
  return { data: fitting.map(({ view }) => view), last: isLast ? undefined : fitting.at(-1)?.row };
}

/** A page of a list that is ordered by id. Its `next_cursor` is the last id, which `defineRoute` seals into a cursor. */
export function page<Row extends { id: string }, View>(rows: readonly Row[], limit: number, show: (row: Row) => View) {
  const { data, last } = fittingPage(rows, limit, show);
  return { data, next_cursor: last?.id ?? null };
}

/** The version of a resource that a caller saw. */
export const Version = z.number().int().min(1).max(1e9).optional().openapi({
  description: "The version that you saw. If it is no longer current, nothing is changed (409)",
});

/** Why an act that concerns another party was done, in words. Reasons of a conversion's answer are shorter. */
export const ReasonText = z.string().trim().min(1).max(2_000);

/** A body without a field. */
export const Nothing = z.strictObject({}).openapi("Nothing");

export const IdParam = z.object({ id: z.string().max(100) });

/** An id that a request may name. An empty one is refused: a program that lost its value would get no rows, or all. */
export const OptionalId = z.string().min(1).max(100).optional();

/** Content of an answer, for `createRoute`. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { "application/json": { schema } },
  description,
});

export const body = <T extends z.ZodType>(schema: T) => ({
  body: { content: { "application/json": { schema } }, required: true },
});

/** What the answer of a new credential has besides its view. */
export const Shown = {
  secret: z.string().nullable().openapi({ description: "Shown once: null when the request is repeated" }),
  secret_shown_before: z.boolean().openapi({ description: "The first answer to this request had the secret" }),
};

export const showSecretOnce = (secret: string | null) => ({ secret, secret_shown_before: secret === null });

const problemAnswer = (description: string) => ({
  content: { "application/problem+json": { schema: Problem } },
  description,
});

/** Errors that any route may answer with. */
export const problems = {
  400: problemAnswer("The input is malformed"),
  401: problemAnswer("No valid session or API key"),
  403: problemAnswer("The caller may not do this"),
  404: problemAnswer("Missing, or not visible to the caller"),
  409: problemAnswer("The current state does not allow it"),
  405: problemAnswer("The path does not support this method; `Allow` lists those that it supports"),
  412: problemAnswer("If-Match does not name the current version"),
  413: problemAnswer("The body is larger than the operation allows: 1 MB, or 10 kB without an account"),
  415: problemAnswer("The operation does not accept this content type"),
  422: problemAnswer("The input is well-formed but can't be used"),
  429: problemAnswer("Too many requests; retry after the time in `Retry-After`"),
  500: problemAnswer("Internal error; report the `request_id` to the operator"),
} as const;

/** The body of a revocation. */
export const Revocation = z
  .strictObject({
    reason: ReasonText.nullable()
      .default(null)
      .openapi({ description: "Visible to the account. Required if another account is affected" }),
  })
  .openapi("Revocation");

/** When, by which side and why something was revoked. */
export const RevokedFields = {
  revoked_at: Time.nullable(),
  revoked_by: z.enum(SIDES).nullable(),
  revoked_reason: z.string().nullable(),
};

export const showRevoked = ({ revokedAt, revokedBy, revokedReason }: RevocationOf) => ({
  ...{ revoked_at: timeOrNull(revokedAt), revoked_by: revokedBy, revoked_reason: revokedReason },
});

/** An API key or a session. */
export const security = [{ apiKey: [] }, { session: [] }];

/** For operations that a leaked key must not be able to do. */
export const sessionOnly = [{ session: [] }];
