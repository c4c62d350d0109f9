import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    click: typeof en;
  }
}

export const clickRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/clicks/$clickId",
  loader: () => loadTexts("click", "outcomes", "reasons"),
  staticData: { opens: { click: (id) => `/clicks/${id}` } },
  component: lazyRouteComponent(() => import("./page.tsx"), "ClickPage"),
});
