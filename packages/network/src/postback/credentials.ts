import { mintPostbackToken, TOKEN_RANDOM_BYTES } from "@waymark/contract/postback-token";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { insertRows, publish, rawStatement, writeWithinRowLimit, type RowLimit, type Tables } from "../db/index.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { sha256Hex } from "../identity/index.ts";
import { createOnce, newId } from "../ids.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import {
  NOT_REVOKED,
  requireReasonForOthers,
  revocationOf,
  revokedNow,
  SET_REVOKED,
  type Revocation,
  type RevocationColumns,
} from "../revocation.ts";
import { findCurrent, liveSecrets, publishTokens, requireAdvertiser, secretsOf, tokensOf } from "./queries.ts";

/** A token as the advertiser and the operator see it. Times are Unix ms. */
export interface PostbackToken extends Revocation {
  id: string;
  name: string;
  createdAt: number;
  expiresAt: number | null;
}

/** A signing secret, without the secret itself. */
export interface PostbackSecret extends Revocation {
  id: string;
  createdAt: number;
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
  const secret = mintPostbackToken(workerSecret, crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES)));
  const row = {
    id,
    sha256: await sha256Hex(secret),
    advertiser_id: advertiserId,
    created_at: now,
    ...NOT_REVOKED,
    name,
    expires_at: expiresAt,
  };
  await writeWithinRowLimit(ctx.db, tokenLimit(advertiserId, now), [
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

const tokenLimit = (advertiserId: string, now: number): RowLimit => ({
  count: sql`(SELECT count(*) FROM postback_token WHERE advertiser_id = ${advertiserId} AND revoked_at IS NULL
    AND (expires_at IS NULL OR expires_at > CAST(${now} AS INTEGER)))`,
  max: TOKENS_MAX,
  refusal: () => new NetworkError("limit_reached", `There are ${TOKENS_MAX} tokens; revoke one first`),
});

/**
 * Revokes a token: at the edge within two minutes, for postbacks applied from now on immediately. Throws `not_found`,
 * and `invalid_input` if the operator states no reason.
 */
export async function revokeToken(
  ctx: Context,
  advertiserId: string,
  { id, reason }: { id: string; reason: string | null },
): Promise<PostbackToken> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "revoke a postback token", EVEN_IF_BLOCKED);
  await requireAdvertiser(ctx, advertiserId);
  const row = await tokensOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("token");
  if (row.revoked_at !== null) return tokenView(row);
  requireReasonForOthers(ctx.actor.role !== "advertiser", reason);
  const revoked = revokedNow(ctx, reason);
  await ctx.db.write([
    rawStatement(`UPDATE postback_token SET ${SET_REVOKED} WHERE sha256 = ?`, [...Object.values(revoked), row.sha256]),
    publish([snapshotKeys.token(row.sha256)], revoked.revoked_at),
    ...audit(ctx, {
      ...{ event: "postback_token.revoke", subject: id, account: advertiserId, reason },
      before: { name: row.name },
    }),
  ]);
  return tokenView({ ...row, ...revoked });
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
  const row = {
    id,
    advertiser_id: advertiserId,
    created_at: ctx.now(),
    ...NOT_REVOKED,
  };
  await writeWithinRowLimit(ctx.db, secretLimit(advertiserId), [
    ...insertRows("postback_secret", ["id", "advertiser_id", "created_at", "revoked_at"], [row]),
    publishTokens(ctx, advertiserId),
    ...audit(ctx, { event: "postback_secret.create", subject: id, account: advertiserId }),
  ]);
  return secretView(row);
}

const secretLimit = (advertiserId: string): RowLimit => ({
  count: sql`(SELECT count(*) FROM postback_secret WHERE advertiser_id = ${advertiserId} AND revoked_at IS NULL)`,
  max: SECRETS_MAX,
  refusal: () => new NetworkError("limit_reached", `There are ${SECRETS_MAX} secrets; revoke one first`),
});

/**
 * Revokes a signing secret. Throws `not_found`, `transition_refused` for the last one while signatures are required, and
 * `invalid_input` if the operator states no reason.
 */
export async function revokeSigningSecret(
  ctx: Context,
  advertiserId: string,
  { id, reason }: { id: string; reason: string | null },
): Promise<PostbackSecret> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "revoke a signing secret", EVEN_IF_BLOCKED);
  await requireAdvertiser(ctx, advertiserId);
  const row = await secretsOf(ctx.db, advertiserId).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("secret");
  if (row.revoked_at !== null) return secretView(row);
  requireReasonForOthers(ctx.actor.role !== "advertiser", reason);
  const others = (await liveSecrets(ctx.db, advertiserId)).filter((live) => live !== id);
  if (others.length === 0 && (await findCurrent(ctx.db, advertiserId)).settings.requiresSignature)
    throw new NetworkError(
      "transition_refused",
      "Postbacks must be signed, and this is the last secret. Create another one first, or end `requires_signature`",
    );
  const revoked = revokedNow(ctx, reason);
  await ctx.db.write([
    rawStatement(`UPDATE postback_secret SET ${SET_REVOKED} WHERE id = ?`, [...Object.values(revoked), id]),
    publishTokens(ctx, advertiserId),
    ...audit(ctx, { event: "postback_secret.revoke", subject: id, account: advertiserId, reason }),
  ]);
  return secretView({ ...row, ...revoked });
}

export const tokenView = (
  row: Pick<Tables["postback_token"], "id" | "created_at"> &
    RevocationColumns & { name: string; expires_at: number | null },
): PostbackToken => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  ...revocationOf(row),
});

export const secretView = (
  row: Pick<Tables["postback_secret"], "id" | "created_at"> & RevocationColumns,
): PostbackSecret => ({
  id: row.id,
  createdAt: row.created_at,
  ...revocationOf(row),
});
