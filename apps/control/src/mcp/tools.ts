import type { ApiDocument, Operation, Schema } from "../document/described.ts";

/** The GET operations that are tools; each role sees what the route lets it see. */
const TOOLS: Readonly<Record<string, string>> = {
  getMe: "Start here: it tells the caller's role and account.",
  listOffers: "",
  getOffer: "",
  listLinks: "",
  listStats: "Every figure is defined in the server's instructions.",
  listSubStats: "",
  listConversions: "",
  getConversion: "",
  listConversionChanges: "Use it to explain why a conversion was approved, held, rejected or reversed.",
  getClickLife: "Use it to explain what became of one click.",
  listPostbacks: "Not for webmasters.",
  listUploads: "",
  listBalances: "Not for advertisers.",
  listPayouts: "",
  listTransfers: "",
  getToDo: "For operators only.",
};

/** Names of figures in the answers, which the glossary defines. */
const METRICS: readonly [schema: string, ...fields: string[]][] = [
  ["StatsRow", "clicks", "uniques", "bots", "embedded", "duplicates", "anonymous", "own", "conversions", "pending"],
  ["StatsRow", "valid", "refused", "held", "approved", "rejected", "reversed", "commission", "commission_pending"],
  ["StatsRow", "commission_rejected", "sale_amount", "revenue", "margin", "conversion_rate", "approval_rate"],
  ["StatsRow", "earnings_per_100_clicks", "ctit_ms_average"],
  ["OfferFigures", "earnings_per_100_clicks", "conversion_rate", "approval_rate", "median_decision_hours"],
  ["Balance", "pending", "on_hold", "available", "on_payment", "paid", "frozen"],
];

export interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: "object"; properties: Record<string, Schema>; required: string[]; additionalProperties: false };
  annotations: { readOnlyHint: true; openWorldHint: false };
}

/** What the server needs of the API's document; built once, and served as an asset. */
export interface Catalogue {
  tools: Tool[];
  /** Path of each tool's operation, with its parameters in braces. */
  paths: Record<string, string>;
  instructions: string;
}

/** The tools out of the document's operations. Throws if one of them is not a GET of the document. */
export function catalogueOf(document: ApiDocument): Catalogue {
  const operations = new Map<string, { path: string; operation: Operation }>();
  for (const [path, methods] of Object.entries(document.paths))
    if (methods["get"] !== undefined) operations.set(methods["get"].operationId, { path, operation: methods["get"] });
  const named = Object.entries(TOOLS).map(([name, hint]) => {
    const found = operations.get(name);
    if (found === undefined) throw new Error(`no GET operation ${name} for an MCP tool`);
    return { name, hint, ...found };
  });
  return {
    tools: named.map(({ name, hint, operation }) => toolOf(name, hint, operation, document)),
    paths: Object.fromEntries(named.map(({ name, path }) => [name, path])),
    instructions: `${INTRODUCTION}\n\n${glossaryOf(document)}`,
  };
}

const INTRODUCTION =
  "Read access to a Waymark affiliate network, as the owner of the API key. Amounts are integers in minor units of their currency. Times are UTC. Lists have pages: pass `next_cursor` as `cursor`. Each answer holds `applied`, the query with its defaults. `null` means unknown or not applicable. Figures:";

function toolOf(name: string, hint: string, operation: Operation, document: ApiDocument): Tool {
  const parameters = (operation.parameters ?? []).filter(({ in: place }) => place === "path" || place === "query");
  const { summary = name } = operation;
  return {
    name,
    title: summary,
    description: hint === "" ? summary : `${summary}. ${hint}`,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(
        parameters.map((parameter) => [
          parameter.name,
          {
            ...inlined(parameter.schema, document),
            ...(parameter.description && { description: parameter.description }),
          },
        ]),
      ),
      required: parameters.filter((one) => "required" in one && one.required === true).map((one) => one.name),
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  };
}

/** Parameters have simple schemas: a reference, if any, is the whole of it. */
const inlined = (schema: Schema, { components }: ApiDocument): Schema =>
  schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});

const glossaryOf = ({ components }: ApiDocument): string =>
  METRICS.flatMap(([schema, ...fields]) =>
    fields.map((field) => {
      const text = components.schemas[schema]?.properties?.[field]?.description;
      if (text === undefined) throw new Error(`no description of ${schema}.${field} for the glossary`);
      return `- ${schema}.${field}: ${text}`;
    }),
  ).join("\n");
