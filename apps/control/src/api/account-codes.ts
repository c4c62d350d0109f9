import { z } from "@hono/zod-openapi";
import { RECIPIENT_MAILS_MAX, RECIPIENT_MAILS_OF_SENDER_MAX } from "@waymark/network/mail";
import { accept, Acceptance, askForCode, confirm, Confirmation, EmailOnly, Reset, reset } from "../account-acts.ts";
import { Email, PersonName } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { body, createApi, json, problems } from "./schema.ts";

export const Done = z.object({ status: z.string() }).openapi("Done");

/** An operation that needs no authentication: it asks for the mail of a code, or uses one. */
const open = <B extends z.ZodType>(
  operationId: string,
  path: string,
  { input, summary, description }: { input: B; summary: string; description: string },
) =>
  defineRoute({
    scope: null,
    sendsMail: true,
    method: "post",
    path,
    operationId,
    summary,
    description,
    tags: ["auth"],
    security: [],
    request: body(input),
    responses: { 200: json(Done, "Done"), ...problems },
  });

const LIMITS = `An address gets at most ${RECIPIENT_MAILS_MAX} such mails a day, ${RECIPIENT_MAILS_OF_SENDER_MAX} of them caused by one network; the answer stays the same.`;

const signUp = open("signUp", "/sign-up/email", {
  input: z.strictObject({ email: Email, name: PersonName }).openapi("SignUp"),
  summary: "Sign up as a webmaster. The answer is the same whether the address is known or not",
  description: `The mail has a link to the page /confirm, good for an hour, where the person chooses a password. Until then there is no account. ${LIMITS}`,
});
const sendVerification = open("sendVerificationEmail", "/send-verification-email", {
  input: EmailOnly.openapi("EmailOnly"),
  summary: "Mail the link of a sign-up again. The answer is the same whether the address is known or not",
  description: `For a sign-up of the last day. ${LIMITS}`,
});
const verifyEmail = open("verifyEmail", "/verify-email", {
  input: Confirmation.openapi("Confirmation"),
  summary: "Confirm an address with the code from the mail, and open the account with this password",
  description: "The page /confirm does the same. All other sign-ups with the address end.",
});
const requestReset = open("requestPasswordReset", "/request-password-reset", {
  input: EmailOnly,
  summary: "Mail a code to set a new password. The answer is the same whether the address is known or not",
  description: `The mail has a link to the page /reset, good for an hour. A newer code ends it, and so does a change of the password. ${LIMITS}`,
});
const resetPassword = open("resetPassword", "/reset-password", {
  input: Reset.extend({
    revokes_keys: Reset.shape.revokes_keys.openapi({ description: "Also revoke the API keys that the person made" }),
  }).openapi("PasswordReset"),
  summary: "Set a new password with the code from the mail. Ends all sessions",
  description: "The page /reset does the same.",
});

/** Signing up and resetting a password, by mail. */
export const accountCodes = createApi()
  .openapi(signUp, async (c) => {
    await askForCode(c, "confirm", c.req.valid("json"));
    return c.json({ status: "verification_sent" }, 200);
  })
  .openapi(sendVerification, async (c) => {
    await askForCode(c, "confirm", c.req.valid("json"));
    return c.json({ status: "verification_sent" }, 200);
  })
  .openapi(verifyEmail, async (c) => {
    await confirm(c, c.req.valid("json"));
    return c.json({ status: "verified" }, 200);
  })
  .openapi(requestReset, async (c) => {
    await askForCode(c, "reset", c.req.valid("json"));
    return c.json({ status: "reset_sent" }, 200);
  })
  .openapi(resetPassword, async (c) => {
    await reset(c, c.req.valid("json"));
    return c.json({ status: "password_changed" }, 200);
  });

const acceptRoute = defineRoute({
  scope: null,
  method: "post",
  path: "/invitations/accept",
  operationId: "acceptInvitation",
  summary: "Accept an invitation with the code from the mail",
  description: "The page /invitation does the same.",
  tags: ["people"],
  security: [],
  request: body(Acceptance.openapi("Acceptance")),
  responses: { 201: json(z.object({ email: z.string() }), "The person can now sign in"), ...problems },
});

/** Open to callers that have the code of a mail. */
export const acceptance = createApi().openapi(acceptRoute, async (c) =>
  c.json(await accept(c, c.req.valid("json")), 201),
);
