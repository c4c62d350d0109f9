import { addressHashOf } from "@waymark/contract/address-hash";
import { DAY_MS } from "@waymark/contract/duration";
import { isRecord, parseJson } from "@waymark/contract/json";
import type { SignInAddress } from "@waymark/network/check";
import type { Context as HonoContext } from "hono";
import type { App } from "./http.ts";

/** From where the caller signs in; undefined if the address is unknown, or without the secret of the edge. */
export function signInAddressOf(c: HonoContext<App>): SignInAddress | undefined {
  const secret = c.env.VISITOR_SECRET ?? "";
  const now = Date.now();
  const date = new Date(now).toISOString().slice(0, 10);
  const address = secret === "" ? "" : addressHashOf(secret, c.req.header("cf-connecting-ip") ?? "", date);
  return address === "" ? undefined : { day: Math.floor(now / DAY_MS), address };
}

/** Carries it to the hooks of the accounts library. Only we make the library's requests. */
export const ADDRESS_HEADER = "x-waymark-address";

/** What such a header holds. */
export function readSignInAddress(header: string | null): SignInAddress | undefined {
  const value = parseJson(header ?? "");
  return isRecord(value) ? (value as unknown as SignInAddress) : undefined; // written by us
}
