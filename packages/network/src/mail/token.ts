import { hexOf } from "@waymark/contract/bytes";
import { hmacOf, prepareHmac } from "@waymark/contract/hmac";

/** What the token of a mail is for; also the path of the page that its link opens. */
export const TOKEN_PURPOSES = ["confirm", "reset", "invitation", "unsubscribe"] as const;
type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

const PREFIXES: Record<TokenPurpose, string> = { confirm: "cnf", reset: "rst", invitation: "inv", unsubscribe: "uns" };

/**
 * The token of a row, derived from a secret of the server: it is the same each time, and stored nowhere. The row keeps
 * its SHA-256.
 */
export function mailToken(secret: string, { purpose, id }: { purpose: TokenPurpose; id: string }): string {
  const encoder = new TextEncoder();
  const mac = hmacOf(prepareHmac(encoder.encode(secret)), encoder.encode(`mail-token\n${purpose}\n${id}`));
  return `${PREFIXES[purpose]}_${hexOf(mac)}`;
}
