import { FIELDS } from "./fields.ts";
import { MONEY_FIELDS } from "./money.ts";
import { OFFER_FIELDS } from "./offers.ts";
import { RUNNING_FIELDS } from "./running.ts";

/** By name, `parent.name` or `Schema.name`; no name is in two lists. */
export const VOCABULARY: Readonly<Record<string, string>> = {
  ...FIELDS,
  ...OFFER_FIELDS,
  ...MONEY_FIELDS,
  ...RUNNING_FIELDS,
};

/** The description of a path's id, by the path segment before it. */
const PATH_IDS: Readonly<Record<string, string>> = {
  "api-keys": "Id of the API key",
  members: "Id of the member",
  sessions: "Id of the session",
  reports: "Id of the scheduled report",
  "abuse-reports": "Id of the report",
  invitations: "Id of the invitation",
  offers: "Id of the offer",
  applications: "Id of the application",
  advertisers: "Id of the advertiser",
  webmasters: "Id of the webmaster",
  "traffic-sources": "Id of the traffic source",
  threads: "Id of the thread",
  attachments: "Id of the attachment",
  links: "Id of the partner link",
  conversions: "Id of the conversion",
  uploads: "Id of the upload",
  postbacks: "Id of the postback, which its receipt states",
  corrections: "Id of the correction",
  "payout-runs": "Id of the payout run",
  payouts: "Id of the payout",
  "payout-accounts": "Id of the payout account",
  "legal-entities": "Id of the legal entity",
  "payer-accounts": "Id of the payer account",
  "bank-statements": "Id of the bank statement",
  "payout-requests": "Id of the request",
  appeals: "Id of the appeal",
  "source-scores": "Id of the webmaster or the partner link",
  "quality-policies": "Id of the version of the policy",
  "source-limits": "Id of the limit",
  "own-traffic": "Id of the entry",
  claims: "Id of the claim",
  archives: "Id of the archive",
};

export interface Schema {
  $ref?: string;
  description?: string | undefined;
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
}

interface Parameter {
  in: string;
  name: string;
  description?: string | undefined;
  schema: Schema;
}

export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: object;
  responses: Record<string, object>;
}

export interface ApiDocument {
  tags?: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Adds a description from the vocabulary to each field and parameter that has none; `used` collects the names. */
export function describe(document: ApiDocument, used = new Set<string>()): void {
  for (const [name, schema] of Object.entries(document.components.schemas)) describeFields(schema, [name], used);
  for (const [path, operations] of Object.entries(document.paths))
    for (const operation of Object.values(operations)) {
      for (const parameter of operation.parameters ?? [])
        parameter.description ??= parameter.schema.description ?? ofParameter(parameter, path, operation, used);
      describeFields(operation.requestBody, [operation.operationId], used);
      for (const [status, answer] of Object.entries(operation.responses))
        if (status.startsWith("2")) describeFields(answer, [operation.operationId], used);
    }
}

function ofParameter({ name, in: place }: Parameter, path: string, { operationId }: Operation, used: Set<string>) {
  const id = place === "path" && name === "id" ? PATH_IDS[path.split("/{id}")[0]?.split("/").at(-1) ?? ""] : undefined;
  return id ?? found([operationId], name, used);
}

/** All properties at any depth; `above` is the path to them, from the schema's name on. */
function describeFields(node: unknown, above: readonly string[], used: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  for (const [keyword, part] of Object.entries(node)) {
    if (keyword !== "properties") describeFields(part, above, used);
    else
      for (const [name, schema] of Object.entries(part as Record<string, Schema>)) {
        schema.description ??= found(above, name, used);
        if (schema.description === undefined) delete schema.description;
        describeFields(schema, [...above, name], used);
      }
  }
}

/** The most specific entry: for the whole path, the schema, the parent, or the name. */
function found(above: readonly string[], name: string, used: Set<string>): string | undefined {
  const keys = [[...above, name].join("."), `${above[0]}.${name}`, `${above.at(-1)}.${name}`, name];
  const key = keys.find((one) => Object.hasOwn(VOCABULARY, one));
  if (key === undefined) return undefined;
  used.add(key);
  return VOCABULARY[key];
}

/** The location of each field, parameter and answer without a description. */
export function* undescribed(node: unknown, place = ""): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [keyword, part] of Object.entries(node)) {
    if (keyword === "example" || keyword === "examples") continue;
    const isMap =
      keyword === "properties" || keyword === "responses" || (keyword === "parameters" && Array.isArray(part));
    for (const [key, one] of Object.entries(isMap ? (part as Record<string, Partial<Parameter>>) : {})) {
      const here = `${place} ${one.name ?? key}`;
      const isShared = keyword === "responses" && "$ref" in one;
      if (!isShared && (one.description === undefined || one.description === "")) yield here.trim();
      yield* undescribed(one, here);
    }
    if (!isMap) yield* undescribed(part, SILENT.has(keyword) ? place : `${place} ${keyword}`);
  }
}

/** Keywords that are left out of locations. */
const SILENT = new Set(["paths", "components", "schemas", "allOf", "anyOf", "oneOf", "items", "content", "schema"]);
