import { snapshotKeys } from "@waymark/contract/snapshot";
import { insertRows, publish, type Statement, type Tables } from "../db/index.ts";

export { createAdvertiser, createWebmaster } from "./accounts.ts";
export { auditAccess, type AccessEvent } from "./access.ts";
export {
  changeOwnPassword,
  forgetCodes,
  getCode,
  openAccount,
  requestCode,
  resetPassword,
  type CodePurpose,
} from "./codes.ts";
export { newSecret, sha256Hex } from "./hash.ts";
export { createApiKey, findKey, insertApiKey, listApiKeys, noteKeyUse, revokeApiKey, type ApiKey } from "./keys.ts";
export {
  acceptInvitation,
  findInvitation,
  insertInvitation,
  invitationRow,
  invite,
  listInvitations,
  revokeInvitation,
  type Invitation,
  type InvitationFilter,
} from "./invitations.ts";
export { changeMemberRole, getMember, listMembers, removeMember, type Member, type MemberFilter } from "./members.ts";
export { MEMBER_RIGHTS, requireOwner, scopesOfRights } from "./rights.ts";
export { changeOwnProfile } from "./own-profile.ts";
export {
  actorOfPerson,
  findPasswordHash,
  findSecondFactor,
  findSession,
  insertPerson,
  useCodeStep,
  type SignedIn,
} from "./people.ts";
export {
  beginSession,
  confirmSession,
  listSessions,
  noteSessionUse,
  revokeOtherSessions,
  revokeSession,
  sessionConfirmedAt,
  SESSIONS_MAX,
  type Session,
} from "./sessions.ts";

export const createPostbackToken = (
  row: Pick<Tables["postback_token"], "id" | "sha256" | "advertiser_id" | "created_at" | "revoked_at">,
): Statement[] => [
  ...insertRows("postback_token", ["id", "sha256", "advertiser_id", "created_at", "revoked_at"], [row]),
  publish([snapshotKeys.token(row.sha256)], row.created_at),
];
