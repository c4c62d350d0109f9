import type { Context } from "../context.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { faultOfUrl, readHost } from "../url.ts";
import { DESTINATION_FIELDS, type DestinationField } from "../words.ts";
import type { OfferChange } from "./offer-change.ts";
import type { LandingChange } from "./landings.ts";
import { hostIn } from "./revoked.ts";

/** The addresses of an offer to which visitors and webmasters are sent; absent ones are unchanged. */
export interface Destinations {
  landings?: readonly LandingChange[] | undefined;
  fallbackUrl?: string | null | undefined;
  previewUrl?: string | null | undefined;
  deepLinkHosts?: readonly string[] | undefined;
}

const KEYS = {
  landings: "landings",
  fallback_url: "fallbackUrl",
  preview_url: "previewUrl",
  deep_link_hosts: "deepLinkHosts",
} as const satisfies Record<DestinationField, keyof Destinations>;

/** The destinations in a new offer, or in a change of one. */
export const destinationsIn = ({ landings, fallbackUrl, presentation, routing }: OfferChange): Destinations => ({
  ...{ landings, fallbackUrl },
  ...{ previewUrl: presentation?.previewUrl, deepLinkHosts: routing?.deepLinkHosts },
});

/** The reverse, for one field. */
export const changeTo = (
  field: DestinationField,
  { landings, fallbackUrl, previewUrl, deepLinkHosts }: Destinations,
) => {
  const changes: Record<DestinationField, OfferChange> = {
    landings: { landings },
    fallback_url: { fallbackUrl },
    preview_url: { presentation: { ...(previewUrl !== undefined && { previewUrl }) } },
    deep_link_hosts: { routing: { ...(deepLinkHosts && { deepLinkHosts: [...deepLinkHosts] }) } },
  };
  return changes[field];
};

export const valueIn = (destinations: Destinations, field: DestinationField) => destinations[KEYS[field]];

/** Destinations that have only this value. */
export const withValue = (field: DestinationField, value: unknown): Destinations => ({ [KEYS[field]]: value });

export const fieldsIn = (destinations: Destinations): DestinationField[] =>
  DESTINATION_FIELDS.filter((field) => valueIn(destinations, field) !== undefined);

export const pick = (destinations: Destinations, fields: readonly DestinationField[]): Destinations =>
  Object.fromEntries(fields.map((field) => [KEYS[field], valueIn(destinations, field)]));

/** The change without some destinations. */
export function withoutFields<Change extends OfferChange>(change: Change, fields: readonly DestinationField[]): Change {
  const rest = { ...change };
  if (fields.includes("landings")) delete rest.landings;
  if (fields.includes("fallback_url")) delete rest.fallbackUrl;
  if (rest.presentation !== undefined && fields.includes("preview_url")) {
    const { previewUrl: _, ...presentation } = rest.presentation;
    rest.presentation = presentation;
  }
  if (rest.routing !== undefined && fields.includes("deep_link_hosts")) {
    const { deepLinkHosts: _, ...routing } = rest.routing;
    rest.routing = routing;
  }
  return rest;
}

/** The URLs or hosts of a field, as they were written. */
export function textsIn(destinations: Destinations, field: DestinationField): string[] {
  const { landings = [], fallbackUrl, previewUrl, deepLinkHosts = [] } = pick(destinations, [field]);
  return [
    ...landings.map(({ url }) => url),
    ...[fallbackUrl, previewUrl].flatMap((url) => url ?? []),
    ...deepLinkHosts,
  ];
}

/** The hosts of a field, as they are compared. */
export const hostsIn = (destinations: Destinations, field: DestinationField): string[] => [
  ...new Set(textsIn(destinations, field).flatMap((text) => hostIn(text, field) ?? [])),
];

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
