import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Problem } from "@waymark/client";
import { ERRORS } from "@waymark/network/errors";
import { rawStatement } from "@waymark/network/db";
import { insertApiKey, sha256Hex } from "@waymark/network/identity";
import { freshAddress, startNetwork, type TestNetwork } from "../harness/network.ts";
import { operations, type Operation, type Schema } from "../harness/openapi.ts";
import { inTurns } from "../harness/in-turns.ts";
import { requestTo } from "../harness/requests.ts";
import { bodySchemaOf, checkOfBody, inlined } from "../harness/schemas.ts";
import { announceTooMuch } from "../harness/too-much.ts";
import { CALLERS, makeSides, type Caller, type Sides } from "../harness/sides.ts";

let network: TestNetwork;
let sides: Sides;
let before: Record<string, string>;

beforeAll(async () => {
  network = await startNetwork();
  sides = await makeSides(network);
  await makeReaders();
  const named = await network.rows<{ name: string }>(
    "DB",
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'
     AND name NOT IN ('dev_mail', 'outbox', 'lease', 'session')`,
  );
  tables = named.map(({ name }) => name);
  before = await digest();
});
afterAll(() => network?.stop());

/** Bodies by callers whom the operation lets get that far, after one by each caller. */
const DEEP_RUNS = 5;

/** Keys of the operator: more requests are sent than one key may send in a minute. */
const READERS = Array.from({ length: 10 }, (_, i) => `key-of-reader-${i}`);

async function makeReaders() {
  const account = { name: "test", role: "operator", advertiser_id: null, webmaster_id: null } as const;
  const keys = READERS.map(async (key) =>
    insertApiKey({ ...account, sha256: await sha256Hex(key), id: key, created_at: Date.now(), revoked_at: null }),
  );
  await network.context().db.write((await Promise.all(keys)).flat());
}

let reads = 0;

/** Reads as the operator, with each key in turn, or in a session. */
const read = (path: string, session?: Record<string, string>) =>
  fetch(network.localNetwork.origins.control + path, {
    headers: session ?? { authorization: `Bearer ${READERS[reads++ % READERS.length]}` },
  });

let tables: string[] = [];

/** The hash of each table's contents, without tables that only record requests. */
async function digest(): Promise<Record<string, string>> {
  const contents = await network
    .context()
    .db.read(tables.map((table) => rawStatement(`SELECT * FROM "${table}" ORDER BY 1, 2`, [])));
  const hashes = tables.map((table, i) => {
    const rows = contents.rows[i]?.map((row) => ({ ...(row as object), last_used_at: null })); // D1's rows
    return [table, createHash("sha256").update(JSON.stringify(rows)).digest("hex")] as const;
  });
  return Object.fromEntries(hashes);
}

interface Sent {
  text: string;
  type?: string;
}

async function send({ name }: Operation, caller: Caller, { text, type = "application/json" }: Sent) {
  const { method, path } = requestTo(name, sides.A.records);
  return fetch(network.localNetwork.origins.control + path, {
    method,
    headers: { "cf-connecting-ip": freshAddress(), "content-type": type, ...sides.headers[caller] },
    body: text,
  });
}

async function expectProblem(response: Response, what: string) {
  const { status, headers } = response;
  const text = await response.text();
  expect({ status, type: headers.get("content-type") }, `${what} → ${text}`).toEqual({
    status: expect.toSatisfy((code: number) => code >= 400 && code < 500) as number,
    type: "application/problem+json",
  });
  const problem = JSON.parse(text) as Pick<Problem, "status" | "code" | "errors">; // compared next
  expect(problem.status).toBe(status);
  expect(ERRORS).toHaveProperty([problem.code, "status"], status);
  return problem;
}

const LONG = "x".repeat(5_000);
const ODD_TEXTS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "ﷺ".repeat(100),
  LONG,
  "__proto__",
  "' OR 1=1 --",
  "NaN",
];
const ODD_NUMBERS = [-1, 0.5, 1e308, -1e308, 2 ** 53, 1e21, -0, 5e-324];

const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, [], {}, [[[[[]]]]], { constructor: { prototype: 1 } }),
  fc.constantFrom<unknown>(...ODD_TEXTS, ...ODD_NUMBERS),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** The value with one part at any depth spoiled: replaced, left out, added, or wrapped into a list. */
function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const here = fc.oneof(garbage, fc.constant([value]), fc.constant(JSON.stringify(value)));
  if (Array.isArray(value)) {
    const inside = value.map((item, i) => spoiled(item).map((bad) => value.with(i, bad)));
    return fc.oneof(
      here,
      fc.constant([]),
      fc.constant(Array.from({ length: 500 }, () => value[0] as unknown)),
      ...inside,
    );
  }
  if (typeof value !== "object" || value === null) return here;
  const entries = Object.entries(value);
  return fc.oneof(
    here,
    ...entries.flatMap(([name, item]) => {
      const { [name]: _, ...rest } = value as Record<string, unknown>; // an object
      return [
        fc.constant(rest),
        spoiled(item).map((bad) => ({ ...rest, [name]: bad })),
        garbage.map((bad) => ({ ...rest, [name]: bad })),
      ];
    }),
    fc
      .tuple(
        fc.oneof(fc.constantFrom("role", "webmaster_id", "advertiser_id", "id", "status", "__proto__"), fc.string()),
        garbage,
      )
      .map(([name, extra]) => Object.fromEntries([...entries, [name, extra]])),
  );
}

/** A value of every property that the schema knows, so that optional ones are spoiled too. */
function full(schema: Schema, given: unknown): unknown {
  const { properties = {} } = inlined(schema);
  const all = Object.keys(properties).map((name) => [name, (given as Record<string, unknown>)[name] ?? "?"] as const); // an object
  return Object.fromEntries(all);
}

const WITH_BODY = operations.flatMap((operation) => {
  const schema = bodySchemaOf(operation);
  return schema === undefined ? [] : [[operation.name, operation, schema] as const];
});

/** A body that fits; an operation that needs no body takes an empty object too. */
const exampleFor = (name: string) => requestTo(name, sides.A.records).body ?? {};

let tried = 0;

/** The callers that an operation did not refuse for who they are; all of them if it refused all. */
async function reaching<Name extends Caller>(
  callers: readonly Name[],
  statusFor: (caller: Name) => Promise<number>,
): Promise<fc.Arbitrary<Name>> {
  const statuses = await Promise.all(callers.map(async (one) => [one, await statusFor(one)] as const));
  const reached = statuses.flatMap(([one, status]) => (status === 401 || status === 403 ? [] : [one]));
  return fc.constantFrom(...(reached.length > 0 ? reached : callers));
}

const OTHERS = ["anonymous", "webmaster A", "advertiser A"] as const;

describe("a body that breaks its schema is a 4xx problem, and changes nothing", () => {
  test("each POST, PUT and PATCH that has a body", () => {
    const without = operations.filter(
      (operation) => bodySchemaOf(operation) === undefined && operation.method !== "GET",
    );
    expect(without.map(({ name }) => name.replace("/api/v1", "")).toSorted()).toEqual(
      [
        "POST /auth/sign-out",
        "POST /auth/revoke-sessions",
        "POST /links/{id}/test-click",
        "POST /sessions/{id}/revoke",
        "POST /sessions/revoke-others",
        "POST /reports/{id}/pause",
        "POST /reports/{id}/resume",
        "DELETE /reports/{id}",
        "DELETE /report-views/{id}",
        "PUT /settings/logo",
        "DELETE /settings/logo",
        "POST /offers/{id}/creatives",
        "DELETE /offers/{id}/creatives/{creative_id}",
        "DELETE /traffic-sources/{id}",
        "POST /support/threads/{id}/attachments",
        "POST /payout-documents/{id}/file",
        "POST /postbacks/{id}/replay",
        "POST /advertisers/{id}/postback/secrets",
        "POST /uploads",
        "POST /bank-statements",
        "POST /uploads/{id}/commit",
        "POST /uploads/{id}/cancel",
        "POST /notices/{id}/acknowledge",
        "POST /payout-accounts/{id}/reveal",
        "POST /payout-runs/{id}/hand-over",
        "POST /payout-runs/{id}/{verb}",
      ].toSorted(),
    );
  });

  test.each(WITH_BODY)("%s", async (_, operation, schema) => {
    await expectNoBodyToFit(operation);
    const body = exampleFor(operation.name);
    const check = checkOfBody(operation);
    expect(check(body), "the example fits").toEqual([]);
    const broken = fc
      .oneof(spoiled(body), spoiled(full(schema, body)))
      .map((value) => JSON.stringify(value))
      .filter((text) => check(JSON.parse(text)).length > 0);
    const refuse = async (who: Caller, text: string) => {
      tried += 1;
      const excerpt = text.slice(0, 500);
      return expectProblem(await send(operation, who, { text }), `${operation.name} by ${who}: ${excerpt}`);
    };
    const [first = ""] = fc.sample(broken, 1);
    const callers = await reaching(CALLERS, async (who) => (await refuse(who, first)).status);
    await fc.assert(
      fc.asyncProperty(callers, broken, async (who, text) => void (await refuse(who, text))),
      { numRuns: DEEP_RUNS },
    );
  });

  test("nothing was changed by them", async () => expect(await digest()).toEqual(before));

  /** No JSON at all, or too much of it. */
  async function expectNoBodyToFit(operation: Operation) {
    const place = operations.indexOf(operation);
    const fit = JSON.stringify(exampleFor(operation.name));
    const bodies: Sent[] = [
      ...(operation.requestBody?.required === true ? [{ text: "" }] : []),
      { text: "{" },
      { text: fit.slice(0, -1) },
      { text: `${fit}${fit}` },
      { text: `\ufeff\ufeff${fit}` },
      { text: "NaN" },
      { text: "[".repeat(100_000) },
      { text: fit, type: "text/plain" },
      { text: fit, type: "application/x-www-form-urlencoded" },
      { text: fit, type: "multipart/form-data; boundary=x" },
      { text: fit, type: "application/jsonp" },
      { text: fit, type: "" },
      { text: JSON.stringify({ name: "x".repeat(900_000) }) },
    ];
    const refuse = async (who: Caller, body: Sent) => {
      tried += 1;
      const excerpt = `${body.type}: ${body.text.slice(0, 100)}`;
      await expectProblem(await send(operation, who, body), `${operation.name} by ${who}: ${excerpt}`);
    };
    // All operations read a body by the same code: each tries every third body. An operator's session gets furthest.
    await inTurns(
      bodies.filter((_, i) => (i + place) % 3 === 0),
      (body) => refuse("operator's session", body),
    );
    await inTurns(OTHERS, (who, i) => refuse(who, bodies[(place + i * 4) % bodies.length] ?? { text: "{" }));
    const { method, path } = requestTo(operation.name, sides.A.records);
    const tooMuch = await announceTooMuch(network.localNetwork.origins.control + path, method, sides.headers.operator);
    expect(tooMuch.status).toBe(413);
    await expectProblem(tooMuch, `${operation.name}: too much`);
  }
});

/** The value with an unknown key in one of its objects, once for each of them, and the path of that key. */
function withUnknownKeys(value: unknown, path = ""): { path: string; value: unknown }[] {
  if (Array.isArray(value))
    return value.flatMap((item, i) =>
      withUnknownKeys(item, `${path}[${i}]`).map((inner) => ({ ...inner, value: value.with(i, inner.value) })),
    );
  if (typeof value !== "object" || value === null) return [];
  const under = (name: string) => (path === "" ? name : `${path}.${name}`);
  return [
    { path: under("statsu"), value: { ...value, statsu: 1 } },
    ...Object.entries(value).flatMap(([name, item]) =>
      withUnknownKeys(item, under(name)).map((inner) => ({ ...inner, value: { ...value, [name]: inner.value } })),
    ),
  ];
}

describe("an unknown parameter or key is a 400 that names it, and changes nothing", () => {
  const paths = async (response: Response, what: string) => {
    const text = await response.text();
    expect(response.status, `${what} → ${text}`).toBe(400);
    return ((JSON.parse(text) as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);
  };
  /** Maps with keys of the caller's choice, and events that are read one by one with separate outcomes. */
  const FREE = /^(statuses|columns|parameters|rates|answers|clicks\[0\])\.statsu$/;

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    "%s: a query parameter",
    async (_, { name }) => {
      const { method, path, body, type } = requestTo(name, sides.A.records);
      const response = await fetch(
        `${network.localNetwork.origins.control}${path}${path.includes("?") ? "&" : "?"}statsu=1`,
        {
          method,
          headers: {
            "cf-connecting-ip": freshAddress(),
            ...(body !== undefined && { "content-type": type }),
            ...sides.headers["operator's session"],
          },
          ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        },
      );
      tried += 1;
      expect(await paths(response, name)).toContain("statsu");
    },
  );

  test.each(WITH_BODY)("%s: a key at each depth", async (_, operation) => {
    const { body } = requestTo(operation.name, sides.A.records);
    for (const { path, value } of withUnknownKeys(body)) {
      if (FREE.test(path)) continue;
      tried += 1;
      const response = await send(operation, "operator's session", { text: JSON.stringify(value) });
      expect(await paths(response, `${operation.name} ${path}`)).toContain(path);
    }
  });
});

describe("a hostile address is a 200 or a 4xx problem", () => {
  const VALUES = [
    ...["", "0", "-1", "501", "1e9", "NaN", "Infinity", "1.5", "0x10", " 5", "999999999999999999999"],
    ...["%00", "%ff", "%zz", "%", "%F0%9F", "'", "../..", "[]", "{}", "null", "undefined", "x".repeat(200), "😀"],
    ...[
      "9999-12-31T23:59:59Z",
      "0000-01-01T00:00:00Z",
      "2026-13-45T00:00:00Z",
      "day,day",
      "day,",
      ",",
      "A".repeat(6_000),
    ],
  ];
  const ODD_QUERIES = [
    ...["&&&", "=", "?", "limit=1&limit=2", "limit[]=1", "limit[a]=1"],
    ...["cursor=a&cursor=b", "cursor", "no_such_thing=1"],
  ];
  const READS = operations.filter(({ method }) => method === "GET");

  const UNNAMED = { status: 400, refused: [] as string[] };

  /** The status, and the parameters that the answer refuses by name. */
  async function expectCalm(path: string, session?: Record<string, string>): Promise<typeof UNNAMED> {
    tried += 1;
    const response = await read(path, session);
    if (response.status === 200) return (await response.text(), { status: 200, refused: [] });
    expect([400, 404, 422], path.slice(0, 300)).toContain(response.status);
    const { errors = [] } = await expectProblem(response, path.slice(0, 300));
    return { status: response.status, refused: errors.map((error) => error.path) };
  }

  /**
   * Tries a value for all parameters at once, then for those that were not refused by name, until the answer is 200: it
   * has then read each of them. Where an answer names one parameter or none, it may be the fault of the combination: each
   * that is left is tried alone.
   */
  async function tryForEach(parameters: readonly string[], path: string, value: string) {
    const joint = parameters.map((name) => `${name}=${value}`).join("&");
    const { status, refused } = joint.length > 8_000 ? UNNAMED : await expectCalm(`${path}?${joint}`); // the server's limit is near
    if (status === 200) return;
    const others = parameters.filter((name) => !refused.includes(name));
    if (others.length === 0) return;
    if (refused.length > 1 && others.length < parameters.length) return tryForEach(others, path, value);
    if (parameters.length > 1) await Promise.all(parameters.map((name) => expectCalm(`${path}?${name}=${value}`)));
  }

  test.each(
    READS.filter(({ parameters = [] }) => parameters.some((one) => one.in === "query")).map(
      (operation) => [operation.name, operation] as const,
    ),
  )("%s: its query", async (_, { name, parameters = [] }) => {
    const path = requestTo(name, sides.A.records).path.split("?")[0] ?? "";
    const names = parameters.filter((one) => one.in === "query").map((one) => one.name);
    // Parameters of one kind are read by one schema: each operation tries every second value.
    const place = operations.findIndex((one) => one.name === name);
    const values = VALUES.filter((_, i) => (i + place) % 2 === 0);
    await Promise.all(values.map((value) => tryForEach(names, path, value)));
    await Promise.all(ODD_QUERIES.map((query) => expectCalm(`${path}?${query}`)));
  });

  test.each(READS.filter(({ path }) => path.includes("{")).map(({ path, security }) => [path, security] as const))(
    "%s: its id",
    async (path, security) => {
      const isByKey = security.some((way) => "apiKey" in way);
      const session = isByKey ? undefined : sides.headers["operator's session"];
      await Promise.all(VALUES.map((value) => expectCalm(path.replace(/\{\w+\}/, value), session)));
    },
  );
});

test("limits of a page", async () => {
  const lists = operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === "limit"));
  expect(lists.length).toBeGreaterThan(5);
  for (const { path } of lists)
    await Promise.all(
      ["0", "501", "NaN", "1e2", "0x10", "-1", "1.5"].map(async (limit) => {
        const response = await read(`${path}?limit=${limit}`);
        expect(response.status, `${path} ${limit}`).toBe(400);
        await expectProblem(response, path);
      }),
    );
});

test("none of this changed anything", async () => {
  expect(await digest()).toEqual(before);
});

describe("an odd body that fits its schema causes no server error", () => {
  test.each(WITH_BODY)("%s", async (_, operation, schema) => {
    const body = exampleFor(operation.name);
    const check = checkOfBody(operation);
    const odd = fc
      .oneof(spoiled(body), spoiled(full(schema, body)), oddTexts(body))
      .map((value) => JSON.stringify(value))
      .filter((text) => check(JSON.parse(text)).length === 0);
    const answer = async (who: Caller, text: string) => {
      tried += 1;
      const response = await send(operation, who, { text });
      if (response.ok) await response.text();
      else await expectProblem(response, `${operation.name} by ${who}: ${text}`);
      return response.status;
    };
    const [first = ""] = fc.sample(odd, 1);
    const callers = await reaching(["webmaster A", "operator", "operator's session"], (who) => answer(who, first));
    await fc.assert(
      fc.asyncProperty(callers, odd, async (who, text) => void (await answer(who, text))),
      { numRuns: operation.path.includes("/auth/") ? 3 : 6 }, // passwords are slow to hash
    );
  });

  /** The value with one of its texts replaced by any text. */
  const oddTexts = (value: unknown): fc.Arbitrary<unknown> =>
    typeof value === "string"
      ? fc.oneof(
          fc.constantFrom(...ODD_TEXTS).map((odd) => `${value}${odd}`),
          fc.string({ unit: "binary" }),
        )
      : Array.isArray(value)
        ? fc.tuple(...value.map(oddTexts))
        : typeof value === "object" && value !== null
          ? fc.record(
              Object.fromEntries(
                Object.entries(value).map(([name, item]) => [
                  name,
                  fc.oneof(fc.constant(item as unknown), oddTexts(item)),
                ]),
              ),
            )
          : fc.constant(value);
});

test("nothing failed", () => {
  console.log(`fuzz: ${tried} requests`);
  expect(network.logs.filter((line) => line.includes("request.failed"))).toEqual([]);
});
