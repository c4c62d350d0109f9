import type { Context } from "../context.ts";
import { findNames, inJson } from "../db/index.ts";
import { fieldOf, type Attribute } from "./dimensions.ts";

/** Groups whose values are ids of what has a name. A landing has only its address, which is not for everyone. */
const NAMED = ["offer", "webmaster", "advertiser", "link", "goal"] as const;

/**
 * The names of the records in a page of rows, by id: of a link its slug, of a goal its code. Only of ids that are in rows:
 * who may see a row may see whose it is.
 */
export async function namesIn(
  ctx: Context,
  rows: readonly { dimensions: Record<string, string | number | null> }[],
  filters: ReadonlyMap<Attribute, string>,
): Promise<Record<string, string>> {
  if (rows.length === 0) return {};
  const found = await Promise.all(
    NAMED.map((name) => {
      const ids = [filters.get(name), ...rows.map(({ dimensions }) => dimensions[fieldOf(name)])];
      return findOf(ctx, name, [...new Set(ids.filter((id): id is string => typeof id === "string" && id !== ""))]);
    }),
  );
  return Object.fromEntries(found.flatMap((names) => [...names]));
}

async function findOf(
  { db }: Context,
  name: (typeof NAMED)[number],
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  switch (name) {
    case "link": {
      const rows = await db.query.selectFrom("link").select(["id", "slug"]).where("id", "in", inJson(ids)).execute();
      return new Map(rows.map(({ id, slug }) => [id, slug]));
    }
    case "goal": {
      const rows = await db.query.selectFrom("goal").select(["id", "code"]).where("id", "in", inJson(ids)).execute();
      return new Map(rows.map(({ id, code }) => [id, code]));
    }
    case "offer":
    case "webmaster":
    case "advertiser":
      return findNames(db, name, ids);
  }
}
