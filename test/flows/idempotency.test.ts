import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import type { Loose } from "../harness/api.ts";
import { startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { signedIn } from "../harness/people.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
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

test("the secret of a new API key is stored nowhere", async () => {
  const { cookies } = await signedIn(network, DEMO.emails.webmaster, DEMO.password);
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
  expect(await post(key, { name: "ci" }, "/api-keys", { cookie })).toMatchObject({ status: 201, isReplay: false });
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
