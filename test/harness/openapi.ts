import { app } from "../../apps/control/src/app.ts";
import { apiDocument } from "../../apps/control/src/document/index.ts";

/** The parts of a JSON schema that tests use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  /** Who sees a field that not every role sees. */
  "x-visible-to"?: string[];
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface RawOperation {
  operationId: string;
  security: Record<string, unknown>[];
  parameters?: { in: "path" | "query" | "header"; name: string; required?: boolean; schema: Schema }[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Content>;
}

/** One operation of the OpenAPI document. */
export interface Operation extends RawOperation {
  /** `GET /api/v1/offers/{id}` */
  name: string;
  method: string;
  path: string;
}

/** The document as a client reads it. */
export const openApiDocument = JSON.parse(JSON.stringify(apiDocument())) as {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
}; // what the linter of `pnpm check` has seen

export const operations: readonly Operation[] = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([verb, operation]) => {
    const method = verb.toUpperCase();
    return { ...operation, name: `${method} ${path}`, method, path };
  }),
);

/** Every route that the app answers, in the document or not, named as operations are. */
export const routesOfApp: readonly string[] = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== "ALL") // middleware
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
  ),
];
