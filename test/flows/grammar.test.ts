import { expect, test } from "vitest";
import { exampleOf } from "../harness/examples.ts";
import { openApiDocument, operations, type Schema } from "../harness/openapi.ts";
import { inlined } from "../harness/schemas.ts";

/** The grammar of docs/api.md, as far as the document can be held to it without a network. */

const SUB_RESOURCES = [
  ...[
    "applications",
    "attachments",
    "block-effects",
    "changes",
    "chunks",
    "creatives",
    "effects",
    "hosts",
    "bank-file",
    "bank-files",
    "entries",
    "file",
    "paper",
    "left-out",
    "lines",
    "joining",
    "judgments",
    "payout-minimums",
    "payout-schedule",
    "payout-withholding",
    "trials",
    "outcome",
  ],
  ...["messages", "postback", "results", "rows", "secrets", "submissions", "terms", "tokens", "upload-schedule"],
];

/** What a POST after an id may be. `{verb}` is a verb of a closed list. */
const VERBS = [
  ...[
    "submit",
    "withdraw",
    "return",
    "approve",
    "pause",
    "resume",
    "archive",
    "block",
    "unblock",
    "release-held",
    "freeze",
    "release-frozen",
    "refuse-frozen",
  ],
  ...[
    "activate",
    "retire",
    "end",
    "try",
    "hold-waiting",
    "release-waiting",
    "accept",
    "refuse",
    "attribute",
    "dismiss",
    "replay",
    "adjust",
    "verify",
    "acknowledge",
    "read",
    "commit",
    "cancel",
    "undo",
    "close",
    "disable",
    "exclude",
    "hand-over",
    "hold",
    "make-main",
    "assign",
    "book-charge",
    "discard",
    "ignore",
    "release",
    "resolve",
    "reveal",
    "void-file",
  ],
  ...["revoke", "remove", "lift", "change-role", "vouch", "test-click", "test-conversion", "reach-cap", "reset-cap"],
];

const BY_PARAMETER = ["{verb}"];

/** Rates of amendments name a goal, and the goal has the currency. */
const RATES = /^(New)?Terms\.rates\[\]\./;

interface Property {
  path: string;
  name: string;
  schema: Schema & { format?: string };
  siblings: readonly string[];
}

