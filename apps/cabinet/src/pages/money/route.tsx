import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    money: typeof en;
  }
}

export const moneyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/money",
  loader: () => loadTexts("money", "payouts"),
  staticData: {
    page: { name: { en: "Money", ru: "Деньги" }, icon: "money", roles: ["webmaster"], order: 5 },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "MoneyPage"),
});
