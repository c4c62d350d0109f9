import { accountOf, audit } from "../audit/index.ts";
import { actorName, type Actor, type Context } from "../context.ts";
import { insertRows, rawStatement, type Db, type Statement, type Tables, type TimeRange } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { mailTo, type CausedMail, type MailSide } from "../mail/index.ts";
import { SCOPES, type Scope } from "../words.ts";
import { writeWithinQuotas, type Account } from "../quota/index.ts";
import {
  requireReasonForOthers,
  revocationOf,
  revokedNow,
  SET_REVOKED,
  type Revocation,
  type RevocationColumns,
} from "../revocation.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { accountOfMembership, actorOf, blockReasonOf, membershipOf } from "./accounts.ts";
import { newSecret, sha256Hex } from "./hash.ts";
import { requireOwner, rightsOf } from "./rights.ts";

/** A key as its owners see it; the secret is shown once, by `createApiKey`. Times are Unix ms. */
export interface ApiKey extends Revocation {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  /** The member who made it; null if that is not known. */
  memberId: string | null;
}

/**
 * The actor and scopes of a key, in one read; undefined if it is unknown, revoked, or its maker was removed. The scopes
 * are those of the key that its maker still has. Callers check `expiresAt`.
 */
export async function findKey(
  { query }: Db,
  secret: string,
): Promise<{ actor: Actor; scopes: Scope[]; lastUsedAt: number | null; expiresAt: number | null } | undefined> {
  const row = await query
    .selectFrom("api_key")
    .leftJoin("person", "person.id", "api_key.person_id")
    .selectAll("api_key")
    .select(["person.member_role", "person.removed_at"])
    .select(blockReasonOf("api_key").as("block_reason"))
    .where("sha256", "=", await sha256Hex(secret))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || row.removed_at !== null) return undefined;
  const actor = actorOf(row.id, row);
  const rights = row.member_role === null ? undefined : rightsOf(row.member_role);
  const scopes = scopesOf(row.scopes).filter((scope) => rights?.has(scope) ?? true);
  return actor && { actor, scopes, lastUsedAt: row.last_used_at, expiresAt: row.expires_at };
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

/**
 * Creates a key of the actor's own account, with at most the actor's rights. Its secret is stored nowhere, so a retry
 * gets `null`. Throws `invalid_input`, `forbidden`, `limit_reached`.
 */
export async function createApiKey(ctx: Context, input: NewKey): Promise<{ key: ApiKey; secret: string | null }> {
  requireRole(ctx, ANY_PARTY, "create API keys");
  const id = newId(ctx, "key");
  return createOnce<{ key: ApiKey; secret: string | null }>(
    ctx,
    async () => {
      const row = await ownKeys(ctx).where("id", "=", id).executeTakeFirst();
      return row && { key: apiKeyOf(row), secret: null };
    },
    () => createNewKey(ctx, { id, ...input }),
  );
}

