import { createRoute, z, type RouteConfig } from "@hono/zod-openapi";
import type { Scope } from "@waymark/network/words";
import type { MiddlewareHandler } from "hono";
import { requireFreshSignIn, requireScope } from "../auth.ts";
import { idempotent } from "../idempotency.ts";
import {
  absentBodyIsEmpty,
  limitBody,
  publishChanges,
  refuseBody,
  refuseControls,
  refuseControlsInQuery,
  refuseForeignCharset,
  refuseProto,
  refuseStatus,
  sendMailsNow,
} from "../middleware.ts";
import { versioned } from "../versions.ts";
import { cursorOf, sealCursors } from "./cursor.ts";
import { refuseHiddenFilters } from "./hidden-filters.ts";
import { assertStrict } from "./strict.ts";
import { assertTimes, withTimes } from "./time-input.ts";

/** The properties of a route besides its schema. All guards of a route follow from them. */
export interface RouteTraits {
  /** The scope that an API key needs; `null` for a route that needs no account. */
  scope: Scope | null;
  /** The answer has a `secret` that is shown once (`Shown`): a retry gets the rest of the answer. */
  answersSecret?: true;
  /** The body is a file: `streamed` to its store with a limit of its own, or read whole up to this many bytes. */
  fileBody?: "streamed" | { bytesMax: number };
  /** It may cause mails that should not wait for the next minute. */
  sendsMail?: true;
  /** Its answer has a `version`, and its body may have one. `If-Match` and `ETag` carry the same version. */
  versioned?: true;
  /** The verbs that change the status, for a PATCH: a `status` in its body is refused by naming them. */
  statusVerbs?: readonly string[];
  /** It needs a session whose person has just proved who they are. */
  freshSignIn?: true;
  /** Operators may call it before they have set up a second factor. */
  beforeSecondFactor?: true;
}

const JSON_BYTES_MAX = 1_000_000;
/** Of a caller without an account: an address, a name, passwords and codes. */
const STRANGERS_BYTES_MAX = 10_000;

const IDEMPOTENCY = {
  "idempotency-key": z.string().optional().openapi({
    description:
      "1 to 200 visible ASCII characters, unique to this request. A repeat with the same key within 24 hours has no further effect and gets the first answer.",
    example: "order-4711-link",
  }),
};

const IF_MATCH = {
  "if-match": z
    .string()
    .optional()
    .openapi({ description: "The version that you saw, in quotes; the same as `version` in the body", example: '"3"' }),
};

/**
 * A route with its guards in their order: scope, size of the body, a fresh sign-in, idempotency, then what follows a change. Query
 * parameters and body keys that the route does not name are refused; a body schema that would let one pass throws here.
 * The body of a POST may be absent if each of its keys may be. Cursors are sealed and opened here, and plain dates
 * become times.
 */
export function defineRoute<P extends string, R extends Omit<RouteConfig, "path"> & { path: P }>({
  scope,
  answersSecret,
  fileBody,
  sendsMail,
  beforeSecondFactor,
  freshSignIn,
  statusVerbs,
  versioned: hasVersion,
  ...config
}: R & RouteTraits) {
  const route = config as unknown as R; // the traits are taken out
  const isPost = route.method === "post";
  const media = route.request?.body?.content?.["application/json"];
  const schema = media !== undefined && "schema" in media ? media.schema : undefined;
  const isBodyOptional = isPost && schema instanceof z.ZodType && schema.safeParse({}).success;
  const operation = route.operationId ?? route.path;
  const query = readable(asStrict(route.request?.query ?? z.object({})), operation);
  const body = route.request?.body && {
    ...route.request.body,
    content: contentOf(route.request.body, operation),
    ...(isBodyOptional && { required: false }),
  };
  const guards: MiddlewareHandler[] = [
    ...(scope === null ? [] : [requireScope(scope, { beforeSecondFactor: beforeSecondFactor === true })]),
    refuseControlsInQuery,
    ...(scope === null ? [] : refuseHiddenFilters(route.request?.query, route.responses)),
    ...(fileBody === "streamed"
      ? []
      : [limitBody(fileBody?.bytesMax ?? (scope === null ? STRANGERS_BYTES_MAX : JSON_BYTES_MAX))]),
    ...(freshSignIn === true ? [requireFreshSignIn] : []),
    ...(fileBody === undefined ? [refuseForeignCharset, refuseProto, refuseControls] : []),
    ...(isPost && scope !== null
      ? [
          idempotent({
            answersSecret: answersSecret === true,
            isStreamed: fileBody === "streamed",
            isVersioned: hasVersion === true,
          }),
        ]
      : []),
    ...(isBodyOptional ? [absentBodyIsEmpty] : []),
    ...(route.request?.body === undefined && fileBody === undefined && route.method !== "get" ? [refuseBody] : []),
    ...(statusVerbs === undefined ? [] : [refuseStatus(statusVerbs)]),
    publishChanges,
    sealCursors(operation),
    ...(hasVersion === true ? [versioned] : []),
    ...(sendsMail === true ? [sendMailsNow] : []),
  ];
  const headers = {
    ...(isPost && scope !== null && IDEMPOTENCY),
    ...(hasVersion === true && route.method !== "get" && IF_MATCH),
  };
  return createRoute({
    ...route,
    middleware: guards,
    request: {
      ...route.request,
      query,
      ...(body !== undefined && { body }),
      ...(Object.keys(headers).length > 0 && { headers: z.object(headers) }),
    },
  } as R); // the additions change nothing that a handler reads
}

const asStrict = (query: unknown) => (query instanceof z.ZodObject ? query.strict() : (query as z.ZodType)); // a schema

/** A query or body as its route reads it: with cursors opened and times read. Throws if it takes unknown keys. */
function readable(schema: z.ZodType, operation: string): z.ZodType {
  assertStrict(schema, operation);
  assertTimes(schema, operation);
  const hasCursor = schema instanceof z.ZodObject && "cursor" in schema.shape;
  return withTimes(
    hasCursor ? schema.extend({ cursor: cursorOf(operation, schema.shape["cursor"] as never) }) : schema, // its positions are texts
  );
}

const contentOf = ({ content }: NonNullable<NonNullable<RouteConfig["request"]>["body"]>, operation: string) =>
  Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media !== undefined && "schema" in media && media.schema instanceof z.ZodType
        ? { ...media, schema: readable(media.schema, operation) }
        : media,
    ]),
  );
