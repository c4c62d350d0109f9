import { z } from "@hono/zod-openapi";
import {
  acceptInvitation,
  findInvitation,
  getCode,
  openAccount,
  requestCode,
  resetPassword,
  type CodePurpose,
} from "@waymark/network/identity";
import type { Context } from "@waymark/network/context";
import type { Context as HonoContext } from "hono";
import { limitHashing } from "./attempts.ts";
import { forgetAccess } from "./auth.ts";
import { contextOf } from "./context.ts";
import type { App } from "./http.ts";
import { languageOf } from "./language.ts";
import { networkHash } from "./network-hash.ts";
import { hashNewPassword } from "./password.ts";
import { Email, NewPassword, PersonName, Token } from "./person-schema.ts";

/** What callers with the code of a mail send, to the API or by a page. */
export const Confirmation = z.strictObject({ token: Token, password: NewPassword });
export const Reset = z.strictObject({ token: Token, password: NewPassword, revokes_keys: z.boolean().default(false) });
export const Acceptance = z.strictObject({ token: Token, name: PersonName, password: NewPassword });
export const EmailOnly = z.strictObject({ email: Email });

/** Mails a code for an address, within the limits of mails; `name` is that of a sign-up. */
export const askForCode = (
  c: HonoContext<App>,
  purpose: CodePurpose,
  { email, name = null }: { email: string; name?: string | null },
): Promise<void> =>
  requestCode(strangerOf(c, "code"), { purpose, email, name, language: readerOf(c), tokenSecret: c.env.AUTH_SECRET });

/** Opens the account of a sign-up. Throws `token_refused`, `password_refused`, `too_many_requests`. */
export async function confirm(c: HonoContext<App>, { token, password }: z.infer<typeof Confirmation>): Promise<void> {
  await limitHashing(c);
  const ctx = strangerOf(c, "sign-up");
  const code = await getCode(ctx, "confirm", token);
  const passwordHash = await hashNewPassword(c.env, password, code);
  await openAccount(ctx, code, { passwordHash, language: readerOf(c) });
}

/** Sets a new password, and ends all sessions. Throws `token_refused`, `password_refused`. */
export async function reset(
  c: HonoContext<App>,
  { token, password, revokes_keys }: z.infer<typeof Reset>,
): Promise<void> {
  await limitHashing(c);
  const ctx = strangerOf(c, "reset");
  const code = await getCode(ctx, "reset", token);
  const passwordHash = await hashNewPassword(c.env, password, code);
  await resetPassword(ctx, code, { passwordHash, revokesKeys: revokes_keys });
  forgetAccess();
}

/** Makes the invited person a member. Throws `not_found`, `password_refused`, `already_exists`. */
export async function accept(
  c: HonoContext<App>,
  { token, name, password }: z.infer<typeof Acceptance>,
): Promise<{ email: string }> {
  await limitHashing(c);
  const ctx = strangerOf(c, "invitation");
  const invitation = await findInvitation(ctx, token);
  const passwordHash = await hashNewPassword(c.env, password, { name, email: invitation.email });
  return acceptInvitation(ctx, invitation, { name, passwordHash, language: readerOf(c) });
}

const strangerOf = (c: HonoContext<App>, job: string): Context => ({
  ...contextOf(c.env, { role: "system", job }),
  network: networkHash(c),
});

const readerOf = (c: HonoContext<App>) => languageOf(c.req.header("accept-language"));
