import { sql } from "kysely";
import type { Status } from "./state.ts";

/**
 * The rules of state.ts as SQL over the columns of `conversion`. `conversion_change` has the same columns for the
 * state. sql.test.ts compares each with state.ts for all states.
 */

/** Not a trial. */
export const REAL = sql<boolean>`(is_test = 0)`;

/** In figures: neither a trial, nor refused as the network's own traffic (migrations/network/0510_own_traffic.sql). */
export const COUNTED = sql<boolean>`(is_test = 0 AND check_code IS NOT 'own_traffic')`;

/** `statusOf`. */
export const STATUS = sql<Status>`CASE
  WHEN validation = 'reversed' THEN 'reversed'
  WHEN validation = 'rejected' OR check_state = 'refused' THEN 'rejected'
  WHEN check_state = 'held' THEN 'held'
  WHEN click_facts = 'awaited' THEN 'pending'
  WHEN payment = 'paid' THEN 'paid'
  ELSE validation END`;

/** Its commission is owed: on hold, available, on payment or paid. */
export const APPROVED = sql<boolean>`(
  validation = 'approved' AND check_state = 'clear' AND click_facts <> 'awaited')`;

/** Still waits for the advertiser's answer, for the check, or for the click. */
export const PENDING = sql<boolean>`(check_state <> 'refused' AND (validation = 'pending'
  OR (validation = 'approved' AND (check_state = 'held' OR click_facts = 'awaited'))))`;

/** The advertiser has neither rejected nor reversed it. */
export const NOT_REJECTED = sql<boolean>`(validation IN ('pending', 'approved'))`;

/** On hold after its approval, and not paid. The hold ends at `available_at`. */
export const ON_HOLD = sql<boolean>`(validation = 'approved' AND check_state = 'clear' AND click_facts <> 'awaited'
  AND payment = 'none' AND setoff = 'none' AND hold_over = 0)`;

/** Neither answered nor paid, and its click is known: its offer may approve it automatically. */
export const APPROVABLE = sql<boolean>`(validation = 'pending' AND payment = 'none' AND setoff = 'none'
  AND click_facts <> 'awaited')`;

const VOID = "(validation IN ('rejected', 'reversed') OR check_state = 'refused')";
const AVAILABLE = "(validation = 'approved' AND check_state = 'clear' AND click_facts <> 'awaited' AND hold_over = 1)";

/** `claimableOf`, as a text, for a state of the payment and the set-off that a statement is about to write. */
export const claimableText = ({ payment, setoff }: { payment: string; setoff: string }): string =>
  `CASE WHEN ${VOID}
    THEN iif(${payment} <> 'none', iif(${setoff} = 'none', -1, 0), iif(${setoff} = 'none', 0, 1))
    ELSE iif(${AVAILABLE} AND ${payment} = 'none', 1, 0) END`;
