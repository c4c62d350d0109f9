import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import { SUB_IDS } from "../../words.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    conversions: typeof en;
  }
}

const WHERE = [
  ...(["status", "outcome", "offer_id", "goal", "goal_id", "link_id", "webmaster_id", "advertiser_id"] as const),
  ...([
    "order_id",
    "channel",
    "is_test",
    "is_own",
    "landing_id",
    "country",
    "device",
    "os",
    "browser",
    "verdict",
  ] as const),
] as const;

const conversionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/conversions",
  validateSearch: (search) => textsIn(search, ...WHERE, ...SUB_IDS, "date", "from", "to"),
  loader: () => loadTexts("conversions", "reasons", "appeals", "claims", "findings", "outcomes"),
  staticData: {
    page: {
      name: { en: "Conversions", ru: "Конверсии" },
      icon: "conversions",
      order: 4,
    },
    opens: { conversion: (id) => `/conversions/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "ConversionsPage"),
});

const conversionRoute = createRoute({
  getParentRoute: () => conversionsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./page.tsx"), "ConversionDrawer"),
});

export const conversionsRoutes = conversionsRoute.addChildren([conversionRoute]);
