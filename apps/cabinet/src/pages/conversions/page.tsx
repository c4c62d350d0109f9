import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Conversion } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { list, type InputOf } from "../../api/index.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConversionStatusBadge } from "../../parts/conversion-status.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import classes from "./conversions.module.css";

const route = getRouteApi("/frame/conversions");

const STATUSES = ["pending", "held", "approved", "paid", "rejected", "reversed"] as const;
const CHANNELS = ["postback", "replay", "pixel", "upload", "api"] as const;
const DATES = ["reported", "occurred", "changed"] as const;
const SUB_IDS = ["sub1", "sub2", "sub3", "sub4", "sub5", "source"] as const;

/** What visitors bought, where each conversion stands and why, and when its money comes. */
export function ConversionsPage() {
  const { t } = useTranslation("conversions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { zone } = usePreferences();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const zoned = (search.from ?? search.to) !== undefined && { zone };
  const input = { query: { ...search, ...zoned, limit: 50 } } as InputOf<"listConversions">; // a wrong word of the address is the API's to refuse
  const query = useInfiniteQuery(list("listConversions", input));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <FilterBar
        filters={useFilters()}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {(rows) => (
          <>
            <DataTable label={t("title")} rows={rows} columns={columns} rowKey={({ id }) => id} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name="listConversions" input={input} />
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
      options: STATUSES.map((value) => ({ value, label: common(`conversion_${value}`) })),
    },
    {
      name: "date",
      label: t("date"),
      kind: "choice",
      options: DATES.map((value) => ({ value, label: t(`date_${value}`) })),
    },
    { name: "from", label: t("from"), kind: "day" },
    { name: "to", label: t("to"), kind: "day" },
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
  return useMemo(
    () => [
      {
        id: "order",
        header: t("conversion"),
        cell: ({ order_id, id, click_id: clickId }) => (
          <Link to="/clicks/$clickId" params={{ clickId }}>
            {order_id ?? id}
          </Link>
        ),
      },
      {
        id: "commission",
        header: t("commission"),
        cell: ({ commission }) => <MoneyText money={commission} />,
        isNumber: true,
        onCard: true,
      },
      { id: "status", header: t("status"), cell: (row) => <Standing row={row} />, onCard: true },
      { id: "when", header: t("money_when"), cell: (row) => <Dates row={row} />, onCard: true },
      {
        id: "offer",
        header: t("offer"),
        cell: ({ offer_name, goal }) => (
          <span className={classes["lines"]}>
            {offer_name}
            <small>{goal}</small>
          </span>
        ),
      },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => (amount === null ? "—" : <MoneyText money={amount} />),
        isNumber: true,
      },
      { id: "occurred", header: t("happened"), cell: ({ occurred_at }) => format.time(occurred_at) },
      {
        id: "subs",
        header: t("subs"),
        cell: ({ click }) =>
          SUB_IDS.flatMap((name) => (click[name] === "" ? [] : [`${name}=${click[name]}`])).join(" · ") || "—",
      },
    ],
    [t, format],
  );
}

/** The status, with the reason of the side that decided it. */
function Standing({ row: { status, is_test, check_reason, validation_reason } }: { row: Conversion }) {
  const { t } = useTranslation("conversions");
  const reason = check_reason ?? validation_reason;
  return (
    <span className={classes["lines"]}>
      <span className={classes["line"]}>
        <ConversionStatusBadge status={status} />
        {is_test && <StatusBadge tone="quiet">{t("test")}</StatusBadge>}
      </span>
      {reason !== null && <small>{[reason.text, reason.sentence].filter(Boolean).join(" · ")}</small>}
    </span>
  );
}

/** The date that the webmaster waits for: of the decision, of the money, or of the decision that was given. */
function Dates({ row: { status, available_at, decision_due_at, answered_at } }: { row: Conversion }) {
  const { t } = useTranslation("conversions");
  const format = useFormat();
  if (status === "approved" && available_at !== null)
    return t("available", { date: format.time(available_at, "date") });
  if (answered_at !== null) return t("decided", { date: format.time(answered_at, "date") });
  return decision_due_at === null ? "—" : t("due", { date: format.time(decision_due_at, "date") });
}
