import { ERRORS, type ErrorCode } from "@waymark/network/errors";
import type { Problem } from "@waymark/client";
import { expect } from "vitest";

export type {
  Balance,
  ClickLife as Life,
  Conversion,
  Link,
  Money,
  Offer,
  Payout,
  PayoutRun,
  Postback as PostbackView,
  Problem,
  StatsRow,
} from "@waymark/client";

/** The control plane's API with one key, by path. Unlike the typed client, it allows invalid requests. */
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

/** An answer of any form, to be compared. */
export type Loose = Record<string, unknown>;

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
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

/** The body of an answer, which must have this status. */
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

/** A problem document without the parts that differ for each request. */
export const withoutRequestId = (text: string): string => text.replace(/"request_id":"[^"]*"/, "");
