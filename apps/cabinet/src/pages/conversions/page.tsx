import { getRouteApi, Link, Outlet, useRouteContext } from "@tanstack/react-router";
import type { Conversion } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { ConversionStatusBadge } from "../../parts/conversion-status.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { CHANNELS, CONVERSION_STATUSES, SUB_IDS } from "../../words.ts";
import { useNextDate } from "./next-date.ts";
import { reasonOf, subIdsText } from "./texts.ts";
import partClasses from "../../parts/parts.module.css";

/** With its list, so that the two are one chunk. */
export { ConversionDrawer } from "./conversion-drawer.tsx";

const route = getRouteApi("/frame/conversions");

const DATES = ["reported", "occurred", "changed", "clicked", "decided"] as const;
const OUTCOMES = ["pending", "approved", "rejected"] as const;
/** Filters by which a report leads here: they can be removed, and are not offered. */
const OF_REPORTS = [
  "goal_id",
  "webmaster_id",
  "advertiser_id",
  "landing_id",
  "country",
  "device",
  "os",
  "browser",
  "verdict",
] as const;

/** What visitors bought, where each conversion stands and why, and when its money comes. */
export function ConversionsPage() {
  const { t } = useTranslation("conversions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { role } = useRouteContext({ from: "/frame" }).me;
  const isWebmaster = role === "webmaster";
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t(isWebmaster ? "lead" : "lead_all")}
        action={
          <div className={partClasses["line"]}>
            {role !== "advertiser" && (
              <LinkButton to="/appeals" search={{}} variant="default">
                {t("appeals")}
              </LinkButton>
            )}
            <LinkButton to="/claims" search={{}} variant="default">
              {t("claims")}
            </LinkButton>
          </div>
        }
        list={useList("listConversions", search)}
        columns={useColumns(isWebmaster)}
        filters={useFilters(search)}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{
          ...{ title: t("never"), text: t("never_text") },
          action: isWebmaster && (
            <LinkButton to="/links" search={{}} variant="default">
              {t("to_links")}
            </LinkButton>
          ),
        }}
      />
      <Outlet />
    </>
  );
}

function useFilters(search: Readonly<Record<string, string | undefined>>): Filter[] {
  const { t } = useTranslation("conversions");
  const { t: common } = useTranslation();
  const text = (name: string, label: string): Filter => ({ name, label, kind: "text" });
  return [
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: CONVERSION_STATUSES.map((value) => ({ value, label: common(`conversion_${value}`) })),
    },
    {
      name: "date",
      label: t("date"),
      kind: "choice",
      options: DATES.map((value) => ({ value, label: t(`date_${value}`) })),
    },
    ...useDayFilters(),
    {
      name: "outcome",
      label: t("outcome"),
      kind: "choice",
      options: OUTCOMES.map((value) => ({ value, label: t(`outcome_${value}`) })),
    },
    ...OF_REPORTS.filter((name) => search[name] !== undefined).map((name) => text(name, t(name))),
    text("offer_id", t("offer_id")),
    text("link_id", t("link_id")),
    text("goal", t("goal")),
    text("order_id", t("order")),
    ...SUB_IDS.map((name) => text(name, name)),
    {
      name: "channel",
      label: t("channel"),
      kind: "choice",
      options: CHANNELS.map((value) => ({ value, label: t(`channel_${value}`) })),
    },
    {
      name: "is_test",
      label: t("tests"),
      kind: "choice",
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`tests_${value}`) })),
    },
    {
      name: "is_own",
      label: t("own_traffic"),
      kind: "choice",
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`own_traffic_${value}`) })),
    },
  ];
}

function useColumns(isWebmaster: boolean): Column<Conversion>[] {
  const { t } = useTranslation("conversions");
  const format = useFormat();
  const nextDate = useNextDate();
  return useMemo(
    () => [
      {
        id: "order",
        header: t("conversion"),
        cell: ({ order_id, id, occurred_at }) => (
          <span className={partClasses["lines"]}>
            <Link to="/conversions/$id" params={{ id }} search={(before) => before}>
              {order_id ?? id}
            </Link>
            <small>{format.time(occurred_at)}</small>
          </span>
        ),
      },
      {
        id: "commission",
        header: t("commission"),
        cell: ({ commission, amount }) => (
          <span className={partClasses["lines"]}>
            <MoneyText money={commission} />
            {amount !== null && <small>{t("of_order", { amount: format.money(amount) })}</small>}
          </span>
        ),
        isNumber: true,
        onCard: true,
      },
      ...(isWebmaster
        ? []
        : [
            {
              id: "revenue",
              header: t("revenue"),
              cell: ({ revenue }: Conversion) => (revenue === undefined ? "—" : <MoneyText money={revenue} />),
              isNumber: true,
              onCard: true,
            },
          ]),
      { id: "status", header: t("status"), cell: (row) => <Standing row={row} />, onCard: true },
      { id: "when", header: t("money_when"), cell: nextDate, onCard: true },
      {
        id: "offer",
        header: t("offer"),
        cell: (row) => (
          <span className={partClasses["lines"]}>
            {row.offer_name}
            <small className={partClasses["clipped"]}>{[row.goal, subIdsText(row)].filter(Boolean).join(" · ")}</small>
          </span>
        ),
      },
    ],
    [t, format, nextDate, isWebmaster],
  );
}

/** The status, with the beginning of the reason: the drawer has all of it. */
function Standing({ row }: { row: Conversion }) {
  const { t } = useTranslation("conversions");
  const reason = reasonOf(row);
  const reasonText = useReasonText();
  return (
    <span className={partClasses["lines"]}>
      <span className={partClasses["line"]}>
        <ConversionStatusBadge status={row.status} />
        {row.is_test && <StatusBadge tone="quiet">{t("test")}</StatusBadge>}
      </span>
      {reason !== null && <small className={partClasses["clipped"]}>{reasonText(reason)}</small>}
    </span>
  );
}
