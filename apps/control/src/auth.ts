import type { Actor } from "@waymark/network/context";
import { openDatabase, type Tables } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import { findActor } from "@waymark/network/identity";
import { createMiddleware } from "hono/factory";
import type { App } from "./app.ts";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";

/** Keys of the demo network. They are in the README, so a deployed Worker takes none of them. */
const DEMO_KEY_PREFIX = "wm_demo_";

/** Decides once who acts, and gives every handler its context. */
export const authenticate = createMiddleware<App>(async (c, next) => {
  c.set("ctx", contextOf(c.env, await actorOf(c.env, c.req.header("authorization"))));
  await next();
});

async function actorOf(env: Env, authorization: string | undefined): Promise<Actor> {
  const key = /^Bearer ([\x21-\x7e]{8,200})$/.exec(authorization ?? "")?.[1];
  const known = key !== undefined && (env.ENVIRONMENT === "development" || !key.startsWith(DEMO_KEY_PREFIX));
  const actor = known ? await findActor(openDatabase<Tables>(env.DB), key) : undefined;
  if (actor === undefined) throw new NetworkError("unauthenticated", "Send an API key: Authorization: Bearer <key>");
  return actor;
}
