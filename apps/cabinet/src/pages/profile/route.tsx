import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    profile: typeof en;
  }
}

export const profileRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/profile",
  loader: () => loadTexts("profile"),
  staticData: { page: { name: { en: "Profile", ru: "Профиль" }, icon: "person" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ProfilePage"),
});
