import { Link } from "@tanstack/react-router";
import type { Conversion } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConversionStatusBadge } from "../../parts/conversion-status.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty, SkeletonRows, States, type Asked } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./home.module.css";

const ROWS = 5;

/** The newest conversions; each leads to the life of its click. */
export function LatestConversions({ query }: { query: Asked<AnswerOf<"listConversions">> }) {
  const { t } = useTranslation("home");
  const columns = useColumns();
  return (
    <section aria-label={t("latest")}>
      <div className={classes["sectionHeader"]}>
        <h2>{t("latest")}</h2>
        <Link to="/conversions">{t("all_conversions")}</Link>
      </div>
      <States
        query={query}
        skeleton={<SkeletonRows count={ROWS} />}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("latest_never")} text={t("latest_never_text")} />}
      >
        {({ data }) => <DataTable label={t("latest")} rows={data} columns={columns} rowKey={({ id }) => id} />}
      </States>
    </section>
  );
}

function useColumns(): Column<Conversion>[] {
  const { t } = useTranslation("home");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "order",
        header: t("order"),
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
      {
        id: "status",
        header: t("status"),
        cell: ({ status, is_test }) => (
          <span className={partClasses["line"]}>
            <ConversionStatusBadge status={status} />
            {is_test && <StatusBadge tone="quiet">{t("test")}</StatusBadge>}
          </span>
        ),
        onCard: true,
      },
      { id: "offer", header: t("offer"), cell: ({ offer_name }) => offer_name },
      { id: "when", header: t("happened"), cell: ({ occurred_at }) => format.time(occurred_at) },
    ],
    [t, format],
  );
}
