import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError, createClient, UnreachableError } from "@waymark/client";
import { DEMO } from "@waymark/dev/demo";
import { startRuntime } from "@waymark/dev/runtime";
import { bundleWorker } from "@waymark/dev/workers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../harness/browser.ts";
import { startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

/** A browser starts while other tests take both cores. */
const BROWSER_MS = 120_000;

/** Runs in the page, which has nothing of ours but the client. */
const IN_PAGE = async ({ origin, key }: { origin: string; key: string }) => {
  const { waymark } = globalThis as unknown as { waymark: { createClient: typeof createClient } }; // by the page's script
  const client = waymark.createClient({ origin, key, retriesMax: 0 });
  const ids: string[] = [];
  try {
    for await (const { id } of client.all("listLinks", { query: { limit: 2 } })) ids.push(id);
  } catch (error) {
    return { name: (error as Error).name };
  }
  const refusal = await client.call("getLink", { path: { id: "lnk_none" } }).catch((error: unknown) => error);
  const { name, code, status } = refusal as ApiError; // compared by the test
  const body = { offer_id: "off_demo" };
  const [first, again] = [
    await client.call("createLink", { body }, { idempotencyKey: "from-a-page" }),
    await client.call("createLink", { body }, { idempotencyKey: "from-a-page" }),
  ];
  const headers = { authorization: `Bearer ${key}` };
  const read = await fetch(`${origin}/api/v1/links/${ids[0]}`, { headers });
  return {
    ids,
    refusal: { name, code, status },
    created: [first.id.slice(0, 3), first.id === again.id ? "the same link" : "another link"],
    etag: read.headers.get("etag"),
    read: ((await read.json()) as { id: string }).id,
  };
};

const PAGE = `<!doctype html><link rel="icon" href="data:,"><title>Another site</title>
<script type="module">import * as client from "/client.js"; globalThis.waymark = client;</script>`;

const CALLER = new URL("../harness/client-worker.ts", import.meta.url).pathname;

const CLIENT = new URL("../../packages/client/src/index.ts", import.meta.url).pathname;

let network: TestNetwork;
let page: Server;
const pagePort = () => (page.address() as AddressInfo).port; // it listens on a port

beforeAll(async () => {
  page = await servePage(await bundleWorker(CLIENT));
  network = await startNetwork({ vars: { control: { CORS_ORIGINS: `http://127.0.0.1:${pagePort()}` } } });
});
afterAll(async () => {
  page?.close();
  await network?.stop();
});

/** Another site: an empty page, and the client as a module. */
async function servePage(module: string): Promise<Server> {
  const started = createServer((incoming, outgoing) => {
    const isModule = incoming.url === "/client.js";
    outgoing
      .writeHead(200, { "content-type": isModule ? "text/javascript" : "text/html" })
      .end(isModule ? module : PAGE);
  });
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return started;
}

describe("with a real network", () => {
  test("a list is read to its end, with each item once", async () => {
    const client = network.client(DEMO.keys.webmaster);
    for (let i = 0; i < 5; i++) await client.call("createLink", { body: { offer_id: DEMO.offers.demo } });
    const ids: string[] = [];
    for await (const { id } of client.all("listLinks", { query: { limit: 2 } })) ids.push(id);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a refusal is an error with code, sentence, fields and request id", async () => {
    const client = network.client(DEMO.keys.webmaster);
    const slug = unique("s");
    await client.call("createLink", { body: { offer_id: DEMO.offers.demo, slug } });
    const error = await client
      .call("createLink", { body: { offer_id: DEMO.offers.demo, slug } })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "slug_taken",
      status: 409,
      requestId: expect.stringMatching(/.{8}/) as string,
    });
    const misspelt = await client
      .call("createLink", { body: { offer_id: DEMO.offers.demo, slugg: "x" } as never })
      .catch((e: unknown) => e);
    expect(misspelt).toMatchObject({
      code: "invalid_input",
      errors: [{ path: "slugg", message: expect.stringContaining("did you mean slug?") as string }],
    });
  });

  test("a creating call takes effect once, even if it is sent again", async () => {
    const client = network.client(DEMO.keys.webmaster);
    const slug = unique("once");
    const body = { offer_id: DEMO.offers.demo, slug };
    const [first, again] = [
      await client.call("createLink", { body }, { idempotencyKey: slug }),
      await client.call("createLink", { body }, { idempotencyKey: slug }),
    ];
    expect(again).toEqual(first);
  });
});

test("it does the same in workerd", async () => {
  const client = network.client(DEMO.keys.webmaster);
  const ids: string[] = [];
  for await (const { id } of client.all("listLinks")) ids.push(id);
  const worker = startRuntime({
    name: "caller",
    compatibilityDate: "2026-11-01",
    modules: [{ type: "ESModule", path: "caller.mjs", contents: await bundleWorker(CALLER) }],
  });
  try {
    const body = JSON.stringify({ origin: network.localNetwork.origins.control, key: DEMO.keys.webmaster });
    const answer = await worker.dispatchFetch("http://caller/", { method: "POST", body });
    expect(await answer.json()).toEqual({ ids, code: "not_found" });
  } finally {
    await worker.dispose();
  }
});

