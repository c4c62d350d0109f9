/** Letters and digits of an id after its prefix. */
const DIGITS = "[0-9a-z]{24}";
const REFERENCE = new RegExp(`\\bPAY-(${DIGITS})(?![0-9a-z])`, "gi");
const REFERENCE_ONLY = new RegExp(`^PAY-(${DIGITS})$`, "i");

/**
 * What banks carry of a payout: 28 characters of the EPC set, which has no `_`, in capitals, because some banks write all in
 * capitals.
 */
export const referenceOf = (payoutId: string): string => payoutId.replace("_", "-").toUpperCase();

/** The payout of a reference, in whichever case a bank wrote it; undefined if it is not one of ours. */
export function payoutOfReference(reference: string): string | undefined {
  const match = REFERENCE_ONLY.exec(reference.trim());
  return match?.[1] === undefined ? undefined : `pay_${match[1].toLowerCase()}`;
}

/** The payouts that a text names by their references, each once. */
export const payoutsNamedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(REFERENCE)].map(([, digits = ""]) => `pay_${digits.toLowerCase()}`)),
];
