import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    home: typeof en;
  }
}

export const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  loader: () => loadTexts("home"),
  staticData: { page: { name: { en: "Home", ru: "Главная" }, icon: "home", order: 1 } },
  component: lazyRouteComponent(() => import("./page.tsx"), "HomePage"),
});
