import { sql, type Insertable } from "kysely";
import type { Actor } from "../context.ts";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { insertRows, publish, searchable, type Statement, type Tables } from "../db/index.ts";

/** Role and account of a person, an API key or an invitation. */
export type Membership = Pick<Tables["person"], "role" | "advertiser_id" | "webmaster_id">;

/** Why the account of a key or a person is blocked, as a column of a query; null if it is not. */
export const blockReasonOf = (table: "api_key" | "person") => sql<string | null>`(
  SELECT coalesce((SELECT reason FROM block WHERE account_id = account.id ORDER BY version DESC LIMIT 1), '')
  FROM (SELECT id, status FROM advertiser WHERE id = ${sql.ref(`${table}.advertiser_id`)}
    UNION ALL SELECT id, status FROM webmaster WHERE id = ${sql.ref(`${table}.webmaster_id`)}) AS account
  WHERE account.status = 'blocked')`;

/** The actor of a membership, by the id of the person or key; undefined if the row is inconsistent. */
export function actorOf(
  id: string,
  { role, advertiser_id, webmaster_id, block_reason = null }: Membership & { block_reason?: string | null },
): Actor | undefined {
  const blocked = block_reason !== null && { isBlocked: true, blockReason: block_reason };
  switch (role) {
    case "operator":
      return { role, id };
    case "advertiser":
      return advertiser_id === null ? undefined : { role, id, advertiserId: advertiser_id, ...blocked };
    case "webmaster":
      return webmaster_id === null ? undefined : { role, id, webmasterId: webmaster_id, ...blocked };
  }
}

/** The id of a membership's account; empty for an operator. */
export const accountOfMembership = ({ advertiser_id, webmaster_id }: Omit<Membership, "role">): string =>
  advertiser_id ?? webmaster_id ?? "";

/** The membership that an actor can give to another person: that of the actor's own account. */
export function membershipOf(actor: Exclude<Actor, { role: "system" }>): Membership {
  switch (actor.role) {
    case "operator":
      return { role: "operator", advertiser_id: null, webmaster_id: null };
    case "advertiser":
      return { role: "advertiser", advertiser_id: actor.advertiserId, webmaster_id: null };
    case "webmaster":
      return { role: "webmaster", advertiser_id: null, webmaster_id: actor.webmasterId };
  }
}

export const createAdvertiser = (row: Omit<Tables["advertiser"], "searched_name">): Statement[] =>
  insertRows("advertiser", ["id", "name", "status", "created_at", "searched_name"], [withSearchedName(row)]);

export const createWebmaster = (row: Omit<Insertable<Tables["webmaster"]>, "searched_name">): Statement[] => [
  ...insertRows(
    "webmaster",
    ["id", "name", "status", "hold_days", "created_at", "searched_name"],
    [withSearchedName(row)],
  ),
  publish([snapshotKeys.webmaster(row.id)], row.created_at),
];

/** An active account with the terms that every new one begins with. */
export function createAccount(
  kind: "advertiser" | "webmaster",
  { id, name }: { id: string; name: string },
  now: number,
): Statement[] {
  const row = { id, name, status: "active", created_at: now } as const;
  if (kind === "advertiser") return createAdvertiser(row);
  return createWebmaster({ ...row, hold_days: 0 });
}

const withSearchedName = <Row extends { name: string }>(row: Row) => ({ ...row, searched_name: searchable(row.name) });
