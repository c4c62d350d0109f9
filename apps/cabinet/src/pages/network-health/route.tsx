import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "network-health": typeof en;
  }
}

export const networkHealthRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/network-health",
  loader: () => loadTexts("network-health"),
  staticData: {
    page: { name: { en: "Network health", ru: "Состояние сети" }, icon: "clock", roles: ["operator"] },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "NetworkHealthPage"),
});
