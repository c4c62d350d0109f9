import { getRouteApi } from "@tanstack/react-router";
import type { LeftOutAmount, PayoutRunDetails } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../parts/data-table.tsx";
import { FilterBar } from "../../parts/filter-bar.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";
import { LEFT_OUT_REASONS } from "../../words.ts";
import { WhenPaid } from "./run-money.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-runs/$id");

/** Each amount that the run does not pay, with its reason and when it can be paid. */
export function LeftOut({ run: { id } }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const { reason_code } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <>
      <FilterBar
        filters={[
          {
            name: "reason_code",
            label: t("reason"),
            kind: "choice",
            options: LEFT_OUT_REASONS.map((value) => ({ value, label: t(`left_${value}`) })),
          },
        ]}
        values={{ reason_code }}
        onChange={change}
      />
      <ListTable
        list={useList("listLeftOutAmounts", { reason_code }, { id })}
        label={t("list_left_out")}
        columns={useColumns()}
        rowKey={({ webmaster_id, reason_code: reason, amount }) => `${webmaster_id} ${reason} ${amount.currency}`}
        clearFilters={reason_code === undefined ? undefined : () => change({ reason_code: undefined })}
        never={<Empty title={t("left_never")} text={t("left_never_text")} />}
      />
    </>
  );
}

function useColumns(): Column<LeftOutAmount>[] {
  const { t } = useTranslation("payout-runs");
  return useMemo(
    () => [
      {
        id: "webmaster",
        header: t("webmaster"),
        cell: ({ webmaster_name, webmaster_id }) => (
          <span className={partClasses["lines"]}>
            {webmaster_name}
            <small>
              <code>{webmaster_id}</code>
            </small>
          </span>
        ),
      },
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
      { id: "reason", header: t("reason"), cell: ({ reason_code }) => t(`left_${reason_code}`), onCard: true },
      { id: "when", header: t("when"), cell: (row) => <WhenPaid {...row} />, onCard: true },
    ],
    [t],
  );
}
