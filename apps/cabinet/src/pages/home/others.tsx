import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Health, Me, OwnToDo } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf, InputOf, OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Icon } from "../../parts/icon.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { together } from "../../parts/together.ts";
import { usePlaces } from "../../shell/navigation.ts";
import { currentLanguage } from "../../text/index.ts";
import { toDoReads } from "./reads.ts";
import { ToDoCard, useTaskCount, type Task } from "./to-do.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./home.module.css";

/** What waits for the advertiser, and their pages. */
export function AdvertiserHome({ me }: { me: Me }) {
  const own = useQuery(toDoReads.own);
  const tasksOf = useOwnTasks();
  const { t } = useTranslation("home");
  return (
    <Home me={me} lead={t("lead_advertiser")}>
      <ToDoCard query={own} isShownEmpty tasksOf={tasksOf} />
    </Home>
  );
}

/** What waits for the operator, since when, and their pages. */
export function OperatorHome({ me }: { me: Me }) {
  const isEnabled = !me.requires_second_factor; // until then the API refuses them
  const own = useQuery({ ...toDoReads.own, enabled: isEnabled });
  const network = useQuery({ ...toDoReads.operator, enabled: isEnabled });
  const health = useQuery({ ...toDoReads.health, enabled: isEnabled });
  const ownTasksOf = useOwnTasks();
  const networkTasksOf = useNetworkTasks();
  const { t } = useTranslation("home");
  return (
    <Home me={me} lead={t("lead_operator")}>
      <HealthLine health={health.data} />
      {isEnabled && (
        <ToDoCard
          query={together(network, own)}
          isShownEmpty
          tasksOf={([ofNetwork, ofSide]) => [...networkTasksOf(ofNetwork), ...ownTasksOf(ofSide)]}
        />
      )}
    </Home>
  );
}

/** What is wrong with the network, as a link to its page; nothing if all is well. */
function HealthLine({ health }: { health: Health | undefined }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const found = health?.checks.filter(({ level }) => level !== "ok") ?? [];
  if (health === undefined || found.length === 0) return null;
  return (
    <p className={partClasses["line"]}>
      <StatusBadge tone={health.status === "ok" ? "held" : "bad"}>{t(`health_${health.status}`)}</StatusBadge>
      <Link to="/network-health">{t("health_found", { count: found.length, number: format.count(found.length) })}</Link>
    </p>
  );
}

/** The API request that lists what was counted: for lists without a page. */
const listedBy = <Name extends OperationName>(name: Name, query: object) => (
  <ApiRequestHint name={name} input={{ query } as InputOf<Name>} /> // a list, with a filter of it
);

function useOwnTasks() {
  const { t } = useTranslation("home");
  const counted = useTaskCount();
  return (toDo: OwnToDo): Task[] => {
    const { unread, terms_proposed, claims_to_answer = 0 } = toDo;
    const { applications_pending = 0, conversions_pending = 0, postbacks_parked = 0, uploads_overdue = 0 } = toDo;
    return [
      {
        ...{ id: "unread", count: unread.threads, text: t("unread", counted(unread.threads)), path: "/support" },
        aside: listedBy("listThreads", { is_unread: "true" }),
      },
      {
        ...{ id: "conversions", count: conversions_pending },
        text: t("conversions_pending", counted(conversions_pending)),
        ...{ path: "/conversions", search: { status: "pending", is_test: "false" } },
      },
      {
        ...{ id: "claims", count: claims_to_answer, text: t("claims_to_answer", counted(claims_to_answer)) },
        ...{ path: "/claims", search: { waits_for: "advertiser" } },
      },
      {
        ...{ id: "postbacks", count: postbacks_parked, text: t("parked_postbacks", counted(postbacks_parked)) },
        aside: listedBy("listPostbacks", { status: "parked" }),
      },
      { id: "uploads", count: uploads_overdue, text: t("overdue_uploads", counted(uploads_overdue)) },
      {
        ...{ id: "applications", count: applications_pending },
        text: t("applications_pending", counted(applications_pending)),
        aside: listedBy("listApplications", { status: "pending" }),
      },
      { id: "terms", count: terms_proposed, text: t("terms_proposed", counted(terms_proposed)) },
    ];
  };
}