async function createNewKey(ctx: Context, input: NewKey & { id: string }): Promise<{ key: ApiKey; secret: string }> {
  const membership = membershipOf(requireRole(ctx, ANY_PARTY, "create API keys"));
  if (input.expiresAt !== null && input.expiresAt <= ctx.now())
    throw new NetworkError("invalid_input", "The key would already be expired", [
      { path: "expires_at", message: "in the past" },
    ]);
  const missing = input.scopes.find((scope) => !ctx.rights.has(scope));
  if (missing !== undefined)
    throw new NetworkError("forbidden", `A key can't do more than the member who makes it: you lack ${missing}`);
  const { advertiser_id: advertiserId, webmaster_id: webmasterId } = membership;
  const accounts: Account[] = [
    ...(webmasterId === null ? [] : [{ webmasterId }]),
    ...(advertiserId === null ? [] : [{ advertiserId }]),
  ];
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
  const statements = [
    ...insertApiKey(row),
    // A key that acts in a test or a command is made by no person.
    rawStatement("UPDATE api_key SET person_id = (SELECT id FROM person WHERE id = ?) WHERE id = ?", [
      ...[ctx.actor.role === "system" ? null : ctx.actor.id, row.id],
    ]),
    ...audit(ctx, {
      ...{ event: "api_key.create", subject: row.id, account: accountOf(ctx.actor) },
      after: { name: row.name, scopes: input.scopes, expires_at: row.expires_at },
    }),
  ];
  await writeWithinQuotas(
    ctx,
    accounts.map((account) => ({ account, name: "api_keys", more: 1 })),
    statements,
  );
  return { key: await getKey(ctx, row.id), secret };
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

/**
 * Keys of the actor's account, or of another account that an operator names, newest first; `before` is the id of the
 * last one seen. Throws `forbidden`.
 */
export async function listApiKeys(
  ctx: Context,
  page: {
    advertiserId?: string | undefined;
    webmasterId?: string | undefined;
    before?: string | undefined;
    limit: number;
  } & TimeRange,
): Promise<ApiKey[]> {
  const { advertiserId, webmasterId } = page;
  if (advertiserId !== undefined || webmasterId !== undefined) requireRole(ctx, OPERATOR, "name an account here");
  let rows = ownKeys(ctx);
  if (advertiserId !== undefined || webmasterId !== undefined) {
    rows = visibleKeys(ctx);
    if (advertiserId !== undefined) rows = rows.where("advertiser_id", "=", advertiserId);
    if (webmasterId !== undefined) rows = rows.where("webmaster_id", "=", webmasterId);
  }
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  if (page.from !== undefined) rows = rows.where("created_at", ">=", page.from);
  if (page.to !== undefined) rows = rows.where("created_at", "<", page.to);
  return (await rows.orderBy("id", "desc").limit(page.limit).execute()).map(apiKeyOf);
}

/**
 * Revokes a key for good: one's own, as an owner any of the account, as the operator any. It may still work for the
 * seconds that the authentication caches it. An account is told if the operator revokes its key. Throws `not_found`,
 * `forbidden`, `invalid_input` without a reason for what others made.
 */
export async function revokeApiKey(ctx: Context, id: string, reason: string | null): Promise<ApiKey> {
  const actor = requireRole(ctx, ANY_PARTY, "revoke API keys", EVEN_IF_BLOCKED);
  const row = await visibleKeys(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("API key");
  const isOthers = row.role !== actor.role;
  if (!isOthers && row.person_id !== actor.id) requireOwner(ctx);
  requireReasonForOthers(isOthers, reason);
  if (row.revoked_at !== null) return apiKeyOf(row);
  const account = accountOfMembership(row);
  await ctx.db.write([
    rawStatement(`UPDATE api_key SET ${SET_REVOKED} WHERE id = ? AND revoked_at IS NULL`, [
      ...Object.values(revokedNow(ctx, reason)),
      id,
    ]),
    ...audit(ctx, { ...{ event: "api_key.revoke", subject: id, account, reason }, before: { name: row.name } }),
    ...(isOthers ? [mailTo(sideOf(row), revokedMail(row, reason ?? ""), ctx.now())] : []),
  ]);
  return getKey(ctx, id);
}

/** Revokes all keys that a person made. `by` names the job that does it. */
export const revokeKeysOf = (
  personId: string,
  { by, reason }: { by: `system:${string}`; reason: string },
  now: number,
): Statement =>
  rawStatement(`UPDATE api_key SET ${SET_REVOKED} WHERE person_id = ? AND revoked_at IS NULL`, [
    ...[now, by, reason, personId],
  ]);

function sideOf({ role, advertiser_id, webmaster_id }: KeyAccount): MailSide {
  if (role === "advertiser" && advertiser_id !== null) return { role, advertiserId: advertiser_id };
  if (role === "webmaster" && webmaster_id !== null) return { role, webmasterId: webmaster_id };
  return { role: "operator" };
}

type KeyAccount = Pick<Tables["api_key"], "role" | "advertiser_id" | "webmaster_id">;

const revokedMail = ({ id, name }: { id: string; name: string }, reason: string): CausedMail => ({
  cause: `api-key/${id}/revoked`,
  kind: "key_revoked",
  parameters: { keyId: id, keyName: name, reason },
});

async function getKey(ctx: Context, id: string): Promise<ApiKey> {
  return apiKeyOf(await visibleKeys(ctx).where("id", "=", id).executeTakeFirstOrThrow());
}

/** Keys that the actor may see by their id: the operator all. */
const visibleKeys = (ctx: Context) =>
  ctx.actor.role === "operator" ? ctx.db.query.selectFrom("api_key").selectAll() : ownKeys(ctx);

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

const apiKeyOf = (
  row: RevocationColumns & {
    id: string;
    name: string;
    scopes: string;
    created_at: number;
    expires_at: number | null;
    last_used_at: number | null;
    person_id: string | null;
  },
): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: scopesOf(row.scopes),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  memberId: row.person_id,
  ...revocationOf(row),
});
