import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { filtersOf, hiddenFault } from "./hidden-filters.ts";
import { json, onlyFor, pageOf, PageQuery } from "./schema.ts";

const Item = z.object({
  id: z.string(),
  status: z.string(),
  revenue: onlyFor(["advertiser", "operator"], z.number()),
  actor_id: onlyFor(["operator", "own side"], z.string()),
});

const filters = filtersOf(
  PageQuery.extend({
    ...{ status: z.string(), revenue: z.string(), actor_id: z.string(), sort: z.string() },
    secret: onlyFor(["operator"], z.string()),
  }),
  { 200: json(pageOf(Item), "Items") },
);

test.each([
  ["webmaster", { status: ["x"], limit: ["5"] }, undefined],
  ["webmaster", { revenue: ["5"] }, "revenue"],
  ["advertiser", { revenue: ["5"] }, undefined],
  ["advertiser", { secret: ["5"] }, "secret"],
  ["operator", { revenue: ["5"], secret: ["x"] }, undefined],
  // Its own side sees it, but the rows of the other sides would answer, too.
  ["webmaster", { actor_id: ["per_1"] }, "actor_id"],
  ["webmaster", { sort: ["-revenue"] }, "sort"],
  ["advertiser", { sort: ["-revenue"] }, undefined],
  // The schema refuses what no list knows.
  ["webmaster", { unknown: ["x"] }, undefined],
] as const)("the %s's query %j is refused for: %s", (role, query, path) => {
  const copy = Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [...values]]));
  expect(hiddenFault(filters, role, copy)?.path).toBe(path);
});

test("a hidden filter is refused as an unknown one is, and is not named as known", () => {
  const { message } = hiddenFault(filters, "webmaster", { revenue: ["5"] }) ?? {};
  expect(message).toBe("is not known here; known are limit, cursor, status, sort");
});
