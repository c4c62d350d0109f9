import { hostOf } from "@waymark/contract/deep-link";
import { inJson, type Db } from "../db/index.ts";
import { readHost } from "../url.ts";
import type { DestinationField } from "../words.ts";

/** A host that the operator has revoked for an advertiser, and why. */
export interface RevokedHost {
  host: string;
  reason: string;
}

/** Of these advertisers. */
export async function findRevoked(
  { query }: Db,
  advertiserIds: readonly string[],
): Promise<Map<string, RevokedHost[]>> {
  const rows = await query
    .selectFrom("approved_host")
    .select(["advertiser_id", "host", "reason"])
    .where("advertiser_id", "in", inJson(advertiserIds))
    .where("revoked_at", "is not", null)
    .execute();
  const hosts = rows.map((row) => ({ ...row, reason: row.reason ?? "" })); // a revocation has a reason
  return Map.groupBy(hosts, ({ advertiser_id }) => advertiser_id);
}

/** The first of the revoked hosts that a URL or host of a field has something in common with. */
export function revocationOf<Host extends { host: string }>(
  text: string,
  field: DestinationField,
  revoked: readonly Host[],
): Host | undefined {
  const host = revoked.length === 0 ? undefined : hostIn(text, field);
  if (host === undefined) return undefined;
  return revoked.find((one) => coversOf(host).includes(one.host) || coversOf(one.host).includes(host));
}

/** The host of a URL or host of a field, as it is compared; undefined for other text. */
export function hostIn(text: string, field: DestinationField): string | undefined {
  const reading = field === "deep_link_hosts" ? readHost(text) : undefined;
  if (reading !== undefined) return reading.kind === "host" ? reading.host : undefined;
  const url = URL.parse(text);
  return url === null ? undefined : hostOf(url);
}

/**
 * What the operator must have seen for a host to be served: the host itself, or a host with all its subdomains that
 * includes it.
 */
export function coversOf(host: string): string[] {
  const dots = Array.from(host.matchAll(/\./g), ({ index }) => host.slice(index));
  return host.startsWith(".") ? dots : [host, `.${host}`, ...dots];
}
