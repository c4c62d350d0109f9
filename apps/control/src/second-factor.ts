import { symmetricDecrypt } from "better-auth/crypto";
import { NetworkError } from "@waymark/network/errors";
import { findSecondFactor, useCodeStep } from "@waymark/network/identity";
import type { Context as HonoContext } from "hono";
import { getSignedCookie } from "hono/cookie";
import { authOf, secondFactorCookie } from "./accounts.ts";
import { callLibrary } from "./accounts-library.ts";
import { bySession } from "./auth.ts";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";
import type { App } from "./http.ts";

const STEP_MS = 30_000;
const DIGITS = 1_000_000;
/** Steps around the present one whose codes are accepted, for clocks that differ. */
const WINDOW = 1;

/** The person whose code is verified: by the session, or by the sign-in that waits for it. Undefined if there is none. */
export async function personOfCode(
  c: HonoContext<App>,
): Promise<{ id: string; email: string; hasSecondFactor: boolean } | undefined> {
  const person = (await bySession(c))?.person;
  if (person !== undefined && person !== null) return person;
  const waiting = await getSignedCookie(c, c.env.AUTH_SECRET, secondFactorCookie(c.env));
  if (typeof waiting !== "string") return undefined;
  const { internalAdapter } = await authOf(c.env).$context;
  const row = await internalAdapter.findVerificationValue(waiting);
  const user = row && (await internalAdapter.findUserById(row.value));
  return user ? { id: user.id, email: user.email, hasSecondFactor: true } : undefined;
}

/**
 * Verifies a TOTP code by the library, once: a code that was used is refused, and so are older ones. The library counts
 * the wrong ones too. Throws `code_refused`.
 */
export async function verifyTotp(c: HonoContext<App>, personId: string, code: string): Promise<void> {
  // One step more than the library accepts: the time goes on between the two.
  await markUsed(c.env, personId, { code, window: WINDOW + 1 });
  await callLibrary(c, "/two-factor/verify-totp", { code });
}

/** Verifies a TOTP code or a backup code of a person in a session; either works once. Throws `code_refused`. */
export async function useAnyCode(c: HonoContext<App>, personId: string, code: string): Promise<void> {
  if (!/^\d{6}$/.test(code)) await callLibrary(c, "/two-factor/verify-backup-code", { code });
  else if (!(await markUsed(c.env, personId, { code, window: WINDOW }))) throw codeRefused();
}

const codeRefused = () => new NetworkError("code_refused", "The code is wrong");

/** Marks a right code as used; false if it is not right. Throws `code_refused` if it, or a later one, was used before. */
async function markUsed(env: Env, personId: string, { code, window }: { code: string; window: number }) {
  const { db, now } = contextOf(env, { role: "system", job: "second-factor" });
  const row = await findSecondFactor(db, personId);
  if (row === undefined) return false;
  const { secretConfig } = await authOf(env).$context;
  const secret = await symmetricDecrypt({ key: secretConfig, data: row.secret });
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const present = Math.floor(now() / STEP_MS);
  for (let step = present - window; step <= present + window; step++) {
    if ((await codeOf(key, step)) !== code) continue;
    if (await useCodeStep(db, { personId, step })) return true;
    throw new NetworkError("code_refused", "This code was used; wait for the next one");
  }
  return false;
}

/** The code of a step (RFC 6238). */
async function codeOf(key: CryptoKey, step: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 15;
  return String((mac.getUint32(offset) & 0x7fff_ffff) % DIGITS).padStart(6, "0");
}
