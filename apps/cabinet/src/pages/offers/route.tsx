import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    offers: typeof en;
  }
}

export const offersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/offers",
  validateSearch: (search) => textsIn(search, "search", "category", "country", "model", "goal", "traffic", "access"),
  loader: () => loadTexts("offers"),
  staticData: {
    page: { name: { en: "Offers", ru: "Офферы" }, icon: "offers", roles: ["webmaster"], order: 2 },
    opens: { offer: (id) => `/offers/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "OffersPage"),
});

export const offerRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/offers/$id",
  loader: () => loadTexts("offers"),
  component: lazyRouteComponent(() => import("./offer.tsx"), "OfferPage"),
});
