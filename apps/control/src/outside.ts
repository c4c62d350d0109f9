import type { Outside } from "@waymark/network/account";
import type { Env } from "./env.ts";

const WAIT_MS = 5_000;
const BYTES_MAX = 10_000;
/** TXT, as RFC 1035 numbers it. */
const TXT = 16;

/**
 * The only code that sends requests to addresses given by users. The Worker's flag
 * `global_fetch_strictly_public` keeps `fetch` from reaching anything but the public internet.
 */
export const outsideOf = (env: Env): Outside => ({
  async txt(name) {
    const query = new URL(env.DOH_URL);
    query.searchParams.set("name", name);
    query.searchParams.set("type", "TXT");
    const response = await ask(env, query.href, "application/dns-json");
    if (response.status !== 200) throw new Error(`the resolver answered ${response.status}`);
    return readTexts(JSON.parse(await beginningOf(response)));
  },
  async file(url) {
    const response = await ask(env, url, "text/plain");
    // A redirect would only prove control of another address.
    if (response.status === 200) return beginningOf(response);
    await response.body?.cancel();
    return null;
  },
});

/** Hosts of the network itself. Users can neither send visitors there nor make the network request them. */
export function ownHostsOf(env: Env): readonly string[] {
  const known = ownHosts.get(env);
  if (known !== undefined) return known;
  const hosts = [env.EDGE_ORIGIN, env.CONTROL_ORIGIN, env.DOH_URL].map((origin) => new URL(origin).host);
  ownHosts.set(env, hosts);
  return hosts;
}

const ownHosts = new WeakMap<Env, readonly string[]>();

const ask = ({ OUTSIDE }: Env, url: string, accept: string) =>
  (OUTSIDE ?? globalThis).fetch(url, {
    redirect: "manual",
    headers: { accept, "user-agent": "Waymark" },
    signal: AbortSignal.timeout(WAIT_MS),
  });

/** The text of a body's first bytes; the rest is not read. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = (body as ReadableStream<Uint8Array>).getReader(); // of bytes
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  while (bytes < BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value.subarray(0, BYTES_MAX - bytes), { stream: true });
    bytes += value.length;
  }
  await reader.cancel();
  return text;
}

/** Texts of the answer's TXT records; a long one comes as several quoted pieces. */
function readTexts(answer: unknown): string[] {
  const records = (answer as { Answer?: unknown } | null)?.Answer;
  if (!Array.isArray(records)) return [];
  return records.flatMap((record: unknown) => {
    const { type, data } = (record ?? {}) as { type?: unknown; data?: unknown };
    if (type !== TXT || typeof data !== "string") return [];
    const pieces = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, piece = ""]) => piece);
    return [pieces.length === 0 ? data : pieces.join("")];
  });
}
