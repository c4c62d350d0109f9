import { ConcurrentWriteError } from "@waymark/network/db";
import { NetworkError } from "@waymark/network/errors";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { afterEach, expect, test, vi } from "vitest";
import type { App } from "./http.ts";
import { onError } from "./problem.ts";

afterEach(() => vi.restoreAllMocks());

test.each([
  ["a refusal", new NetworkError("offer_not_open", "The offer is paused"), 409, "offer_not_open"],
  ["a race that was lost in every try", new ConcurrentWriteError("UNIQUE constraint failed"), 409, "conflict"],
  ["a body that the framework refuses", new HTTPException(413), 413, "too_large"],
  ["a bug", new Error("undefined is not a function"), 500, "internal"],
])("%s is answered with its status and code", async (_, error, status, code) => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
  const app = new Hono<App>().get("/", () => Promise.reject(error)).onError(onError);
  const response = await app.request("/");
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ status, code });
});
