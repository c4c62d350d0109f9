import { ERRORS, type ErrorCode } from "@waymark/network/errors";
import { expect } from "vitest";

/** The control plane's API, as one key's owner sees it. */
export interface Api {
  get<T = Loose>(path: string): Promise<Answer<T>>;
  post<T = Loose>(path: string, body?: unknown): Promise<Answer<T>>;
  patch<T = Loose>(path: string, body: unknown): Promise<Answer<T>>;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** An answer that a test only compares. */
export type Loose = Record<string, unknown>;

export interface Money {
  amount_minor: number;
  currency: string;
}

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

export interface Conversion {
  id: string;
  status: string;
  validation: string;
  check: string;
  payment: string;
  offer_id: string;
  link_id: string;
  webmaster_id: string;
  advertiser_id: string;
  click_id: string;
  order_id: string | null;
  amount: Money | null;
  revenue: Money | null;
  commission: Money;
  click_facts: "known" | "awaited" | "missing";
  version: number;
}

export interface Offer {
  id: string;
  status: string;
  version: number;
  goals: Loose[];
  landings: { id: string; url: string; weight: number }[];
}

export interface Link {
  id: string;
  slug: string;
  url: string;
  status: string;
}

export interface PayoutRun {
  id: string;
  status: string;
}

export interface Payout {
  id: string;
  run_id: string;
  webmaster_id: string;
  amount: Money;
  status: string;
}

export interface Balance {
  currency: string;
  pending: Money;
  on_hold: Money;
  available: Money;
  on_payment: Money;
  paid: Money;
}

export interface StatsRow {
  day: string | null;
  offer_id: string | null;
  link_id: string | null;
  clicks: number;
  uniques: number;
  anonymous: number;
  conversions: number;
  approved: number;
  commission: Money[];
  revenue: Money[] | null;
}

export interface PostbackView {
  receipt: string;
  state: string;
  reason: string | null;
  click_id: string;
  conversion_id: string | null;
}

export interface Life {
  click_id: string;
  link_id: string;
  offer_id: string;
  webmaster_id: string;
  click: { decision: string; verdict: string; country: string; subs: Record<string, string> } | null;
  postbacks: { receipt: string; outcome: string }[];
  conversions: {
    conversion: Conversion;
    changes: { version: number; event: string }[];
    transfers: { id: string; debit: string; credit: string; amount: Money }[];
    payouts: { payout_id: string; kind: string; amount: Money; status: string }[];
  }[];
}

export interface Problem {
  type: string;
  status: number;
  code: string;
  title: string;
  request_id: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

/** A client for `key`; without one it sends no key at all. */
export function openApi(origin: string, key?: string): Api {
  async function send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T }; // the caller's word
  }
  return {
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, body),
    patch: (path, body) => send("PATCH", path, body),
  };
}

/** The body of an answer that has to have this status. */
export async function ok<T>(answer: Promise<Answer<T>>, status = 200): Promise<T> {
  const { status: got, body } = await answer;
  expect(got, JSON.stringify(body)).toBe(status);
  return body;
}

/** The answer must be a problem document (RFC 9457) with this status and code. */
export async function refused(answer: Promise<Answer<unknown>>, status: number, code: ErrorCode): Promise<Problem> {
  const { status: got, headers, body } = await answer;
  expect({ status: got, type: headers.get("content-type"), body }).toMatchObject({
    status,
    type: "application/problem+json",
    body: { type: "about:blank", status, code, title: ERRORS[code].title, detail: expect.any(String) as string },
  });
  return body as Problem; // just compared
}

/** A problem document without what differs from request to request. */
export const withoutRequestId = (text: string): string => text.replace(/"request_id":"[^"]*"/, "");
