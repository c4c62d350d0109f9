import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    "traffic-check": typeof en;
  }
}

const checkRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/traffic-check",
  // `new` opens the form of a new version of the rules, with the values of that version; 0: with none.
  validateSearch: (search) => textsIn(search, "new"),
  loader: () => loadTexts("traffic-check", "findings", "reasons"),
  staticData: {
    page: {
      name: { en: "Traffic check", ru: "Проверка трафика" },
      shortName: { en: "Traffic check", ru: "Проверка" },
      icon: "check",
      roles: ["operator"],
      order: 4.5,
    },
  },
  component: lazyRouteComponent(() => import("./pages.ts"), "TrafficCheckPage"),
});

const heldRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/traffic-check/held",
  validateSearch: (search) => textsIn(search, "webmaster_id", "offer_id", "link_id", "from", "to"),
  loader: () => loadTexts("traffic-check", "reasons"),
  component: lazyRouteComponent(() => import("./pages.ts"), "HeldPage"),
});

const ownRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/traffic-check/own",
  // `add` opens the form of a new entry.
  validateSearch: (search) => textsIn(search, "add", "kind", "is_in_force"),
  loader: () => loadTexts("traffic-check"),
  component: lazyRouteComponent(() => import("./pages.ts"), "OwnTrafficPage"),
});

const rulesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/traffic-check/$id",
  // `trial` is the trial that is shown; the newest one by default.
  validateSearch: (search) => textsIn(search, "trial"),
  loader: () => loadTexts("traffic-check", "findings"),
  component: lazyRouteComponent(() => import("./pages.ts"), "RuleSetPage"),
});

export const trafficCheckRoutes = [checkRoute, heldRoute, ownRoute, rulesRoute] as const;
