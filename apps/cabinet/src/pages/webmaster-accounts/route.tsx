import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "webmaster-accounts": typeof en;
  }
}

const accountsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/webmaster-accounts",
  validateSearch: (search) => textsIn(search, "is_on_hold", "is_removed", "method", "currency", "webmaster_id"),
  loader: () => loadTexts("webmaster-accounts", "payout-accounts"),
  staticData: {
    page: { name: { en: "Webmasters' accounts", ru: "Счета вебмастеров" }, icon: "money", roles: ["operator"] },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "WebmasterAccountsPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => accountsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./account-drawer.tsx"), "AccountDrawer"),
});

export const webmasterAccountsRoutes = accountsRoute.addChildren([accountRoute]);
