import { NetworkError, type ErrorCode } from "@waymark/network/errors";
import type { Context as HonoContext } from "hono";
import { authOf, NETWORK_HEADER } from "./accounts.ts";
import { forgetAccess } from "./auth.ts";
import type { App } from "./http.ts";
import { networkHash } from "./network-hash.ts";
import { ADDRESS_HEADER, signInAddressOf } from "./sign-in-address.ts";

/**
 * Calls the accounts library with a request of our making: only the fields of our schema and the headers that it needs.
 * Its cookies go on to the caller; its refusals become problem documents.
 */
export async function callLibrary(c: HonoContext<App>, path: string, input: unknown): Promise<Record<string, unknown>> {
  const headers = new Headers({ origin: c.env.CONTROL_ORIGIN, "content-type": "application/json" });
  for (const name of ["cookie", "user-agent"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(NETWORK_HEADER, networkHash(c)() ?? "");
  headers.set(ADDRESS_HEADER, JSON.stringify(signInAddressOf(c) ?? null));
  const url = `${c.env.CONTROL_ORIGIN}/api/v1/auth${path}`;
  const request = new Request(url, { headers, method: "POST", body: JSON.stringify(input) });
  const response = await authOf(c.env).handler(request);
  const answer = ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>; // an object or null
  forgetAccess();
  if (!response.ok) throw refusalOf(response.status, answer["code"] as string | undefined);
  for (const cookie of response.headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  return answer;
}

const REFUSALS: Readonly<Record<string, [ErrorCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ["credentials_refused", "The address or the password is wrong"],
  INVALID_PASSWORD: ["credentials_refused", "The password is wrong"],
  INVALID_CODE: ["code_refused", "The code is wrong"],
  INVALID_BACKUP_CODE: ["code_refused", "The code is wrong"],
  TOTP_ALREADY_ENABLED: ["transition_refused", "The second factor is on; take it off first, which needs a code"],
};

function refusalOf(status: number, code = ""): NetworkError {
  const known = REFUSALS[code];
  if (known !== undefined) return new NetworkError(...known);
  if (status === 401) return new NetworkError("unauthenticated", "Sign in first");
  if (status === 429) return new NetworkError("too_many_requests", "Too many attempts; try again later");
  if (status >= 500) throw new Error(`the accounts library answered ${status} ${code}`);
  return new NetworkError("bad_request", "The request is not possible");
}
