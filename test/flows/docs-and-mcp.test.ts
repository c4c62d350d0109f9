import { readdirSync } from "node:fs";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { DEMO } from "@waymark/dev/demo";
import { insertApiKey, sha256Hex } from "@waymark/network/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../harness/browser.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { operations } from "../harness/openapi.ts";
import { linkOf, mailTo, newEmail, openBrowser, PASSWORD, SIGN_UP_MAIL, signedIn, signIn } from "../harness/people.ts";
import { builtAssets } from "../harness/template.ts";

let network: TestNetwork;
let folder: string;

beforeAll(async () => {
  folder = await builtAssets();
  network = await startNetwork({ assets: folder });
});
afterAll(() => network?.stop());

const get = (path: string) => fetch(network.localNetwork.origins.control + path, { redirect: "manual" });
const pathsIn = (markdown: string) => [...markdown.matchAll(/\]\((\/[^)]+)\)/g)].map(([, path]) => path ?? "");

describe("files of the control plane", () => {
  test("llms.txt lists the reference, the document and every guide, and all of them are there", async () => {
    const index = await get("/llms.txt");
    expect(index.headers.get("content-type")).toContain("text/plain");
    const paths = pathsIn(await index.text());
    expect(paths).toEqual(expect.arrayContaining(["/docs", "/api/v1/openapi.json", "/docs/guide/api.md"]));
    const guides = readdirSync(`${folder}/docs/guide`).filter((name) => name.endsWith(".md"));
    expect(paths).toEqual(expect.arrayContaining(guides.map((name) => `/docs/guide/${name}`)));
    for (const path of paths) expect((await get(path)).status, path).toBe(200);
  });

  test("a guide is Markdown, and its links lead to files", async () => {
    for (const name of readdirSync(`${folder}/docs/guide`).filter((one) => one.endsWith(".md"))) {
      const guide = await get(`/docs/guide/${name}`);
      expect(guide.headers.get("content-type"), name).toContain("text/markdown");
      for (const [, link = ""] of (await guide.text()).matchAll(/\]\(([a-z][^):]*\.md)[^)]*\)/g))
        expect((await get(`/docs/guide/${link}`)).status, `${name} → ${link}`).toBe(200);
    }
  });

  test("the document needs no key, any site may read it, and it names every operation of both Workers", async () => {
    const answer = await get("/api/v1/openapi.json");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const { paths } = (await answer.json()) as { paths: Record<string, object> }; // our own document
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(named).toEqual(expect.arrayContaining(operations.map(({ name }) => name)));
    expect(named).toEqual(expect.arrayContaining(["GET /{slug}", "GET /postback", "POST /postback", "GET /pixel.gif"]));
  });

  test("the Worker answers what is not a file, with a 404 where it knows nothing either", async () => {
    expect(await (await get("/health")).json()).toEqual({ status: "ok" });
    expect((await get("/api/v1/me")).status).toBe(401);
    for (const path of ["/docs/none.js", "/docs/guide/none.md", "/nothing"]) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get("content-type")], path).toEqual([404, "application/problem+json"]);
    }
  });

  test("no other site's script, frame or request is allowed in them", async () => {
    for (const path of ["/docs", "/llms.txt", "/docs/guide/api.md", "/docs/start.js"]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy") ?? "";
      for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "connect-src 'self'"])
        expect(policy, path).toContain(part);
      expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

/** A page of five megabytes of script, while other tests take both cores. */
const BROWSER_MS = 120_000;

describe("the reference in a browser", () => {
  let browser: TestBrowser;
  const open = async (hash: string) => {
    const opened = await browser.open(`${network.localNetwork.origins.control}/docs#${hash}`);
    opened.page.setDefaultTimeout(BROWSER_MS / 2);
    return opened;
  };

  beforeAll(async () => void (browser = await startBrowser()), BROWSER_MS);
  afterAll(() => browser?.stop());

  test.each([
    ["tag/links", "Create a partner link"],
    ["tag/edge", "Report a conversion with a query"],
  ])(
    "shows the operations of %s, and the browser complains of nothing",
    { timeout: BROWSER_MS },
    async (hash, text) => {
      const { page, complaints, requests } = await open(hash);
      await page.getByText(text).first().waitFor();
      expect(complaints).toEqual([]);
      const { origin } = new URL(page.url());
      expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith("data:"))).toEqual([]);
    },
  );

  test("runs no script that a page holds", { timeout: BROWSER_MS }, async () => {
    const { page, complaints } = await open("");
    const planted = await page.evaluate(`(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.planted = true";
      document.body.append(script);
      return "planted" in globalThis;
    })()`);
    expect(planted).toBe(false);
    expect(complaints.join()).toContain("Content Security Policy");
  });
});

