import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { Icon } from "../../parts/icon.tsx";
import { States, type Asked } from "../../parts/states.tsx";
import { usePlaces } from "../../shell/navigation.ts";
import { toDoReads } from "./reads.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./home.module.css";

/** Something that waits for this person. */
export interface Task {
  id: string;
  count: number;
  text: string;
  /** The page that shows it, or one below it; a page that this role does not have leads nowhere. */
  path?: string;
  /** The filters of that page. */
  search?: Readonly<Record<string, string>>;
  /** What stands beside it. */
  aside?: ReactNode;
}

/** The API counts no further. */
const COUNT_MAX = 100;

/** A count of the list of tasks as it is written: "100+" where the API has stopped to count. */
export function useTaskCount() {
  const format = useFormat();
  return (count: number) => ({ count, number: `${format.count(count)}${count >= COUNT_MAX ? "+" : ""}` });
}

interface ToDoCardProps<Answer> {
  query: Asked<Answer>;
  tasksOf: (answer: Answer) => readonly Task[];
  /** Whether the card is there although nothing waits. */
  isShownEmpty: boolean;
}

/** What waits, as a list of links. Nothing is good news too. */
export function ToDoCard<Answer>({ query, tasksOf, isShownEmpty }: ToDoCardProps<Answer>) {
  const { t } = useTranslation("home");
  const { me } = useRouteContext({ from: "/frame" });
  const places = usePlaces(me.role);
  const waiting = (answer: Answer) => tasksOf(answer).filter(({ count }) => count > 0);
  if (!isShownEmpty && (query.data === undefined || waiting(query.data).length === 0)) return null;
  return (
    <section className={partClasses["card"]} aria-label={t("to_do")}>
      <h2>{t("to_do")}</h2>
      <States
        query={query}
        skeleton={<Skeleton height={84} radius={4} />}
        isEmpty={(answer) => waiting(answer).length === 0}
        never={
          <p className={classes["allDone"]}>
            <Icon name="done" size={16} /> {t("to_do_none")}
          </p>
        }
      >
        {(answer) => (
          <ul className={classes["tasks"]}>
            {waiting(answer).map(({ id, text, path, search, aside }) => (
              <li key={id}>
                {path !== undefined && places.some((place) => isWithin(path, place.path)) ? (
                  <Link to={path} search={search ?? {}}>
                    {text}
                  </Link>
                ) : (
                  <span>{text}</span>
                )}
                {aside}
              </li>
            ))}
          </ul>
        )}
      </States>
    </section>
  );
}

const isWithin = (path: string, page: string) => path === page || path.startsWith(`${page}/`);

/** What waits for a webmaster. */
export function WebmasterToDo({ isShownEmpty }: { isShownEmpty: boolean }) {
  const { t } = useTranslation("home");
  const counted = useTaskCount();
  return (
    <ToDoCard
      query={useQuery(toDoReads.own)}
      isShownEmpty={isShownEmpty}
      tasksOf={({
        unread,
        terms_proposed,
        terms_changing = 0,
        applications_answered = 0,
        appeals_answered = 0,
        claims_answered = 0,
        sources_failed = 0,
        sources_limited = 0,
      }) => [
        ...[{ id: "unread", count: unread.threads, text: t("unread", counted(unread.threads)), path: "/support" }],
        ...[
          { id: "terms", count: terms_proposed, text: t("terms_proposed", counted(terms_proposed)), path: "/offers" },
        ],
        {
          ...{ id: "changing", count: terms_changing, path: "/offers" },
          text: t("terms_changing", counted(terms_changing)),
        },
        {
          ...{ id: "answered", count: applications_answered, path: "/offers" },
          text: t("applications_answered", counted(applications_answered)),
        },
        {
          ...{ id: "appeals", count: appeals_answered, path: "/appeals" },
          text: t("appeals_answered", counted(appeals_answered)),
        },
        {
          ...{ id: "claims", count: claims_answered, path: "/claims" },
          text: t("claims_answered", counted(claims_answered)),
        },
        {
          ...{ id: "sources", count: sources_failed, path: "/sources" },
          text: t("sources_failed", counted(sources_failed)),
        },
        {
          ...{ id: "limited", count: sources_limited, path: "/source-quality" },
          text: t("sources_limited", counted(sources_limited)),
        },
      ]}
    />
  );
}
