import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    audit: typeof en;
  }
}

export const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/audit",
  validateSearch: (search) => textsIn(search, "event", "subject_id", "from", "to"),
  loader: () => loadTexts("audit"),
  staticData: { page: { name: { en: "Audit trail", ru: "Журнал действий" }, icon: "history" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "AuditPage"),
});
