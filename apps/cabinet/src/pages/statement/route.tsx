import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    statement: typeof en;
  }
}

export const statementRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/statement",
  validateSearch: (search) => textsIn(search, "period", "currency"),
  loader: () => loadTexts("statement"),
  staticData: { page: { name: { en: "Statement", ru: "Выписка" }, icon: "file", roles: ["webmaster"] } },
  component: lazyRouteComponent(() => import("./page.tsx"), "StatementPage"),
});
