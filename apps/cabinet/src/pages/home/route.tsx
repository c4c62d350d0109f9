import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { settings } from "../../api/index.ts";
import { zoneOf } from "../../format/index.ts";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import { prefetchHome } from "./reads.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    home: typeof en;
  }
}

export const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  // What the chart shows.
  validateSearch: (search) => textsIn(search, "chart"),
  // Before the page's scripts are asked for: browsers ask for a few things at a time, in their order.
  beforeLoad: async ({ context: { me, queryClient } }) =>
    prefetchHome(me, zoneOf(me, await queryClient.ensureQueryData(settings))),
  loader: async ({ context: { me } }) => {
    await Promise.all([loadTexts("home"), ...(me.role === "webmaster" ? [loadTexts("money", "payouts")] : [])]);
  },
  staticData: { page: { name: { en: "Home", ru: "Главная" }, icon: "home", order: 1 } },
  component: lazyRouteComponent(() => import("./page.tsx"), "HomePage"),
});
