import type { Screening, ScreeningAnswer } from "@waymark/network/payout-account";
import { readVault, type Vault } from "@waymark/network/vault";
import type { Env } from "./env.ts";

let known: { secret: string; vault: Vault } | undefined;

/** The vault; its keys are imported once an isolate. */
export function vaultOf({ VAULT_KEYS }: Env): Vault {
  if (known?.secret !== VAULT_KEYS) known = { secret: VAULT_KEYS, vault: readVault(VAULT_KEYS) };
  return known.vault;
}

/** Whether a service screens new accounts before the first payout. */
export const isScreened = ({ SCREENING_URL }: Env): boolean => SCREENING_URL !== undefined;

const WAIT_MS = 10_000;
const NOTE_CHARS_MAX = 500;

/**
 * Asks the screening service: POST `{account_id, details}`, answered with `{result: "clear" | "hit", note?}`. Anything
 * else, an error or a time-out is "don't know".
 */
export const screeningOf =
  ({ SCREENING_URL, SCREENING_KEY }: Env): Screening =>
  async ({ accountId, details }) => {
    if (SCREENING_URL === undefined) return { kind: "unknown", note: null };
    const response = await fetch(SCREENING_URL, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${SCREENING_KEY ?? ""}` },
      body: JSON.stringify({ account_id: accountId, details }),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (!response.ok) throw new Error(`the service answered ${response.status}`);
    return answerOf(await response.json());
  };

function answerOf(answer: unknown): ScreeningAnswer {
  const { result, note } = (answer ?? {}) as { result?: unknown; note?: unknown }; // of another party
  const words = typeof note === "string" ? note.slice(0, NOTE_CHARS_MAX) : null;
  return result === "clear" || result === "hit" ? { kind: result, note: words } : { kind: "unknown", note: words };
}
