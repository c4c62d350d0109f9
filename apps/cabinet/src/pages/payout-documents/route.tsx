import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "payout-documents": typeof en;
  }
}

const documentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/payout-documents",
  validateSearch: (search) => textsIn(search, "status", "kind", "webmaster_id", "payout_id"),
  loader: () => loadTexts("payout-documents"),
  staticData: {
    page: {
      ...{ name: { en: "Payout documents", ru: "Документы выплат" }, icon: "money" },
      roles: ["webmaster", "operator"],
    },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "PayoutDocumentsPage"),
});

const documentRoute = createRoute({
  getParentRoute: () => documentsRoute,
  path: "/$id",
  component: lazyRouteComponent(() => import("./document-drawer.tsx"), "DocumentDrawer"),
});

export const payoutDocumentsRoutes = documentsRoute.addChildren([documentRoute]);
