import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    settings: typeof en;
  }
}

export const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings",
  loader: () => loadTexts("settings"),
  staticData: { page: { name: { en: "Network", ru: "Сеть" }, icon: "source", roles: ["operator"] } },
  component: lazyRouteComponent(() => import("./page.tsx"), "SettingsPage"),
});
