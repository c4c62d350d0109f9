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

const WHERE = ["status", "offer_id", "goal", "link_id", "order_id", "channel", "is_test"] as const;

const conversionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/conversions",
  validateSearch: (search) => textsIn(search, ...WHERE, ...SUB_IDS, "date", "from", "to"),
  loader: () => loadTexts("conversions", "reasons"),
  staticData: {
    page: {
      name: { en: "Conversions", ru: "Конверсии" },
      icon: "conversions",
      roles: ["webmaster"],
      order: 4,
    },
    opens: { conversion: (id) => `/conversions/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "ConversionsPage"),
});

const conversionRoute = createRoute({
  getParentRoute: () => conversionsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./conversion-drawer.tsx"), "ConversionDrawer"),
});

export const conversionsRoutes = conversionsRoute.addChildren([conversionRoute]);
