import { useRouter } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import type { PageInfo } from "./page.ts";

/** A page that this person has, with its address. */
export interface Place extends PageInfo {
  path: string;
}

/** The pages of this role, in the order of the navigation and then of their names. */
export function usePlaces(role: Me["role"]): Place[] {
  const { routesByPath } = useRouter();
  return Object.values(routesByPath)
    .flatMap(({ fullPath, options: { staticData } }): Place[] =>
      staticData?.page === undefined ? [] : [{ ...staticData.page, path: fullPath }],
    )
    .filter(({ roles }) => roles === undefined || roles.includes(role))
    .toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || a.name.en.localeCompare(b.name.en));
}
