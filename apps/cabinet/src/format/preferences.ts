import { useQuery } from "@tanstack/react-query";
import type { Me, Settings } from "@waymark/client";
import { me, settings } from "../api/index.ts";

/** How this person sees times, and which currency comes first. Amounts are never converted. */
export interface Preferences {
  /** An IANA time zone. */
  zone: string;
  currency: string | null;
}

/** The browser's, until it is known who is signed in. */
const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone that the person has chosen, else the network's. */
export const zoneOf = (person: Me | undefined, network: Settings | undefined): string =>
  person?.member?.zone ?? network?.zone ?? BROWSER_ZONE;

/** What the person has chosen, else what the network falls back to. */
export function usePreferences(): Preferences {
  const { data: person } = useQuery({ ...me, enabled: false });
  const { data: network } = useQuery({ ...settings, enabled: false });
  return {
    zone: zoneOf(person, network),
    currency: person?.member?.currency ?? network?.currency ?? null,
  };
}
