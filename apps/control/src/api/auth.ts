import { z } from "@hono/zod-openapi";
import { networkOf } from "@waymark/contract/address";
import { NetworkError, type ErrorCode } from "@waymark/network/errors";
import type { Context as HonoContext } from "hono";
import { html } from "hono/html";
import { authOf, NETWORK_HEADER, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, recordOfPerson } from "../accounts.ts";
import type { App } from "../http.ts";
import { bySession, forgetAccess } from "../auth.ts";
import { isDevelopment } from "../env.ts";
import type { GuardAnswer } from "../sign-in-guard.ts";
import { networkHash } from "../network-hash.ts";
import { sha256Hex, type AccessEvent } from "@waymark/network/identity";
import { body, createApi, json, problems, sessionOnly } from "./schema.ts";
import { defineRoute } from "./route.ts";

const Email = z.email().max(254);
const Password = z.string().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX);
/** A password to compare may have any length that was ever allowed. */
const GivenPassword = z.string().min(1).max(PASSWORD_LENGTH_MAX);
const Code = z.string().trim().min(6).max(20);
const Done = z.object({ status: z.string() }).openapi("Done");
const SignedIn = z
  .object({ needs_second_factor: z.boolean().openapi({ description: "True: verify a code to finish signing in" }) })
  .openapi("SignedIn");
const SecondFactor = z.object({ totp_uri: z.string(), backup_codes: z.array(z.string()) }).openapi("SecondFactor");

/** `security` is empty for operations that need no authentication. */
const post = <B extends z.ZodType, A extends z.ZodType>(
  operationId: string,
  path: string,
  summary: string,
  input: B,
  answer: A,
  security: { session: string[] }[] = [],
) =>
  defineRoute({
    scope: null,
    method: "post",
    path,
    operationId,
    summary,
    tags: ["auth"],
    security,
    request: body(input),
    responses: { 200: json(answer, "Done"), ...problems },
  });

const signUp = post(
  "signUp",
  "/sign-up/email",
  "Sign up as a webmaster. The answer is the same whether the address is known or not",
  z.strictObject({ email: Email, password: Password, name: z.string().trim().min(1).max(200) }).openapi("SignUp"),
  Done,
);
const signIn = post(
  "signIn",
  "/sign-in/email",
  "Sign in. The session is a cookie",
  z.strictObject({ email: Email, password: GivenPassword }).openapi("SignIn"),
  SignedIn,
);
const signOut = defineRoute({
  scope: null,
  method: "post",
  path: "/sign-out",
  operationId: "signOut",
  summary: "Sign out: end this session",
  tags: ["auth"],
  security: [],
  responses: { 200: json(Done, "Done"), ...problems },
});
const signOutEverywhere = defineRoute({
  scope: null,
  method: "post",
  path: "/revoke-sessions",
  operationId: "revokeSessions",
  summary: "End all sessions of this person",
  tags: ["auth"],
  security: sessionOnly,
  responses: { 200: json(Done, "Done"), ...problems },
});
const sendVerification = post(
  "sendVerificationEmail",
  "/send-verification-email",
  "Send the verification mail again. The answer is the same whether the address is known or not",
  z.strictObject({ email: Email }).openapi("EmailOnly"),
  Done,
);
const verifyEmail = defineRoute({
  scope: null,
  method: "get",
  path: "/verify-email",
  operationId: "verifyEmail",
  summary: "Confirm an address with the token from the mail",
  tags: ["auth"],
  security: [],
  request: { query: z.object({ token: z.string().min(1).max(2_000) }) },
  responses: {
    200: { ...json(Done, "Confirmed"), content: { ...json(Done, "").content, "text/html": { schema: z.string() } } },
    ...problems,
  },
});
const requestReset = post(
  "requestPasswordReset",
  "/request-password-reset",
  "Mail a code to set a new password. The answer is the same whether the address is known or not",
  z.strictObject({ email: Email }),
  Done,
);
const reset = post(
  "resetPassword",
  "/reset-password",
  "Set a new password with the code from the mail. Ends all sessions",
  z.strictObject({ token: z.string().min(1).max(200), password: Password }).openapi("PasswordReset"),
  Done,
);
const changePassword = post(
  "changePassword",
  "/change-password",
  "Change the password. Ends all other sessions",
  z.strictObject({ current_password: GivenPassword, new_password: Password }).openapi("PasswordChange"),
  Done,
  sessionOnly,
);
const enableSecondFactor = post(
  "enableSecondFactor",
  "/two-factor/enable",
  "Set up a second factor (TOTP). Verify a code to enable it",
  z.strictObject({ password: GivenPassword }),
  SecondFactor,
  sessionOnly,
);
const disableSecondFactor = post(
  "disableSecondFactor",
  "/two-factor/disable",
  "Disable the second factor",
  z.strictObject({ password: GivenPassword }),
  Done,
  sessionOnly,
);
const verifyCode = post(
  "verifySecondFactor",
  "/two-factor/verify-totp",
  "Verify a code of the second factor",
  z.strictObject({ code: Code }).openapi("SecondFactorCode"),
  Done,
);
const verifyBackupCode = post(
  "verifyBackupCode",
  "/two-factor/verify-backup-code",
  "Sign in with a backup code. Each works once",
  z.strictObject({ code: Code }),
  Done,
);

