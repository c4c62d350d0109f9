import { MINUTE_MS } from "@waymark/contract/duration";
import {
  claimIdempotencyKey,
  ConcurrentWriteError,
  keepIdempotentAnswer,
  releaseIdempotencyKey,
} from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import { derivedIds } from "@waymark/network/ids";
import type { Context as HonoContext } from "hono";
import { createMiddleware } from "hono/factory";
import { createHash } from "node:crypto";
import type { App } from "./http.ts";
import { fileOf } from "./multipart.ts";

/** A request that is neither answered nor refused after so long has died; its key can be used again. */
const CLAIM_MS = 2 * MINUTE_MS;
/** A streamed file may be long on its way. */
const CLAIM_STREAMED_MS = 15 * MINUTE_MS;

interface Traits {
  answersSecret: boolean;
  isStreamed: boolean;
  isVersioned: boolean;
}

/**
 * A POST with an `Idempotency-Key` takes effect once: its repeat gets the first answer again, for a day. Ids of what it
 * creates derive from the key, so that a retry finds them even if the first answer was lost. Secrets are not kept.
 */
export const idempotent = ({ answersSecret, isStreamed, isVersioned }: Traits) =>
  createMiddleware<App>(async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!/^[\x21-\x7e]{1,200}$/.test(key))
      throw new NetworkError("bad_request", "An Idempotency-Key is 1 to 200 visible ASCII characters");
    const { ctx } = c.var;
    const id = `${ctx.actor.role === "system" ? ctx.actor.job : ctx.actor.id}:${key}`;
    const request = { id, fingerprint: await fingerprintOf(c, isStreamed) };
    const claimMs = isStreamed ? CLAIM_STREAMED_MS : CLAIM_MS;
    const claim = await claimIdempotencyKey(ctx.db, { ...request, claimMs }, ctx.now());
    switch (claim.kind) {
      case "mismatch":
        throw mismatch();
      case "in_progress":
        c.header("retry-after", "1");
        throw new NetworkError("in_progress", "The first request with this Idempotency-Key is still in progress");
      case "answered":
        if (claim.content !== null && claim.content !== (await hashOf((await fileOf(c.req.raw)).body)))
          throw mismatch();
        c.res = new Response(claim.body, {
          status: claim.status,
          headers: {
            ...{ "content-type": typeOf(claim.status), "idempotency-replayed": "true" },
            ...(isVersioned && etagOfKept(claim)),
          },
        });
        return;
      case "claimed":
        break;
    }
    const { firstTriedAt, isRetry } = claim;
    c.set("ctx", { ...ctx, ids: derivedIds({ secret: c.env.AUTH_SECRET, request: id, firstTriedAt, isRetry }) });
    await next();
    if (mayTurnOutOtherwise(c)) await releaseIdempotencyKey(ctx.db, id);
    else
      await keepIdempotentAnswer(ctx.db, id, {
        status: c.res.status,
        body: answersSecret && c.res.ok ? withoutSecret(await c.res.clone().text()) : await c.res.clone().text(),
        content: c.var.fileHash?.() ?? null,
      });
  });

const mismatch = () => new NetworkError("idempotency_mismatch", "This Idempotency-Key was used for another request");

/** Method, path, query, expected version and content. A streamed file is not read here; its hash is compared later. */
async function fingerprintOf({ req }: HonoContext<App>, isStreamed: boolean): Promise<string> {
  const { pathname, search } = new URL(req.url);
  const version = req.header("if-match") ?? "";
  const hash = createHash("sha256").update(`${req.method}\n${pathname}\n${search}\n${version}\n`);
  if (!isStreamed) hash.update(new Uint8Array(await req.arrayBuffer()));
  return hash.digest("hex");
}

/** The answer is not final: the same request may succeed if it is sent again. */
function mayTurnOutOtherwise({ res, error }: HonoContext<App>): boolean {
  if (res.status >= 500 || res.status === 429) return true;
  return error instanceof ConcurrentWriteError || (error instanceof NetworkError && error.code === "conflict");
}

/** The file of a request, hashed while it is read if the request may be repeated. A form's boundary is no part of it. */
export function hashedFile(c: HonoContext<App>, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  if (!c.var.ctx.ids.isRepeatable) return body;
  const hash = createHash("sha256");
  let isWhole = false;
  c.set("fileHash", () => (isWhole ? hash.digest("hex") : null));
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        hash.update(piece);
        controller.enqueue(piece);
      },
      flush: () => void (isWhole = true),
    }),
  );
}

async function hashOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of body) hash.update(piece);
  return hash.digest("hex");
}

/** A secret is shown once and kept nowhere. */
const withoutSecret = (body: string) =>
  JSON.stringify({ ...(JSON.parse(body) as object), secret: null, secret_shown_before: true }); // the route's own answer

function etagOfKept({ status, body }: { status: number; body: string }): { etag?: string } {
  const { version } = status < 400 ? (JSON.parse(body) as { version?: number }) : {}; // the route's own answer
  return version === undefined ? {} : { etag: `"${version}"` };
}

/** A refusal is repeated as the problem document that it was. */
const typeOf = (status: number) => (status < 400 ? "application/json" : "application/problem+json");
