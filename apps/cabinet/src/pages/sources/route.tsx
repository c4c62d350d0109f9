import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    sources: typeof en;
  }
}

const sourcesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/sources",
  // `add` opens the form of a new source.
  validateSearch: (search) => textsIn(search, "search", "kind", "status", "add"),
  loader: () => loadTexts("sources"),
  staticData: {
    page: { name: { en: "Traffic sources", ru: "Источники трафика" }, icon: "source", roles: ["webmaster"], order: 8 },
    opens: { traffic_source: (id) => `/sources/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "SourcesPage"),
});

const sourceRoute = createRoute({
  getParentRoute: () => sourcesRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./source-drawer.tsx"), "SourceDrawer"),
});

export const sourcesRoutes = sourcesRoute.addChildren([sourceRoute]);