/** The listed endpoints of the accounts library. Its other endpoints can't be reached. */
export const auth = createApi()
  .openapi(signUp, async (c) => {
    await call(c, "/sign-up/email", c.req.valid("json"));
    return c.json({ status: "verification_sent" }, 200);
  })
  .openapi(signIn, async (c) => {
    const input = c.req.valid("json");
    const isRefused = !isDevelopment(c.env) && input.email.toLowerCase().endsWith("@demo.test");
    const email = isRefused ? UNKNOWN_ADDRESS : input.email;
    const answer = await guarded(c, input.email, () => call(c, "/sign-in/email", { ...input, email }));
    return c.json({ needs_second_factor: answer["twoFactorRedirect"] === true }, 200);
  })
  .openapi(signOut, async (c) => {
    await recorded(c, "session.sign_out", () => call(c, "/sign-out", {}));
    return c.json({ status: "signed_out" }, 200);
  })
  .openapi(signOutEverywhere, async (c) => {
    await recorded(c, "session.end_all", () => call(c, "/revoke-sessions", {}));
    return c.json({ status: "signed_out" }, 200);
  })
  .openapi(sendVerification, async (c) => {
    await call(c, "/send-verification-email", c.req.valid("json"));
    return c.json({ status: "verification_sent" }, 200);
  })
  .openapi(verifyEmail, async (c) => {
    await call(c, `/verify-email?token=${encodeURIComponent(c.req.valid("query").token)}`);
    return c.req.header("accept")?.includes("text/html") === true
      ? c.html(CONFIRMED, 200)
      : c.json({ status: "verified" }, 200);
  })
  .openapi(requestReset, async (c) => {
    await call(c, "/request-password-reset", c.req.valid("json"));
    return c.json({ status: "reset_sent" }, 200);
  })
  .openapi(reset, async (c) => {
    const { token, password } = c.req.valid("json");
    await call(c, "/reset-password", { token, newPassword: password });
    return c.json({ status: "password_changed" }, 200);
  })
  .openapi(changePassword, async (c) => {
    const { current_password, new_password } = c.req.valid("json");
    const input = { currentPassword: current_password, newPassword: new_password, revokeOtherSessions: true };
    await recorded(c, "password.change", () => call(c, "/change-password", input));
    return c.json({ status: "password_changed" }, 200);
  })
  .openapi(enableSecondFactor, async (c) => {
    const answer = await call(c, "/two-factor/enable", c.req.valid("json"));
    return c.json({ totp_uri: String(answer["totpURI"]), backup_codes: answer["backupCodes"] as string[] }, 200); // its form
  })
  .openapi(disableSecondFactor, async (c) => {
    await recorded(c, "second_factor.disable", () => call(c, "/two-factor/disable", c.req.valid("json")));
    return c.json({ status: "second_factor_off" }, 200);
  })
  .openapi(verifyCode, async (c) => {
    const person = (await bySession(c))?.person;
    await call(c, "/two-factor/verify-totp", c.req.valid("json"));
    // The first code after the set-up, in a session, enables it; another code is part of a sign-in.
    if (person?.hasSecondFactor === false)
      await recordOfPerson(c.env, person.id, "second_factor.enable", networkHash(c)());
    return c.json({ status: "verified" }, 200);
  })
  .openapi(verifyBackupCode, async (c) => {
    await call(c, "/two-factor/verify-backup-code", c.req.valid("json"));
    return c.json({ status: "verified" }, 200);
  });

