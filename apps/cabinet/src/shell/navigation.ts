import { useRouter } from "@tanstack/react-router";
import type { Found, Me } from "@waymark/client";
import { useMemo } from "react";
import type { PageInfo } from "./page.ts";

/** A page that this person has, with its address. */
export interface Place extends PageInfo {
  path: string;
}

/** The pages of this role, in the order of the navigation and then of their names. */
export function usePlaces(role: Me["role"]): Place[] {
  const { routesByPath } = useRouter();
  return useMemo(
    () =>
      Object.values(routesByPath)
        .flatMap(({ fullPath, options: { staticData } }): Place[] =>
          staticData?.page === undefined ? [] : [{ ...staticData.page, path: fullPath }],
        )
        .filter(({ roles }) => roles === undefined || roles.includes(role))
        .toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || a.name.en.localeCompare(b.name.en)),
    [routesByPath, role],
  );
}

/** The address of what a search found; undefined if no page shows it. */
export function addressOf(places: readonly Place[], { kind, id }: Found): string | undefined {
  for (const { opens } of places) {
    const address = opens?.[kind]?.(id);
    if (address !== undefined) return address;
  }
  return undefined;
}
