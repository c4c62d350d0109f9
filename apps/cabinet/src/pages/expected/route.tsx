import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    expected: typeof en;
  }
}

export const expectedRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/expected",
  validateSearch: (search) => textsIn(search, "days"),
  loader: () => loadTexts("expected"),
  staticData: {
    page: {
      name: { en: "Expected money", ru: "Ожидаемые деньги" },
      shortName: { en: "Expected", ru: "Ожидания" },
      icon: "clock",
      order: 5.5,
    },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "ExpectedPage"),
});
