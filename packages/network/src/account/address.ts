import { hostOf } from "@waymark/contract/deep-link";
import { readUrl, type UrlFault } from "../url.ts";

/** Why an address that a user gave is not requested. Closed, and documented in docs/webmasters.md. */
export const ADDRESS_FAULTS = [
  ...(["not_https", "has_credentials", "has_port", "is_ip_address"] as const),
  ...(["not_public", "is_ours", "malformed"] as const),
] as const;

export type AddressFault = (typeof ADDRESS_FAULTS)[number];

/** Domains without public servers (RFC 6761, RFC 6762, RFC 8375 and common practice). */
const PRIVATE_ENDS = [
  ...["localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "arpa", "onion"],
  ...["invalid", "test"],
];

/**
 * The host of an address that the network may request, or why it may not. Besides what holds for every address
 * (`readUrl`): only https on its default port, and a name in a public domain.
 */
export function readPublicAddress(
  text: string,
  ownHosts: readonly string[],
): { kind: "public"; url: string; host: string } | { kind: "refused"; fault: AddressFault } {
  const refused = (fault: AddressFault) => ({ kind: "refused", fault }) as const;
  const reading = readUrl(text, ownHosts);
  if (reading.kind === "refused") return refused(FAULT_OF[reading.fault]);
  const { url } = reading;
  if (url.protocol !== "https:") return refused("not_https");
  if (url.port !== "") return refused("has_port");
  // The parser has lower-cased the host, decoded `%2e` and normalised decimal, octal and hexadecimal addresses.
  const host = hostOf(url);
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return refused("is_ip_address");
  if (!isPublicName(host)) return refused("not_public");
  return { kind: "public", url: url.href, host };
}

const FAULT_OF: Readonly<Record<UrlFault, AddressFault>> = {
  ...{ malformed: "malformed", not_http: "not_https", has_credentials: "has_credentials", is_ours: "is_ours" },
  is_public_suffix: "not_public",
};

const isPublicName = (host: string) =>
  host.length <= 253 &&
  /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(host) &&
  !PRIVATE_ENDS.some((end) => host === end || host.endsWith(`.${end}`));
