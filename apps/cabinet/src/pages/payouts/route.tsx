import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    payouts: typeof en;
  }
}

const payoutsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payouts",
  validateSearch: (search) => textsIn(search, "status", "currency", "webmaster_id", "from", "to"),
  loader: () => loadTexts("payouts"),
  staticData: {
    page: { name: { en: "Payouts", ru: "Выплаты" }, icon: "money", roles: ["webmaster", "operator"] },
    opens: { payout: (id) => `/payouts/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "PayoutsPage"),
});

const payoutRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payouts/$id",
  loader: async ({ context: { me } }) => {
    await loadTexts("payouts", ...(me.role === "operator" ? (["payout-runs"] as const) : []));
  },
  component: lazyRouteComponent(() => import("./payout.tsx"), "PayoutPage"),
});

export const payoutsRoutes = [payoutsRoute, payoutRoute] as const;
