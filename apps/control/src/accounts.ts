import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import type { Context } from "@waymark/network/context";
import { auditAccess, createWebmaster, type AccessEvent } from "@waymark/network/identity";
import { searchable } from "@waymark/network/db";
import { mintId } from "@waymark/network/ids";
import { contextOf } from "./context.ts";
import { isDevelopment, type Env } from "./env.ts";
import { sendMail } from "./mail.ts";
import { knownAddressMail, resetMail, verificationMail } from "./mails.ts";

export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

const HOUR_SECONDS = 3_600;
const SESSION_SECONDS = 7 * 24 * HOUR_SECONDS;

/**
 * Cookies have the prefix `__Host-` and are Secure when deployed. In development, browsers accept neither over plain
 * http.
 */
const cookiePrefix = (env: Env) => (isDevelopment(env) ? "waymark" : "__Host-waymark");

export const sessionCookie = (env: Env) => `${cookiePrefix(env)}.session_token`;

/** Origins whose pages may act for a signed-in person; in development any port of this machine. */
export const trustedOrigins = (env: Env): string[] =>
  isDevelopment(env) ? [env.CONTROL_ORIGIN, "http://localhost:*", "http://127.0.0.1:*"] : [env.CONTROL_ORIGIN];

type Auth = ReturnType<typeof createAuth>;

const made = new WeakMap<Env, Auth>();

/** The accounts library, set up once an isolate. Its endpoints are reachable only through api/auth.ts. */
export function authOf(env: Env): Auth {
  const auth = made.get(env) ?? createAuth(env);
  made.set(env, auth);
  return auth;
}

function createAuth(env: Env) {
  return betterAuth({
    baseURL: env.CONTROL_ORIGIN,
    basePath: "/api/v1/auth",
    secret: env.AUTH_SECRET,
    trustedOrigins: trustedOrigins(env),
    database: env.DB,
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message, ...[cause]) =>
        console.error({ event: "accounts.failed", message, ...(cause instanceof Error && { error: String(cause) }) }),
    },
    // Counted by sign-in-guard.ts and the rate-limit binding, which see all isolates.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: HOUR_SECONDS,
      onPasswordReset: ({ user }, request) =>
        recordOfPerson(env, user.id, "password.reset", networkOfRequest(request?.headers)),
      sendResetPassword: ({ user, token }) => sendMail(env, resetMail(user.email, token)),
      onExistingUserSignUp: ({ user }) => sendMail(env, knownAddressMail(user.email)),
    },
    emailVerification: {
      sendOnSignUp: true,
      expiresIn: HOUR_SECONDS,
      sendVerificationEmail: ({ user, token }) =>
        sendMail(env, verificationMail(user.email, `${env.CONTROL_ORIGIN}/api/v1/auth/verify-email?token=${token}`)),
    },
    user: {
      modelName: "person",
      fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
      additionalFields: {
        // `input: false`: people can't choose their own role.
        role: { type: "string", required: false, input: false },
        advertiser_id: { type: "string", required: false, input: false },
        webmaster_id: { type: "string", required: false, input: false },
        searched_name: { type: "string", required: false, input: false, returned: false },
      },
    },
    session: {
      modelName: "session",
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      fields: {
        userId: "person_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
    },
    account: {
      modelName: "credential",
      fields: {
        userId: "person_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
    },
    verification: {
      modelName: "verification",
      fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
      // Codes to reset a password are kept as hashes, like all other secrets.
      storeIdentifier: "hashed",
    },
    plugins: [
      twoFactor({
        issuer: "Waymark",
        schema: {
          user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
          twoFactor: {
            modelName: "two_factor",
            fields: {
              userId: "person_id",
              backupCodes: "backup_codes",
              failedVerificationCount: "failed_verification_count",
              lockedUntil: "locked_until",
            },
          },
        },
      }),
    ],
    advanced: {
      cookiePrefix: cookiePrefix(env),
      // The library's own prefix would be `__Secure-`.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: !isDevelopment(env), sameSite: "lax", httpOnly: true, path: "/" },
      ipAddress: { disableIpTracking: true },
      // Mails are sent after the answer. Otherwise the answer would take longer for known addresses.
      // Imported only here, because the API's document is also generated in Node, which has no such module.
      backgroundTasks: {
        handler: (task) => void import("cloudflare:workers").then(({ waitUntil }) => waitUntil(task)),
      },
      database: { generateId: ({ model }) => mintId(PREFIXES[model] ?? "row", Date.now()) },
    },
    databaseHooks: {
      session: {
        create: {
          // Each way of signing in begins a session.
          after: async (session, hook) =>
            recordOfPerson(env, session.userId, "session.sign_in", networkOfRequest(hook?.headers)),
        },
      },
      user: {
        create: {
          before: async (user) => ({
            data: { ...user, searched_name: searchable(user.name), ...(await newWebmaster(env, user.name)) },
          }),
        },
      },
    },
  });
}

const PREFIXES: Readonly<Record<string, string>> = { user: "per", person: "per", session: "ses", verification: "ver" };

/** Carries the hash of the caller's network to the library's hooks. */
export const NETWORK_HEADER = "x-waymark-network";

const networkOfRequest = (headers: Headers | undefined) => headers?.get(NETWORK_HEADER) || null; // empty: unknown

/** Records in the audit what a person did with their own access. */
export async function recordOfPerson(env: Env, personId: string, event: AccessEvent, network: string | null) {
  const { db, now } = contextOf(env, { role: "system", job: "door" });
  await db.write(await auditAccess(db, { personId, event, network, now: now() }));
}

/** Creates a webmaster with a new account for a person who signs up. Other roles are invited. */
async function newWebmaster(env: Env, name: string) {
  const ctx: Context = contextOf(env, { role: "system", job: "sign-up" });
  const id = mintId("wm", ctx.now());
  await ctx.db.write(
    createWebmaster({
      id,
      name,
      status: "active",
      hold_days: 0,
      payout_minimum_minor: 3_000,
      created_at: ctx.now(),
    }),
  );
  return { role: "webmaster", webmaster_id: id };
}
