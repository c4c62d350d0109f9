import { Buffer } from "node:buffer";

/** Parameters that transmit a visitor's consent: Awin's, and those of IAB Europe's TCF. */
export const CONSENT_NAMES = ["cons", "gdpr", "gdpr_consent"] as const;

/**
 * Whether the visitor may get a click_ID. Not if they refused (`cons=0`), nor if the GDPR applies (`gdpr=1`) and the TC
 * string is missing, unreadable, or does not consent to purpose 1, storing an identifier.
 */
export function mayMark(parameters: ReadonlyMap<string, string>): boolean {
  if (parameters.get("cons") === "0") return false;
  return parameters.get("gdpr") !== "1" || consentsToStorage(parameters.get("gdpr_consent") ?? "");
}

/** TCF 2, core segment: the first six bits are the version, bit 152 is the consent to purpose 1. */
function consentsToStorage(tcString: string) {
  const bits = Buffer.from(tcString.split(".", 1)[0] ?? "", "base64url");
  return (bits[0] ?? 0) >> 2 === 2 && ((bits[19] ?? 0) & 128) !== 0;
}
