import { addressHashOf } from "@waymark/contract/address-hash";
import { DAY_MS } from "@waymark/contract/duration";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { App } from "./http.ts";
import { readSignInAddress, signInAddressOf } from "./sign-in-address.ts";

/** A millisecond before the end of a UTC day. */
const NOW = Date.UTC(2026, 10, 3) - 1;
const IP = "203.0.113.7";

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** What a caller's sign-in is recorded with, after its way through the header. */
async function noted(env: object, headers: Record<string, string> = { "cf-connecting-ip": IP }) {
  const app = new Hono<App>().get("/", (c) => c.text(JSON.stringify(signInAddressOf(c) ?? null)));
  return readSignInAddress(await (await app.request("/", { headers }, env)).text());
}

test("has the day and the hash of a click of this moment", async () => {
  const address = addressHashOf("secret", IP, "2026-11-02");
  expect(await noted({ VISITOR_SECRET: "secret" })).toEqual({ day: Math.floor(NOW / DAY_MS), address });
});

test.each([
  ["without the edge's secret", {}, undefined],
  ["with an empty secret", { VISITOR_SECRET: "" }, undefined],
  ["without an address", { VISITOR_SECRET: "secret" }, {}],
])("is none %s", async (_, env, headers) => expect(await noted(env, headers)).toBeUndefined());

test.each([null, "", "null", "text"])("is none in the header %j", (header) =>
  expect(readSignInAddress(header)).toBeUndefined(),
);
