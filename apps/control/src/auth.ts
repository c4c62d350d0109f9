import { MINUTE_MS } from "@waymark/contract/duration";
import { noteSignIn } from "@waymark/network/check";
import { NetworkError } from "@waymark/network/errors";
import { isBlocked } from "@waymark/network/role";
import { findKey, findSession, noteKeyUse, noteSessionUse, sessionConfirmedAt } from "@waymark/network/identity";
import type { Scope } from "@waymark/network/words";
import type { Context as HonoContext } from "hono";
import { getCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { cookieAttributes, SESSION_SECONDS, sessionCookie, trustedOrigins } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { isDevelopment, type Env } from "./env.ts";
import { networkHash } from "./network-hash.ts";
import type { Access, App } from "./http.ts";
import { signInAddressOf } from "./sign-in-address.ts";

/** Keys of the demo network. They are in the README, so a deployed Worker refuses them. */
const DEMO_KEY_PREFIX = "wm_demo_";

/** A key that was revoked, or a session that was ended through another isolate, stops within this time. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MAX = 1_000;
const USE_NOTED_MS = MINUTE_MS;

/** Authenticates the caller, and gives every handler its context. */
export const authenticate = createMiddleware<App>(async (c, next) => {
  const access = (await byKey(c)) ?? (await bySession(c));
  if (access === undefined)
    throw new NetworkError("unauthenticated", "Sign in, or send an API key: Authorization: Bearer <key>");
  c.set("access", access);
  c.set("ctx", { ...contextOf(c.env, access.actor), rights: access.rights, network: networkHash(c) });
  await next();
});

/**
 * A guard of one route: the caller's key has this scope, a blocked account's key only reads, and an operator has set up a
 * second factor.
 */
export const requireScope = (scope: Scope, { beforeSecondFactor }: { beforeSecondFactor: boolean }) =>
  createMiddleware<App>(async (c, next) => {
    const { access } = c.var;
    if (!access.rights.has(scope)) throw scopeMissing(access, scope);
    if (scope !== "read" && access.person === null && isBlocked(access.actor))
      throw new NetworkError("account_blocked", "The operator has blocked this account: its API keys can only read");
    if (!beforeSecondFactor) requireSecondFactor(c.env, access);
    await next();
  });

const scopeMissing = ({ person }: Access, scope: Scope) =>
  new NetworkError(
    "scope_missing",
    person === null
      ? `This API key lacks the scope ${scope}`
      : `Your role in the account, ${person.memberRole}, lacks the scope ${scope}`,
  );

/** Requires a session: a leaked key must not create other keys. */
export function requireSession({ person }: Access): NonNullable<Access["person"]> {
  if (person === null)
    throw new NetworkError("session_required", "This needs a session: sign in. An API key can't do it");
  return person;
}

/** So long after the password was given, a session is fresh. */
const FRESH_MS = 15 * MINUTE_MS;

/**
 * A guard of what a stolen session must not do, such as changing where money goes: a session whose person has lately given
 * their password and, outside local development, the code of a second factor.
 */
export const requireFreshSignIn = createMiddleware<App>(async (c, next) => {
  const person = requireSession(c.var.access);
  if (!person.hasSecondFactor && !isDevelopment(c.env))
    throw new NetworkError(
      "second_factor_required",
      "This needs a second factor: set one up in your profile, or by POST /api/v1/auth/two-factor/enable",
    );
  const { db, now } = c.var.ctx;
  if ((await sessionConfirmedAt(db, person.sessionId)) + FRESH_MS <= now())
    throw new NetworkError(
      "fresh_sign_in_required",
      "Give your password again, and the code of your second factor: POST /api/v1/auth/confirm-identity",
    );
  await next();
});

/** A session, or a key of the operator. */
export function requireSessionOrOperator(access: Access): void {
  if (access.actor.role !== "operator") requireSession(access);
}

/** Outside local development, operators without a second factor can only set one up. */
export const needsSecondFactor = (env: Env, { actor, person }: Pick<Access, "actor" | "person">): boolean =>
  !isDevelopment(env) && actor.role === "operator" && person !== null && !person.hasSecondFactor;

function requireSecondFactor(env: Env, access: Access) {
  if (!needsSecondFactor(env, access)) return;
  throw new NetworkError(
    "second_factor_required",
    "Operators must first set up a second factor: POST /api/v1/auth/two-factor/enable",
  );
}

interface Remembered {
  access: Access;
  until: number;
}

const keys = new Map<string, Remembered>();
/** Keyed by the whole cookie, so that its signature need not be verified again. */
const sessions = new Map<string, Remembered>();

function recall(from: Map<string, Remembered>, secret: string, now: number) {
  const known = from.get(secret);
  return known !== undefined && known.until > now ? known.access : undefined;
}

function remember(into: Map<string, Remembered>, secret: string, known: Remembered) {
  if (into.size >= REMEMBERED_MAX) into.clear();
  into.set(secret, known);
}

/** Call it after any change that ends sessions or keys, or changes their rights. */
export function forgetAccess(): void {
  sessions.clear();
  keys.clear();
}

async function byKey(c: HonoContext<App>): Promise<Access | undefined> {
  const header = c.req.header("authorization");
  if (header === undefined) return undefined;
  if (!/^bearer +\S/i.test(header))
    throw new NetworkError("unauthenticated", "The header is not an API key; send Authorization: Bearer <key>");
  const secret = /^bearer +([\x21-\x7e]{8,200})$/i.exec(header)?.[1];
  if (secret === undefined || (secret.startsWith(DEMO_KEY_PREFIX) && !isDevelopment(c.env)))
    throw new NetworkError("unauthenticated", "This API key is unknown");
  const now = Date.now();
  const known = recall(keys, secret, now);
  if (known !== undefined) return known;
  const { db } = contextOf(c.env, { role: "system", job: "door" });
  const key = await findKey(db, secret);
  if (key === undefined) throw new NetworkError("unauthenticated", "This API key is unknown");
  const { actor, scopes, lastUsedAt, expiresAt } = key;
  if (expiresAt !== null && expiresAt <= now)
    throw new NetworkError("unauthenticated", `This API key expired at ${new Date(expiresAt).toISOString()}`);
  if (actor.role !== "system" && now - (lastUsedAt ?? 0) > USE_NOTED_MS)
    c.executionCtx.waitUntil(db.write([noteKeyUse(actor.id, now)]));
  const access: Access = { actor, rights: new Set(scopes), person: null };
  if (!isBlocked(actor))
    remember(keys, secret, { access, until: Math.min(now + REMEMBERED_MS, expiresAt ?? Infinity) });
  return access;
}

/** The access of the request's session, if it has one. */
export async function bySession(c: HonoContext<App>): Promise<Access | undefined> {
  const name = sessionCookie(c.env);
  const cookie = getCookie(c, name);
  if (cookie === undefined) return undefined;
  const now = Date.now();
  const known = recall(sessions, cookie, now);
  if (known !== undefined) return known;
  const token = await getSignedCookie(c, c.env.AUTH_SECRET, name);
  if (typeof token !== "string") return undefined;
  const { db } = contextOf(c.env, { role: "system", job: "door" });
  const signedIn = await findSession(db, token, now);
  if (signedIn === undefined) return undefined;
  const { lastUsedAt, ...access } = signedIn;
  if (now - (lastUsedAt ?? 0) > USE_NOTED_MS) {
    const from = signInAddressOf(c);
    const noted = from === undefined ? [] : [noteSignIn(access.person.id, from)];
    c.executionCtx.waitUntil(db.write([noteSessionUse(access.person.sessionId, now), ...noted]));
  }
  if (!isBlocked(access.actor)) remember(sessions, cookie, { access, until: now + REMEMBERED_MS });
  return access;
}

/** The token in the request's cookie, if we signed it. Throws `unauthenticated`. */
export async function sessionTokenOf(c: HonoContext<App>): Promise<string> {
  const token = await getSignedCookie(c, c.env.AUTH_SECRET, sessionCookie(c.env));
  if (typeof token !== "string") throw new NetworkError("unauthenticated", "Sign in first");
  return token;
}

/** Sends the caller their session under another token. */
export const sendSession = (c: HonoContext<App>, token: string): Promise<void> =>
  setSignedCookie(c, sessionCookie(c.env), token, c.env.AUTH_SECRET, {
    ...cookieAttributes(c.env),
    maxAge: SESSION_SECONDS,
  });

/**
 * Refuses requests that another site makes a browser send: those that change something, have no API key, and come from
 * a page of a foreign origin. Programs other than browsers send neither header and have no cookies.
 */
export const refuseCrossSite = createMiddleware<App>(async (c, next) => {
  const isSafe = ["GET", "HEAD", "OPTIONS"].includes(c.req.method);
  if (!isSafe && c.req.header("authorization") === undefined && isForeign(c))
    throw new NetworkError("cross_site", "This request comes from another site");
  await next();
});

function isForeign(c: HonoContext<App>) {
  const origin = c.req.header("origin");
  if (origin !== undefined) return !isTrustedOrigin(c.env, origin);
  const site = c.req.header("sec-fetch-site");
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Whether pages of this origin may act for their visitors: our own, and those that the configuration lists. */
export const isTrustedOrigin = (env: Env, origin: string): boolean =>
  trustedOrigins(env).some((trusted) =>
    trusted.endsWith(":*")
      ? new RegExp(`^${trusted.slice(0, -1).replaceAll(".", "\\.")}\\d+$`).test(origin)
      : trusted === origin,
  );
