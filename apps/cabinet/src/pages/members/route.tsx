import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    members: typeof en;
  }
}

export const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/members",
  loader: () => loadTexts("members"),
  staticData: {
    page: { name: { en: "Members", ru: "Участники" }, icon: "people" },
    opens: { member: () => "/members" },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "MembersPage"),
});
