import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import type { Loose } from "../harness/api.ts";
import { freshAddress, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { ok } from "../harness/api.ts";
import { operations } from "../harness/openapi.ts";
import { signedIn } from "../harness/people.ts";
import { insertCalibratedRules } from "../harness/rule-set.ts";
import { requestTo } from "../harness/requests.ts";
import { GIF_TEXT, makeSides, type Caller, type Records, type Sides } from "../harness/sides.ts";

let network: TestNetwork;
let sides: Sides;

beforeAll(async () => {
  network = await startNetwork();
  sides = await makeSides(network);
});
afterAll(() => network?.stop());

const newKey = () => unique("once");

interface Told {
  status: number;
  type: string | null;
  isReplay: boolean;
  body: Loose;
}

/** A POST of the demo webmaster with this Idempotency-Key. */
async function post(key: string, body: unknown, path = "/links", headers = bearer(DEMO.keys.webmaster)): Promise<Told> {
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key, ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    isReplay: response.headers.get("idempotency-replayed") === "true",
    body: (await response.json()) as Loose,
  };
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

const link = { offer_id: DEMO.offers.demo };

async function countLinks() {
  const [row] = await network.rows<{ count: number }>("DB", "SELECT count(*) AS count FROM link");
  return row?.count ?? 0;
}

test("a repeated change has the ETag of the first answer, and with another If-Match it is another request", async () => {
  const { body } = await post(newKey(), link);
  const key = newKey();
  const pause = (version: number) =>
    fetch(`${network.localNetwork.origins.control}/api/v1/links/${String(body["id"])}/pause`, {
      method: "POST",
      headers: { "idempotency-key": key, "if-match": `"${version}"`, ...bearer(DEMO.keys.webmaster) },
    });
  const [first, again] = [await pause(1), await pause(1)];
  expect([first.status, first.headers.get("etag")]).toEqual([200, '"2"']);
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
  expect(again.headers.get("etag")).toBe('"2"');
  expect((await pause(2)).status).toBe(422);
});

test("a repeated request has no effect, and gets the first answer", async () => {
  const key = newKey();
  const before = await countLinks();
  const first = await post(key, link);
  expect(first).toMatchObject({ status: 201, isReplay: false });
  expect(await post(key, link)).toEqual({ ...first, isReplay: true });
  expect(await post(key, link)).toEqual({ ...first, isReplay: true });
  expect(await countLinks()).toBe(before + 1);
});

test("without a key, and with another one, it is another request", async () => {
  const before = await countLinks();
  await post(newKey(), link);
  await post(newKey(), link);
  await network.newLink();
  expect(await countLinks()).toBe(before + 3);
});

test("a refusal is repeated as the same problem document", async () => {
  const key = newKey();
  const refusal = await post(key, { offer_id: "off_none" });
  expect(refusal).toMatchObject({ status: 404, type: "application/problem+json", body: { code: "not_found" } });
  expect(await post(key, { offer_id: "off_none" })).toEqual({ ...refusal, isReplay: true });
});

test("the same key for another request is a 422", async () => {
  const key = newKey();
  await post(key, link);
  const before = await countLinks();
  for (const other of [
    await post(key, { ...link, slug: unique("s") }),
    await post(key, link, "/offers"),
    await post(key, { ...link, extra: 1 }),
  ])
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  expect(await countLinks()).toBe(before);
});

test("another caller's key is another key", async () => {
  const key = newKey();
  await post(key, link);
  const other = await post(key, link, "/links", bearer(DEMO.keys.operator));
  expect(other).toMatchObject({ status: 403, isReplay: false });
});

test("of many concurrent requests one takes effect; the others get its answer or a 409", async () => {
  const key = newKey();
  const before = await countLinks();
  const replies = await Promise.all(Array.from({ length: 12 }, () => post(key, link)));
  expect(await countLinks()).toBe(before + 1);
  const [first, ...more] = replies.filter(({ status, isReplay }) => status === 201 && !isReplay);
  expect(more).toEqual([]);
  for (const { status, isReplay, body } of replies)
    if (isReplay) expect(body).toEqual(first?.body);
    else if (status !== 201) expect({ status, code: body["code"] }).toEqual({ status: 409, code: "in_progress" });
  expect(await post(key, link)).toEqual({ ...first, isReplay: true });
});

test("a server error is not kept: the same key may be used again", async () => {
  const key = newKey();
  await network.rows("DB", "ALTER TABLE link RENAME TO link_elsewhere");
  expect(await post(key, link)).toMatchObject({ status: 500, body: { code: "internal" } });
  await network.rows("DB", "ALTER TABLE link_elsewhere RENAME TO link");
  const first = await post(key, link);
  expect(first).toMatchObject({ status: 201, isReplay: false });
  expect(await post(key, link)).toEqual({ ...first, isReplay: true });
});

test("a conflict is not kept: the same key may try again", async () => {
  const key = newKey();
  const pause = () => post(key, { version: 99 }, `/links/${sides.A.records.link}/pause`);
  const conflict = { status: 409, isReplay: false, body: { code: "conflict" } };
  expect(await pause()).toMatchObject(conflict);
  expect(await pause()).toMatchObject(conflict);
});

test("the secret of a new API key is stored nowhere", async () => {
  const { cookies } = await signedIn(network, DEMO.emails.webmaster);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const key = newKey();
  const { status, body } = await post(key, { name: "ci" }, "/api-keys", { cookie });
  expect(status).toBe(201);
  const secret = body["secret"] as string; // compared next
  expect(secret).toMatch(/^wm_[0-9a-f]{50}$/);
  const tables = await network.rows<{ name: string }>(
    "DB",
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '_cf_%'",
  );
  for (const { name } of tables)
    expect(JSON.stringify(await network.rows("DB", `SELECT * FROM "${name}"`)), name).not.toContain(secret);
  expect(await post(key, { name: "ci" }, "/api-keys", { cookie })).toMatchObject({
    ...{ status: 201, isReplay: true },
    body: { id: body["id"], secret: null, secret_shown_before: true },
  });
});

test.each(["", " ", "a b", "x".repeat(201)])("%j is no key", async (key) => {
  const before = await countLinks();
  expect((await post(key, link)).status).toBe(400);
  expect(await countLinks()).toBe(before);
});

test("answers are forgotten after a day", async () => {
  const key = newKey();
  await post(key, link);
  await network.rows("DB", "UPDATE idempotency SET created_at = created_at - 86400001");
  await network.localNetwork.tick();
  expect(await post(key, link)).toMatchObject({ status: 201, isReplay: false });
});

describe("a request is its method, path, query and content", () => {
  const file = (key: string, query: string, body: string) =>
    send({
      ...{ key, path: `/api/v1/uploads?${query}`, type: "text/csv", body },
      headers: bearer(DEMO.keys.advertiser),
    });

  test("another file of the same length is another request, and so is another query", async () => {
    const [key, query] = [newKey(), `offer_id=${DEMO.offers.demo}`];
    const [orders, others] = [`order_id,status\n${key}A,approved\n`, `order_id,status\n${key}B,approved\n`];
    const first = await file(key, query, orders);
    expect(first).toMatchObject({ status: 202, isReplay: false });
    expect(await file(key, query, orders)).toEqual({ ...first, isReplay: true });
    for (const other of [await file(key, query, others), await file(key, `${query}&name=other.csv`, orders)])
      expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    await loseAnswer(key);
    expect(await file(key, query, others)).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  });
});

test("a request whose Worker died can be tried again when its claim has ended", async () => {
  const key = newKey();
  const first = await post(key, link);
  await network.rows("DB", "UPDATE idempotency SET status = NULL, body = NULL WHERE id LIKE ?", `%:${key}`);
  expect(await post(key, link)).toMatchObject({ status: 409, body: { code: "in_progress" } });
  const [claim] = await network.rows<{ ms: number }>(
    "DB",
    "SELECT claimed_until - created_at AS ms FROM idempotency WHERE id LIKE ?",
    `%:${key}`,
  );
  expect(claim?.ms).toBeLessThanOrEqual(120_000);
  await loseAnswer(key);
  expect(await post(key, link)).toMatchObject({ status: 201, body: { id: first.body["id"] } });
});

/** The Worker took effect and died before it kept its answer, and the claim has ended. */
const loseAnswer = (key: string) =>
  network.rows(
    "DB",
    "UPDATE idempotency SET status = NULL, body = NULL, content = NULL, claimed_until = 0 WHERE id LIKE ?",
    `%:${key}`,
  );

interface Sent {
  path: string;
  body: unknown;
  type: string;
  key: string;
  headers: Record<string, string>;
}

async function send({ path, body, type, key, headers }: Sent): Promise<Told> {
  const response = await fetch(network.localNetwork.origins.control + path, {
    method: "POST",
    headers: {
      ...{ "cf-connecting-ip": freshAddress(), "idempotency-key": key, ...headers },
      ...(body !== undefined && { "content-type": type }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    isReplay: response.headers.get("idempotency-replayed") === "true",
    body: (await response.json()) as Loose,
  };
}

/**
 * Operations that create something, by the document: each new one is tested by its answer's status. A verb may wait for
 * a second person (202), but is otherwise 200.
 */
const creating = operations.filter(
  ({ method, responses, security }) =>
    method === "POST" && security.length > 0 && ("201" in responses || ("202" in responses && !("200" in responses))),
);

/** What an operation needs besides the sides' records. */
const PREPARATIONS: Record<string, () => Promise<{ of?: Partial<Records>; body?: string }>> = {
  apply: async () => ({ of: { offer: (await network.newOffer({ access: "application" })).id } }),
  addCreative: () => Promise.resolve({ body: GIF_TEXT }),
  attachFile: () => Promise.resolve({ body: "So." }),
  async createPayoutRun() {
    const { path, ...request } = requestTo("POST /api/v1/ledger/corrections", sides.A.records);
    await send({ ...request, path, key: newKey(), headers: sides.headers.operator });
    return {};
  },
  tryRuleSet: async () => ({ of: { ruleSet: await insertCalibratedRules(network, 900) } }),
  async openAppeal() {
    const [conversion = ""] = await sides.A.conversions(1);
    await ok(network.operator.post(`/conversions/${conversion}/hold`, { reason_code: "fraud" }));
    return { of: { conversion } };
  },
  async requestPayout() {
    const { webmaster } = sides.A.records;
    const schedule = { schedule: { kind: "request" }, reason: "as agreed" };
    await ok(network.operator.patch(`/webmasters/${webmaster}/payout-schedule`, schedule));
    const money = { webmaster_id: webmaster, amount: { amount_minor: 100, currency: "USD" }, reason: "a bonus" };
    await ok(network.operator.post("/ledger/corrections", money), 201);
    return {};
  },
};

const CREATORS: Caller[] = ["operator's session", "advertiser A", "webmaster A's session", "operator"];

const isWell = ({ status }: Told) => status === 201 || status === 202;

/** The id of what an answer is about; an import has several. */
function idOf({ body }: Told): string {
  const [first] = (body["data"] as Loose[] | undefined) ?? [body]; // a list of records, if it is there
  return String(first?.["id"]);
}

test("an act on money that waits for a second person waits once, however often it is sent", async () => {
  const { path, ...request } = requestTo("POST /api/v1/offers", sides.A.records);
  const goals = [{ code: "lead", is_default: true, currency: "USD", commission_fixed_minor: 100_000 }];
  const landings = [{ url: "https://shop.example/" }];
  const losing = { advertiser_id: sides.A.records.advertiser, name: "Loss", goals, landings, accepts_loss: true };
  const sent = { ...request, path, body: JSON.stringify(losing), key: newKey(), headers: sides.headers.operator };
  const first = await send(sent);
  expect(first).toMatchObject({ status: 202, body: { act: "loss", status: "waiting" } });
  await loseAnswer(sent.key);
  for (const isReplay of [false, true])
    expect(await send(sent)).toMatchObject({ status: 202, isReplay, body: { id: first.body["id"] } });
  const approve = { ...sent, path: `${path}/${String(first.body["subject_id"])}/approve`, body: "{}", key: newKey() };
  expect(await send(approve)).toMatchObject({ status: 409, body: { code: "already_exists" } });
});

describe("a creating request that is sent again and again, at once and later, creates one record", () => {
  test.each(creating.map(({ operationId, name }) => [operationId, name] as const))("%s", async (operationId, name) => {
    const { of, body } = (await PREPARATIONS[operationId]?.()) ?? {};
    const request = requestTo(name, { ...sides.A.records, ...of });
    const key = newKey();
    const sent = { ...request, body: body ?? request.body, key };
    const tables = await tablesWithIds();
    const before = await countRows(tables);
    let told: Told[] = [];
    let headers = {};
    for (const caller of CREATORS) {
      headers = sides.headers[caller];
      told = await Promise.all([1, 2, 3].map(() => send({ ...sent, headers })));
      if (told.some(isWell)) break;
    }
    for (const answer of told)
      if (!isWell(answer)) expect(answer).toMatchObject({ status: 409, body: { code: "in_progress" } });
    const id = idOf(told.find(isWell) ?? { status: 0, type: null, isReplay: false, body: told[0]?.body ?? {} });
    expect(id, JSON.stringify(told[0])).toMatch(/^[a-z]{3}_/);

    // The answers of all tries so far are lost, then only that of the Worker that was last.
    for (let round = 0; round < 2; round++) {
      await loseAnswer(key);
      told.push(...(await Promise.all([1, 2, 3].map(() => send({ ...sent, headers })))));
    }
    for (let later = 0; later < 3; later++) told.push(await send({ ...sent, headers }));
    expect(told.slice(-3).map(({ isReplay }) => isReplay)).toEqual([true, true, true]);
    for (const answer of told.filter(isWell)) expect(idOf(answer)).toBe(id);
    for (const answer of told)
      if (!isWell(answer)) expect(answer).toMatchObject({ status: 409, body: { code: "in_progress" } });

    const after = await countRows(tables);
    const holder = await tableOf(id, tables);
    expect({ [holder]: (after.get(holder) ?? 0) - (before.get(holder) ?? 0) }).toEqual({ [holder]: 1 });
    const shown = told.filter(isWell).filter((answer) => "secret" in answer.body);
    if (shown.length > 0) {
      expect(shown.filter((answer) => answer.body["secret"] !== null)).toHaveLength(1);
      for (const { body: answer } of shown) expect(answer["secret_shown_before"]).toBe(answer["secret"] === null);
    }
  });

  test("these operations name the Idempotency-Key in the document", () => {
    expect(creating.length).toBeGreaterThan(15);
    for (const { operationId, parameters = [] } of creating)
      expect(
        parameters.map((parameter) => parameter.name.toLowerCase()),
        operationId,
      ).toContain("idempotency-key");
  });
});

/** Tables whose rows have an id or a receipt, and that column. */
async function tablesWithIds() {
  return network.rows<{ name: string; key: string }>(
    "DB",
    `SELECT sqlite_master.name, info.name AS key FROM sqlite_master JOIN pragma_table_info(sqlite_master.name) AS info
     WHERE sqlite_master.type = 'table' AND sqlite_master.name NOT LIKE '\\_cf\\_%' ESCAPE '\\'
       AND (info.name = 'id' OR (info.name = 'receipt' AND sqlite_master.name = 'postback'))`,
  );
}

async function countRows(tables: readonly { name: string }[]) {
  const [counts = {}] = await network.rows<Record<string, number>>(
    "DB",
    `SELECT ${tables.map(({ name }) => `(SELECT count(*) FROM "${name}") AS "${name}"`).join(", ")}`,
  );
  return new Map(Object.entries(counts));
}

async function tableOf(id: string, tables: readonly { name: string; key: string }[]): Promise<string> {
  for (const { name, key } of tables)
    if ((await network.rows("DB", `SELECT 1 FROM "${name}" WHERE "${key}" = ?`, id)).length > 0) return name;
  throw new Error(`no row has the id ${id}`);
}
