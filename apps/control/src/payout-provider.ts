import { noteWebhook, paypalPayouts, type PayoutProvider } from "@waymark/network/payout-provider";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";

const providers = new WeakMap<Env, PayoutProvider | undefined>();

/** The service that pays PayPal accounts; undefined unless all of its access is configured. */
export function providerOf(env: Env): PayoutProvider | undefined {
  if (!providers.has(env)) providers.set(env, connect(env));
  return providers.get(env);
}

function connect({ PAYPAL_ORIGIN, PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID }: Env) {
  if (!PAYPAL_ORIGIN || !PAYPAL_CLIENT_ID || !PAYPAL_CLIENT_SECRET || !PAYPAL_WEBHOOK_ID) return undefined;
  return paypalPayouts({
    ...{ origin: PAYPAL_ORIGIN, clientId: PAYPAL_CLIENT_ID, clientSecret: PAYPAL_CLIENT_SECRET },
    ...{ webhookId: PAYPAL_WEBHOOK_ID, fetch: (...request) => fetch(...request), now: () => Date.now() },
  });
}

/** A message of PayPal. It sends one again that is answered with an error, for three days. */
export async function paypalWebhook(env: Env, request: Request): Promise<Response | undefined> {
  const provider = providerOf(env);
  if (provider === undefined) return undefined;
  const ctx = contextOf(env, { role: "system", job: "paypal" });
  const answer = { genuine: 204, forged: 403, unknown: 503 } as const;
  const kind = await noteWebhook(ctx, provider, { headers: request.headers, body: await request.text() });
  return new Response(null, { status: answer[kind] });
}
