import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    keys: typeof en;
  }
}

export const keysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/keys",
  loader: () => loadTexts("keys"),
  staticData: { page: { name: { en: "API keys", ru: "Ключи API" }, icon: "key" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "KeysPage"),
});
