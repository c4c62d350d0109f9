import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { digits } from "./schema.ts";
import { faultsOf } from "./strict.ts";

const Input = z.strictObject({
  name: z.string().min(1).max(3),
  count: z.number().int().min(1).max(9).optional(),
  limit: digits(z.number().int().max(500)).optional(),
  share: z.number().gt(0).optional(),
  status: z.enum(["approved", "rejected"]).optional(),
  kind: z.literal("day").optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  part: z.strictObject({ on: z.boolean() }).optional(),
  url: z.url().optional(),
  email: z.email().optional(),
  names: z.partialRecord(z.enum(["click_id", "goal"]), z.string()).optional(),
  every: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("days"), days: z.number() }),
      z.strictObject({ kind: z.literal("week") }),
    ])
    .optional(),
});

test.each([
  [{}, "name", "is missing; send a string"],
  [{ name: 5 }, "name", "must be a string, not a number"],
  [{ name: null }, "name", "must be a string, not null"],
  [{ name: ["a", "b"] }, "name", "takes one value, not several; send a string"],
  [{ name: "" }, "name", "must have at least one character"],
  [{ name: "long" }, "name", "must have at most 3 characters"],
  [{ count: "3" }, "count", "must be a number, not a string"],
  [{ count: 1.5 }, "count", "must be a whole number"],
  [{ count: 0 }, "count", "must be at least 1"],
  [{ count: 10 }, "count", "must be at most 9"],
  [{ limit: "abc" }, "limit", "must be a whole number in decimal digits"],
  [{ limit: "0x10" }, "limit", "must be a whole number in decimal digits"],
  [{ limit: ["1", "2"] }, "limit", "takes one value, not several; send a number"],
  [{ share: 0 }, "share", "must be more than 0"],
  [{ status: "aproved" }, "status", 'must be one of "approved", "rejected"; did you mean "approved"?'],
  [{ status: "lovely" }, "status", 'must be one of "approved", "rejected"'],
  [{ status: ["approved", "rejected"] }, "status", 'takes one value, not several; send one of "approved", "rejected"'],
  [{ kind: "week" }, "kind", 'must be "day"'],
  [{ list: {} }, "list", "must be an array, not an object"],
  [{ list: [] }, "list", "must have at least one item"],
  [{ list: ["a", "b", "c"] }, "list", "must have at most 2 items"],
  [{ part: { on: "yes" } }, "part.on", "must be true or false, not a string"],
  [{ part: [] }, "part", "must be an object, not an array"],
  [{ url: "shop.example" }, "url", "must be a whole URL, like https://shop.example/"],
  [{ email: "anna" }, "email", "must be an e-mail address, like anna@shop.example"],
  [{ names: { clickid: "cid" } }, "names.clickid", "is not known here; did you mean click_id?"],
  [{ every: { kind: "weekly" } }, "every.kind", 'must be one of "days", "week"; did you mean "week"?'],
  [{ every: {} }, "every.kind", 'is missing; send one of "days", "week"'],
  [{ cuont: 1 }, "cuont", "is not known here; did you mean count?"],
  [
    { tz: 1 },
    "tz",
    "is not known here; known are name, count, limit, share, status, kind, list, part, url, email, names, every",
  ],
])("%j: %s %s", (input, path, message) => {
  const { error } = Input.safeParse("name" in input || path === "name" ? input : { name: "a", ...input });
  expect(faultsOf(error?.issues ?? [])).toEqual([{ path, message }]);
});