describe("the page of a mail in a browser", () => {
  let browser: TestBrowser;
  beforeAll(async () => void (browser = await startBrowser()), BROWSER_MS);
  afterAll(() => browser?.stop());

  test("opens an account by its button, and the browser complains of nothing", { timeout: BROWSER_MS }, async () => {
    const email = newEmail();
    const anna = openBrowser(network.localNetwork.origins.control);
    await anna.post("/api/v1/auth/sign-up/email", { email, name: "Anna" });
    const { pathname, search } = linkOf(await mailTo(network, email, SIGN_UP_MAIL));
    const { page, complaints, requests } = await browser.open(network.localNetwork.origins.control + pathname + search);
    page.setDefaultTimeout(BROWSER_MS / 2);
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: "Confirm and open the account" }).click();
    await page.getByRole("heading", { name: "Your account is open" }).waitFor();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(network.localNetwork.origins.control))).toEqual([]);
    expect((await signIn(anna, email)).status).toBe(200);
  });
});

describe("the MCP server", () => {
  const url = () => new URL("/mcp", network.localNetwork.origins.control);
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  async function connected(key: string, mode: "legacy" | "auto"): Promise<Client> {
    const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(url(), { requestInit: { headers: bearer(key) } }));
    return client;
  }

  interface Called {
    isError?: boolean;
    structuredContent?: {
      applied: Record<string, unknown>;
      answer: Record<string, unknown> & { data: { id: string }[] };
    };
  }

  const call = async (client: Client, name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })) as Called; // as callTool of the server answers

  test.each(["legacy", "auto"] as const)(
    "serves a client of the %s protocol: tools, glossary, answers",
    async (mode) => {
      const client = await connected(DEMO.keys.webmaster, mode);
      expect(client.getServerVersion()?.name).toBe("waymark");
      expect(client.getInstructions()).toContain("earnings_per_100_clicks");
      const { tools } = await client.listTools();
      expect(tools.length).toBeLessThanOrEqual(16);
      expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
      for (const { description, inputSchema } of tools) {
        expect(description).not.toBe("");
        const fields = Object.values(inputSchema.properties ?? {}) as { description?: string }[];
        expect(fields.every((field) => (field.description ?? "") !== "")).toBe(true);
      }
      const { structuredContent: me } = await call(client, "getMe");
      expect(me?.answer).toMatchObject({ role: "webmaster", webmaster_id: DEMO.webmaster });
      await network.newLink();
      const { structuredContent: links } = await call(client, "listLinks", { limit: 1 });
      expect(links).toMatchObject({
        applied: { tool: "listLinks", limit: 1 },
        answer: { data: [{ id: expect.stringMatching(/^lnk_/) as string }] },
      });
      const { structuredContent: stats } = await call(client, "listStats");
      expect(stats?.applied).toMatchObject({ tool: "listStats", group_by: "day" });
      await client.close();
    },
  );

  test("a role sees by a tool what it sees by its route, and a refusal says why", async () => {
    const offer = await network.newOffer();
    for (const key of [DEMO.keys.webmaster, DEMO.keys.advertiser, DEMO.keys.operator]) {
      const client = await connected(key, "auto");
      const { structuredContent: got } = await call(client, "getOffer", { id: offer.id });
      expect(got?.answer).toEqual((await network.api(key).get(`/offers/${offer.id}`)).body);
      await client.close();
    }
    const client = await connected(DEMO.keys.webmaster, "auto");
    const none = await call(client, "getOffer", { id: "off_none" });
    expect(none).toMatchObject({ isError: true, structuredContent: { answer: { code: "not_found" } } });
    const misspelt = await call(client, "listLinks", { limitt: 1 });
    expect(misspelt.structuredContent?.answer).toMatchObject({ code: "invalid_input", errors: [{ path: "limitt" }] });
    const forbidden = await call(client, "getToDo");
    expect(forbidden).toMatchObject({ isError: true });
    await expect(client.callTool({ name: "createLink", arguments: {} })).rejects.toThrow("No tool createLink");
    await client.close();
  });

  const post = (body: unknown, headers: Record<string, string> = bearer(DEMO.keys.webmaster)) =>
    fetch(url(), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const PING = { jsonrpc: "2.0", id: 1, method: "ping" };
  const META = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };

  test("takes keys that have the scope read, among others or alone, and never a session", async () => {
    const { db, now } = network.context();
    const of = { role: "operator", advertiser_id: null, webmaster_id: null } as const;
    for (const scopes of [["read"], ["write", "read"], ["write", "payouts"]]) {
      const secret = `mcp-${scopes.join("-")}-key`;
      const row = { ...of, id: `key_mcp_${scopes.join("_")}`, name: "mcp", sha256: await sha256Hex(secret) };
      await db.write(insertApiKey({ ...row, created_at: now(), revoked_at: null, scopes: JSON.stringify(scopes) }));
      const answer = await post(PING, bearer(secret));
      if (scopes.includes("read")) expect(answer.status).toBe(200);
      else expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining(NO_READ)]);
    }
    const person = await signedIn(network, DEMO.emails.webmaster, DEMO.password);
    expect((await person.get("/api/v1/me")).status).toBe(200);
    expect(await person.post("/mcp", PING)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  const NO_READ = { code: "scope_missing", detail: "This API key lacks the scope read" };

  test("takes no unknown key, and no page of another site", async () => {
    expect((await post(PING)).status).toBe(200);
    expect((await post(PING, {})).status).toBe(401);
    expect((await post(PING, bearer("wm_unknown_key"))).status).toBe(401);
    const foreign = await post(PING, { ...bearer(DEMO.keys.webmaster), origin: "https://evil.example" });
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([403, "cross_site"]);
    expect((await fetch(url(), { headers: bearer(DEMO.keys.webmaster) })).status, "there is no stream").toBe(405);
    expect((await post({ ...PING, id: undefined, method: "notifications/initialized" })).status).toBe(202);
  });

  test.each([
    ["{", {}, 400, -32_700],
    [[PING], {}, 400, -32_600],
    [{ ...PING, method: "resources/list" }, {}, 200, -32_601],
    [{ ...PING, params: { _meta: META } }, {}, 400, -32_020],
    [
      { ...PING, params: { _meta: META } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" },
      400,
      -32_020,
    ],
    [
      { ...PING, params: { _meta: META } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "ping" },
      200,
      undefined,
    ],
    [
      { ...PING, method: "prompts/list", params: { _meta: META } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "prompts/list" },
      ...([404, -32_601] as const),
    ],
    [PING, { "mcp-protocol-version": "1900-01-01" }, 400, -32_022],
  ] as const)("%j with %j is answered %i %s", async (body, headers, status, code) => {
    const answer = await post(body, { ...bearer(DEMO.keys.webmaster), ...headers });
    const { error } = (await answer.json()) as { error?: { code: number } };
    expect([answer.status, error?.code]).toEqual([status, code]);
  });
});
