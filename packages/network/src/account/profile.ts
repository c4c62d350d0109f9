import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, type Db } from "../db/index.ts";
import { requireOwner } from "../identity/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import type { AccountStatus } from "../words.ts";
import { requireRole } from "../role.ts";

/** What an account publishes about itself; each field may be empty. */
export interface Profile {
  about: string;
  website: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** How to reach its people: a messenger, a telephone number. */
  contact: string;
}

const PROFILE_FIELDS = ["about", "website", "country", "contact"] as const satisfies (keyof Profile)[];

/** An advertiser or a webmaster. */
export interface Account {
  id: string;
  name: string;
  status: AccountStatus;
  createdAt: number;
  profile: Profile;
  /** Version of the profile; 0 until it is first changed. */
  version: number;
}

export type AccountKind = "advertiser" | "webmaster";

const EMPTY: Profile = { about: "", website: "", country: "", contact: "" };

/**
 * The accounts of a kind that an actor may see. Operators see all. Webmasters see themselves, and advertisers whose
 * offers are public or that they work with. Advertisers see themselves, and webmasters who applied to them or have
 * links to their offers.
 */
function ownAccounts({ db: { query }, actor }: Context, kind: AccountKind) {
  const rows = query.selectFrom(kind).select(["id", "name", "status", "created_at"]);
  switch (actor.role) {
    case "operator":
    case "system":
      return rows;
    case "webmaster":
      return kind === "webmaster"
        ? rows.where("id", "=", actor.webmasterId)
        : rows.where("id", "in", (eb) =>
            eb
              .selectFrom("offer")
              .select("offer.advertiser_id")
              .where("offer.status", "in", ["active", "paused"])
              .where("offer.access", "<>", "private")
              .union(
                eb
                  .selectFrom("link")
                  .innerJoin("offer", "offer.id", "link.offer_id")
                  .select("offer.advertiser_id")
                  .where("link.webmaster_id", "=", actor.webmasterId),
              ),
          );
    case "advertiser":
      return kind === "advertiser"
        ? rows.where("id", "=", actor.advertiserId)
        : rows.where("id", "in", (eb) =>
            eb
              .selectFrom("application")
              .select("application.webmaster_id")
              .where("application.advertiser_id", "=", actor.advertiserId)
              .union(
                eb
                  .selectFrom("link")
                  .innerJoin("offer", "offer.id", "link.offer_id")
                  .select("link.webmaster_id")
                  .where("offer.advertiser_id", "=", actor.advertiserId),
              ),
          );
  }
}

/** Newest first; `before` is the id of the last one seen. */
export async function listAccounts(
  ctx: Context,
  kind: AccountKind,
  page: { status?: Account["status"] | undefined; before?: string | undefined; limit: number },
): Promise<Account[]> {
  let rows = ownAccounts(ctx, kind).orderBy("id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  if (page.status !== undefined) rows = rows.where("status", "=", page.status);
  return Promise.all((await rows.execute()).map((row) => withProfile(ctx.db, row)));
}

/** Throws `not_found`. */
export async function getAccount(ctx: Context, kind: AccountKind, id: string): Promise<Account> {
  const row = await ownAccounts(ctx, kind).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound(kind);
  return withProfile(ctx.db, row);
}

async function withProfile(
  { query }: Db,
  row: { id: string; name: string; status: Account["status"]; created_at: number },
): Promise<Account> {
  const known = await query
    .selectFrom("profile")
    .selectAll()
    .where("account_id", "=", row.id)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    createdAt: row.created_at,
    profile: known === undefined ? EMPTY : profileOf(known.profile),
    version: known?.version ?? 0,
  };
}

/**
 * Changes the actor's own profile or, for the operator, any profile. Omitted fields are unchanged. Only an owner of the
 * account and the operator change its name; the history keeps the old one. Throws `not_found`, `forbidden`, `conflict`.
 */
export async function changeProfile(
  ctx: Context,
  kind: AccountKind,
  id: string,
  change: { [Name in keyof Profile]?: string | undefined } & {
    name?: string | undefined;
    version?: number | undefined;
  },
): Promise<Account> {
  requireRole(ctx, [kind, "operator"], `change the profile of the ${kind}`);
  const { version, name: newName, ...fields } = change;
  return retryOnConcurrentWrite(async () => {
    const account = await getAccount(ctx, kind, id);
    if (version !== undefined && version !== account.version) throw changedMeanwhile();
    const isRenamed = newName !== undefined && newName !== account.name;
    if (isRenamed && ctx.actor.role !== "operator") requireOwner(ctx);
    const profile = { ...account.profile };
    for (const name of PROFILE_FIELDS) profile[name] = fields[name] ?? profile[name];
    const next = { ...account, name: newName ?? account.name, profile, version: account.version + 1 };
    await ctx.db.write([
      ...insertProfile(next, account.name, { by: actorName(ctx.actor), now: ctx.now() }),
      ...(isRenamed ? [rawStatement(`UPDATE ${kind} SET name = ? WHERE id = ?`, [newName, id])] : []),
    ]);
    return next;
  }, TRIES);
}

/** A change without a version applies to the newest one. */
const TRIES = { triesMax: 10 };

/** The name and, with a version that changes it, the former name belong to the history too. */
const insertProfile = (
  { id, version, profile, name }: Account,
  formerName: string,
  { by, now }: { by: string; now: number },
) =>
  insertRows(
    "profile",
    ["account_id", "version", "profile", "changed_at", "changed_by"],
    [
      {
        ...{ account_id: id, version, changed_at: now, changed_by: by },
        profile: JSON.stringify({ ...profile, name, ...(formerName !== name && { former_name: formerName }) }),
      },
    ],
  );

function profileOf(json: string): Profile {
  const { about, website, country, contact } = { ...EMPTY, ...(JSON.parse(json) as Profile) }; // written by insertProfile
  return { about, website, country, contact };
}

const changedMeanwhile = () => new NetworkError("conflict", "The profile was changed by another request");
