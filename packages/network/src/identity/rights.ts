import type { Context } from "../context.ts";
import { NetworkError } from "../errors.ts";
import { SCOPES, type MemberRole, type Right, type Scope } from "../words.ts";

/** What each member of an account may do; docs/api.md has the same table. */
export const MEMBER_RIGHTS = {
  owner: ["read", "write", "payouts", "restore", "account"],
  manager: ["read", "write"],
  finance: ["read", "payouts"],
  read_only: ["read"],
} as const satisfies Record<MemberRole, readonly Right[]>;

export const rightsOf = (role: MemberRole): ReadonlySet<Right> => new Set(MEMBER_RIGHTS[role]);

/** The scopes among these rights: what a route asks for. */
export const scopesOfRights = (rights: ReadonlySet<Right>): Set<Scope> =>
  new Set(SCOPES.filter((scope) => rights.has(scope)));

/** Throws `forbidden` unless the actor manages their account. */
export function requireOwner({ rights }: Context): void {
  if (!rights.has("account"))
    throw new NetworkError("forbidden", "Only an owner of the account can do this, signed in");
}
