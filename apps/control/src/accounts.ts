import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import { noteSignIn } from "@waymark/network/check";
import { auditAccess, beginSession, type AccessEvent } from "@waymark/network/identity";
import { mintId } from "@waymark/network/ids";
import { contextOf } from "./context.ts";
import { isDevelopment, type Env } from "./env.ts";
import { ADDRESS_HEADER, readSignInAddress } from "./sign-in-address.ts";

export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

const HOUR_SECONDS = 3_600;
export const SESSION_SECONDS = 7 * 24 * HOUR_SECONDS;

/**
 * Cookies have the prefix `__Host-` and are Secure when deployed. In development, browsers accept neither over plain
 * http.
 */
const cookiePrefix = (env: Env) => (isDevelopment(env) ? "waymark" : "__Host-waymark");

export const sessionCookie = (env: Env) => `${cookiePrefix(env)}.session_token`;

/** Names the sign-in that waits for a second factor. */
export const secondFactorCookie = (env: Env) => `${cookiePrefix(env)}.two_factor`;

/** Attributes of all cookies. */
export const cookieAttributes = (env: Env) =>
  ({ secure: !isDevelopment(env), sameSite: "lax", httpOnly: true, path: "/" }) as const;

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
      // People sign up and set passwords by account-acts.ts.
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
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
      // Kept as hashes, like all other secrets.
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
      defaultCookieAttributes: cookieAttributes(env),
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }) => mintId(PREFIXES[model] ?? "row", Date.now()) },
    },
    databaseHooks: {
      session: {
        create: {
          // Each way of signing in begins a session.
          after: async (session, hook) => {
            const network = networkOfRequest(hook?.headers);
            const { db, now } = contextOf(env, { role: "system", job: "door" });
            const from = readSignInAddress(hook?.headers?.get(ADDRESS_HEADER) ?? null);
            await db.write([
              ...beginSession({ sessionId: session.id, personId: session.userId, network }, now()),
              ...(from === undefined ? [] : [noteSignIn(session.userId, from)]),
            ]);
            await recordOfPerson(env, session.userId, "session.sign_in", network);
          },
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
