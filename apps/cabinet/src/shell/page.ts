import type { Found, Me } from "@waymark/client";
import type { IconName } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";

/** What a route says of itself to the navigation and to the search: its `staticData`. */
export interface PageInfo {
  name: Record<Language, string>;
  icon: IconName;
  /** Who has this page; everyone by default. The API decides what they see on it. */
  roles?: readonly Me["role"][];
  /** What a search finds that this route shows, with the address. */
  opens?: Partial<Record<Found["kind"], (id: string) => string>>;
  /** Its place among the six items of the navigation; without it, the page is found by the menu and the search. */
  order?: number;
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    page?: PageInfo;
  }
}
