import { Link } from "@tanstack/react-router";
import type { PayoutRunDetails } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Icon } from "../../parts/icon.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { movedRows, paidBy, type MovedRow } from "./sums.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./runs.module.css";

/** What the run pays, what it leaves out by reason, and what it moves in the ledger. */
export function RunMoney({ run }: { run: PayoutRunDetails }) {
  return (
    <>
      <Pays run={run} />
      {run.left_out.length > 0 && <LeavesOut run={run} />}
      {run.balances.map((balance) => (
        <Moves key={balance.now.available.currency} balance={balance} />
      ))}
    </>
  );
}

function Pays({ run: { totals, left_out } }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const sums = paidBy(totals);
  const payouts = sums.reduce((sum, one) => sum + one.payouts, 0);
  const left = left_out.reduce((sum, { webmasters }) => sum + webmasters, 0);
  const columns = useMemo(
    (): Column<(typeof sums)[number]>[] => [
      { id: "currency", header: t("currency"), cell: ({ amount }) => amount.currency },
      {
        ...{ id: "amount", header: t("amount"), isNumber: true, onCard: true },
        cell: ({ amount }) => <MoneyText money={amount} />,
      },
      { id: "net", header: t("net"), cell: ({ net }) => <MoneyText money={net} />, isNumber: true, onCard: true },
      {
        ...{ id: "payouts", header: t("payouts"), isNumber: true, onCard: true },
        cell: (one) => format.count(one.payouts),
      },
      {
        ...{ id: "conversions", header: t("conversions"), isNumber: true, onCard: true },
        cell: ({ conversions }) => format.count(conversions),
      },
    ],
    [t, format],
  );
  return (
    <Card title={t("pays")}>
      <p>
        {t("candidates", {
          all: format.count(payouts + left),
          paid: format.count(payouts),
          left: format.count(left),
        })}
      </p>
      {sums.length > 0 && (
        <DataTable label={t("pays")} rows={sums} columns={columns} rowKey={({ amount }) => amount.currency} />
      )}
    </Card>
  );
}

type LeftOutSum = PayoutRunDetails["left_out"][number];

function LeavesOut({ run: { id, left_out } }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const columns = useMemo(
    (): Column<LeftOutSum>[] => [
      {
        id: "reason",
        header: t("reason"),
        cell: ({ reason_code }) => (
          <Link to="/payout-runs/$id" params={{ id }} search={{ show: "left_out", reason_code }}>
            {t(`left_${reason_code}`)}
          </Link>
        ),
      },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
      {
        ...{ id: "webmasters", header: t("webmasters"), isNumber: true, onCard: true },
        cell: ({ webmasters }) => format.count(webmasters),
      },
      { id: "when", header: t("when"), cell: (row) => <WhenPaid {...row} />, onCard: true },
    ],
    [t, format, id],
  );
  return (
    <Card title={t("leaves_out")}>
      <DataTable
        label={t("leaves_out")}
        rows={left_out}
        columns={columns}
        rowKey={({ reason_code, amount }) => `${reason_code} ${amount.currency}`}
      />
    </Card>
  );
}

/** When an amount that is left out can be paid: a time, or what has to happen. */
export function WhenPaid({ reason_code, payable_at }: Pick<LeftOutSum, "reason_code" | "payable_at">) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  return payable_at === null ? t(`when_${reason_code}`) : t("from_time", { time: format.time(payable_at) });
}

type Balance = PayoutRunDetails["balances"][number];

function Moves({ balance: { without_run, now, difference } }: { balance: Balance }) {
  const { t } = useTranslation("payout-runs");
  const { currency } = now.available;
  const { without, moves, now: after } = movedRows(without_run, now);
  const rows = [
    { id: "without" as const, ...without },
    { id: "moves" as const, ...moves },
    { id: "now" as const, ...after },
  ];
  const columns = useMemo((): Column<MovedRow & { id: "without" | "moves" | "now" }>[] => {
    const column = (id: "available" | "on_payment" | "paid" | "total") => ({
      ...{ id, header: t(`state_${id}`), isNumber: true, onCard: true },
      cell: (row: MovedRow) => <MoneyText money={row[id]} />,
    });
    return [
      { id: "row", header: t("of_payees"), cell: ({ id }) => t(`moved_${id}`) },
      ...(["available", "on_payment", "paid", "total"] as const).map(column),
    ];
  }, [t]);
  const isFault = difference !== null && BigInt(difference.amount_minor) !== 0n;
  return (
    <Card title={t("moves_in", { currency })}>
      <DataTable label={t("moves_in", { currency })} rows={rows} columns={columns} rowKey={({ id }) => id} />
      <p className={partClasses["line"]} data-fault={isFault || undefined} role={isFault ? "alert" : undefined}>
        {t("difference")}{" "}
        {difference === null ? (
          t("difference_later")
        ) : (
          <strong className={classes["difference"]} data-fault={isFault || undefined}>
            {!isFault && <Icon name="done" size={16} />} <MoneyText money={difference} />
          </strong>
        )}
      </p>
      {isFault && <p>{t("difference_fault")}</p>}
      <p className={partClasses["note"]}>{t("difference_text")}</p>
    </Card>
  );
}