/** What waits for the operator, money first, with the request that lists it, where no page does. */
const NETWORK_TASKS = [
  ["money_requests", listedBy("listMoneyRequests", { status: "waiting" })],
  ["held_conversions", null],
  ["check_questions", null],
  ["claims_to_decide", null],
  ["source_limits", null],
  ["open_appeals", null],
  ["overdue_appeals", null],
  ["frozen_webmasters", listedBy("listWebmasters", { is_frozen: "true" })],
  ["payout_runs", null],
  ["unmatched_entries", null],
  ["payout_requests", listedBy("listPayoutRequests", { status: "open" })],
  ["parked_postbacks", listedBy("listPostbacks", { status: "parked" })],
  ["overdue_uploads", null],
  ["submitted_offers", listedBy("listOffers", { status: "submitted" })],
  ["payout_accounts", null],
  ["destination_changes", listedBy("listDestinationChanges", { status: "pending" })],
  ["unverified_channels", listedBy("listTrafficSources", { kind: "channel", status: "unverified" })],
  ["abuse_reports", listedBy("listAbuseReports", { status: "open" })],
  ["dead_letters", listedBy("listDeadLetters", { status: "waiting" })],
] as const satisfies readonly (readonly [keyof AnswerOf<"getToDo">, ReactNode])[];

function useNetworkTasks() {
  const { t } = useTranslation("home");
  const counted = useTaskCount();
  return (toDo: AnswerOf<"getToDo">): Task[] =>
    NETWORK_TASKS.map(([id, request]) => ({
      ...{ id, count: toDo[id].count, text: t(id, counted(toDo[id].count)) },
      ...NETWORK_PAGES[id],
      aside: <Since {...toDo[id]}>{request}</Since>,
    }));
}

/** The pages that list what waits for the operator. */
const NETWORK_PAGES: Partial<Record<keyof AnswerOf<"getToDo">, Pick<Task, "path" | "search">>> = {
  held_conversions: { path: "/traffic-check/held" },
  claims_to_decide: { path: "/claims", search: { waits_for: "operator" } },
  open_appeals: { path: "/appeals" },
  overdue_appeals: { path: "/appeals", search: { is_overdue: "true" } },
  check_questions: { path: "/traffic-check" },
  source_limits: { path: "/source-quality" },
  payout_runs: { path: "/payout-runs" },
  unmatched_entries: { path: "/bank-statements", search: { status: "committed" } },
  payout_requests: { path: "/payout-runs", search: { new: "1" } },
  payout_accounts: { path: "/webmaster-accounts", search: { is_on_hold: "true" } },
};

/** Since when the oldest waits. */
function Since({ oldest_at, children }: { oldest_at: string | null; children: ReactNode }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  return (
    <span className={partClasses["line"]}>
      {oldest_at !== null && (
        <span className={partClasses["note"]}>{t("oldest", { time: format.time(oldest_at) })}</span>
      )}
      {children}
    </span>
  );
}

/** What waits, and where this role's pages are. */
function Home({ me, lead, children }: { me: Me; lead: string; children: ReactNode }) {
  const { t } = useTranslation("home");
  const language = currentLanguage();
  const places = usePlaces(me.role).filter(({ path }) => path !== "/");
  return (
    <>
      <PageHeader title={t("title")} lead={lead} />
      <div className={classes["sections"]}>
        {children}
        <section aria-label={t("pages")}>
          <div className={classes["sectionHeader"]}>
            <h2>{t("pages")}</h2>
          </div>
          <ul className={classes["places"]}>
            {places.map(({ path, name, icon }) => (
              <li key={path}>
                <Link to={path} className={classes["place"]}>
                  <Icon name={icon} /> {name[language]}
                </Link>
              </li>
            ))}
          </ul>
          <p className={partClasses["lead"]}>
            {t("rest_by_api")} <a href="/docs">{t("api_reference")}</a>
          </p>
        </section>
      </div>
    </>
  );
}
