import { DAY_MS } from "@waymark/contract/duration";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the fake answers the next request to pay. */
export type Misbehaviour =
  /** It pays, and the answer is lost: what a time-out looks like. */
  "accept_and_hang_up" | "accept_and_answer_503" | "answer_503" | "answer_429" | "hang_up" | "refuse";

interface Item {
  payout_item_id: string;
  transaction_status: string;
  payout_item: { sender_item_id: string; receiver: string; amount: { value: string; currency: string } };
}

interface Batch {
  id: string;
  senderBatchId: string;
  acceptedAt: number;
  status: string;
  items: Item[];
}

export interface FakePaypal {
  origin: string;
  clientId: string;
  clientSecret: string;
  webhookId: string;
  /** Answers of the next requests to pay; then it behaves. */
  misbehave(...next: Misbehaviour[]): void;
  /** Whether the refusal of a second request names the first one. */
  namesDuplicates: boolean;
  /** Of each payout, how often it was accepted. */
  accepted: Map<string, number>;
  /** What it reports of a payout from now on. */
  report(payoutId: string, status: string, value?: string): void;
  /** What becomes of a payout that is accepted from now on. */
  statusOf: (item: Item["payout_item"]) => string;
  denyNext(): void;
  batches: Batch[];
  stop(): Promise<void>;
}

/**
 * A fake of PayPal Payouts, and no more than that: what its documentation says, and the ways in which a server on the other
 * side of a network fails. It refuses an id that it has had for 30 days, and pays it again afterwards.
 */
export async function startFakePaypal(now: () => number): Promise<FakePaypal> {
  const queue: Misbehaviour[] = [];
  let isDenied = false;
  const fake: FakePaypal = {
    ...{ origin: "", clientId: "fake-client", clientSecret: "fake-secret", webhookId: "FAKEHOOK1" },
    misbehave: (...next) => void queue.push(...next),
    ...{ namesDuplicates: true, accepted: new Map(), batches: [], statusOf: () => "SUCCESS" },
    report(payoutId, status, value) {
      for (const item of fake.batches.flatMap(({ items }) => items)) {
        if (item.payout_item.sender_item_id !== payoutId) continue;
        item.transaction_status = status;
        if (value !== undefined) item.payout_item.amount.value = value;
      }
    },
    denyNext: () => void (isDenied = true),
    stop: () => new Promise((stopped) => server.close(() => stopped()).closeAllConnections()),
  };
  const accept = (senderBatchId: string, items: Item["payout_item"][]): Batch => {
    const id = `FAKEBATCH${fake.batches.length + 1}`;
    const made = items.map((payout_item, i) => ({
      ...{ payout_item_id: `FAKEITEM${fake.batches.length + 1}X${i}`, payout_item },
      transaction_status: fake.statusOf(payout_item),
    }));
    if (!isDenied)
      for (const { sender_item_id } of items)
        fake.accepted.set(sender_item_id, (fake.accepted.get(sender_item_id) ?? 0) + 1);
    const batch = { id, senderBatchId, acceptedAt: now(), status: isDenied ? "DENIED" : "SUCCESS", items: made };
    isDenied = false;
    fake.batches.push(batch);
    return batch;
  };

  function pay(body: { sender_batch_header: { sender_batch_id: string }; items: Item["payout_item"][] }) {
    const { sender_batch_id: senderBatchId } = body.sender_batch_header;
    const way = queue.shift();
    if (way === "hang_up") return null;
    if (way === "answer_503" || way === "answer_429") return { status: way === "answer_503" ? 503 : 429, body: {} };
    if (way === "refuse")
      return { status: 422, body: { name: "INSUFFICIENT_FUNDS", message: "The sender has no money" } };
    const known = fake.batches.find(
      (one) => one.senderBatchId === senderBatchId && now() < one.acceptedAt + 30 * DAY_MS,
    );
    if (known !== undefined) return { status: 400, body: duplicate(known) };
    const batch = accept(senderBatchId, body.items);
    if (way === "accept_and_hang_up") return null;
    if (way === "accept_and_answer_503") return { status: 503, body: {} };
    return { status: 201, body: { batch_header: { payout_batch_id: batch.id, batch_status: "PENDING" } } };
  }

  const duplicate = ({ id, senderBatchId }: Batch) => ({
    name: "USER_BUSINESS_ERROR",
    message: `Batch with given sender_batch_id already exists: ${senderBatchId}`,
    ...(fake.namesDuplicates && { links: [{ href: `${fake.origin}/v1/payments/payouts/${id}`, rel: "self" }] }),
  });

  function answer(request: IncomingMessage, text: string): { status: number; body: unknown } | null {
    const { pathname } = new URL(request.url ?? "", fake.origin);
    if (pathname === "/v1/oauth2/token") {
      const isKnown = request.headers.authorization === `Basic ${btoa(`${fake.clientId}:${fake.clientSecret}`)}`;
      return isKnown
        ? { status: 200, body: { access_token: "fake-token", expires_in: 300 } }
        : { status: 401, body: {} };
    }
    if (request.headers.authorization !== "Bearer fake-token") return { status: 401, body: {} };
    if (pathname === "/v1/payments/payouts") return pay(JSON.parse(text) as Parameters<typeof pay>[0]); // of the client
    if (pathname === "/v1/notifications/verify-webhook-signature") {
      const { webhook_id, transmission_sig } = JSON.parse(text) as Record<string, unknown>; // the same
      const isOurs = webhook_id === fake.webhookId && transmission_sig === "fake-signature";
      return { status: 200, body: { verification_status: isOurs ? "SUCCESS" : "FAILURE" } };
    }
    const batch = fake.batches.find(({ id }) => pathname === `/v1/payments/payouts/${id}`);
    if (batch === undefined) return { status: 404, body: { name: "RESOURCE_NOT_FOUND" } };
    const { id, senderBatchId, status, items } = batch;
    const batch_header = {
      ...{ payout_batch_id: id, batch_status: status, sender_batch_header: { sender_batch_id: senderBatchId } },
    };
    return { status: 200, body: { batch_header, items: status === "DENIED" ? [] : items } };
  }

  const respond = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const answered = answer(request, text);
    if (answered === null) return void request.socket.destroy();
    response.writeHead(answered.status, { "content-type": "application/json" }).end(JSON.stringify(answered.body));
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => respond(request, response, text));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  fake.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  return fake;
}
