import type { Context } from "../context.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { faultOfUrl, readHost } from "../url.ts";
import type { OfferChange } from "./change.ts";

/** The addresses of an offer to which visitors and webmasters are sent; absent ones are unchanged. */
export interface Destinations {
  landings?: readonly { url: string }[] | undefined;
  fallbackUrl?: string | null | undefined;
  previewUrl?: string | null | undefined;
  deepLinkHosts?: readonly string[] | undefined;
}

/** The destinations in a new offer, or in a change of one. */
export const destinationsIn = ({ landings, fallbackUrl, presentation, routing }: OfferChange): Destinations => ({
  ...{ landings, fallbackUrl },
  ...{ previewUrl: presentation?.previewUrl, deepLinkHosts: routing?.deepLinkHosts },
});

/** What is wrong with the hosts and forms of destinations, by path. Macros of landings are judged by `compileTemplate`. */
export function faultsOfDestinations(
  { landings = [], fallbackUrl, previewUrl, deepLinkHosts = [] }: Destinations,
  ownHosts: readonly string[],
): Fault[] {
  const urls: [path: string, url: string | null | undefined][] = [
    ...landings.map(({ url }, i): [string, string] => [`landings[${i}].url`, url]),
    ["fallback_url", fallbackUrl],
    ["preview_url", previewUrl],
  ];
  return [
    ...urls.flatMap(([path, url]) => {
      const message = typeof url === "string" ? faultOfUrl(url, ownHosts) : undefined;
      return message === undefined ? [] : [{ path, message }];
    }),
    ...deepLinkHosts.flatMap((text, i) => {
      const reading = readHost(text, ownHosts);
      return reading.kind === "host" ? [] : [{ path: `deep_link_hosts[${i}]`, message: reading.fault }];
    }),
  ];
}

/** Throws `landing_refused` if only landings can't be used, otherwise `invalid_input`. */
export function checkDestinations({ ownHosts }: Pick<Context, "ownHosts">, destinations: Destinations): void {
  const errors = faultsOfDestinations(destinations, ownHosts);
  if (errors.length === 0) return;
  const isOfLandings = errors.every(({ path }) => path.startsWith("landings"));
  if (isOfLandings) throw new NetworkError("landing_refused", "A landing URL can't be used", errors);
  throw new NetworkError("invalid_input", "An address can't be used", errors);
}
