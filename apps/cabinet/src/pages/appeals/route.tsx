import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    appeals: typeof en;
  }
}

const appealsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/appeals",
  validateSearch: (search) =>
    textsIn(search, "status", "is_overdue", "check_code", "webmaster_id", "offer_id", "conversion_id", "from", "to"),
  loader: () => loadTexts("appeals", "reasons", "conversions", "findings"),
  staticData: {
    page: {
      name: { en: "Appeals", ru: "Апелляции" },
      icon: "conversions",
      roles: ["webmaster", "operator"],
    },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "AppealsPage"),
});

const appealRoute = createRoute({
  getParentRoute: () => appealsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./page.tsx"), "AppealDrawer"),
});

export const appealsRoutes = appealsRoute.addChildren([appealRoute]);