/** Every property under a schema, each component once. */
function* propertiesIn(schema: Schema, path: string, seen: Set<string>): Generator<Property> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    if (seen.has(name)) return;
    seen.add(name);
    return yield* propertiesIn(openApiDocument.components.schemas[name] ?? {}, name, seen);
  }
  for (const inner of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    yield* propertiesIn(inner, path, seen);
  if (schema.items !== undefined) yield* propertiesIn(schema.items, `${path}[]`, seen);
  const siblings = Object.keys(schema.properties ?? {});
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${name}`, name, schema: property, siblings };
    yield* propertiesIn(property, `${path}.${name}`, seen);
  }
}

const seen = new Set<string>();
const bodies = operations.flatMap((operation) =>
  Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ operation, schema })),
);
const answers = operations.flatMap(({ operationId, responses }) =>
  Object.values(responses).flatMap(({ content = {} }) =>
    Object.values(content).map(({ schema }) => ({ operationId, schema })),
  ),
);
const properties = [
  ...bodies.flatMap(({ operation, schema }) => [...propertiesIn(schema, operation.operationId, seen)]),
  ...answers.flatMap(({ operationId, schema }) => [...propertiesIn(schema, operationId, seen)]),
];

const pathsOf = (found: readonly Property[]) => found.map(({ path }) => path);

test("an amount stands beside its currency", () => {
  const bare = properties.filter(
    ({ path, name, siblings }) => name.endsWith("_minor") && !siblings.includes("currency") && !RATES.test(path),
  );
  expect(pathsOf(bare)).toEqual([]);
});

test("times of answers are ISO 8601", () => {
  const inAnswers = answers.flatMap(({ operationId, schema }) => [...propertiesIn(schema, operationId, new Set())]);
  const odd = inAnswers.filter(
    ({ path, name, schema }) =>
      name.endsWith("_at") && !path.includes(".parameters.") && !JSON.stringify(schema).includes('"date-time"'),
  );
  const inRequests = new Set(
    bodies.flatMap(({ operation, schema }) => pathsOf([...propertiesIn(schema, operation.operationId, new Set())])),
  );
  expect(pathsOf(odd).filter((path) => !inRequests.has(path))).toEqual([]);
});

/** Names that other APIs use for what has a name here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...{
    state: "status",
    result: "status or outcome",
    receipt: "id",
    actor: "actor_id",
    by: "side",
    bytes: "size_bytes",
  },
  ...{
    q: "search",
    step: "verb",
    action: "verb",
    message_text: "text",
    at: "a name that ends in _at",
    date_time: "the same",
  },
};

/** Every property and parameter: operations are read as far as they have no schema of their own. */
const fields: Property[] = [
  ...properties,
  ...operations.flatMap(({ operationId, parameters = [] }) =>
    parameters
      .filter((one) => one.in !== "header")
      .map(({ name, schema }) => ({ path: `${operationId}?${name}`, name, schema, siblings: [] })),
  ),
];

const wordsOf = (schema: Schema) => (schema.enum ?? []).filter((word) => word !== null);

/** A property of a schema, its nullable and listed forms included. */
const formsOf = (schema: Schema): Schema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap(formsOf),
  ...(schema.items === undefined ? [] : formsOf(schema.items)),
];

test("what has a name here has no other name", () => {
  const odd = fields.filter(({ name }) => Object.hasOwn(OTHER_NAMES, name));
  expect(odd.map(({ path, name }) => `${path}: call it ${OTHER_NAMES[name]}`)).toEqual([]);
});

test("a verb is called verb; only the audit has events", () => {
  expect(pathsOf(fields.filter(({ name }) => name === "event"))).toEqual(["AuditEntry.event", "listAudit?event"]);
});

test("a time's name ends in _at; only the ends of a range are from and to", () => {
  const odd = fields.filter(
    ({ name, schema }) =>
      formsOf(schema).some((form) => (form as { format?: string }).format === "date-time") &&
      !name.endsWith("_at") &&
      !["from", "to"].includes(name),
  );
  expect(pathsOf(odd)).toEqual([]);
});

test("a boolean's name says yes or no", () => {
  const isBoolean = (schema: Schema) =>
    formsOf(schema).some(
      ({ type, enum: words }) => [type].flat().includes("boolean") || String(words) === "true,false",
    );
  const odd = fields.filter(
    ({ name, schema }) =>
      isBoolean(schema) &&
      name !== "secret_shown_before" &&
      !/^(is|has|needs|accepts|allows|hides|requires|reverses|revokes)_/.test(name),
  );
  expect(pathsOf(odd)).toEqual([]);
});

test("a reason in words is called reason, its code reason_code, and the code's meaning reason_sentence", () => {
  const coded = fields.filter(
    ({ name, schema }) =>
      /(^|_)(reason|sentence)$/.test(name) && formsOf(schema).some((form) => wordsOf(form).length > 0),
  );
  expect(pathsOf(coded), "a code").toEqual([]);
  const alone = properties.filter(
    ({ name, siblings }) => name.endsWith("sentence") && !siblings.includes(name.replace("sentence", "code")),
  );
  expect(pathsOf(alone), "a sentence without its code").toEqual([]);
});

/** Words that have several names, each for a reason. */
const NAMES_OF_WORDS: readonly (readonly string[])[] = [
  ["side", "role", "opened_by", "revoked_by"],
  ["traffic", "traffic_allowed", "traffic_forbidden"],
  ["duplicate", "bot", "embedded", "fallback", "stopped"],
  ["reason_code", "check_code", "code"],
  ["validation", "validation_before", "validation_after"],
  ["counts_before", "counts_after"],
  ["language", "languages"],
  ["stopped_by", "waits_for"],
  ["method", "payout_methods"],
  // The words of an advertiser, each with the status that it means.
  ["status", "statuses"],
];

test("the same words have the same name", () => {
  const names = new Map<string, Set<string>>();
  for (const { name, schema } of fields)
    for (const form of formsOf(schema)) {
      const words = wordsOf(form).map(String).toSorted().join(" ");
      if (words !== "" && words.includes(" ") && words !== "false true")
        names.set(words, (names.get(words) ?? new Set()).add(name));
    }
  const odd = [...names].filter(
    ([, several]) =>
      several.size > 1 && !NAMES_OF_WORDS.some((known) => [...several].every((name) => known.includes(name))),
  );
  expect(odd.map(([words, several]) => `${[...several].join(", ")}: ${words}`)).toEqual([]);
});

/** Parameters of lists that are no field of an item: searches, parts of a field, and choices of what is counted. */
const OTHER_FILTERS: Readonly<Record<string, readonly string[]>> = {
  listApiKeys: ["advertiser_id", "webmaster_id"],
  listAppeals: ["check_code"],
  listAudit: ["advertiser_id", "webmaster_id"],
  listQuotas: ["webmaster_id", "advertiser_id"],
  listOffers: ["category", "country", "model", "goal", "traffic"],
  listLinks: ["advertiser_id"],
  listPayoutAccounts: ["is_on_hold", "is_removed"],
  listPayerAccounts: ["is_disabled"],
  listWebmasters: ["is_frozen"],
  listSourceScores: ["score_below", "is_limited"],
  listThreads: ["subject_id", "is_unread"],
  listConversions: [
    ...["date", "outcome", "check_code", "is_own", "sub1", "sub2", "sub3", "sub4", "sub5", "source"],
    ...["landing_id", "country", "device", "os", "browser", "verdict"],
  ],
  listClicks: ["is_own"],
  listPostbacks: ["is_resolved"],
  listSubStats: ["name", "link_id"],
  listStats: ["group_by", "date_basis", "counts", "has_medians"],
  listUploads: ["advertiser_id"],
  listUploadRows: ["is_missing"],
  listBalances: ["webmaster_id"],
  listExpectedMoney: ["days", "offer_id", "webmaster_id", "advertiser_id"],
  listNotices: ["is_open", "is_acknowledged", "language"],
  getForecast: [
    ...["metric", "days", "offer_id", "webmaster_id", "advertiser_id", "link_id", "landing_id", "goal_id", "status"],
    ...["country", "device", "os", "browser", "verdict", "sub1", "sub2", "sub3", "sub4", "sub5", "source"],
  ],
  listPayouts: ["currency"],
  listTransfers: ["webmaster_id", "advertiser_id"],
};

test("a filter has the name of its field", () => {
  const namesIn = (schema: Schema): string[] => [
    ...(schema.$ref === undefined
      ? []
      : namesIn(openApiDocument.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {})),
    ...Object.keys(schema.properties ?? {}),
    ...(schema.allOf ?? []).flatMap(namesIn),
  ];
  for (const { operationId, method, parameters = [], responses } of operations) {
    const answer = responses["200"]?.content?.["application/json"]?.schema;
    const item = method === "GET" ? answer?.properties?.["data"]?.items : undefined;
    if (item === undefined) continue;
    const known = [
      ...namesIn(item),
      ...(OTHER_FILTERS[operationId] ?? []),
      "limit",
      "cursor",
      "search",
      "sort",
      "from",
      "to",
      "zone",
    ];
    const odd = parameters.filter((one) => one.in === "query" && !known.includes(one.name));
    expect(
      odd.map(({ name }) => name),
      operationId,
    ).toEqual([]);
  }
});

test("an id is called id, and a reference by what it refers to", () => {
  const odd = new Set<string>();
  const walk = (value: unknown, path: string, name: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, path, name);
    else if (typeof value === "object" && value !== null)
      for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`, key);
    else if (typeof value === "string" && /^[a-z]{3}_[0-9a-z]{20,}$/.test(value) && !/^id$|_ids?$/.test(name))
      odd.add(path);
  };
  for (const operation of operations) {
    const { path, query, body, answer } = exampleOf(operation) ?? {};
    walk({ path, query, body, answer }, operation.operationId, "");
  }
  // What brought a change is a postback, or an upload with its row.
  expect([...odd].filter((path) => !path.endsWith("changes.source") && !path.endsWith("data.source"))).toEqual([]);
});

