import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { readDecimal, writeDecimal } from "../money.ts";
import type {
  BatchAnswer,
  PayoutProvider,
  ProviderPayment,
  ReportedPayment,
  ReportedStatus,
  SubmitAnswer,
  WebhookAnswer,
} from "./provider.ts";

/** How PayPal is reached. The webhook's id is that of the subscription, by which its messages are verified. */
export interface PaypalAccess {
  /** `https://api-m.paypal.com`, or the sandbox. */
  origin: string;
  clientId: string;
  clientSecret: string;
  webhookId: string;
  fetch: typeof fetch;
  now: () => number;
}

/**
 * What the states of an item mean (developer.paypal.com/api/payments.payouts-batch/v1/definitions/transaction_enum, read
 * 2026-11). `UNCLAIMED`: the receiver has 30 days to open an account, then it is `RETURNED`. `BLOCKED` says nothing of
 * where the money is, so a person must look.
 */
const STATES: Readonly<Record<string, ReportedStatus>> = {
  ...{ SUCCESS: "paid", PENDING: "submitted", UNCLAIMED: "unclaimed", ONHOLD: "on_hold", BLOCKED: "blocked" },
  ...{ FAILED: "returned", RETURNED: "returned", REFUNDED: "returned", REVERSED: "returned" },
};

/** A batch that was not processed: none of its items is paid. */
const DENIED = ["DENIED", "CANCELED"];

/** Currencies that PayPal takes without decimals (developer.paypal.com/reference/currency-codes, read 2026-11). */
const WHOLE = new Set(["HUF", "JPY", "TWD"]);

const WAIT_MS = 20_000;
const PAYMENTS_MAX = 100;
/** Of an answer or a message that is written into a reason. */
const REASON_CHARS_MAX = 300;

/** PayPal Payouts, version 1. Off unless its access is configured. */
export function paypalPayouts(access: PaypalAccess): PayoutProvider {
  const ask = askerOf(access);
  return {
    name: "paypal",
    paymentsMax: PAYMENTS_MAX,
    // PayPal keeps ids for 30 days. A day less leaves room for clocks.
    refusesDuplicatesForMs: 29 * DAY_MS,
    faultOf: ({ amountMinor, currency }) =>
      amountText({ amountMinor, currency }) === undefined ? `PayPal pays whole amounts only in ${currency}` : undefined,
    submit: (batch) => submit(ask, batch),
    readBatch: (id) => readBatch(ask, id),
    readWebhook: (headers, body) => readWebhook(ask, access.webhookId, { headers, body }),
  };
}

/** "49.90"; undefined if the currency has no decimals at PayPal and the amount has. */
function amountText(money: { amountMinor: number; currency: string }): string | undefined {
  const text = writeDecimal(money);
  if (!WHOLE.has(money.currency)) return text;
  const [whole, fraction = ""] = text.split(".");
  return fraction.replaceAll("0", "") === "" ? whole : undefined;
}

interface Answer {
  status: number;
  text: string;
}

type Ask = (method: "GET" | "POST", path: string, body?: string) => Promise<Answer>;

/** Sends requests with a token, which is kept until it expires. Throws if there is no answer. */
function askerOf({ origin, clientId, clientSecret, fetch: send, now }: PaypalAccess): Ask {
  let token: { text: string; until: number } | undefined;
  const request = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await send(origin + path, { ...init, redirect: "manual", signal: AbortSignal.timeout(WAIT_MS) });
    return { status: response.status, text: await response.text() };
  };
  const tokenNow = async (): Promise<string> => {
    if (token !== undefined && now() < token.until) return token.text;
    const { status, text } = await request("/v1/oauth2/token", {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=client_credentials",
    });
    const { access_token, expires_in } = objectOf(text);
    if (status !== 200 || typeof access_token !== "string" || typeof expires_in !== "number")
      throw new Error(`PayPal gives no token: ${status}`);
    token = { text: access_token, until: now() + expires_in * 1_000 - MINUTE_MS };
    return access_token;
  };
  return async (method, path, body) => {
    const answer = await request(path, {
      ...{ method, headers: { authorization: `Bearer ${await tokenNow()}`, "content-type": "application/json" } },
      ...(body !== undefined && { body }),
    });
    if (answer.status === 401) token = undefined;
    return answer;
  };
}

/** 4xx that say nothing of the request itself. */
const TRY_AGAIN = new Set([401, 403, 404, 408, 425, 429]);

async function submit(
  ask: Ask,
  { id, subject, payments }: { id: string; subject: string; payments: readonly ProviderPayment[] },
): Promise<SubmitAnswer> {
  const body = JSON.stringify({
    sender_batch_header: { sender_batch_id: id, recipient_type: "EMAIL", email_subject: subject },
    items: payments.map(({ payoutId, receiver, amountMinor, currency }) => ({
      ...{ recipient_type: "EMAIL", receiver, sender_item_id: payoutId },
      amount: { value: amountText({ amountMinor, currency }), currency },
    })),
  });
  try {
    const { status, text } = await ask("POST", "/v1/payments/payouts", body);
    if (status >= 200 && status < 300) return acceptedBy(objectOf(text));
    if (status < 400 || status >= 500 || TRY_AGAIN.has(status)) return unknown(`PayPal answered ${status}`);
    return isDuplicate(text) ? originalOf(text) : { kind: "refused", reason: reasonIn(text, status) };
  } catch (error) {
    return unknown(String(error));
  }
}

