import { NetworkError } from "@waymark/network/errors";
import { sha256Hex } from "@waymark/network/identity";
import type { Context as HonoContext } from "hono";
import type { App } from "./http.ts";
import { addressOf } from "./middleware.ts";
import type { GuardAnswer } from "./sign-in-guard.ts";

/** As in wrangler.toml, [[env.control.ratelimits]]. */
const NETWORK_PERIOD_SECONDS = 60;

/**
 * Bounds the passwords that are hashed for a network, at all accounts together and with valid codes too. Throws
 * `too_many_requests`.
 */
export async function limitHashing(c: HonoContext<App>): Promise<void> {
  const network = addressOf(c);
  if (network !== "" && !(await c.env.SIGN_IN_LIMIT.limit({ key: network })).success)
    throw tooMany(c, "Too many attempts from your network", NETWORK_PERIOD_SECONDS);
}

/**
 * The limit of every check of a password or a code, in a session or before one: it slows down guessing by account and
 * network, so that a stranger can't lock the owner out. A network has few attempts a minute at all accounts together,
 * because each one hashes a password. `isComplete`: whether a right answer ends the count; the password
 * of a person with a second factor does not. Throws `too_many_requests` during a pause.
 */
export async function limitAttempts<T>(
  c: HonoContext<App>,
  email: string,
  attempt: () => Promise<T>,
  isComplete: (result: T) => boolean = () => true,
): Promise<T> {
  await limitHashing(c);
  const name = await sha256Hex(`${email.toLowerCase()}\n${addressOf(c)}`);
  const guard = c.env.SIGN_IN_GUARD.getByName(name);
  const { isAllowed, remaining, retryAfterSeconds }: GuardAnswer = await guard.admit(Date.now());
  c.header("RateLimit-Policy", '"sign-in";q=5;w=3600');
  c.header("RateLimit", `"sign-in";r=${remaining};t=${retryAfterSeconds}`);
  if (!isAllowed) throw tooMany(c, "Too many attempts", retryAfterSeconds);
  const result = await attempt();
  if (isComplete(result)) await guard.succeed();
  return result;
}

function tooMany(c: HonoContext<App>, what: string, retryAfterSeconds: number): NetworkError {
  c.header("Retry-After", String(retryAfterSeconds));
  return new NetworkError("too_many_requests", `${what}; try again in ${retryAfterSeconds} seconds`);
}
