import { passedOf, TEMPLATE_LENGTH_MAX, type Parameter } from "./destination.ts";

/**
 * Where deep links may lead: hosts as in a URL, with a port if it is not the default one, and without a trailing dot. A
 * leading dot means the host and its subdomains.
 */
export interface DeepLink {
  hosts: readonly string[];
  /** Name of the parameter that carries the click_ID. */
  clickParameter: string;
}

/**
 * Where a visitor's own `url` leads, with the click_ID added; undefined if the offer does not allow it. A click_ID that
 * is already there is removed, since an advertiser could read the wrong one. Query and fragment otherwise keep every byte
 * that a URL can hold. A passed parameter is left out if the deep link has one of that name.
 */
export function expandDeepLink(
  { hosts, clickParameter }: DeepLink,
  wanted: string,
  clickId: string,
  passed: readonly Parameter[] = [],
): string | undefined {
  const text = wanted.trim();
  if (text.length > TEMPLATE_LENGTH_MAX || !/^https?:\/\//i.test(text)) return undefined;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return undefined;
  if (!hosts.some((allowed) => includesHost(allowed, hostOf(url)))) return undefined;
  const [, query = "", fragment = ""] = /^[^?#]*\??([^#]*)(.*)$/s.exec(text) ?? [];
  const own = query.split("&").filter((pair) => !isNamed(pair, clickParameter));
  const others = passed.filter(([name]) => !own.some((pair) => isNamed(pair, name)));
  const kept = own.join("&");
  const added = (clickId && `&${encodeURIComponent(clickParameter)}=${clickId}`) + passedOf(others);
  const search = kept === "" ? added.slice(1) : kept + added;
  return url.origin + url.pathname + (search && `?${escaped(search)}`) + escaped(fragment);
}

/** The host of a URL as hosts are compared: with its port, and without a trailing dot. */
export const hostOf = ({ hostname, port }: Pick<URL, "hostname" | "port">): string =>
  hostname.replace(/\.$/, "") + (port && `:${port}`);

/** Whether a host, or with a leading dot that host and its subdomains, includes another host. */
export const includesHost = (allowed: string, host: string): boolean =>
  allowed.startsWith(".") ? host === allowed.slice(1) || host.endsWith(allowed) : host === allowed;

/** Whether a pair of a query has this name, in any spelling. */
function isNamed(pair: string, name: string) {
  const raw = pair.split("=", 1)[0] ?? "";
  return raw === name || (/[%+]/.test(raw) && new URLSearchParams(`&${raw}`).has(name));
}

/** Characters that no URL holds, percent-encoded. */
const escaped = (text: string) => text.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
