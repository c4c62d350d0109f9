import { useSyncExternalStore } from "react";

/** How a person wants to see times and money. Amounts are never converted: the currency decides what comes first. */
export interface Preferences {
  /** An IANA time zone. */
  zone: string;
  currency: string | null;
}

const STORED_AS = "waymark.preferences";

let preferences = stored();
const listeners = new Set<() => void>();

function stored(): Preferences {
  const own = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, currency: null };
  try {
    return { ...own, ...(JSON.parse(localStorage.getItem(STORED_AS) ?? "{}") as Partial<Preferences>) }; // as written here
  } catch {
    return own;
  }
}

export function setPreferences(changes: Partial<Preferences>): void {
  preferences = { ...preferences, ...changes };
  localStorage.setItem(STORED_AS, JSON.stringify(preferences));
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => preferences);