test("a PATCH has no status, and a verb stands in the path, not in the body", () => {
  const named = bodies.flatMap(({ operation, schema }) => {
    const shape = schema.$ref === undefined ? schema : openApiDocument.components.schemas[schema.$ref.slice(21)];
    const refused = operation.method === "PATCH" ? ["status", "event", "answer"] : ["event", "answer"];
    return Object.keys(shape?.properties ?? {}).flatMap((name) =>
      refused.includes(name) ? [`${operation.name}: ${name}`] : [],
    );
  });
  expect(named).toEqual([]);
});

test("after an id comes a sub-resource or, of a POST, a verb", () => {
  const odd = operations.flatMap(({ name, method, path }) =>
    [...path.matchAll(/\}\/([^/]+)/g)].flatMap(([, segment = ""]) => {
      const isVerb = method === "POST" && path.endsWith(segment) && [...VERBS, ...BY_PARAMETER].includes(segment);
      const isId = /^\{\w+\}$/.test(segment) && !BY_PARAMETER.includes(segment);
      return isVerb || isId || SUB_RESOURCES.includes(segment) ? [] : [`${name}: ${segment}`];
    }),
  );
  expect(odd).toEqual([]);
});

test("verbs in a parameter are a closed list", () => {
  for (const { name, parameters = [] } of operations)
    for (const { name: parameter, schema } of parameters)
      if (BY_PARAMETER.includes(`{${parameter}}`)) expect(inlined(schema).enum, name).toBeDefined();
});

test("every list has a cursor, and every time of a request a zone", () => {
  for (const { name, parameters = [] } of operations) {
    const names = parameters.map((one) => one.name);
    if (names.includes("limit")) expect(names, name).toContain("cursor");
    if (names.includes("from") || names.includes("to")) expect(names, name).toContain("zone");
  }
});
