import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { isUnauthenticated, me, settings } from "../api/index.ts";
import { applyBrand } from "./brand.ts";
import { Crash } from "./crash.tsx";
import { Frame } from "./frame.tsx";
import { NotFound } from "./not-found.tsx";
import { changeLanguage, currentLanguage } from "../text/index.ts";
import "./page.ts";

interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  loader: async ({ context }) => applyBrand(await context.queryClient.ensureQueryData(settings)),
  errorComponent: Crash,
  notFoundComponent: NotFound,
});

/** Pages of people who have no session: sign-up, sign-in, the pages of mails. */
export const outsideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "outside",
  component: lazyRouteComponent(() => import("./outside.tsx"), "Outside"),
});

/** Pages of people who are signed in. Others are led to the sign-in, and back. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  component: Frame,
  async beforeLoad({ context, location }) {
    try {
      const known = await context.queryClient.ensureQueryData(me);
      await changeLanguage(known.member?.language ?? currentLanguage());
      return { me: known };
    } catch (error) {
      if (isUnauthenticated(error)) throw redirect({ to: "/sign-in", search: { to: location.href } });
      throw error;
    }
  },
});
