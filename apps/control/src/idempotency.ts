import { dropIdempotencyKey, keepIdempotentAnswer, claimIdempotencyKey } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import { sha256Hex } from "@waymark/network/identity";
import { createMiddleware } from "hono/factory";
import type { App } from "./http.ts";

/**
 * A POST with an `Idempotency-Key` takes effect once: its repeat gets the first answer again, for a day. Secrets in
 * answers (new keys and tokens) are not kept, so such a request can't be repeated.
 */
export const idempotent = ({ keepsAnswer, isStreamed }: { keepsAnswer: boolean; isStreamed: boolean }) =>
  createMiddleware<App>(async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!/^[\x21-\x7e]{1,200}$/.test(key))
      throw new NetworkError("bad_request", "An Idempotency-Key is 1 to 200 visible ASCII characters");
    const { db, actor, now } = c.var.ctx;
    const id = `${actor.role === "system" ? actor.job : actor.id}:${key}`;
    // An upload is not read here: its length and parameters identify it, and later its hash. Other bodies are read as
    // bytes, because a file is not text and later readers must get the body as it was sent.
    const sent = isStreamed
      ? `${c.req.url}\n${c.req.header("content-length")}`
      : new TextDecoder("latin1").decode(await c.req.arrayBuffer());
    const fingerprint = await sha256Hex(`${c.req.method}\n${c.req.path}\n${sent}`);
    const earlier = await claimIdempotencyKey(db, { id, fingerprint }, now());
    switch (earlier.kind) {
      case "mismatch":
        throw new NetworkError("idempotency_mismatch", "This Idempotency-Key was used for another request");
      case "in_progress":
        throw new NetworkError("in_progress", "The first request with this Idempotency-Key is still in progress");
      case "answered":
        c.res = new Response(earlier.body, {
          status: earlier.status,
          headers: { "content-type": typeOf(earlier.status), "idempotency-replayed": "true" },
        });
        return;
      case "first":
        await next();
    }
    if (c.res.status >= 500 || c.res.status === 429 || !keepsAnswer) await dropIdempotencyKey(db, id);
    else await keepIdempotentAnswer(db, id, { status: c.res.status, body: await c.res.clone().text() });
  });

/** A refusal is repeated as the problem document that it was. */
const typeOf = (status: number) => (status < 400 ? "application/json" : "application/problem+json");
