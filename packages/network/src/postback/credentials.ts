import { mintPostbackToken, TOKEN_RANDOM_BYTES } from "@waymark/contract/postback-token";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, publish, rawStatement, type Tables } from "../db/index.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { sha256Hex } from "../identity/index.ts";
import { createOnce, newId } from "../ids.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { findCurrent, liveSecrets, publishTokens, requireAdvertiser, secretsOf, tokensOf } from "./queries.ts";

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

/** The maximum of each in force at once: enough to rotate, and few enough to try one after another. */
const TOKENS_MAX = 20;
const SECRETS_MAX = 5;

interface NewToken {
  name: string;
  /** Unix ms. */
  expiresAt: number | null;
  /** The Worker secret `POSTBACK_SECRET`, by which the edge recognises our tokens. */
  workerSecret: string;
}

/**
 * Creates a token. The token itself is in the answer and stored nowhere, so a retry gets `null` for it. An operator with a
 * token can report conversions as the advertiser, so this needs the right to move money. Throws `scope_missing`,
 * `not_found`, `invalid_input`, `limit_reached`.
 */
export async function createToken(
  ctx: Context,
  advertiserId: string,
  input: NewToken,
): Promise<{ token: PostbackToken; secret: string | null }> {
  const { role } = requireRole(ctx, ADVERTISER_OR_OPERATOR, "create a postback token");
  if (role === "operator") requireMoneyScope(ctx);
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
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "revoke a postback token", EVEN_IF_BLOCKED);
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
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "create a signing secret");
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
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "revoke a signing secret", EVEN_IF_BLOCKED);
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

export const tokenView = (
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

export const secretView = (row: Tables["postback_secret"]): PostbackSecret => ({
  id: row.id,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
