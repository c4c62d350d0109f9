import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import { SUB_IDS } from "../../words.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    clicks: typeof en;
  }
}

const WHERE = [
  ...(["offer_id", "link_id", "webmaster_id", "advertiser_id", "landing_id", "country", "device", "os"] as const),
  ...(["browser", "verdict", "is_unique", "is_refused", "is_test", "is_own", "from", "to"] as const),
] as const;

export const clicksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/clicks",
  validateSearch: (search) => textsIn(search, ...WHERE, ...SUB_IDS),
  loader: () => loadTexts("clicks"),
  staticData: { page: { name: { en: "Clicks", ru: "Клики" }, icon: "click" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ClicksPage"),
});
