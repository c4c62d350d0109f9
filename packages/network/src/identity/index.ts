import { snapshotKeys } from "@waymark/contract/snapshot";
import { insertRows, publish, searchable, type Statement, type Tables } from "../db/index.ts";

export { auditAccess, type AccessEvent } from "./access.ts";
export { newSecret, sha256Hex } from "./hash.ts";
export { createApiKey, findKey, insertApiKey, listApiKeys, noteKeyUse, revokeApiKey, type ApiKey } from "./keys.ts";
export {
  acceptInvitation,
  insertInvitation,
  invitationRow,
  invite,
  listInvitations,
  revokeInvitation,
  type Invitation,
} from "./invitations.ts";
export { changeMemberRole, getMember, listMembers, removeMember, type Member, type MemberFilter } from "./members.ts";
export { MEMBER_RIGHTS, requireOwner, scopesOfRights } from "./rights.ts";
export { findSession, insertPerson, type SignedIn } from "./people.ts";

export const createAdvertiser = (row: Omit<Tables["advertiser"], "searched_name">): Statement[] =>
  insertRows("advertiser", ["id", "name", "status", "created_at", "searched_name"], [withSearchedName(row)]);

export const createWebmaster = (row: Omit<Tables["webmaster"], "searched_name">): Statement[] => [
  ...insertRows(
    "webmaster",
    ["id", "name", "status", "hold_days", "payout_minimum_minor", "created_at", "searched_name"],
    [withSearchedName(row)],
  ),
  publish([snapshotKeys.webmaster(row.id)], row.created_at),
];

const withSearchedName = <Row extends { name: string }>(row: Row) => ({ ...row, searched_name: searchable(row.name) });

export const createPostbackToken = (
  row: Pick<Tables["postback_token"], "id" | "sha256" | "advertiser_id" | "created_at" | "revoked_at">,
): Statement[] => [
  ...insertRows("postback_token", ["id", "sha256", "advertiser_id", "created_at", "revoked_at"], [row]),
  publish([snapshotKeys.token(row.sha256)], row.created_at),
];
