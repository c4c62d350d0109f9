import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    links: typeof en;
  }
}

const FILTERS = ["search", "status", "paused_by", "offer_id", "from", "to"] as const;

const linksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/links",
  // `create` is the offer of a link that is about to be created, or empty; `bulk` the same for several.
  validateSearch: (search) => textsIn(search, ...FILTERS, "create", "bulk"),
  loader: () => loadTexts("links"),
  staticData: {
    page: { name: { en: "Links", ru: "Ссылки" }, icon: "links", roles: ["webmaster"], order: 3 },
    opens: { link: (id) => `/links/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "LinksPage"),
});

const linkRoute = createRoute({
  getParentRoute: () => linksRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./link-drawer.tsx"), "LinkDrawer"),
});

export const linksRoutes = linksRoute.addChildren([linkRoute]);
