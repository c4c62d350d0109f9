import type { Actor, Context } from "../context.ts";
import { actorName } from "../context.ts";
import { insertRows, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { actorOf, membershipOf } from "./accounts.ts";
import { newSecret, sha256Hex } from "./hash.ts";

/** What a key may do: read, change things, move money. */
export const SCOPES = ["read", "write", "payouts"] as const;

export type Scope = (typeof SCOPES)[number];

/** A key as its owners see it; the secret is shown once, by `createApiKey`. Times are Unix ms. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** The actor and scopes of a key, in one read; undefined if it is unknown or revoked. Callers check `expiresAt`. */
export async function findKey(
  { query }: Db,
  secret: string,
): Promise<{ actor: Actor; scopes: Scope[]; lastUsedAt: number | null; expiresAt: number | null } | undefined> {
  const row = await query
    .selectFrom("api_key")
    .selectAll()
    .where("sha256", "=", await sha256Hex(secret))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const actor = actorOf(row.id, row);
  return actor && { actor, scopes: scopesOf(row.scopes), lastUsedAt: row.last_used_at, expiresAt: row.expires_at };
}

/** Records that a key was used. The authentication calls it occasionally, not for each request. */
export const noteKeyUse = (keyId: string, now: number): Statement =>
  rawStatement("UPDATE api_key SET last_used_at = ? WHERE id = ?", [now, keyId]);

interface NewKey {
  name: string;
  scopes: readonly Scope[];
  /** Unix ms. */
  expiresAt: number | null;
}

/** Creates a key of the actor's own account. Its secret is stored nowhere, so a retry gets `null`. Throws `invalid_input`. */
export async function createApiKey(ctx: Context, input: NewKey): Promise<{ key: ApiKey; secret: string | null }> {
  const id = newId(ctx, "key");
  return createOnce<{ key: ApiKey; secret: string | null }>(
    ctx,
    async () => {
      const row = await ownKeys(ctx).where("id", "=", id).executeTakeFirst();
      return row && { key: shown(row), secret: null };
    },
    () => createNewKey(ctx, { id, ...input }),
  );
}

async function createNewKey(ctx: Context, input: NewKey & { id: string }): Promise<{ key: ApiKey; secret: string }> {
  const membership = membershipOf(ctx.actor);
  if (membership === undefined) throw new NetworkError("forbidden", "Jobs can't have keys");
  if (input.expiresAt !== null && input.expiresAt <= ctx.now())
    throw new NetworkError("invalid_input", "The key would already be expired", [
      { path: "expires_at", message: "in the past" },
    ]);
  const secret = newSecret("wm");
  const row = {
    sha256: await sha256Hex(secret),
    id: input.id,
    name: input.name,
    ...membership,
    created_at: ctx.now(),
    revoked_at: null,
    scopes: JSON.stringify(input.scopes),
    expires_at: input.expiresAt,
    last_used_at: null,
    created_by: actorName(ctx.actor),
  };
  await ctx.db.write(insertApiKey(row));
  return { key: apiKeyOf(row), secret };
}

/** The statement that inserts a key. Without `scopes` the key has all scopes. */
export const insertApiKey = (
  row: Pick<
    Tables["api_key"],
    "sha256" | "id" | "name" | "role" | "advertiser_id" | "webmaster_id" | "created_at" | "revoked_at"
  > & { scopes?: string; expires_at?: number | null; created_by?: string },
): Statement[] =>
  insertRows(
    "api_key",
    [
      "sha256",
      "id",
      "name",
      "role",
      "advertiser_id",
      "webmaster_id",
      "created_at",
      "revoked_at",
      "scopes",
      "expires_at",
      "created_by",
    ],
    [{ ...row, scopes: row.scopes ?? JSON.stringify(SCOPES), created_by: row.created_by ?? "" }],
  );

/** Keys of the actor's account, newest first; `before` is the id of the last one seen. */
export async function listApiKeys(
  ctx: Context,
  page: { before?: string | undefined; limit: number },
): Promise<ApiKey[]> {
  let rows = ownKeys(ctx).orderBy("id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  return (await rows.execute()).map(apiKeyOf);
}

/** Revokes a key for good. It may still work for the seconds that the authentication caches it. Throws `not_found`. */
export async function revokeApiKey(ctx: Context, id: string): Promise<ApiKey> {
  const row = await ownKeys(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("API key");
  const revokedAt = row.revoked_at ?? ctx.now();
  await ctx.db.write([rawStatement("UPDATE api_key SET revoked_at = ? WHERE id = ?", [revokedAt, id])]);
  return apiKeyOf({ ...row, revoked_at: revokedAt });
}

/** Scopes API keys to the actor's own account. All operators share one account. */
function ownKeys({ db, actor }: Context) {
  const rows = db.query
    .selectFrom("api_key")
    .selectAll()
    .where("role", "=", actor.role as Tables["api_key"]["role"]); // a job finds none
  switch (actor.role) {
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "operator":
    case "system":
      return rows;
  }
}

const scopesOf = (json: string) => JSON.parse(json) as Scope[]; // written by insertApiKey

const apiKeyOf = (row: {
  id: string;
  name: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: scopesOf(row.scopes),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});
