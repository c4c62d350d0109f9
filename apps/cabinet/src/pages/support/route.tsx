import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    support: typeof en;
  }
}

const supportRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/support",
  // `new` opens the form of a new thread: what it is about (`general`: nothing), with the id and a first title.
  validateSearch: (search) => textsIn(search, "is_unread", "status", "subject_id", "new", "subject", "title"),
  loader: () => loadTexts("support"),
  staticData: {
    page: { name: { en: "Support", ru: "Поддержка" }, icon: "support", order: 9, count: "unread" },
    opens: { thread: (id) => `/support/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "SupportPage"),
});

const threadRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/support/$id",
  loader: () => loadTexts("support"),
  component: lazyRouteComponent(() => import("./thread.tsx"), "ThreadPage"),
});

export const supportRoutes = [supportRoute, threadRoute] as const;
