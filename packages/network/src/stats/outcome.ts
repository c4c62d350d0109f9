import { sql } from "kysely";

/** Decided for the webmaster: by the advertiser, and not stopped by the check. */
export const APPROVED = sql<boolean>`(validation = 'approved' AND check_state = 'clear')`;
/** Neither: some answer is still to come. */
export const PENDING = sql<boolean>`(check_state <> 'refused' AND (validation = 'pending' OR (validation = 'approved' AND check_state = 'held')))`;
