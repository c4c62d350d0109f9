import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "traffic-quality": typeof en;
  }
}

export const trafficQualityRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/traffic-quality",
  validateSearch: (search) => textsIn(search, "days"),
  loader: () => loadTexts("traffic-quality", "findings"),
  staticData: { page: { name: { en: "Traffic quality", ru: "Качество трафика" }, icon: "check" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "TrafficQualityPage"),
});
