import { Link } from "@tanstack/react-router";
import type { FlaggedConversions, Money, RuleSetTrial } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { Chart } from "../../parts/chart.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import partClasses from "../../parts/parts.module.css";

/** What a version would have held of a period, beside the one in force: in sum, by day, rule and webmaster. */
export function TrialView({ trial }: { trial: RuleSetTrial }) {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const [sumColumns, ruleColumns, webmasterColumns] = useColumns(trial.conversions);
  const { from, to, status, conversions, approved, refused, flagged, active, both, days, rules, webmasters } = trial;
  const { other_webmasters: others } = trial;
  return (
    <div className={partClasses["stack"]}>
      {status === "running" && <p role="status">{t("running", { number: format.count(conversions) })}</p>}
      <p>
        {t("trial_sum", {
          ...{ from: format.time(from), to: format.time(to), all: format.count(conversions) },
          ...{ approved: format.count(approved), refused: format.count(refused) },
        })}{" "}
        {active !== null && t("trial_both", { number: format.count(both) })}
      </p>
      <DataTable
        label={t("comparison")}
        rows={[
          { id: "tried" as const, sum: flagged },
          ...(active === null ? [] : [{ id: "active" as const, sum: active }]),
        ]}
        columns={sumColumns}
        rowKey={({ id }) => id}
      />
      <Chart
        label={t("by_day")}
        kind="line"
        series={[
          { id: "flagged", label: t("sum_tried") },
          ...(active === null ? [] : [{ id: "active", label: t("sum_active") }]),
        ]}
        points={days.map((day) => ({
          label: format.day(day.date, "day"),
          values: { flagged: day.flagged, active: day.active },
        }))}
        format={format.count}
        formatShort={format.countShort}
      />
      {rules.length > 0 && (
        <DataTable label={t("by_rule")} rows={rules} columns={ruleColumns} rowKey={({ code }) => code} />
      )}
      {webmasters.length > 0 && (
        <DataTable
          label={t("by_webmaster")}
          rows={[...webmasters, ...(others === null ? [] : [{ ...others, webmaster_id: "", webmaster_name: "" }])]}
          columns={webmasterColumns}
          rowKey={({ webmaster_id }) => webmaster_id}
        />
      )}
    </div>
  );
}

interface Sum {
  id: "tried" | "active";
  sum: FlaggedConversions;
}
/** The figures that all tables have. */
type Counted = Partial<Record<"flagged" | "false_alarms" | "confirmed", number>>;

function useColumns(conversions: number) {
  const { t } = useTranslation("traffic-check");
  const { t: findings } = useTranslation("findings");
  const format = useFormat();
  return useMemo(() => {
    const count = <Row extends Counted>(name: keyof Counted): Column<Row> => ({
      ...{ id: name, header: t(`column_${name}`), isNumber: true, onCard: true },
      cell: (row) => format.count(row[name] ?? 0),
    });
    const commissions = <Row extends object>(of: (row: Row) => readonly Money[]): Column<Row> => ({
      ...{ id: "commission", header: t("commission"), isNumber: true, onCard: true },
      cell: (row) =>
        of(row).length === 0 ? (
          "—"
        ) : (
          <span className={partClasses["lines"]}>
            {of(row).map((money) => (
              <MoneyText key={money.currency} money={money} />
            ))}
          </span>
        ),
    });
    const sums: Column<Sum>[] = [
      { id: "version", header: t("version"), cell: ({ id }) => t(`sum_${id}`) },
      {
        ...{ id: "flagged", header: t("column_flagged"), isNumber: true, onCard: true },
        cell: ({ sum }) => (
          <span className={partClasses["lines"]}>
            {format.count(sum.conversions)}
            <small>{format.share(sum.conversions, conversions)}</small>
          </span>
        ),
      },
      ...(["false_alarms", "confirmed"] as const).map((name) => ({
        ...{ id: name, header: t(`column_${name}`), isNumber: true, onCard: true },
        cell: ({ sum }: Sum) => format.count(sum[name]),
      })),
      commissions(({ sum }) => sum.commission),
    ];
    const rules: Column<RuleSetTrial["rules"][number]>[] = [
      { id: "rule", header: t("rule"), cell: ({ code }) => findings(`rule_${code}`) },
      ...[count("flagged"), count("false_alarms"), count("confirmed")],
    ];
    const webmasters: Column<RuleSetTrial["webmasters"][number]>[] = [
      {
        id: "webmaster",
        header: t("webmaster"),
        cell: ({ webmaster_id, webmaster_name }) =>
          webmaster_id === "" ? (
            t("other_webmasters")
          ) : (
            <Link to="/conversions" search={{ webmaster_id }}>
              {webmaster_name}
            </Link>
          ),
      },
      ...[count("flagged"), count("false_alarms")],
      commissions(({ commission }) => commission),
    ];
    return [sums, rules, webmasters] as const;
  }, [t, findings, format, conversions]);
}
