import { NetworkError } from "@waymark/network/errors";
import { createMiddleware } from "hono/factory";
import type { App } from "./http.ts";
import { problem } from "./problem.ts";

/**
 * `If-Match` means the same as `version` in the body, and the answer's `ETag` is its version, the same for every role.
 * A stale version is a 409, or a 412 if it was sent as `If-Match`. Runs before the body is validated.
 */
export const versioned = createMiddleware<App>(async (c, next) => {
  const expected = c.req.header("if-match");
  if (expected !== undefined && c.req.method !== "GET") await putVersion(c.req, versionIn(expected));
  // Read before it is text, which would have to be parsed again.
  const { json } = c;
  let version: number | undefined;
  const noting = (answer: { version?: number }, ...rest: [number]) => {
    version = answer.version;
    return (json as (answer: unknown, ...rest: [number]) => Response)(answer, ...rest);
  }; // the overloads of json take any JSON and a status
  c.json = noting as unknown as typeof json;
  await next();
  if (expected !== undefined && c.error instanceof NetworkError && c.error.code === "conflict")
    c.res = problem(c, new NetworkError("precondition_failed", c.error.message, c.error.errors));
  if (c.res.ok && version !== undefined) c.res.headers.set("etag", `"${version}"`);
});

function versionIn(header: string): number {
  const text = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (text === undefined)
    throw new NetworkError(
      "invalid_input",
      'If-Match takes one version, like "3"; weak and several tags are not known',
      [{ path: "If-Match", message: 'one version in quotes, like "3"' }],
    );
  return Number(text);
}

/** Writes the version into the JSON body that validators are about to read. */
async function putVersion(request: { json: () => Promise<unknown>; raw: Request; bodyCache: object }, version: number) {
  const body = await request.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return; // refused by the validator
  if ("version" in body && body.version !== version)
    throw new NetworkError("invalid_input", "The body's version and If-Match differ; send one of them", [
      { path: "version", message: "differs from If-Match" },
    ]);
  const { url, method, headers } = request.raw;
  request.raw = new Request(url, { method, headers, body: JSON.stringify({ ...body, version }) });
  request.bodyCache = {};
}
