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
  loader: async ({ context: { me, queryClient } }) => {
    const texts = [loadTexts("home"), ...(me.role === "webmaster" ? [loadTexts("money")] : [])];
    prefetchHome(me, zoneOf(me, await queryClient.ensureQueryData(settings)));
    await Promise.all(texts);
  },
  staticData: { page: { name: { en: "Home", ru: "Главная" }, icon: "home", order: 1 } },
  component: lazyRouteComponent(() => import("./page.tsx"), "HomePage"),
});
