import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type { ReportSearch } from "./state.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    reports: typeof en;
  }
}

export const reportsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/reports",
  // The page names those that it does not know; the first load has no list of them.
  validateSearch: (search): ReportSearch => textsIn(search, ...Object.keys(search)),
  loader: () => loadTexts("reports"),
  staticData: { page: { name: { en: "Reports", ru: "Отчёты" }, icon: "reports", order: 6 } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ReportsPage"),
});
