import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useRouteContext } from "@tanstack/react-router";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { isWaiting, read, subscribe } from "../api/index.ts";
import { Icon } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";
import { DataStrip } from "./data-strip.tsx";
import { Mark } from "./mark.tsx";
import { usePlaces } from "./navigation.ts";
import { NotFound } from "./not-found.tsx";
import { Notices } from "./notices.tsx";
import { UnreadCount } from "./unread-count.tsx";
import classes from "./shell.module.css";

// Menus and dialogs are no part of the first load.
const PersonMenu = lazy(() =>
  import("./person-menu.tsx").then(({ PersonMenu: component }) => ({ default: component })),
);
const Search = lazy(() => import("./search.tsx").then(({ Search: component }) => ({ default: component })));
const SignInAgain = lazy(() =>
  import("./sign-in-again.tsx").then(({ SignInAgain: component }) => ({ default: component })),
);

/** The navigation, the strip at the top, and the page. On a phone the navigation is a bar at the bottom. */
export function Frame() {
  const { t, i18n } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const places = usePlaces(me.role);
  // The API would refuse what such a page does.
  const isOthers = useMatches({
    select: (matches) => matches.some(({ staticData: { page } }) => page?.roles?.includes(me.role) === false),
  });
  const hasEnded = useSyncExternalStore(subscribe, isWaiting);
  const [isSearching, setSearching] = useState(false);
  const { data: unread } = useQuery({ ...read("countUnread", {}), refetchInterval: COUNT_AGAIN_MS });
  const { data: noticed } = useQuery({ ...read("countNotices", {}), refetchInterval: COUNT_AGAIN_MS });
  const messages = unread?.messages ?? 0;
  const notices = noticed?.count ?? 0;
  useHotkeys([["mod+K", () => setSearching(true)]], [], true);
  const language = i18n.language as Language; // one of ours
  return (
    <div className={classes["frame"]}>
      <a className={classes["skip"]} href="#page">
        {t("skip_to_page")}
      </a>
      <nav className={classes["navigation"]} aria-label={t("navigation")}>
        <Link to="/" className={classes["home"]}>
          <Mark />
        </Link>
        <ul>
          {places
            .filter(({ order }) => order !== undefined)
            .map(({ path, name, shortName = name, icon, count }) => (
              <li key={path}>
                <Link to={path} className={classes["place"]} activeOptions={{ exact: path === "/" }}>
                  <Icon name={icon} />
                  <span>{shortName[language]}</span>
                  {count === "unread" && <UnreadCount count={messages} />}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <header className={classes["strip"]}>
        <DataStrip />
        <div className={classes["tools"]}>
          <button type="button" className={classes["searchButton"]} onClick={() => setSearching(true)}>
            <Icon name="search" size={16} />
            <span>{t("search")}</span>
            <kbd>{IS_MAC ? "⌘K" : "Ctrl K"}</kbd>
          </button>
          {notices > 0 && (
            <Link
              to="/notices"
              search={{ is_open: "true" }}
              className={classes["bell"]}
              aria-label={t("notices", { count: notices })}
            >
              <Icon name="bell" />
              <span className={classes["count"]} aria-hidden>
                {notices}
              </span>
            </Link>
          )}
          <Suspense fallback={<span className={classes["personPlace"]} />}>
            <PersonMenu places={places} language={language} unread={messages} />
          </Suspense>
        </div>
      </header>
      <main id="page" className={classes["page"]} tabIndex={-1}>
        <Notices me={me} />
        {isOthers ? <NotFound /> : <Outlet />}
      </main>
      <Suspense>
        {isSearching && <Search places={places} language={language} onClose={() => setSearching(false)} />}
        {hasEnded && <SignInAgain person={me.member} />}
      </Suspense>
    </div>
  );
}

const COUNT_AGAIN_MS = 60_000;
const IS_MAC = navigator.userAgent.includes("Mac");
