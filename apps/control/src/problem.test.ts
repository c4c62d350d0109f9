import { ConcurrentWriteError } from "@waymark/network/db";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { App } from "./http.ts";
import { onError } from "./problem.ts";

test("a concurrent write that still fails is a conflict with Retry-After", async () => {
  const app = new Hono<App>();
  app.onError(onError);
  app.get("/", () => {
    throw new ConcurrentWriteError("UNIQUE constraint failed: correction.proposed_number");
  });
  const response = await app.request("/");
  expect([response.status, response.headers.get("retry-after")]).toEqual([409, "1"]);
  expect(await response.json()).toMatchObject({ code: "conflict", status: 409 });
});
