import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    notices: typeof en;
  }
}

export const noticesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/notices",
  validateSearch: (search) => textsIn(search, "is_open", "is_acknowledged"),
  loader: () => loadTexts("notices"),
  staticData: { page: { name: { en: "Notices", ru: "Уведомления" }, icon: "bell" } },
  component: lazyRouteComponent(() => import("./page.tsx"), "NoticesPage"),
});
