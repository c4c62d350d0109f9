import { readUtf8 } from "@waymark/contract/body-text";
import { NetworkError } from "@waymark/network/errors";
import type { Context as HonoContext } from "hono";
import { isTrustedOrigin } from "../auth.ts";
import type { Env } from "../env.ts";
import type { App } from "../http.ts";
import { handshakeVersion, readMessage, rpcError, rpcResult, VERSIONS, type Message } from "./protocol.ts";
import type { Catalogue, Tool } from "./tools.ts";

/** Answers a request to the API. */
type Ask = (path: string) => Response | Promise<Response>;

const SERVER = { name: "waymark", title: "Waymark", version: "1" };
const CAPABILITIES = { tools: { listChanged: false } };
/** For so long a client may keep the list of tools. */
const LIST_MS = 300_000;

/**
 * The MCP server: read tools that call the API's own GET routes with the caller's key, so scope, rate limit and
 * redaction are theirs. Cookies are not passed on; a page of another site is refused.
 */
export const mcp =
  (fetchApi: (request: Request, c: HonoContext<App>) => Response | Promise<Response>) =>
  async (c: HonoContext<App>): Promise<Response> => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !isTrustedOrigin(c.env, origin))
      throw new NetworkError("cross_site", "This request comes from another site");
    const authorization = c.req.header("authorization");
    if (authorization === undefined) {
      c.header("WWW-Authenticate", "Bearer");
      throw new NetworkError("unauthenticated", "Send an API key with the scope read: Authorization: Bearer <key>");
    }
    const headers = {
      authorization,
      "cf-connecting-ip": c.req.header("cf-connecting-ip") ?? "",
      "x-request-id": c.var.requestId,
    };
    const ask: Ask = (path) => fetchApi(new Request(new URL(path, c.req.url), { headers }), c);
    const message = readMessage(readUtf8(await c.req.arrayBuffer()), c.req.raw.headers);
    if ("code" in message) return rpcError(message);
    if (message.method !== "tools/call") {
      const me = await ask("/api/v1/me"); // a key without the scope read gets no further
      if (!me.ok) return me;
    }
    return answer(message, c.env, ask);
  };

async function answer(message: Message, env: Env, ask: Ask): Promise<Response> {
  if (message.id === undefined) return new Response(null, { status: 202 });
  const listed = message.isModern && { ttlMs: String(LIST_MS), cacheScope: '"public"' };
  switch (message.method) {
    case "initialize":
      return rpcResult(message, {
        protocolVersion: JSON.stringify(handshakeVersion(message.params["protocolVersion"])),
        capabilities: JSON.stringify(CAPABILITIES),
        serverInfo: JSON.stringify(SERVER),
        instructions: JSON.stringify((await catalogue(env)).instructions),
      });
    case "server/discover":
      return rpcResult(message, {
        supportedVersions: JSON.stringify(VERSIONS),
        capabilities: JSON.stringify(CAPABILITIES),
        instructions: JSON.stringify((await catalogue(env)).instructions),
        ...listed,
        _meta: JSON.stringify({ "io.modelcontextprotocol/serverInfo": SERVER }),
      });
    case "ping":
      return rpcResult(message, {});
    case "tools/list":
      return rpcResult(message, { tools: JSON.stringify((await catalogue(env)).tools), ...listed });
    case "tools/call":
      return callTool(message, message.id, await catalogue(env), ask);
  }
  const { id, isModern, method } = message;
  return rpcError({ status: isModern ? 404 : 200, id, code: "method_not_found", message: `No method ${method}` });
}

async function callTool(message: Message, id: string | number, { tools, paths }: Catalogue, ask: Ask) {
  const { name, arguments: given = {} } = message.params as { name?: unknown; arguments?: Record<string, unknown> };
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined)
    return rpcError({ status: 200, id, code: "invalid_params", message: `No tool ${String(name)}; see tools/list` });
  const applied = { ...defaultsOf(tool), ...given };
  const missing = tool.inputSchema.required.find((parameter) => applied[parameter] === undefined);
  if (missing !== undefined)
    return rpcError({ status: 200, id, code: "invalid_params", message: `${tool.name} needs the argument ${missing}` });
  const answered = await ask(urlOf(paths[tool.name] ?? "", applied));
  const text = await answered.text();
  if (answered.status === 401 || answered.status === 429) return new Response(text, answered);
  const content = `{"applied":${JSON.stringify({ tool: tool.name, ...applied })},"answer":${text}}`;
  return rpcResult(message, {
    content: JSON.stringify([{ type: "text", text: content }]),
    structuredContent: content,
    isError: String(!answered.ok),
  });
}

const defaultsOf = ({ inputSchema }: Tool): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputSchema.properties).flatMap(([name, schema]) =>
      "default" in schema ? [[name, schema["default"]]] : [],
    ),
  );

/** The operation's path with its parameters; an argument that the operation does not know is refused by its route. */
function urlOf(path: string, applied: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(applied)) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (filled.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(text));
    else query.append(name, text);
  }
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

let kept: Catalogue | undefined;

/** The tools, read once from the static files. */
async function catalogue({ ASSETS, CONTROL_ORIGIN }: Env): Promise<Catalogue> {
  if (kept === undefined) {
    const file = await ASSETS?.fetch(`${CONTROL_ORIGIN}/mcp.json`);
    if (file?.ok !== true) throw new Error(`mcp.json answered ${file?.status}: build the assets`);
    kept = await file.json<Catalogue>();
  }
  return kept;
}
