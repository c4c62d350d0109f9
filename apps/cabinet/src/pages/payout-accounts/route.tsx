import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "payout-accounts": typeof en;
  }
}

const accountsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payout-accounts",
  // `add` opens the form of a new account.
  validateSearch: (search) => textsIn(search, "is_removed", "add"),
  loader: () => loadTexts("payout-accounts"),
  staticData: {
    page: { name: { en: "Payout accounts", ru: "Счета для выплат" }, icon: "money", roles: ["webmaster"] },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "PayoutAccountsPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => accountsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./account-drawer.tsx"), "AccountDrawer"),
});

export const payoutAccountsRoutes = accountsRoute.addChildren([accountRoute]);
