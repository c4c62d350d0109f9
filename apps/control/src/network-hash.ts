import { networkOf } from "@waymark/contract/address";
import { hexOf } from "@waymark/contract/bytes";
import { hmacOf, prepareHmac } from "@waymark/contract/hmac";
import type { Context as HonoContext } from "hono";
import type { App } from "./http.ts";

/** Enough to tell networks apart. */
const NETWORK_BYTES = 8;

/** The caller's network, hashed with a secret: the same for each of its requests, and worth nothing elsewhere. */
export const networkHash = (c: HonoContext<App>) => (): string | null => {
  const network = networkOf(c.req.header("cf-connecting-ip") ?? "");
  if (network === "") return null;
  const encoder = new TextEncoder();
  const mac = hmacOf(prepareHmac(encoder.encode(c.env.AUTH_SECRET)), encoder.encode(`network\n${network}`));
  return hexOf(mac.subarray(0, NETWORK_BYTES));
};
