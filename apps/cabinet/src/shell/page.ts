import type { Found, Me } from "@waymark/client";
import type { IconName } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";

/** What a route says of itself to the navigation: in its `staticData`. */
export interface PageInfo {
  name: Record<Language, string>;
  /** A name of at most one short word a line for the navigation, whose items are 68 px wide on a phone. */
  shortName?: Record<Language, string>;
  icon: IconName;
  /** Who has this page; everyone by default. The API decides what they see on it. */
  roles?: readonly Me["role"][];
  /** Its place among the items of the navigation; without it, the page is found by the menu and the search. */
  order?: number;
  /** The navigation shows this count beside its name. */
  count?: "unread";
}

/** What a search finds that a route shows, with the address. Where the route is a page, only for those who have it. */
export type Opens = Partial<Record<Found["kind"], (id: string) => string>>;

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    page?: PageInfo;
    opens?: Opens;
  }
}
