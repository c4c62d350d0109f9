import { Link } from "@tanstack/react-router";
import type { Transfer } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";

/** Every movement of the webmaster's money, with what caused it. */
export function Transfers() {
  const { t } = useTranslation("money");
  return (
    <ListTable
      list={useList("listTransfers")}
      label={t("ledger")}
      columns={useColumns()}
      never={<Empty title={t("ledger_never")} text={t("ledger_never_text")} />}
    />
  );
}

/** `webmaster:wm_1:available` is shown as the state of money that it stands for. */
const ACCOUNTS = ["pending", "on_hold", "frozen", "available", "on_payment", "paid"] as const;

function useColumns(): Column<Transfer>[] {
  const { t } = useTranslation("money");
  const format = useFormat();
  return useMemo(() => {
    const wordOf = (account: string | undefined) => {
      if (account === undefined) return t("others");
      const state = ACCOUNTS.find((one) => account.endsWith(`:${one}`));
      return state === undefined ? account : t(`state_${state}`);
    };
    return [
      { id: "posted", header: t("posted"), cell: ({ posted_at }) => format.time(posted_at, "second") },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
      { id: "from", header: t("from"), cell: ({ debit }) => wordOf(debit), onCard: true },
      { id: "to", header: t("to"), cell: ({ credit }) => wordOf(credit), onCard: true },
      { id: "cause", header: t("cause"), cell: (row) => <Cause row={row} /> },
    ];
  }, [t, format]);
}

function Cause({ row: { conversion_id, correction_id, payout_id } }: { row: Transfer }) {
  const { t } = useTranslation("money");
  if (payout_id !== null)
    return (
      <Link to="/payouts/$id" params={{ id: payout_id }}>
        {t("payout")}
      </Link>
    );
  if (conversion_id !== null)
    return (
      <Link to="/conversions/$id" params={{ id: conversion_id }} search={{}}>
        <code>{conversion_id}</code>
      </Link>
    );
  return <code>{correction_id ?? "—"}</code>;
}
