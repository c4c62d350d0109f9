/** MCP over streamable HTTP without sessions: revision 2026-07-28, and the handshake of the revisions before it. */
const MODERN = "2026-07-28";
const LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26"] as const;
export const VERSIONS = [MODERN, ...LEGACY] as const;

/** Codes of JSON-RPC, and of MCP. */
const CODES = {
  parse: -32_700,
  invalid_request: -32_600,
  method_not_found: -32_601,
  invalid_params: -32_602,
  header_mismatch: -32_020,
  unsupported_version: -32_022,
} as const;

export interface Message {
  /** Undefined for a notification. */
  id: string | number | undefined;
  method: string;
  params: Record<string, unknown>;
  isModern: boolean;
}

export interface RpcError {
  status: number;
  id: string | number | null;
  code: keyof typeof CODES;
  message: string;
  data?: object;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads one request or notification, and holds the headers of a modern one against its body. */
export function readMessage(text: string | undefined, headers: Headers): Message | RpcError {
  if (text === undefined) return { status: 400, id: null, code: "parse", message: "The body is not UTF-8" };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { status: 400, id: null, code: "parse", message: "The body is not JSON" };
  }
  if (!isRecord(body) || body["jsonrpc"] !== "2.0" || typeof body["method"] !== "string" || !isId(body["id"]))
    return { status: 400, id: null, code: "invalid_request", message: "Send one JSON-RPC 2.0 request or notification" };
  const { method, id } = body as { method: string; id: string | number | undefined };
  const params = isRecord(body["params"]) ? body["params"] : {};
  const meta = isRecord(params["_meta"]) ? params["_meta"] : {};
  const stated = meta["io.modelcontextprotocol/protocolVersion"];
  const header = headers.get("mcp-protocol-version");
  const version = stated ?? header ?? LEGACY.at(-1);
  if (!VERSIONS.some((known) => known === version))
    return {
      ...{ status: 400, id: id ?? null, code: "unsupported_version", message: "Unsupported protocol version" },
      data: { supported: VERSIONS, requested: version },
    };
  const isModern = version === MODERN;
  const mismatch = isModern ? mismatchOf({ method, params, stated }, headers) : undefined;
  if (mismatch !== undefined) return { status: 400, id: id ?? null, code: "header_mismatch", message: mismatch };
  return { id, method, params, isModern };
}

const isId = (id: unknown) => id === undefined || typeof id === "string" || typeof id === "number";

function mismatchOf(
  { method, params, stated }: { method: string; params: Record<string, unknown>; stated: unknown },
  headers: Headers,
): string | undefined {
  const expected = {
    "MCP-Protocol-Version": stated,
    "Mcp-Method": method,
    ...(method === "tools/call" && { "Mcp-Name": params["name"] }),
  };
  const wrong = Object.entries(expected).find(([name, value]) => decoded(headers.get(name)) !== value);
  return wrong && `The header ${wrong[0]} is missing or differs from the body`;
}

/** A header that ASCII can't hold is sent as `=?base64?…?=`. */
function decoded(value: string | null): string | null {
  const base64 = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(value ?? "")?.[1];
  return base64 === undefined ? value : new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}

/** The version for a client that opens with `initialize`: its own, or the newest that begins so. */
export const handshakeVersion = (asked: unknown): string => LEGACY.find((known) => known === asked) ?? LEGACY[0];

const json = (status: number, text: string) =>
  new Response(text, { status, headers: { "content-type": "application/json", "cache-control": "no-store" } });

export const rpcError = ({ status, id, code, message, data }: RpcError): Response =>
  json(status, JSON.stringify({ jsonrpc: "2.0", id, error: { code: CODES[code], message, ...(data && { data }) } }));

/** `fields` is JSON already, so that large integers keep their digits. */
export const rpcResult = ({ id, isModern }: Message, fields: Readonly<Record<string, string>>): Response => {
  const all = { ...(isModern && { resultType: '"complete"' }), ...fields };
  const members = Object.entries(all).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return json(200, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${members.join(",")}}}`);
};
