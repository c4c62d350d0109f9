import { DAY_MS } from "@waymark/contract/duration";
import { addressesEndBefore } from "../click/index.ts";
import type { Context } from "../context.ts";
import { ENDED, rawStatement, saveProgress, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** From where a person signs in, or goes on with a session. A sign-up opens none: the sign-in after it is recorded. */
export interface SignInAddress {
  /** UTC days since 1970. */
  day: number;
  /** The hash of their address that a click of this day would have (@waymark/contract/address-hash). */
  address: string;
}

/** Addresses of a webmaster and day; further ones are not stored. */
const ADDRESSES_MAX = 20;
/** Rows that a step deletes. */
const ROWS_MAX = 1_000;

/**
 * The statement that records from where a person of a webmaster's account is signed in, once a day and address, so that
 * the traffic check can compare it with the clicks of that day. It writes nothing for people of other accounts.
 */
export const noteSignIn = (personId: string, { day, address }: SignInAddress): Statement =>
  rawStatement(
    `INSERT INTO sign_in_address (day, webmaster_id, address)
     SELECT ?1, webmaster_id, ?2 FROM person WHERE id = ?3 AND role = 'webmaster' AND (
       SELECT count(*) FROM sign_in_address known
       WHERE known.day = ?1 AND known.webmaster_id = person.webmaster_id) < ${ADDRESSES_MAX}
     ON CONFLICT DO NOTHING`,
    [day, address, personId],
  );

/** Deletes some of the addresses that are no longer needed, and returns how many. The next step goes on. */
export async function eraseSignInAddresses(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "erase addresses");
  const { db, now } = ctx;
  const { rowsWritten } = await db.write([
    rawStatement(
      `DELETE FROM sign_in_address WHERE (day, webmaster_id, address) IN (
         SELECT day, webmaster_id, address FROM sign_in_address WHERE day < ? LIMIT ${ROWS_MAX})`,
      [(await addressesEndBefore(ctx)) / DAY_MS],
    ),
  ]);
  const position = rowsWritten < ROWS_MAX ? ENDED : "under way";
  await db.write([saveProgress("sign_in_addresses", { position, changedAt: now() })]);
  return rowsWritten;
}
