import { Link } from "@tanstack/react-router";
import type { PayoutStatus } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RowOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

type Row = RowOf<"listPayouts">;

const TONES: Record<PayoutStatus, Tone> = {
  new: "pending",
  on_payment: "moving",
  paid: "paid",
  returned: "reversed",
  declined: "bad",
  cancelled: "quiet",
};

/** Payouts, newest first; each opens with its lines. */
export function Payouts() {
  const { t } = useTranslation("money");
  return (
    <ListTable
      list={useList("listPayouts")}
      label={t("payouts")}
      columns={useColumns()}
      never={<Empty title={t("payouts_never")} text={t("payouts_never_text")} />}
    />
  );
}

export function PayoutStatusBadge({ status }: { status: PayoutStatus }) {
  const { t } = useTranslation("money");
  return <StatusBadge tone={TONES[status]}>{t(`payout_${status}`)}</StatusBadge>;
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation("money");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "created",
        header: t("payout"),
        cell: ({ id, created_at }) => (
          <Link to="/money/payouts/$id" params={{ id }} search={(before) => before}>
            {format.time(created_at, "date")}
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
      { id: "status", header: t("status"), cell: ({ status }) => <PayoutStatusBadge status={status} />, onCard: true },
      {
        id: "paid",
        header: t("paid_at"),
        cell: ({ paid_at }) => (paid_at === null ? "—" : format.time(paid_at, "date")),
      },
    ],
    [t, format],
  );
}
