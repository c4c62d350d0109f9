import { networkOf } from "@waymark/contract/address";
import { NetworkError } from "@waymark/network/errors";
import { sha256Hex } from "@waymark/network/identity";
import type { Context as HonoContext } from "hono";
import type { App } from "./http.ts";
import type { GuardAnswer } from "./sign-in-guard.ts";

/**
 * The limit of every check of a password or a code, in a session or before one: it slows down guessing by account and
 * network, so that a stranger can't lock the owner out. `isComplete`: whether a right answer ends the count; the password
 * of a person with a second factor does not. Throws `too_many_requests` during a pause.
 */
export async function limitAttempts<T>(
  c: HonoContext<App>,
  email: string,
  attempt: () => Promise<T>,
  isComplete: (result: T) => boolean = () => true,
): Promise<T> {
  const name = await sha256Hex(`${email.toLowerCase()}\n${networkOf(c.req.header("cf-connecting-ip") ?? "")}`);
  const guard = c.env.SIGN_IN_GUARD.getByName(name);
  const { isAllowed, remaining, retryAfterSeconds }: GuardAnswer = await guard.admit(Date.now());
  c.header("RateLimit-Policy", '"sign-in";q=5;w=3600');
  c.header("RateLimit", `"sign-in";r=${remaining};t=${retryAfterSeconds}`);
  if (!isAllowed) {
    c.header("Retry-After", String(retryAfterSeconds));
    throw new NetworkError("too_many_requests", `Too many attempts; try again in ${retryAfterSeconds} seconds`);
  }
  const result = await attempt();
  if (isComplete(result)) await guard.succeed();
  return result;
}
