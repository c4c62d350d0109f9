import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./expected.module.css";

type Goal = AnswerOf<"listExpectedMoney">["data"][number]["goals"][number];

/** What is pending by goal, what of it is expected to be approved, and whose decisions that follows. */
export function Goals({ goals, days }: { goals: readonly Goal[]; days: number }) {
  const { t } = useTranslation("expected");
  const columns = useColumns(days);
  if (goals.length === 0) return null;
  return (
    <div className={classes["goals"]}>
      <h3>{t("goals")}</h3>
      <p className={partClasses["lead"]}>{t("goals_lead")}</p>
      <DataTable label={t("goals")} rows={goals} columns={columns} rowKey={({ goal_id }) => goal_id} />
    </div>
  );
}

function useColumns(days: number): Column<Goal>[] {
  const { t } = useTranslation("expected");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "offer",
        header: t("offer"),
        cell: ({ offer_id: id, offer_name, goal }) => (
          <>
            <Link to="/offers/$id" params={{ id }}>
              {offer_name}
            </Link>{" "}
            · {goal}
          </>
        ),
      },
      { id: "count", header: t("count"), cell: ({ count }) => format.count(count), isNumber: true },
      {
        id: "pending",
        header: t("part_pending"),
        cell: ({ pending }) => <MoneyText money={pending} />,
        isNumber: true,
        onCard: true,
      },
      {
        id: "approved",
        header: t("approved_within", { days: t("days", { count: days }) }),
        cell: ({ approved }) => <MoneyText money={approved} />,
        isNumber: true,
        onCard: true,
      },
      {
        id: "unknown",
        header: t("part_unknown"),
        cell: ({ unknown }) => <MoneyText money={unknown} />,
        isNumber: true,
      },
      {
        id: "basis",
        header: t("basis"),
        cell: ({ basis }) =>
          basis === null
            ? t("basis_none")
            : t(`basis_${basis.scope}`, { made: t("decisions", { count: basis.decisions }) }),
      },
    ],
    [t, format, days],
  );
}
