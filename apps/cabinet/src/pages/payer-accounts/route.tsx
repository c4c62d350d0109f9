import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "payer-accounts": typeof en;
  }
}

const accountsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payer-accounts",
  // `add` opens the form of a new account or legal entity.
  validateSearch: (search) => textsIn(search, "is_disabled", "method", "currency", "add"),
  loader: () => loadTexts("payer-accounts", "payout-accounts"),
  staticData: {
    page: { name: { en: "Payer accounts", ru: "Счета сети" }, icon: "money", roles: ["operator"] },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "PayerAccountsPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => accountsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./account-drawer.tsx"), "PayerAccountDrawer"),
});

export const payerAccountsRoutes = accountsRoute.addChildren([accountRoute]);
