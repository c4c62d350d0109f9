import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    claims: typeof en;
  }
}

const claimsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/claims",
  validateSearch: (search) =>
    textsIn(
      search,
      "status",
      "kind",
      "waits_for",
      "webmaster_id",
      "advertiser_id",
      "offer_id",
      "conversion_id",
      "from",
      "to",
      "new",
      "click_id",
    ),
  loader: () => loadTexts("claims", "reasons", "outcomes"),
  staticData: {
    page: {
      name: { en: "Claims", ru: "Претензии" },
      icon: "conversions",
    },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "ClaimsPage"),
});

const claimRoute = createRoute({
  getParentRoute: () => claimsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./page.tsx"), "ClaimDrawer"),
});

export const claimsRoutes = claimsRoute.addChildren([claimRoute]);
