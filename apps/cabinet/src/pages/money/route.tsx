import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    money: typeof en;
  }
}

const moneyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/money",
  validateSearch: (search) => textsIn(search, "show", "status", "currency"),
  loader: () => loadTexts("money"),
  staticData: {
    page: { name: { en: "Money", ru: "Деньги" }, icon: "money", roles: ["webmaster"], order: 5 },
    opens: { payout: (id) => `/money/payouts/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "MoneyPage"),
});

const payoutRoute = createRoute({
  getParentRoute: () => moneyRoute,
  path: "/payouts/$id",
  component: lazyRouteComponent(() => import("./payout-drawer.tsx"), "PayoutDrawer"),
});

export const moneyRoutes = moneyRoute.addChildren([payoutRoute]);
