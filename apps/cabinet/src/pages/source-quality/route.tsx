import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "source-quality": typeof en;
  }
}

const load = () => loadTexts("source-quality");

const scoresRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/source-quality",
  // `limits`: "all" shows those that have ended too. `policy` is the version that is shown: "all", "new", or its id.
  validateSearch: (search) =>
    textsIn(search, "kind", "sort", "is_limited", "webmaster_id", "offer_id", "limits", "policy"),
  loader: load,
  staticData: {
    page: {
      name: { en: "Quality of sources", ru: "Качество источников" },
      icon: "check",
      roles: ["webmaster", "operator"],
    },
  },
  component: lazyRouteComponent(() => import("./pages.ts"), "SourceQualityPage"),
});

const sourceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/source-quality/$id",
  loader: load,
  component: lazyRouteComponent(() => import("./pages.ts"), "SourcePage"),
});

export const sourceQualityRoutes = [scoresRoute, sourceRoute] as const;
