import { useQuery } from "@tanstack/react-query";
import { me, settings } from "../api/index.ts";

/** How this person sees times, and which currency comes first. Amounts are never converted. */
export interface Preferences {
  /** An IANA time zone. */
  zone: string;
  currency: string | null;
}

/** The browser's, until it is known who is signed in. */
const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the person has chosen, else what the network falls back to. */
export function usePreferences(): Preferences {
  const { data: person } = useQuery({ ...me, enabled: false });
  const { data: network } = useQuery({ ...settings, enabled: false });
  return {
    zone: person?.member?.zone ?? network?.zone ?? BROWSER_ZONE,
    currency: person?.member?.currency ?? network?.currency ?? null,
  };
}
