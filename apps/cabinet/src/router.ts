import { createRouter } from "@tanstack/react-router";
import { queryClient } from "./api/index.ts";
import { routeTree } from "./routes.ts";
import { readSearch, writeSearch } from "./search-parameters.ts";

const PREFETCH_FRESH_MS = 10_000;

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: "intent",
  defaultPreloadStaleTime: PREFETCH_FRESH_MS,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
