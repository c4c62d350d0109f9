import { useRouter } from "@tanstack/react-router";
import type { Found, Me } from "@waymark/client";
import { useCallback, useMemo } from "react";
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

/** Finds the address of what a search found; undefined if this role has no page that shows it. */
export function useAddressOf(role: Me["role"]): (found: Pick<Found, "kind" | "id">) => string | undefined {
  const { routesByPath } = useRouter();
  return useCallback(
    ({ kind, id }) => {
      for (const { options } of Object.values(routesByPath)) {
        const { page, opens } = options.staticData ?? {};
        const address = page?.roles?.includes(role) === false ? undefined : opens?.[kind]?.(id);
        if (address !== undefined) return address;
      }
      return undefined;
    },
    [routesByPath, role],
  );
}
