import { fromBase58checkSync } from "@exodus/bytes/base58check.js";

/** The first byte of each address of the TRON main network. */
const TRON_MAIN = 0x41;
const TRON_BYTES = 21;

/** Why this is not a TRON address; undefined if it is one. */
export function tronFault(address: string): string | undefined {
  if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(address))
    return "must be a TRON address: 34 letters and digits that begin with T";
  try {
    const bytes = fromBase58checkSync(address);
    if (bytes.length === TRON_BYTES && bytes[0] === TRON_MAIN) return undefined;
  } catch {
    // The library throws for a wrong check sum.
  }
  return "has a wrong letter: its check sum does not fit. Copy it again from your wallet";
}

const EMAIL_CHARS_MAX = 127;

/** Why PayPal can't know this address; undefined if it can. */
export const paypalFault = (email: string): string | undefined =>
  email.length <= EMAIL_CHARS_MAX &&
  /^[!#-'*+/-9=?A-Z^-~-]+(\.[!#-'*+/-9=?A-Z^-~-]+)*@([a-z0-9-]+\.)+[a-z]{2,}$/i.test(email)
    ? undefined
    : "must be the e-mail address of your PayPal account";
