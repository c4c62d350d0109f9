import { actorName, sideOfName, type Context } from "./context.ts";
import { NetworkError } from "./errors.ts";
import type { Side } from "./words.ts";

/** When and why a key, token, secret or invitation was revoked, and by which side. All null while it is in force. */
export interface Revocation {
  /** Unix ms. */
  revokedAt: number | null;
  revokedBy: Side | null;
  revokedReason: string | null;
}

/** The columns of a revocation. */
export interface RevocationColumns {
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: string | null;
}

export const NOT_REVOKED: RevocationColumns = { revoked_at: null, revoked_by: null, revoked_reason: null };

export const revocationOf = (row: RevocationColumns): Revocation => ({
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by === null ? null : sideOfName(row.revoked_by),
  revokedReason: row.revoked_reason,
});

/** The columns that a revocation by this actor sets. */
export const revokedNow = ({ actor, now }: Pick<Context, "actor" | "now">, reason: string | null) => ({
  ...{ revoked_at: now(), revoked_by: actorName(actor), revoked_reason: reason },
});

/** What sets these columns, with its values in this order. */
export const SET_REVOKED = "revoked_at = ?, revoked_by = ?, revoked_reason = ?";

/** Throws `invalid_input` for an act on what another account has made, without a reason. */
export function requireReasonForOthers(isOthers: boolean, reason: string | null): void {
  if (isOthers && reason === null) throw reasonMissing();
}

export const reasonMissing = () =>
  new NetworkError("invalid_input", "A reason is required, because another account is affected", [
    { path: "reason", message: "missing" },
  ]);
