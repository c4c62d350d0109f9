/** Why an address that a user gave is not called. Closed; docs/webmasters.md. */
export type AddressFault =
  | "not_https"
  | "has_credentials"
  | "has_port"
  | "is_ip_address"
  | "not_public"
  | "is_ours"
  | "malformed";

/** Names that lead to no public server (RFC 6761, RFC 6762, RFC 8375 and common habit). */
const PRIVATE_ENDS = [
  ...["localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "arpa", "onion"],
  ...["invalid", "test"],
];

/**
 * The host of an address that may be called from here, or why it may not: only https at its own port, a name of a public
 * domain, none of ours (`ownHosts`), and nothing that hides another address.
 */
export function readPublicAddress(
  text: string,
  ownHosts: readonly string[],
): { kind: "public"; url: string; host: string } | { kind: "refused"; fault: AddressFault } {
  const refused = (fault: AddressFault) => ({ kind: "refused", fault }) as const;
  const url = URL.parse(text);
  if (url === null) return refused("malformed");
  if (url.protocol !== "https:") return refused("not_https");
  if (url.username !== "" || url.password !== "") return refused("has_credentials");
  if (url.port !== "") return refused("has_port");
  // The parser has folded case, decoded `%2e` and turned decimal, octal and hexadecimal addresses into dotted ones.
  const host = url.hostname.replace(/\.$/, "");
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return refused("is_ip_address");
  if (!isPublicName(host)) return refused("not_public");
  if (ownHosts.some((own) => host === own || host.endsWith(`.${own}`))) return refused("is_ours");
  return { kind: "public", url: url.href, host };
}

const isPublicName = (host: string) =>
  host.length <= 253 &&
  /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(host) &&
  !PRIVATE_ENDS.some((end) => host === end || host.endsWith(`.${end}`));
