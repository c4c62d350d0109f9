import { z } from "@hono/zod-openapi";
import { NetworkError } from "@waymark/network/errors";
import {
  changeOwnPassword,
  confirmSession,
  findPasswordHash,
  newSecret,
  type AccessEvent,
} from "@waymark/network/identity";
import type { Context as HonoContext } from "hono";
import { authOf, recordOfPerson } from "../accounts.ts";
import { callLibrary } from "../accounts-library.ts";
import { limitAttempts } from "../attempts.ts";
import { bySession, forgetAccess, sendSession, sessionTokenOf } from "../auth.ts";
import { contextOf } from "../context.ts";
import { isDevelopment, type Env } from "../env.ts";
import type { App } from "../http.ts";
import { networkHash } from "../network-hash.ts";
import { hashNewPassword } from "../password.ts";
import { Email, GivenPassword, NewPassword } from "../person-schema.ts";
import { personOfCode, useAnyCode, verifyTotp } from "../second-factor.ts";
import { Done } from "./account-codes.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, json, problems, sessionOnly } from "./schema.ts";

const Code = z.string().trim().min(6).max(20);
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
const changePassword = post(
  "changePassword",
  "/change-password",
  "Change the password. Ends all other sessions",
  z.strictObject({ current_password: GivenPassword, new_password: NewPassword }).openapi("PasswordChange"),
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
  "Disable the second factor, with a code of it or a backup code",
  z
    .strictObject({
      password: GivenPassword,
      code: Code.optional().openapi({ description: "May be omitted if the set-up was never finished" }),
    })
    .openapi("SecondFactorRemoval"),
  Done,
  sessionOnly,
);
const confirmIdentity = post(
  "confirmIdentity",
  "/confirm-identity",
  "Prove in a session who you are, with the password and a code of the second factor; it is fresh for 15 minutes",
  z
    .strictObject({
      password: GivenPassword,
      code: Code.optional().openapi({ description: "May be omitted without a second factor" }),
    })
    .openapi("IdentityProof"),
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

/** Sessions, the password and the second factor. Other endpoints of the accounts library can't be reached. */
export const auth = createApi()
  .openapi(signIn, async (c) => {
    const input = c.req.valid("json");
    const isRefused = !isDevelopment(c.env) && input.email.toLowerCase().endsWith("@demo.test");
    const email = isRefused ? UNKNOWN_ADDRESS : input.email;
    const needsSecondFactor = await limitAttempts(
      c,
      input.email,
      async () => (await callLibrary(c, "/sign-in/email", { ...input, email }))["twoFactorRedirect"] === true,
      (isWaiting) => !isWaiting,
    );
    return c.json({ needs_second_factor: needsSecondFactor }, 200);
  })
  .openapi(signOut, async (c) => {
    await recorded(c, "session.sign_out", () => callLibrary(c, "/sign-out", {}));
    return c.json({ status: "signed_out" }, 200);
  })
  .openapi(signOutEverywhere, async (c) => {
    await recorded(c, "session.end_all", () => callLibrary(c, "/revoke-sessions", {}));
    return c.json({ status: "signed_out" }, 200);
  })
  .openapi(changePassword, async (c) => {
    const person = await requirePerson(c);
    const { current_password, new_password } = c.req.valid("json");
    const formerHash = await limitAttempts(
      c,
      person.email,
      () => checkPassword(c.env, person.id, current_password),
      () => !person.hasSecondFactor, // else it would allow endless guesses of codes
    );
    const passwordHash = await hashNewPassword(c.env, new_password, person);
    const session = { token: await sessionTokenOf(c), newToken: newSecret("ses") };
    const ctx = { ...contextOf(c.env, person.actor), network: networkHash(c) };
    await changeOwnPassword(ctx, { person, formerHash, passwordHash, session });
    await sendSession(c, session.newToken);
    forgetAccess();
    return c.json({ status: "password_changed" }, 200);
  })
  .openapi(enableSecondFactor, async (c) => {
    const { email } = await requirePerson(c);
    const answer = await limitAttempts(c, email, () => callLibrary(c, "/two-factor/enable", c.req.valid("json")));
    return c.json({ totp_uri: String(answer["totpURI"]), backup_codes: answer["backupCodes"] as string[] }, 200); // its form
  })
  .openapi(disableSecondFactor, async (c) => {
    const person = await requirePerson(c);
    const { password, code } = c.req.valid("json");
    await proveIdentity(c, person, { password, code });
    await recorded(c, "second_factor.disable", () => callLibrary(c, "/two-factor/disable", { password }));
    return c.json({ status: "second_factor_off" }, 200);
  })
  .openapi(confirmIdentity, async (c) => {
    const person = await requirePerson(c);
    await proveIdentity(c, person, c.req.valid("json"));
    const ctx = { ...contextOf(c.env, person.actor), network: networkHash(c) };
    await confirmSession(ctx, person.sessionId);
    return c.json({ status: "confirmed" }, 200);
  })
  .openapi(verifyCode, async (c) => {
    const person = await personOfCode(c);
    if (person === undefined) throw new NetworkError("unauthenticated", "Sign in first");
    await limitAttempts(c, person.email, () => verifyTotp(c, person.id, c.req.valid("json").code));
    // The first code after the set-up, in a session, enables it; another code is part of a sign-in.
    if (!person.hasSecondFactor) await recordOfPerson(c.env, person.id, "second_factor.enable", networkHash(c)());
    return c.json({ status: "verified" }, 200);
  })
  .openapi(verifyBackupCode, async (c) => {
    const person = await personOfCode(c);
    if (person === undefined) throw new NetworkError("unauthenticated", "Sign in first");
    await limitAttempts(c, person.email, () => callLibrary(c, "/two-factor/verify-backup-code", c.req.valid("json")));
    return c.json({ status: "verified" }, 200);
  });

/** An address without an account. Deployed Workers use it for demo accounts, so that they take as long as unknown ones. */
const UNKNOWN_ADDRESS = "unknown@waymark.invalid";

/** Verifies the password and a code of a person in a session. Throws `invalid_input`, `credentials_refused`, `code_refused`. */
async function proveIdentity(
  c: HonoContext<App>,
  person: { id: string; email: string; hasSecondFactor: boolean },
  { password, code }: { password: string; code?: string | undefined },
): Promise<void> {
  if (person.hasSecondFactor && code === undefined)
    throw new NetworkError("invalid_input", "You have a second factor: send one of its codes too", [
      { path: "code", message: "missing" },
    ]);
  // One attempt: a right password alone would start the count of wrong codes again.
  await limitAttempts(c, person.email, async () => {
    await checkPassword(c.env, person.id, password);
    if (person.hasSecondFactor && code !== undefined) await useAnyCode(c, person.id, code);
  });
}

/** The person of the session, with the actor that they are. Throws `unauthenticated`. */
async function requirePerson(c: HonoContext<App>) {
  const access = await bySession(c);
  if (access === undefined || access.person === null) throw new NetworkError("unauthenticated", "Sign in first");
  return { ...access.person, actor: access.actor };
}

/** The hash of a person's password, if this is the password. Throws `credentials_refused`. */
async function checkPassword(env: Env, personId: string, password: string): Promise<string> {
  const { db } = contextOf(env, { role: "system", job: "door" });
  const hash = await findPasswordHash(db, personId);
  const { password: hasher } = await authOf(env).$context;
  if (hash === undefined || !(await hasher.verify({ hash, password })))
    throw new NetworkError("credentials_refused", "The password is wrong");
  return hash;
}

/** Does what a person asks for in their own session, and records it. */
async function recorded(c: HonoContext<App>, event: AccessEvent, act: () => Promise<unknown>): Promise<void> {
  const person = (await bySession(c))?.person;
  await act();
  if (person !== undefined && person !== null) await recordOfPerson(c.env, person.id, event, networkHash(c)());
}
