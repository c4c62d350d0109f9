import { sql, type RawBuilder, type Selectable, type SqlBool } from "kysely";
import { actorName, type Actor, type Context } from "../context.ts";
import {
  contains,
  equal,
  filteredList,
  inRange,
  insertRows,
  rangeOrNone,
  rawStatement,
  readListPage,
  retryOnConcurrentWrite,
  searchable,
  type Db,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { requireOwner } from "../identity/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { changesNothing } from "../empty-change.ts";
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
 * The conditions of the accounts of a kind that an actor may see. Operators see all. Webmasters see themselves, and
 * advertisers whose offers are public or that they work with. Advertisers see themselves, and webmasters who applied to
 * them or have links to their offers.
 */
function accountsVisibleTo(actor: Actor, kind: AccountKind): RawBuilder<SqlBool>[] {
  switch (actor.role) {
    case "operator":
    case "system":
      return [];
    case "webmaster":
      return kind === "webmaster"
        ? [sql`id = ${actor.webmasterId}`]
        : [
            sql`id IN (SELECT advertiser_id FROM offer WHERE status IN ('active', 'paused') AND access <> 'private'
              UNION SELECT advertiser_id FROM link WHERE webmaster_id = ${actor.webmasterId})`,
          ];
    case "advertiser":
      return kind === "advertiser"
        ? [sql`id = ${actor.advertiserId}`]
        : [
            sql`id IN (SELECT webmaster_id FROM application WHERE advertiser_id = ${actor.advertiserId}
              UNION SELECT webmaster_id FROM link WHERE advertiser_id = ${actor.advertiserId})`,
          ];
  }
}

/** Omitted fields ask for nothing; `from` and `to` are about the time of creation. */
export interface AccountFilter extends TimeRange {
  /** A part of the name or, for an operator, of the address of a member. */
  search?: string | undefined;
  status?: AccountStatus | undefined;
  /** ISO 3166-1 alpha-2. */
  country?: string | undefined;
  /** Of webmasters. */
  isFrozen?: boolean | undefined;
}

const accountList = (kind: AccountKind, idPrefix: string) =>
  ({
    table: kind,
    idPrefix,
    conditions: {
      name: contains("searched_name"),
      nameOrEmail: (search: string) => sql`(${contains("searched_name")(search)} OR EXISTS (SELECT 1 FROM person
        WHERE role = ${kind} AND coalesce(advertiser_id, webmaster_id) = ${sql.table(kind)}.id AND removed_at IS NULL
          AND ${contains("email")(search)}))`,
      status: equal("status"),
      country: (country: string) => sql`coalesce((SELECT profile ->> 'country' FROM profile
        WHERE account_id = ${sql.table(kind)}.id ORDER BY version DESC LIMIT 1), '') = ${country}`,
      created: inRange("created_at"),
      isFrozen: (isFrozen: boolean) => sql`(frozen_at IS NOT NULL) = ${isFrozen ? 1 : 0}`,
    },
    orderedBy: ["id"],
    indexes: [],
    wholeIndex: null,
  }) satisfies ListRules<"name" | "nameOrEmail" | "status" | "country" | "created" | "isFrozen">;

const ACCOUNT_LISTS = { advertiser: accountList("advertiser", "adv"), webmaster: accountList("webmaster", "wm") };

/** Newest first. Only operators find accounts by addresses of members. Throws `invalid_input`. */
export async function listAccounts(
  ctx: Context,
  kind: AccountKind,
  { from, to, search, ...asked }: AccountFilter,
  request: ListRequest,
): Promise<ListPage<Account>> {
  const seesAddresses = ctx.actor.role === "operator" || ctx.actor.role === "system";
  const list = filteredList(ACCOUNT_LISTS[kind], {
    own: {},
    asked: { ...asked, [seesAddresses ? "nameOrEmail" : "name"]: search, created: rangeOrNone({ from, to }) },
    range: accountsVisibleTo(ctx.actor, kind),
  });
  const { rows, next } = await readListPage<AccountRow>(ctx.db, list, request);
  return { rows: await withProfiles(ctx.db, rows), next };
}

/** Throws `not_found`. */
export async function getAccount(ctx: Context, kind: AccountKind, id: string): Promise<Account> {
  let rows = ctx.db.query.selectFrom(kind).select(["id", "name", "status", "created_at"]).where("id", "=", id);
  for (const condition of accountsVisibleTo(ctx.actor, kind)) rows = rows.where(condition);
  const [account] = await withProfiles(ctx.db, await rows.execute());
  if (account === undefined) throw notFound(kind);
  return account;
}

type AccountRow = Pick<Selectable<Tables["webmaster"]>, "id" | "name" | "status" | "created_at">;

/** The accounts with the newest version of their profiles, in one read. */
async function withProfiles({ query }: Db, rows: readonly AccountRow[]): Promise<Account[]> {
  if (rows.length === 0) return [];
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const profiles = await sql<{ account_id: string; version: number; profile: string }>`
    SELECT account_id, version, profile FROM json_each(${ids}) AS listed
    JOIN profile ON account_id = listed.value
      AND version = (SELECT max(version) FROM profile WHERE account_id = listed.value)`.execute(query);
  const newest = new Map(profiles.rows.map((row) => [row.account_id, row]));
  return rows.map(({ id, name, status, created_at }) => {
    const known = newest.get(id);
    return {
      ...{ id, name, status, createdAt: created_at },
      profile: known === undefined ? EMPTY : profileOf(known.profile),
      version: known?.version ?? 0,
    };
  });
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
    if (version !== undefined && version !== account.version) throw changedConcurrently();
    if (changesNothing(change)) return account;
    const isRenamed = newName !== undefined && newName !== account.name;
    if (isRenamed && ctx.actor.role !== "operator") requireOwner(ctx);
    const profile = { ...account.profile };
    for (const name of PROFILE_FIELDS) profile[name] = fields[name] ?? profile[name];
    const next = { ...account, name: newName ?? account.name, profile, version: account.version + 1 };
    await ctx.db.write([
      ...insertProfile(next, account.name, { by: actorName(ctx.actor), now: ctx.now() }),
      ...(isRenamed
        ? [
            rawStatement(`UPDATE ${kind} SET name = ?, searched_name = ? WHERE id = ?`, [
              newName,
              searchable(newName),
              id,
            ]),
          ]
        : []),
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

const changedConcurrently = () => new NetworkError("conflict", "The profile was changed by another request");