function acceptedBy(answer: Fields): SubmitAnswer {
  const id = fieldsOf(answer["batch_header"])["payout_batch_id"];
  return typeof id === "string" && id !== ""
    ? { kind: "accepted", providerBatchId: id }
    : unknown("PayPal accepted it without an id");
}

/** The refusal of an id that was used before names the first request by a link. */
const isDuplicate = (text: string) => /sender_batch_id/i.test(text) && /already exists|duplicate/i.test(text);

function originalOf(text: string): SubmitAnswer {
  const [, id] = /\/v1\/payments\/payouts\/([A-Z0-9]+)"/.exec(text) ?? [];
  return id === undefined
    ? unknown("PayPal has had the request before, and does not name it")
    : { kind: "accepted", providerBatchId: id };
}

async function readBatch(ask: Ask, providerBatchId: string): Promise<BatchAnswer> {
  try {
    const path = `/v1/payments/payouts/${encodeURIComponent(providerBatchId)}?page=1&page_size=1000&fields=batch_header,items`;
    const { status, text } = await ask("GET", path);
    if (status !== 200) return unknown(`PayPal answered ${status}`);
    const answer = objectOf(text);
    const header = fieldsOf(answer["batch_header"]);
    const batchId = fieldsOf(header["sender_batch_header"])["sender_batch_id"];
    if (typeof batchId !== "string") return unknown("PayPal's answer has no id");
    const { items } = answer;
    return {
      ...{ kind: "known", batchId, isDenied: DENIED.includes(String(header["batch_status"])) },
      payments: Array.isArray(items) ? items.flatMap((item) => paymentOf(fieldsOf(item))) : [],
    };
  } catch (error) {
    return unknown(String(error));
  }
}

function paymentOf(item: Fields): ReportedPayment[] {
  const sent = fieldsOf(item["payout_item"]);
  const { value, currency } = fieldsOf(sent["amount"]);
  const [payoutId, word] = [sent["sender_item_id"], item["transaction_status"]];
  if (typeof payoutId !== "string" || typeof word !== "string" || typeof currency !== "string") return [];
  const { message } = fieldsOf(item["errors"]);
  return [
    {
      ...{ payoutId, word: word.slice(0, 36), currency },
      status: Object.hasOwn(STATES, word) ? STATES[word] : undefined,
      amountMinor: typeof value === "string" ? minorOf(value, currency) : undefined,
      providerItemId: typeof item["payout_item_id"] === "string" ? item["payout_item_id"] : null,
      reason: typeof message === "string" ? message.slice(0, REASON_CHARS_MAX) : null,
    },
  ];
}

function minorOf(value: string, currency: string): number | undefined {
  try {
    return readDecimal(value, currency);
  } catch {
    return undefined; // not a currency
  }
}

/** Headers of a message by which PayPal verifies it, and what its API calls them. */
const SIGNED = {
  "paypal-auth-algo": "auth_algo",
  "paypal-cert-url": "cert_url",
  "paypal-transmission-id": "transmission_id",
  "paypal-transmission-sig": "transmission_sig",
  "paypal-transmission-time": "transmission_time",
} as const;

/** PayPal itself says whether a message is its own (POST /v1/notifications/verify-webhook-signature). */
async function readWebhook(
  ask: Ask,
  webhookId: string,
  { headers, body }: { headers: Headers; body: string },
): Promise<WebhookAnswer> {
  const event = objectOf(body);
  const signed = Object.entries(SIGNED).map(([header, name]) => [name, headers.get(header)] as const);
  if (Object.keys(event).length === 0 || signed.some(([, value]) => value === null)) return { kind: "forged" };
  // The message goes back as it came: written anew, its signature would not fit.
  const fields = JSON.stringify({ ...Object.fromEntries(signed), webhook_id: webhookId });
  const question = `${fields.slice(0, -1)},"webhook_event":${body}}`;
  try {
    const { status, text } = await ask("POST", "/v1/notifications/verify-webhook-signature", question);
    if (status !== 200) return unknown(`PayPal answered ${status}`);
    if (objectOf(text)["verification_status"] !== "SUCCESS") return { kind: "forged" };
  } catch (error) {
    return unknown(String(error));
  }
  const resource = fieldsOf(event["resource"]);
  const id = resource["payout_batch_id"] ?? fieldsOf(resource["batch_header"])["payout_batch_id"];
  return { kind: "genuine", providerBatchId: typeof id === "string" ? id : null };
}

const unknown = (reason: string) => ({ kind: "unknown" as const, reason: reason.slice(0, REASON_CHARS_MAX) });

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // an object of another party

function objectOf(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function reasonIn(text: string, status: number): string {
  const { name, message } = objectOf(text);
  return `PayPal refused it: ${[name, message].filter((part) => typeof part === "string").join(", ") || status}`.slice(
    0,
    REASON_CHARS_MAX,
  );
}
