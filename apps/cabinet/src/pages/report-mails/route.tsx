import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "report-mails": typeof en;
  }
}

export const reportMailsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/report-mails",
  loader: () => loadTexts("report-mails"),
  staticData: { page: { name: { en: "Reports by mail", ru: "Отчёты по почте" }, icon: "reports" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ReportMailsPage"),
});
