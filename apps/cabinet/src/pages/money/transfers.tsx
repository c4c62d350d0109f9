import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Transfer } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { list } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { Empty, States } from "../../parts/states.tsx";

const PAGE = { query: { limit: 50 } };

/** Every movement of the webmaster's money, with what caused it. */
export function Transfers() {
  const { t } = useTranslation("money");
  const query = useInfiniteQuery(list("listTransfers", PAGE));
  const columns = useColumns();
  return (
    <>
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        never={<Empty title={t("ledger_never")} text={t("ledger_never_text")} />}
      >
        {(rows) => (
          <>
            <DataTable label={t("ledger")} rows={rows} columns={columns} rowKey={({ id }) => id} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name="listTransfers" input={PAGE} />
    </>
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
      <Link to="/money/payouts/$id" params={{ id: payout_id }} search={(before) => before}>
        {t("payout")}
      </Link>
    );
  return <code>{conversion_id ?? correction_id ?? "—"}</code>;
}
