import type { Actor, Context } from "../context.ts";
import { insertRows, publish, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import { snapshotKeys } from "@waymark/click/link";
import { notFound } from "../errors.ts";

/** SHA-256 in hex: keys and tokens are random, so a fast hash keeps them safe. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The actor whom an API key names, or undefined where it is unknown or revoked. */
export async function findActor({ query }: Db, apiKey: string): Promise<Actor | undefined> {
  const row = await query
    .selectFrom("api_key")
    .selectAll()
    .where("sha256", "=", await sha256Hex(apiKey))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return row && actorOf(row);
}

function actorOf({ id: keyId, role, advertiser_id, webmaster_id }: Tables["api_key"]): Actor | undefined {
  switch (role) {
    case "operator":
      return { role, keyId };
    case "advertiser":
      return advertiser_id === null ? undefined : { role, keyId, advertiserId: advertiser_id };
    case "webmaster":
      return webmaster_id === null ? undefined : { role, keyId, webmasterId: webmaster_id };
  }
}

export const createAdvertiser = (row: Tables["advertiser"]): Statement[] =>
  insertRows("advertiser", ["id", "name", "status", "created_at"], [row]);

export const createWebmaster = (row: Tables["webmaster"]): Statement[] => [
  ...insertRows("webmaster", ["id", "name", "status", "hold_days", "payout_minimum_minor", "created_at"], [row]),
  publish([snapshotKeys.webmaster(row.id)], row.created_at),
];

export const createApiKey = (row: Tables["api_key"]): Statement[] =>
  insertRows(
    "api_key",
    ["sha256", "id", "name", "role", "advertiser_id", "webmaster_id", "created_at", "revoked_at"],
    [row],
  );

export const createPostbackToken = (row: Tables["postback_token"]): Statement[] => [
  ...insertRows("postback_token", ["sha256", "advertiser_id", "created_at", "revoked_at"], [row]),
  publish([snapshotKeys.token(row.sha256)], row.created_at),
];

/** Stops every link of a webmaster with one publishing. Throws `not_found`. */
export async function setWebmasterStatus(ctx: Context, id: string, status: Tables["webmaster"]["status"]) {
  const row = await ctx.db.query.selectFrom("webmaster").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("webmaster");
  await ctx.db.write([
    rawStatement("UPDATE webmaster SET status = ? WHERE id = ?", [status, id]),
    publish([snapshotKeys.webmaster(id)], ctx.now()),
  ]);
}
