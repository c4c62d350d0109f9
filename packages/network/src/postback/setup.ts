import { namesOf, PRESETS, type PresetName } from "@waymark/contract/postback-preset";
import { mintPostbackToken, TOKEN_RANDOM_BYTES } from "@waymark/contract/postback-token";
import { snapshotKeys, SNAPSHOT_VERSION, type TokenSnapshot } from "@waymark/contract/snapshot";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import {
  inJson,
  insertRows,
  publish,
  rawStatement,
  retryOnConcurrentWrite,
  type Db,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { sha256Hex } from "../identity/index.ts";
import { createOnce, newId } from "../ids.ts";
import { readStatusWords } from "../report/index.ts";
import { faultsOf, NO_SETTINGS, rangeOf, type PostbackSettings } from "./settings.ts";

/** A token as the advertiser and the operator see it. Times are Unix ms. */
export interface PostbackToken {
  id: string;
  name: string;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
}

/** A signing secret, without the secret itself. */
export interface PostbackSecret {
  id: string;
  createdAt: number;
  revokedAt: number | null;
}

/** An advertiser's postback settings, tokens and secrets; newest tokens and secrets first. */
export interface PostbackSetup {
  settings: PostbackSettings;
  /** 0 until the settings are first changed. */
  version: number;
  tokens: PostbackToken[];
  secrets: PostbackSecret[];
}

/** The maximum of each in force at once: enough to rotate, and few enough to try one after another. */
const TOKENS_MAX = 20;
const SECRETS_MAX = 5;

/** Throws `not_found`, also for another advertiser's, and `forbidden` to a webmaster. */
export async function getPostbackSetup(ctx: Context, advertiserId: string): Promise<PostbackSetup> {
  await requireAdvertiser(ctx, advertiserId);
  const [{ settings, version }, tokens, secrets] = await Promise.all([
    findCurrent(ctx.db, advertiserId),
    tokensOf(ctx.db, advertiserId).limit(100).execute(),
    secretsOf(ctx.db, advertiserId).limit(100).execute(),
  ]);
  return { settings, version, tokens: tokens.map(tokenView), secrets: secrets.map(secretView) };
}

/** The parts of the settings to change. A preset is applied first, then the given parts. */
export type SettingsChange = { [Part in keyof PostbackSettings]?: PostbackSettings[Part] | undefined } & {
  preset?: PresetName | undefined;
  /** The version that the change is based on. */
  version?: number | undefined;
};

/**
 * Changes how an advertiser's postbacks are read and accepted. Throws `invalid_input` with paths, `conflict`,
 * `not_found`.
 */
export async function changePostbackSettings(
  ctx: Context,
  advertiserId: string,
  change: SettingsChange,
): Promise<PostbackSetup> {
  await requireAdvertiser(ctx, advertiserId);
  await retryOnConcurrentWrite(() => changeOnce(ctx, advertiserId, change), { triesMax: 5 });
  return getPostbackSetup(ctx, advertiserId);
}

async function changeOnce(
  ctx: Context,
  advertiserId: string,
  { preset, version: seen, ...parts }: SettingsChange,
): Promise<void> {
  const { settings: before, version } = await findCurrent(ctx.db, advertiserId);
  if (seen !== undefined && seen !== version)
    throw new NetworkError("conflict", `The settings were changed by another request; their version is now ${version}`);
  const base = preset === undefined ? before : { ...before, ...PRESETS[preset] };
  const { words, faults: wordFaults } = readStatusWords(Object.entries(parts.statuses ?? {}));
  const statuses = parts.statuses === undefined ? undefined : words;
  const settings: PostbackSettings = {
    parameters:
      preset === undefined ? (parts.parameters ?? base.parameters) : { ...base.parameters, ...parts.parameters },
    statuses: preset === undefined ? (statuses ?? base.statuses) : { ...base.statuses, ...statuses },
    decimalSeparator: parts.decimalSeparator === undefined ? base.decimalSeparator : parts.decimalSeparator,
    addresses: parts.addresses ?? base.addresses,
    requiresSignature: parts.requiresSignature ?? base.requiresSignature,
  };
  const faults = faultsOf(settings);
  for (const { word, message } of wordFaults) faults.push({ path: `statuses.${word}`, message });
  if (settings.requiresSignature && (await liveSecrets(ctx.db, advertiserId)).length === 0)
    faults.push({ path: "requires_signature", message: "create a signing secret first" });
  if (faults.length > 0) throw new NetworkError("invalid_input", "These settings can't be used", faults);
  const row = {
    advertiser_id: advertiserId,
    version: version + 1,
    settings: JSON.stringify(settings),
    actor: actorName(ctx.actor),
    changed_at: ctx.now(),
  };
  await ctx.db.write([
    ...insertRows("postback_settings", ["advertiser_id", "version", "settings", "actor", "changed_at"], [row]),
    publishTokens(ctx, advertiserId),
  ]);
}

export interface NewToken {
  name: string;
  /** Unix ms. */
  expiresAt: number | null;
  /** The Worker secret `POSTBACK_SECRET`, by which the edge recognises our tokens. */
  workerSecret: string;
}

/**
 * Creates a token. The token itself is in the answer and stored nowhere, so a retry gets `null` for it. Throws
 * `not_found`, `invalid_input`, `limit_reached`.
 */
export async function createToken(
  ctx: Context,
  advertiserId: string,
  input: NewToken,
): Promise<{ token: PostbackToken; secret: string | null }> {
  await requireAdvertiser(ctx, advertiserId);
  const id = newId(ctx, "ptk");
  return createOnce<{ token: PostbackToken; secret: string | null }>(
    ctx,
    async () => {
      const row = await tokensOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
      return row && { token: tokenView(row), secret: null };
    },
    () => createNewToken(ctx, advertiserId, { id, ...input }),
  );
}

async function createNewToken(
  ctx: Context,
  advertiserId: string,
  { id, name, expiresAt, workerSecret }: NewToken & { id: string },
): Promise<{ token: PostbackToken; secret: string }> {
  const now = ctx.now();
  if (expiresAt !== null && expiresAt <= now)
    throw new NetworkError("invalid_input", "The token would already be expired", [
      { path: "expires_at", message: "in the past" },
    ]);
  const tokens = await tokensOf(ctx.db, advertiserId).where("revoked_at", "is", null).execute();
  if (tokens.filter(({ expires_at }) => (expires_at ?? Infinity) > now).length >= TOKENS_MAX)
    throw new NetworkError("limit_reached", `There are ${TOKENS_MAX} tokens; revoke one first`);
  const secret = mintPostbackToken(workerSecret, crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES)));
  const row = {
    id,
    sha256: await sha256Hex(secret),
    advertiser_id: advertiserId,
    created_at: now,
    revoked_at: null,
    name,
    expires_at: expiresAt,
  };
  await ctx.db.write([
    ...insertRows(
      "postback_token",
      ["id", "sha256", "advertiser_id", "created_at", "revoked_at", "name", "expires_at"],
      [row],
    ),
    publish([snapshotKeys.token(row.sha256)], now),
    ...audit(ctx, {
      ...{ event: "postback_token.create", subject: id, account: advertiserId },
      after: { name, expires_at: expiresAt },
    }),
  ]);
  return { token: tokenView(row), secret };
}

