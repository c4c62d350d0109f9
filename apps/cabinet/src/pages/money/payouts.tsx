import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PayoutStatus } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { list, type AnswerOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

type Row = AnswerOf<"listPayouts">["data"][number];

const PAGE = { query: { limit: 50 } };

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
  const query = useInfiniteQuery(list("listPayouts", PAGE));
  const columns = useColumns();
  return (
    <>
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        never={<Empty title={t("payouts_never")} text={t("payouts_never_text")} />}
      >
        {(rows) => (
          <>
            <DataTable label={t("payouts")} rows={rows} columns={columns} rowKey={({ id }) => id} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name="listPayouts" input={PAGE} />
    </>
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
