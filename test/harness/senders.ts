import { signatureOf } from "@waymark/contract/signature";
import { expect } from "vitest";
import { ok, type Api, type Conversion, type Loose, type Page, type PostbackView } from "./api.ts";
import { admit, type TestNetwork } from "./network.ts";
import { until } from "./until.ts";

/** An advertiser with its own offer, and its system that sends postbacks. */
export interface Sender {
  id: string;
  key: string;
  token: string;
  api: Api;
  offerId: string;
  /** The click_ID of a new visitor. */
  click(): Promise<string>;
  send(fields: Record<string, string>, init?: RequestInit, path?: string): Promise<Response>;
  /** The outcome of a postback that must be accepted. */
  applied(response: Promise<Response>): Promise<PostbackView>;
  conversions(clickId: string): Promise<Conversion[]>;
}

/** Goals: `sale` pays 10 % of the amount and is the default, `12` 5.00, both in USD. */
const GOALS = [
  { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_300, commission_bps: 1_000 },
  { code: "12", is_default: false, currency: "USD", revenue_fixed_minor: 650, commission_fixed_minor: 500 },
];

/** Its settings are published before the edge first reads its token. */
export async function newSender(network: TestNetwork, settings: Loose = {}, offer: Loose = {}): Promise<Sender> {
  const account = await admit(network, "advertiser");
  const api = network.api(account.key);
  const { id: offerId } = await network.newOffer({ advertiser_id: account.id, goals: GOALS, ...offer });
  const link = await network.newLink(offerId);
  if (Object.keys(settings).length > 0) await ok(api.patch(`/advertisers/${account.id}/postback`, settings));
  await network.publish();
  return {
    ...account,
    api,
    offerId,
    click: () => network.click(`/${link.slug}`),
    send: (fields, init, path = "/postback") =>
      fetch(`${network.localNetwork.origins.edge}${path}?${new URLSearchParams(fields).toString()}`, init),
    async applied(response) {
      const { status, id } = await receiptOf(response);
      expect(status).toBe(200);
      return until(`the postback ${id} is applied`, async () => {
        const answer = await network.operator.get<PostbackView>(`/postbacks/${id}`);
        return answer.status === 200 && answer.body;
      });
    },
    conversions: (clickId) =>
      until("the conversions know their click", async () => {
        const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
        return data.every((conversion) => conversion.click_facts === "known") && data;
      }),
  };
}

export async function receiptOf(response: Promise<Response>): Promise<{ status: number; id: string; code: string }> {
  const answered = await response;
  const { id = "", code = "" } = (await answered.json()) as { id?: string; code?: string }; // one of them
  return { status: answered.status, id, code };
}

/** A request with the signature header. */
export function signed(
  secret: string,
  url: string,
  { method = "GET", body = "", headers = {} }: SignedInit = {},
  signedAt = Date.now(),
) {
  const target = url.slice(new URL(url).origin.length);
  const signature = signatureOf(secret, Math.floor(signedAt / 1_000), { method, target, body });
  return fetch(url, {
    method,
    headers: { ...headers, "x-waymark-signature": signature },
    ...(body !== "" && { body }),
  });
}

interface SignedInit {
  method?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}