/**
 * Revokes a token: at the edge within two minutes, for postbacks applied from now on immediately. Throws `not_found`.
 */
export async function revokeToken(ctx: Context, advertiserId: string, id: string): Promise<PostbackToken> {
  await requireAdvertiser(ctx, advertiserId);
  const row = await tokensOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("token");
  if (row.revoked_at !== null) return tokenView(row);
  const revokedAt = ctx.now();
  await ctx.db.write([
    rawStatement("UPDATE postback_token SET revoked_at = ? WHERE sha256 = ?", [revokedAt, row.sha256]),
    publish([snapshotKeys.token(row.sha256)], revokedAt),
    ...audit(ctx, {
      ...{ event: "postback_token.revoke", subject: id, account: advertiserId },
      before: { name: row.name },
    }),
  ]);
  return tokenView({ ...row, revoked_at: revokedAt });
}

/**
 * Creates a secret to sign with; its value follows from its id (packages/contract/signature.ts). `isNew` is false for a
 * retry. Throws `not_found`, `limit_reached`.
 */
export async function createSigningSecret(
  ctx: Context,
  advertiserId: string,
): Promise<{ secret: PostbackSecret; isNew: boolean }> {
  await requireAdvertiser(ctx, advertiserId);
  const id = newId(ctx, "sgn");
  return createOnce<{ secret: PostbackSecret; isNew: boolean }>(
    ctx,
    async () => {
      const row = await secretsOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
      return row && { secret: secretView(row), isNew: false };
    },
    async () => ({ secret: await createNewSecret(ctx, advertiserId, id), isNew: true }),
  );
}

