import { ROUTES, type Operations } from "./api.generated.ts";
import { isRawBody } from "./body.ts";
import { ApiError, UnreachableError } from "./error.ts";

export type * from "./api.generated.ts";
export type { RawBody } from "./body.ts";
export { ApiError, UnreachableError, type ErrorCode } from "./error.ts";

export interface ClientOptions {
  /** The control plane's origin, like `https://api.network.example`. */
  origin: string;
  /** An API key; without one, a browser's session cookie is sent. */
  key?: string | undefined;
  /** Tries after the first, of requests that may be repeated. 3 by default. */
  retriesMax?: number | undefined;
  /** Milliseconds for each try. 30,000 by default. */
  timeoutMs?: number | undefined;
  /** Another `fetch`, such as that of a service binding. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  retriesMax?: number | undefined;
  /** One intention, one key: a POST that is sent again with it takes effect once. Made by the client where absent. */
  idempotencyKey?: string | undefined;
  /** Further headers, like `If-Match`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

type Id = keyof Operations;
/** An operation without anything to say takes no input. */
type Args<Name extends Id> =
  Record<never, never> extends Operations[Name]["input"]
    ? [input?: Operations[Name]["input"], options?: CallOptions]
    : [input: Operations[Name]["input"], options?: CallOptions];
type Listing = {
  [Name in Id]: Operations[Name]["answer"] extends { data: unknown[]; next_cursor: string | null } ? Name : never;
}[Id];
type Item<Name extends Listing> = Operations[Name]["answer"] extends { data: (infer Row)[] } ? Row : never;

export interface Client {
  /** Calls an operation by its operationId. Throws `ApiError` on a refusal, `UnreachableError` without an answer. */
  call<Name extends Id>(name: Name, ...args: Args<Name>): Promise<Operations[Name]["answer"]>;
  /** The items of all pages of a list. */
  all<Name extends Listing>(name: Name, ...args: Args<Name>): AsyncGenerator<Item<Name>, void>;
}

interface Input {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const RETRIES_MAX = 3;
const TIMEOUT_MS = 30_000;
const BACKOFF_MS = 250;
const BACKOFF_MAX_MS = 8_000;
/** A longer wait that the API asks for is the caller's to decide about. */
const RETRY_AFTER_MAX_MS = 60_000;

/** A typed client of the API for Node, Workers and browsers. */
export function createClient(client: ClientOptions): Client {
  async function call(name: Id, input: Input = {}, options: CallOptions = {}): Promise<unknown> {
    const { method, form } = ROUTES[name];
    const response = await send(client, { method, url: urlOf(client.origin, name, input), body: input.body }, options);
    if (form === "raw") return response.body === null || response.status === 204 ? undefined : response;
    return readJson(await response.text());
  }
  async function* all(name: Id, input: Input = {}, options: CallOptions = {}) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = cursor === undefined ? input.query : { ...input.query, cursor };
      const page = (await call(name, { ...input, ...(query && { query }) }, options)) as {
        data: unknown[];
        next_cursor: string | null;
      }; // a list, by its type
      yield* page.data;
      cursor = page.next_cursor;
    }
  }
  return { call, all } as Client; // types come from the document
}

/**
 * JSON whose integers keep their digits: one beyond 2^53, such as a sum over many conversions, is a BigInt, although its
 * type says number. Runtimes that do not know the third argument round it.
 */
const readJson = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown, context?: { source: string }) =>
    !Number.isSafeInteger(value) && INTEGER.test(context?.source ?? "") ? BigInt(context?.source ?? 0) : value,
  );

const INTEGER = /^-?\d+$/;

function urlOf(origin: string, name: Id, { path = {}, query = {} }: Input): string {
  const filled = ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_, part: string) =>
    encodeURIComponent(String(path[part])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(key, String(one));
  }
  return `${origin}${filled}${search.size === 0 ? "" : `?${search.toString()}`}`;
}

interface Sent {
  method: string;
  url: string;
  body: unknown;
}

async function send(client: ClientOptions, sent: Sent, options: CallOptions): Promise<Response> {
  const key = options.idempotencyKey ?? (sent.method === "POST" ? crypto.randomUUID() : undefined);
  const retriesMax = options.retriesMax ?? client.retriesMax ?? RETRIES_MAX;
  for (let tries = 0; ; tries++) {
    try {
      return await tryOnce(client, sent, options, key);
    } catch (error) {
      const wait = tries < retriesMax && mayRepeat(sent) ? waitAfter(error, tries) : undefined;
      if (wait === undefined) throw error;
      await delay(wait, options.signal);
    }
  }
}

/** A body that is read once can't be sent again. */
const mayRepeat = ({ body }: Sent) => !(isRawBody(body) && body.content instanceof ReadableStream);

/** Milliseconds until the next try; undefined where another try would not help. */
function waitAfter(error: unknown, tries: number): number | undefined {
  const backoff = Math.min(BACKOFF_MS * 2 ** tries, BACKOFF_MAX_MS) * (0.5 + Math.random() / 2);
  if (error instanceof UnreachableError) return backoff;
  if (!(error instanceof ApiError)) return undefined;
  if (error.status !== 429 && error.status < 500 && error.retryAfterMs === undefined) return undefined;
  const wait = error.retryAfterMs ?? backoff;
  return wait > RETRY_AFTER_MAX_MS ? undefined : wait;
}

async function tryOnce(
  client: ClientOptions,
  { method, url, body }: Sent,
  { signal, timeoutMs = client.timeoutMs ?? TIMEOUT_MS, headers = {} }: CallOptions,
  idempotencyKey: string | undefined,
): Promise<Response> {
  const raw = isRawBody(body);
  const request = new Request(url, {
    method,
    headers: {
      ...headers,
      ...(client.key !== undefined && { authorization: `Bearer ${client.key}` }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      ...(body !== undefined && { "content-type": raw ? body.type : "application/json" }),
    },
    ...(body !== undefined && { body: raw ? body.content : JSON.stringify(body) }),
    ...(raw && body.content instanceof ReadableStream && { duplex: "half" }),
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]),
  });
  let response: Response;
  try {
    response = await (client.fetch ?? fetch)(request);
  } catch (error) {
    signal?.throwIfAborted();
    throw new UnreachableError(`${method} ${url} had no answer: ${String(error)}`, { cause: error });
  }
  if (response.ok) return response;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<Error> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") === true;
  if (!isProblem) return new UnreachableError(`${response.url} answered ${response.status} and no problem document`);
  return new ApiError((await response.json()) as ApiProblem, retryAfterOf(response)); // by its content type
}

type ApiProblem = ConstructorParameters<typeof ApiError>[0];

function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get("retry-after");
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : undefined;
}

const delay = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error); // an AbortError, or what the caller gave
    });
  });