const CONFIRMED = html`<!doctype html>
  <html lang="en">
    <meta charset="utf-8" />
    <title>Waymark</title>
    <p>Your address is confirmed. You can sign in now.</p>
    <p lang="ru">Адрес подтверждён. Теперь можно войти.</p>
  </html>`;

/** Does what a person asks for in their own session, and records it. */
async function recorded(c: HonoContext<App>, event: AccessEvent, act: () => Promise<unknown>): Promise<void> {
  const person = (await bySession(c))?.person;
  await act();
  if (person !== undefined && person !== null) await recordOfPerson(c.env, person.id, event, networkHash(c)());
}

/**
 * Calls the library with a request of our making: only the fields of our schema and the headers that it needs. Its cookies
 * go on to the caller; its refusals become problem documents.
 */
async function call(c: HonoContext<App>, path: string, input?: unknown): Promise<Record<string, unknown>> {
  const headers = new Headers({ origin: c.env.CONTROL_ORIGIN, "content-type": "application/json" });
  for (const name of ["cookie", "user-agent"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(NETWORK_HEADER, networkHash(c)() ?? "");
  const request = new Request(`${c.env.CONTROL_ORIGIN}/api/v1/auth${path}`, {
    headers,
    ...(input !== undefined && { method: "POST", body: JSON.stringify(input) }),
  });
  const response = await authOf(c.env).handler(request);
  const answer = ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>; // an object or null
  if (input !== undefined) forgetAccess();
  if (!response.ok) throw refusalOf(response.status, answer["code"] as string | undefined);
  for (const cookie of response.headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  return answer;
}

const REFUSALS: Readonly<Record<string, [ErrorCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ["credentials_refused", "The address or the password is wrong"],
  INVALID_PASSWORD: ["credentials_refused", "The password is wrong"],
  EMAIL_NOT_VERIFIED: ["email_not_verified", "Confirm your address first; the link is in the mail that we sent"],
  INVALID_TOKEN: ["token_refused", "This code is wrong, already used or expired"],
  TOKEN_EXPIRED: ["token_refused", "This code is wrong, already used or expired"],
  INVALID_CODE: ["code_refused", "The code is wrong"],
  INVALID_BACKUP_CODE: ["code_refused", "The code is wrong"],
  PASSWORD_TOO_SHORT: ["password_refused", "The password is too short"],
  PASSWORD_TOO_LONG: ["password_refused", "The password is too long"],
};

function refusalOf(status: number, code = ""): NetworkError {
  const known = REFUSALS[code];
  if (known !== undefined) return new NetworkError(...known);
  if (status === 401) return new NetworkError("unauthenticated", "Sign in first");
  if (status === 429) return new NetworkError("too_many_requests", "Too many attempts; try again later");
  if (status >= 500) throw new Error(`the accounts library answered ${status} ${code}`);
  return new NetworkError("bad_request", "The request is not possible");
}

/** An address without an account. Deployed Workers use it for demo accounts, so that they take as long as unknown ones. */
const UNKNOWN_ADDRESS = "unknown@waymark.invalid";

/** Slows down the guessing of passwords, by account and address, so that a stranger can't lock the owner out. */
async function guarded<T>(c: HonoContext<App>, email: string, attempt: () => Promise<T>): Promise<T> {
  const name = await sha256Hex(`${email.toLowerCase()}\n${networkOf(c.req.header("cf-connecting-ip") ?? "")}`);
  const guard = c.env.SIGN_IN_GUARD.getByName(name);
  const { isAllowed, remaining, retryAfterSeconds }: GuardAnswer = await guard.admit(Date.now());
  c.header("RateLimit-Policy", '"sign-in";q=5;w=3600');
  c.header("RateLimit", `"sign-in";r=${remaining};t=${retryAfterSeconds}`);
  if (!isAllowed) {
    c.header("Retry-After", String(retryAfterSeconds));
    throw new NetworkError("too_many_requests", `Too many attempts; try again in ${retryAfterSeconds} seconds`);
  }
  try {
    const result = await attempt();
    await guard.succeed();
    return result;
  } catch (error) {
    // The password was right, so it is not a guess.
    if (error instanceof NetworkError && error.code === "email_not_verified") await guard.succeed();
    throw error;
  }
}
