import type { Actor, Context } from "./context.ts";
import { NetworkError } from "./errors.ts";
import { ROLES, type Role, type Side } from "./words.ts";

type ActorRole = Actor["role"];

/** Roles that may act, and jobs where they may too. */
export const OPERATOR = ["operator"] as const;
export const OPERATOR_OR_JOB = ["operator", "system"] as const;
export const ADVERTISER_OR_OPERATOR = ["advertiser", "operator", "system"] as const;
export const WEBMASTER_OR_OPERATOR = ["webmaster", "operator", "system"] as const;
export const ANY_PARTY = ["webmaster", "advertiser", "operator"] as const;

/** For acts that stay open to a blocked account: reading, support, answers to what exists, revoking access. */
export const EVEN_IF_BLOCKED = { evenIfBlocked: true } as const;

/**
 * The actor, if it has one of these roles and its account is not blocked. Each verb that acts calls it before anything
 * else, so that no caller can forget it. `act` completes the sentence "Only the operator can …". Throws `forbidden`,
 * `account_blocked`.
 */
export function requireRole<R extends ActorRole>(
  { actor }: Pick<Context, "actor">,
  roles: readonly R[],
  act: string,
  { evenIfBlocked = false }: { evenIfBlocked?: boolean } = {},
): Extract<Actor, { role: R }> {
  if (!hasRole(actor, roles)) throw new NetworkError("forbidden", `Only ${namesOf(roles)} can ${act}`);
  if (!evenIfBlocked && isBlocked(actor)) throw accountBlocked(actor);
  return actor;
}

function accountBlocked(actor: Actor): NetworkError {
  const reason = "blockReason" in actor && actor.blockReason ? ` (${actor.blockReason})` : "";
  return new NetworkError(
    "account_blocked",
    `The operator has blocked this account${reason}. You can still write to the support`,
  );
}

/** Whether the operator has blocked the actor's account. */
export const isBlocked = (actor: Actor): boolean => "isBlocked" in actor && actor.isBlocked === true;

const hasRole = <R extends ActorRole>(actor: Actor, roles: readonly R[]): actor is Extract<Actor, { role: R }> =>
  roles.some((role) => role === actor.role);

const NAMES: Record<Role, string> = {
  webmaster: "the webmaster",
  advertiser: "the advertiser",
  operator: "the operator",
};

function namesOf(roles: readonly ActorRole[]): string {
  const names = ROLES.filter((role) => roles.includes(role)).map((role) => NAMES[role]);
  return names.length === 0 ? "a job of the network" : names.join(" and ");
}

/** The account whose rows a list shows to the actor: their own. The operator and jobs see those of every account. */
export function ownAccountOf(actor: Actor): { webmasterId?: string; advertiserId?: string } {
  switch (actor.role) {
    case "webmaster":
      return { webmasterId: actor.webmasterId };
    case "advertiser":
      return { advertiserId: actor.advertiserId };
    case "operator":
    case "system":
      return {};
  }
}

/** The value, or `undefined` where it is hidden from the actor: answers then lack the field. Jobs see everything. */
export const visibleTo = <T>(actor: Actor, roles: readonly Role[], value: T): T | undefined =>
  actor.role === "system" || roles.some((role) => role === actor.role) ? value : undefined;

/** The value, or `undefined` where it belongs to another side than the actor's. The operator and jobs see everything. */
export const visibleToSide = <T>(actor: Actor, side: Side, value: T): T | undefined =>
  actor.role === "operator" || actor.role === "system" || actor.role === side ? value : undefined;

/** Who sees what is hidden from webmasters, and what is hidden from advertisers. */
export const ADVERTISER_AND_OPERATOR: readonly Role[] = ["advertiser", "operator"];
export const WEBMASTER_AND_OPERATOR: readonly Role[] = ["webmaster", "operator"];
