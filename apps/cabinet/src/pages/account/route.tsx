import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import type { Settings } from "@waymark/client";
import { textsIn } from "../../search-parameters.ts";
import { outsideRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    account: typeof en;
  }
}

const loader = () => loadTexts("account");
const getParentRoute = () => outsideRoute;
const withToken = (search: Record<string, unknown>) => textsIn(search, "token");

const signInRoute = createRoute({
  ...{ getParentRoute, loader, path: "/sign-in" },
  validateSearch: (search): { to?: string | undefined } => ({ to: ownAddress(textsIn(search, "to").to) }),
  component: lazyRouteComponent(() => import("./sign-in.tsx"), "SignInPage"),
});

const signUpRoute = createRoute({
  ...{ getParentRoute, loader, path: "/sign-up" },
  component: lazyRouteComponent(() => import("./sign-up.tsx"), "SignUpPage"),
});

/** The pages that mails lead to. Opening one changes nothing; its button sends the token. */
const confirmRoute = createRoute({
  ...{ getParentRoute, loader, path: "/confirm", validateSearch: withToken },
  component: lazyRouteComponent(() => import("./confirm.tsx"), "ConfirmPage"),
});
const resetRoute = createRoute({
  ...{ getParentRoute, loader, path: "/reset", validateSearch: withToken },
  component: lazyRouteComponent(() => import("./reset.tsx"), "ResetPage"),
});
const invitationRoute = createRoute({
  ...{ getParentRoute, loader, path: "/invitation", validateSearch: withToken },
  component: lazyRouteComponent(() => import("./invitation.tsx"), "InvitationPage"),
});
const unsubscribeRoute = createRoute({
  ...{ getParentRoute, loader, path: "/unsubscribe", validateSearch: withToken },
  component: lazyRouteComponent(() => import("./unsubscribe.tsx"), "UnsubscribePage"),
});

const legalRoute = createRoute({
  ...{ getParentRoute, loader, path: "/legal/$kind" },
  params: {
    parse: ({ kind }) => ({ kind: kindNamed(kind) }),
    stringify: ({ kind }) => ({ kind }),
  },
  validateSearch: (search) => textsIn(search, "version"),
  component: lazyRouteComponent(() => import("./legal.tsx"), "LegalPage"),
});

/** A text that the network may have published. */
function kindNamed(name: string): Settings["legal_texts"][number]["kind"] {
  if (name !== "terms" && name !== "privacy") throw notFound();
  return name;
}

export const accountRoutes = [
  ...([signInRoute, signUpRoute, confirmRoute, resetRoute, invitationRoute, unsubscribeRoute] as const),
  legalRoute,
] as const;

/** Only addresses of the cabinet itself: a link from elsewhere must not choose where a sign-in leads. */
const ownAddress = (to: string | undefined) => (to !== undefined && /^\/(?![/\\])/.test(to) ? to : undefined);
