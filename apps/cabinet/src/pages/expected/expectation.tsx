import type { Money } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Chart } from "../../parts/chart.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import partClasses from "../../parts/parts.module.css";
import { cumulativeDays, isNothing, type ExpectedDay } from "./days.ts";
import classes from "./expected.module.css";

type ExpectationOf = NonNullable<AnswerOf<"listExpectedMoney">["data"][number]["commission"]>;

const PARTS = ["pending", "on_hold", "later", "rejected", "reversed", "unknown"] as const;

/** What becomes of an amount: its parts, its sum by each date as a chart, and the days with money as a table. */
export function Expectation({ title, of }: { title: string; of: ExpectationOf }) {
  const { t } = useTranslation("expected");
  const format = useFormat();
  const days = useMemo(() => cumulativeDays(of.days), [of.days]);
  const columns = useColumns();
  const money = (amount_minor: number | bigint) => ({ amount_minor, currency: of.pending.currency });
  const parts = PARTS.filter((part) => part === "pending" || !isNothing(of[part]));
  const withMoney = days.filter(({ amount }) => !isNothing(amount));
  return (
    <div className={partClasses["card"]}>
      <h2>{title}</h2>
      <dl className={classes["parts"]}>
        {parts.map((part) => (
          <div key={part}>
            <dt>{t(`part_${part}`)}</dt>
            <dd>
              <MoneyText money={of[part]} />
            </dd>
          </div>
        ))}
      </dl>
      {of.payouts.length > 0 && (
        <>
          <h3>{t("payouts")}</h3>
          <dl className={classes["parts"]}>
            {of.payouts.map(({ date, amount }) => (
              <div key={date}>
                <dt>{format.day(date)}</dt>
                <dd>
                  <MoneyText money={amount} />
                </dd>
              </div>
            ))}
          </dl>
          <p className={partClasses["note"]}>{t("payouts_text")}</p>
        </>
      )}
      {!isNothing(of.unknown) && <p className={partClasses["note"]}>{t("unknown_text")}</p>}
      {withMoney.length === 0 ? (
        <p className={partClasses["lead"]}>{t("no_days")}</p>
      ) : (
        <>
          <Chart
            label={t("by_date")}
            kind="line"
            series={[
              { id: "expected", label: t("expected_by") },
              ...(isNothing(of.on_hold) ? [] : [{ id: "approved", label: t("approved_by") }]),
            ]}
            points={days.map(({ date, byDate, approvedByDate }) => ({
              label: format.day(date, "day"),
              values: { expected: byDate.amount_minor, approved: approvedByDate.amount_minor },
            }))}
            format={(value) => format.money(money(value))}
            formatShort={(value) => format.moneyShort(money(Math.round(value)))}
          />
          <DataTable label={t("by_date")} rows={withMoney} columns={columns} rowKey={({ date }) => date} />
        </>
      )}
    </div>
  );
}

function useColumns(): Column<ExpectedDay>[] {
  const { t } = useTranslation("expected");
  const format = useFormat();
  return useMemo(() => {
    const amount = (id: string, header: string, of: (day: ExpectedDay) => Money, onCard: boolean) => ({
      ...{ id, header, isNumber: true, onCard },
      cell: (day: ExpectedDay) => <MoneyText money={of(day)} />,
    });
    return [
      { id: "date", header: t("date"), cell: ({ date }) => format.day(date) },
      amount("approved", t("approved_already"), (day) => day.approved, false),
      amount("estimated", t("estimated"), (day) => day.estimated, false),
      amount("day", t("on_the_day"), (day) => day.amount, true),
      amount("sum", t("by_then"), (day) => day.byDate, true),
    ];
  }, [t, format]);
}
