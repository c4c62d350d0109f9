import { hostOf } from "@waymark/contract/deep-link";
import { getPublicSuffix } from "tldts";

/** Why an address that a party gave is refused. Closed, and documented in docs/api.md. */
export type UrlFault = "malformed" | "not_http" | "has_credentials" | "is_ours" | "is_public_suffix";

const URL_FAULTS: Readonly<Record<UrlFault, string>> = {
  malformed: "must be an absolute http(s) URL",
  not_http: "must begin with http:// or https://",
  has_credentials: "must not contain a user name or a password",
  is_ours: "must not lead to the network itself",
  is_public_suffix: "must name a site, not a public suffix like co.uk",
};

export type UrlReading = { kind: "url"; url: URL } | { kind: "refused"; fault: UrlFault };

/**
 * The one rule for addresses that parties give: landings, fallbacks, previews and sources. Absolute http(s), without user
 * information, no host of the network (`ownHosts`, see `isOwnHost`), and not a bare public suffix.
 */
export function readUrl(text: string, ownHosts: readonly string[]): UrlReading {
  const refused = (fault: UrlFault) => ({ kind: "refused", fault }) as const;
  const url = URL.parse(text);
  if (url === null) return refused("malformed");
  if (url.protocol !== "http:" && url.protocol !== "https:") return refused("not_http");
  if (url.username !== "" || url.password !== "") return refused("has_credentials");
  const host = hostOf(url);
  if (isOwnHost(host, ownHosts)) return refused("is_ours");
  if (nameOf(host) !== LOCAL && isPublicSuffix(nameOf(host))) return refused("is_public_suffix");
  return { kind: "url", url };
}

/** The fault of an address as a sentence; undefined for one that may be used. */
export function faultOfUrl(text: string, ownHosts: readonly string[]): string | undefined {
  const reading = readUrl(text, ownHosts);
  return reading.kind === "refused" ? URL_FAULTS[reading.fault] : undefined;
}

export type HostReading = { kind: "host"; host: string } | { kind: "refused"; fault: string };

/**
 * A host as the edge compares it, for instance `shop.example` or `localhost:8789`. With a leading dot it includes its
 * subdomains; `*.shop.example` is read as `.shop.example`.
 */
export function readHost(text: string, ownHosts: readonly string[] = []): HostReading {
  const refused = (fault: string) => ({ kind: "refused", fault }) as const;
  const [, mark = "", bare = ""] = /^(\*?\.)?([^\s/?#@\\*]+)$/.exec(text.trim()) ?? [];
  const url = URL.parse(`https://${bare}/`);
  if (url === null || bare === "")
    return refused("is not a host name; write it without https:// and path, like shop.example");
  const dot = mark === "" ? "" : ".";
  const host = hostOf(url);
  const name = nameOf(host);
  if (dot !== "" && isAddress(name)) return refused("an IP address has no subdomains");
  if (isOwnHost(host, ownHosts) || (dot !== "" && ownHosts.some((own) => isBelow(own, host))))
    return refused("includes the network itself");
  if ((dot !== "" || name !== LOCAL) && isPublicSuffix(name)) return refused(URL_FAULTS.is_public_suffix);
  return { kind: "host", host: dot + host };
}

/** The name by which the local networks of developers are reached. */
const LOCAL = "localhost";

/**
 * Whether a host is one of the network's, or below one. Those with a port, as in local development, are only themselves;
 * the others include every port, since Cloudflare serves several.
 */
const isOwnHost = (host: string, ownHosts: readonly string[]): boolean =>
  ownHosts.some((own) => (hasPort(own) ? isBelow(host, own) : isBelow(nameOf(host), own)));

const isBelow = (host: string, parent: string) => host === parent || host.endsWith(`.${parent}`);

const PORT = /:\d+$/;

const hasPort = (host: string) => PORT.test(host);

const nameOf = (host: string) => host.replace(PORT, "");

const isAddress = (name: string) => name.startsWith("[") || /^[\d.]+$/.test(name);

/** Under the suffixes of hosting services, like github.io, anyone can have a site too. */
const isPublicSuffix = (name: string) =>
  getPublicSuffix(name, { allowPrivateDomains: true, extractHostname: false }) === name;