async function createNewSecret(ctx: Context, advertiserId: string, id: string): Promise<PostbackSecret> {
  if ((await liveSecrets(ctx.db, advertiserId)).length >= SECRETS_MAX)
    throw new NetworkError("limit_reached", `There are ${SECRETS_MAX} secrets; revoke one first`);
  const row = {
    id,
    advertiser_id: advertiserId,
    created_at: ctx.now(),
    revoked_at: null,
  };
  await ctx.db.write([
    ...insertRows("postback_secret", ["id", "advertiser_id", "created_at", "revoked_at"], [row]),
    publishTokens(ctx, advertiserId),
    ...audit(ctx, { event: "postback_secret.create", subject: id, account: advertiserId }),
  ]);
  return secretView(row);
}

/** Revokes a signing secret. Throws `not_found`, and `conflict` for the last one while signatures are required. */
export async function revokeSigningSecret(ctx: Context, advertiserId: string, id: string): Promise<PostbackSecret> {
  await requireAdvertiser(ctx, advertiserId);
  const row = await secretsOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("secret");
  const others = (await liveSecrets(ctx.db, advertiserId)).filter((live) => live !== id);
  if (others.length === 0 && (await findCurrent(ctx.db, advertiserId)).settings.requiresSignature)
    throw new NetworkError("conflict", "Postbacks must be signed, and this is the last secret");
  if (row.revoked_at !== null) return secretView(row);
  const revokedAt = ctx.now();
  await ctx.db.write([
    rawStatement("UPDATE postback_secret SET revoked_at = ? WHERE id = ?", [revokedAt, id]),
    publishTokens(ctx, advertiserId),
    ...audit(ctx, { event: "postback_secret.revoke", subject: id, account: advertiserId }),
  ]);
  return secretView({ ...row, revoked_at: revokedAt });
}

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

/** What the edge must know of a token; undefined if it is unknown, revoked or expired. */
export async function tokenSnapshot(db: Db, sha256: string, now: number): Promise<TokenSnapshot | undefined> {
  const row = await db.query
    .selectFrom("postback_token")
    .selectAll()
    .where("sha256", "=", sha256)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || (row.expires_at ?? Infinity) <= now) return undefined;
  const { settings } = await findCurrent(db, row.advertiser_id);
  return {
    v: SNAPSHOT_VERSION,
    advertiserId: row.advertiser_id,
    ...(row.expires_at !== null && { until: row.expires_at }),
    ...(Object.keys(settings.parameters).length > 0 && { names: namesOf(settings.parameters) }),
    // Each was validated when it was saved.
    ...(settings.addresses.length > 0 && {
      addresses: settings.addresses.map(rangeOf).filter((range) => range !== undefined),
    }),
    ...(settings.requiresSignature && { signing: await liveSecrets(db, row.advertiser_id) }),
  };
}

/** Advertisers may set up their own postbacks, the operator those of any advertiser. */
async function requireAdvertiser({ actor, db }: Context, id: string) {
  if (actor.role === "webmaster") throw new NetworkError("forbidden", "Webmasters can't see postbacks");
  if (actor.role === "advertiser" && actor.advertiserId !== id) throw notFound("advertiser");
  const row = await db.query.selectFrom("advertiser").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("advertiser");
}

async function findCurrent({ query }: Db, advertiserId: string) {
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

const tokensOf = ({ query }: Db, advertiserId: string) =>
  query
    .selectFrom("postback_token")
    .selectAll()
    .where("advertiser_id", "=", advertiserId)
    .orderBy("created_at", "desc")
    .orderBy("sha256");

const secretsOf = ({ query }: Db, advertiserId: string) =>
  query.selectFrom("postback_secret").selectAll().where("advertiser_id", "=", advertiserId).orderBy("id", "desc");

const liveSecrets = async (db: Db, advertiserId: string) =>
  (await secretsOf(db, advertiserId).where("revoked_at", "is", null).execute()).map(({ id }) => id);

/** Every token in force contains its advertiser's settings. */
const publishTokens = ({ now }: Context, advertiserId: string) =>
  rawStatement(
    `INSERT INTO outbox (key, mark, changed_at)
     SELECT 'token:' || sha256, hex(randomblob(8)), ? FROM postback_token WHERE advertiser_id = ? AND revoked_at IS NULL
     ON CONFLICT (key) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at`,
    [now(), advertiserId],
  );

const tokenView = (
  row: Pick<Tables["postback_token"], "id" | "created_at" | "revoked_at"> & {
    name: string;
    expires_at: number | null;
  },
): PostbackToken => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});

const secretView = (row: Tables["postback_secret"]): PostbackSecret => ({
  id: row.id,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
