import { snapshotKeys } from "@waymark/contract/snapshot";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { inJson, publishSelected, type Db } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { NO_SETTINGS, type PostbackSettings } from "./settings.ts";

/** The settings of these advertisers; those that never changed any are left out. */
export async function findPostbackSettings(
  { query }: Db,
  advertiserIds: readonly string[],
): Promise<Map<string, PostbackSettings>> {
  const rows = await query
    .selectFrom("postback_settings")
    .select(["advertiser_id", "settings"])
    .where("advertiser_id", "in", inJson([...new Set(advertiserIds)]))
    .where(sql<boolean>`NOT EXISTS (
      SELECT 1 FROM postback_settings newer
      WHERE newer.advertiser_id = postback_settings.advertiser_id AND newer.version > postback_settings.version)`)
    .execute();
  return new Map(rows.map(({ advertiser_id, settings }) => [advertiser_id, read(settings)]));
}

/** Advertisers may set up their own postbacks, the operator those of any advertiser. */
export async function requireAdvertiser({ actor, db }: Context, id: string) {
  if (actor.role === "advertiser" && actor.advertiserId !== id) throw notFound("advertiser");
  const row = await db.query.selectFrom("advertiser").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("advertiser");
}

export async function findCurrent({ query }: Db, advertiserId: string) {
  const row = await query
    .selectFrom("postback_settings")
    .select(["version", "settings"])
    .where("advertiser_id", "=", advertiserId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? { settings: NO_SETTINGS, version: 0 } : { ...row, settings: read(row.settings) };
}

const read = (json: string): PostbackSettings => ({ ...NO_SETTINGS, ...(JSON.parse(json) as PostbackSettings) }); // written by us

export const tokensOf = ({ query }: Db, advertiserId: string) =>
  query
    .selectFrom("postback_token")
    .selectAll()
    .where("advertiser_id", "=", advertiserId)
    .orderBy("created_at", "desc")
    .orderBy("sha256");

export const secretsOf = ({ query }: Db, advertiserId: string) =>
  query.selectFrom("postback_secret").selectAll().where("advertiser_id", "=", advertiserId).orderBy("id", "desc");

export const liveSecrets = async (db: Db, advertiserId: string) =>
  (await secretsOf(db, advertiserId).where("revoked_at", "is", null).execute()).map(({ id }) => id);

/** Every token in force contains its advertiser's settings. */
export const publishTokens = ({ now }: Context, advertiserId: string) =>
  publishSelected(
    {
      text: "SELECT ? || sha256 AS key FROM postback_token WHERE advertiser_id = ? AND revoked_at IS NULL",
      parameters: [snapshotKeys.token(""), advertiserId],
    },
    now(),
  );