describe("in a page of another site", () => {
  let browser: TestBrowser;
  beforeAll(async () => void (browser = await startBrowser()), BROWSER_MS);
  afterAll(() => browser?.stop());

  /** What the client does in a page of this host. */
  async function inPage(host: string): Promise<unknown> {
    const { page: tab } = await browser.open(`http://${host}:${pagePort()}/`);
    return tab.evaluate(IN_PAGE, {
      origin: network.localNetwork.origins.control,
      key: DEMO.keys.webmaster,
    });
  }

  test("it does the same if the operator lists the site's origin", { timeout: BROWSER_MS }, async () => {
    const client = network.client(DEMO.keys.webmaster);
    await client.call("createLink", { body: { offer_id: DEMO.offers.demo } });
    const ids: string[] = [];
    for await (const { id } of client.all("listLinks")) ids.push(id);
    const { id, version } = await client.call("getLink", { path: { id: ids[0] ?? "" } });
    expect(await inPage("127.0.0.1")).toEqual({
      ids,
      refusal: { name: "ApiError", code: "not_found", status: 404 },
      created: ["lnk", "the same link"],
      etag: `"${version}"`,
      read: id,
    });
  });

  test("it gets no answer otherwise", { timeout: BROWSER_MS }, async () => {
    expect(await inPage("localhost")).toEqual({ name: "UnreachableError" });
  });
});

/** A stand-in for the API with given answers, one a request. */
interface StandIn {
  origin: string;
  requests: { headers: IncomingHttpHeaders; body: string }[];
  answers: { status: number; headers?: Record<string, string>; body?: string; endsEarly?: true; isSlow?: true }[];
}

let server: Server | undefined;

async function standIn(answers: StandIn["answers"]): Promise<StandIn> {
  const requests: StandIn["requests"] = [];
  const started = createServer((incoming, outgoing) => {
    let body = "";
    incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
    incoming.on("end", () => {
      requests.push({ headers: incoming.headers, body });
      const answer = answers[requests.length - 1];
      if (answer === undefined || answer.status === 0) return void incoming.socket.destroy();
      outgoing.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      if (answer.isSlow === true) return void outgoing.write(" ");
      if (answer.endsEarly === true) return void outgoing.write("{", () => incoming.socket.destroy());
      outgoing.end(answer.body ?? "{}");
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, requests, answers }; // it listens on a port
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const problem = (code: string, status: number) => ({
  status,
  headers: { "content-type": "application/problem+json", "retry-after": "0" },
  body: JSON.stringify({ type: "about:blank", status, code, title: "T", detail: "D", request_id: "r1" }),
});

describe("with a stand-in that fails", () => {
  test("a dropped connection and a temporary refusal are retried with the same Idempotency-Key", async () => {
    const api = await standIn([
      { status: 0 },
      problem("too_many_requests", 429),
      { status: 201, body: '{"id":"lnk_1"}' },
    ]);
    const client = createClient({ origin: api.origin, key: "wm_key_of_a_test" });
    expect(await client.call("createLink", { body: { offer_id: "off_1" } })).toEqual({ id: "lnk_1" });
    const keys = api.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(api.requests.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => '{"offer_id":"off_1"}'));
  });

  test("a refusal because of the request itself is not retried", async () => {
    const api = await standIn([
      { ...problem("invalid_input", 400), headers: { "content-type": "application/problem+json" } },
    ]);
    const client = createClient({ origin: api.origin });
    await expect(client.call("listLinks")).rejects.toMatchObject({ code: "invalid_input" });
    expect(api.requests).toHaveLength(1);
  });

  test("an answer that is not from the API is reported as such, after all attempts", async () => {
    const api = await standIn([]);
    const client = createClient({ origin: api.origin, retriesMax: 1 });
    await expect(client.call("listLinks")).rejects.toBeInstanceOf(UnreachableError);
    expect(api.requests).toHaveLength(2);
  });

  test("an answer that ends early or comes too slowly is no answer, and is asked for again", async () => {
    const lines = '{"data":[],"next_cursor":null}';
    const api = await standIn([
      { status: 200, isSlow: true },
      { status: 200, endsEarly: true },
      { status: 200, body: lines },
    ]);
    const client = createClient({ origin: api.origin, timeoutMs: 300 });
    expect(await client.call("listLinks")).toEqual({ data: [], next_cursor: null });
    expect(api.requests).toHaveLength(3);
  });

  test.each([
    ["half an answer", { status: 200, endsEarly: true as const }],
    ["a page of a proxy", { status: 200, headers: { "content-type": "text/html" }, body: "<p>Sign in</p>" }],
  ])("%s is an UnreachableError", async (_, answer) => {
    const client = createClient({ origin: (await standIn([answer])).origin, retriesMax: 0 });
    await expect(client.call("listLinks")).rejects.toBeInstanceOf(UnreachableError);
  });

  test("an id that is missing, or would lead to another operation, is sent nowhere", async () => {
    const api = await standIn([]);
    const client = createClient({ origin: api.origin });
    for (const id of ["", ".", "..", undefined as unknown as string])
      await expect(client.call("getLink", { path: { id } })).rejects.toThrow(/getLink needs path\.id/);
    expect(api.requests).toEqual([]);
  });

  test("a signal that ends a wait between attempts ends the call at once", async () => {
    const wait = { "content-type": "application/problem+json", "retry-after": "60" };
    const api = await standIn([{ ...problem("too_many_requests", 429), headers: wait }]);
    const client = createClient({ origin: api.origin });
    const controller = new AbortController();
    const called = client.call("listLinks", {}, { signal: controller.signal });
    await until("the first attempt was refused", () => api.requests.length === 1);
    controller.abort(new Error("no more"));
    await expect(called).rejects.toThrow("no more");
  });

  test("a caller's signal ends it", async () => {
    const api = await standIn([]);
    const client = createClient({ origin: api.origin });
    const signal = AbortSignal.abort(new Error("no more"));
    await expect(client.call("listLinks", {}, { signal })).rejects.toThrow();
  });
});
