import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "payout-runs": typeof en;
  }
}

const runsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payout-runs",
  // `new` opens the form of a new run.
  validateSearch: (search) => textsIn(search, "status", "from", "to", "new"),
  loader: () => loadTexts("payout-runs"),
  staticData: {
    page: {
      name: { en: "Payout runs", ru: "Прогоны выплат" },
      shortName: { en: "Payout runs", ru: "Прогоны" },
      icon: "money",
      roles: ["operator"],
      order: 10,
    },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "PayoutRunsPage"),
});

const runRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payout-runs/$id",
  // `show` is one of the lists under the run; the others are its filters.
  validateSearch: (search) => textsIn(search, "show", "status", "currency", "reason_code"),
  loader: () => loadTexts("payout-runs", "payouts", "payout-accounts"),
  component: lazyRouteComponent(() => import("./run.tsx"), "PayoutRunPage"),
});

export const payoutRunsRoutes = [runsRoute, runRoute] as const;
