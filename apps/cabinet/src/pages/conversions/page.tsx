import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
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

const route = getRouteApi("/frame/conversions");

const DATES = ["reported", "occurred", "changed"] as const;

/** What visitors bought, where each conversion stands and why, and when its money comes. */
export function ConversionsPage() {
  const { t } = useTranslation("conversions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        list={useList("listConversions", search)}
        columns={useColumns()}
        filters={useFilters()}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{
          ...{ title: t("never"), text: t("never_text") },
          action: (
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

function useFilters(): Filter[] {
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
  ];
}

function useColumns(): Column<Conversion>[] {
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
    [t, format, nextDate],
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
