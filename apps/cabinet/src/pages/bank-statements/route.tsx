import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "bank-statements": typeof en;
  }
}

const statementsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/bank-statements",
  // `new` opens the upload of a statement.
  validateSearch: (search) => textsIn(search, "status", "payer_account_id", "new"),
  loader: () => loadTexts("bank-statements"),
  staticData: {
    page: { name: { en: "Bank statements", ru: "Банковские выписки" }, icon: "file", roles: ["operator"] },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "BankStatementsPage"),
});

const statementRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/bank-statements/$id",
  validateSearch: (search) => textsIn(search, "outcome"),
  loader: () => loadTexts("bank-statements"),
  component: lazyRouteComponent(() => import("./statement.tsx"), "BankStatementPage"),
});

export const bankStatementsRoutes = [statementsRoute, statementRoute] as const;
