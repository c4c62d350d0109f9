type Type = "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";

/** The parts of a JSON schema that decide its type. */
interface Schema {
  $ref?: string;
  type?: Type | Type[];
  enum?: unknown[];
  const?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  prefixItems?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
  required?: boolean;
}

interface Operation {
  operationId: string;
  summary?: string;
  parameters?: { in: string; name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** The TypeScript file with the types and the route table of an API's OpenAPI 3.1 document. */
export function clientTypesOf({ paths, components }: ApiDocument): string {
  const operations = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    )
    .toSorted((a, b) => (a.operationId < b.operationId ? -1 : 1));
  const schemas = Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    "// Made from the API's OpenAPI document by `pnpm client`; `pnpm check` compares.",
    "/** A page of a list. */",
    "export interface Page<Item> { data: Item[]; /** Send it as `cursor` to get the next page; null on the last page */ next_cursor: string | null }",
    ...schemas.map(([name, schema]) => `${docOf(schema.description)}export type ${name} = ${typeOf(schema)};`),
    "export interface Operations {",
    ...operations.map(
      (operation) =>
        `${docOf(operation.summary)}${operation.operationId}: { input: ${inputOf(operation)}; answer: ${answerOf(operation)} };`,
    ),
    "}",
    "/** Each operation's method and path; `form` says how an answer is read that is not JSON. */",
    "export const ROUTES = {",
    ...operations.map(
      ({ operationId, method, path, responses }) =>
        `${operationId}: { method: "${method}", path: ${JSON.stringify(path)}, form: "${formOf(responses)}" },`,
    ),
    '} as const satisfies Record<keyof Operations, { method: string; path: string; form: "json" | "raw" }>;',
    "",
  ].join("\n");
}

const docOf = (text: string | undefined) => (text === undefined ? "" : `/** ${text.replaceAll("*/", "* /")} */\n`);

/** What a call takes: `path`, `query` and `body`, each only if the operation has it. */
function inputOf({ parameters = [], requestBody }: Operation): string {
  const partOf = (place: string) => {
    const named = parameters.filter((parameter) => parameter.in === place);
    if (named.length === 0) return "";
    const isNeeded = named.some(({ required }) => required === true);
    const fields = named.map(
      ({ name, required, description, schema }) =>
        `${docOf(description ?? schema.description)}${keyOf(name)}${required === true ? "" : "?"}: ${typeOf(schema)}${required === true ? "" : " | undefined"};`,
    );
    return `${place}${isNeeded ? "" : "?"}: {\n${fields.join("\n")}\n};`;
  };
  const media = Object.entries(requestBody?.content ?? {});
  const json = media.find(([type]) => type === "application/json")?.[1].schema;
  const isNeeded = requestBody?.required === true;
  const types = [
    ...(json === undefined ? [] : [typeOf(json)]),
    ...(media.some(([type]) => type !== "application/json") ? ["RawBody"] : []),
  ];
  const body = types.length === 0 ? "" : `body${isNeeded ? "" : "?"}: ${types.join(" | ")};`;
  return `{ ${partOf("path")} ${partOf("query")} ${body} }`;
}

function answerOf({ responses }: Operation): string {
  const good = goodAnswersOf(responses);
  const json = good.flatMap((content) => content["application/json"]?.schema ?? []);
  if (json.length > 0) return [...new Set(json.map(typeOf))].join(" | ");
  return good.some((content) => Object.keys(content).length > 0) ? "Response" : "void";
}

const formOf = (responses: Operation["responses"]) =>
  goodAnswersOf(responses).some((content) => "application/json" in content) ? "json" : "raw";

const goodAnswersOf = (responses: Operation["responses"]) =>
  Object.entries(responses).flatMap(([status, { content }]) => (status.startsWith("2") ? [content ?? {}] : []));

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts?.some(hasType)) return [...new Set(parts.map(typeOf).map(grouped))].join(" | ");
  if (schema.allOf !== undefined) return [...schema.allOf, ...ownPartOf(schema)].map(typeOf).map(grouped).join(" & ");
  const { type } = schema;
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(" | ");
  if (type === undefined) return "unknown";
  switch (type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
      return `${grouped(typeOf(schema.items ?? {}))}[]`;
    case "object":
      return objectOf(schema);
  }
}

/** Some parts only name formats of the type beside them. */
const hasType = ({ $ref, type, enum: words, const: value, allOf, anyOf, oneOf }: Schema) =>
  [$ref, type, words, value, allOf, anyOf, oneOf].some((keyword) => keyword !== undefined);

/** The part of a schema outside `allOf`. */
const ownPartOf = ({ properties, required, additionalProperties }: Schema): Schema[] =>
  properties === undefined
    ? []
    : [
        {
          type: "object",
          properties,
          ...(required !== undefined && { required }),
          ...(additionalProperties !== undefined && { additionalProperties }),
        },
      ];

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const { data, next_cursor: cursor, ...others } = properties;
  if (data?.items !== undefined && cursor !== undefined && Object.keys(others).length === 0)
    return `Page<${typeOf(data.items)}>`;
  const fields = Object.entries(properties).map(([name, part]) => {
    const isNeeded = required.includes(name);
    return `${docOf(part.description)}${keyOf(name)}${isNeeded ? "" : "?"}: ${typeOf(part)}${isNeeded ? "" : " | undefined"};`;
  });
  if (fields.length > 0) return `{\n${fields.join("\n")}\n}`;
  return `Record<string, ${typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown"}>`;
}

const keyOf = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

const grouped = (type: string) => (/[|&]/.test(type) && !type.startsWith("{") ? `(${type})` : type);
