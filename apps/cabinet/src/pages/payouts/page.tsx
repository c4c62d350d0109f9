import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RowOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { FilterBar, useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { PAYOUT_STATUSES } from "../../words.ts";
import { NextPayout } from "./next-payout.tsx";
import { PayoutStatusBadge } from "./payout-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payouts");

type Row = RowOf<"listPayouts">;

/** When the webmaster is paid next, and what was paid before; of the operator, the payouts of all webmasters. */
export function PayoutsPage() {
  const { t } = useTranslation("payouts");
  const { me } = useRouteContext({ from: "/frame" });
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const isWebmaster = me.role === "webmaster";
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t(isWebmaster ? "lead" : "lead_operator")}
        action={
          isWebmaster ? (
            <LinkButton to="/payout-accounts" variant="default">
              {t("accounts")}
            </LinkButton>
          ) : (
            <LinkButton to="/payout-runs" variant="default">
              {t("runs")}
            </LinkButton>
          )
        }
      />
      {isWebmaster && <NextPayout />}
      <FilterBar
        filters={useFilters(me.role)}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <ListTable
        list={useList("listPayouts", search)}
        label={t("title")}
        columns={useColumns(me.role)}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t(isWebmaster ? "never_text" : "never_text_operator")} />}
      />
    </>
  );
}

function useFilters(role: Me["role"]): Filter[] {
  const { t } = useTranslation("payouts");
  return [
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: PAYOUT_STATUSES.map((value) => ({ value, label: t(`payout_${value}`) })),
    },
    { name: "currency", label: t("currency"), kind: "text" },
    ...(role === "operator"
      ? [{ name: "webmaster_id", label: t("webmaster"), kind: "text" as const, placeholder: t("webmaster_id") }]
      : []),
    ...useDayFilters(),
  ];
}

function useColumns(role: Me["role"]): Column<Row>[] {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "created",
        header: t("payout"),
        cell: ({ id, created_at }) => (
          <Link to="/payouts/$id" params={{ id }}>
            {format.time(created_at, "date")}
          </Link>
        ),
      },
      ...(role === "operator"
        ? [
            {
              ...{ id: "webmaster", header: t("webmaster"), onCard: true },
              cell: ({ webmaster_name }: Row) => webmaster_name,
            },
          ]
        : []),
      {
        id: "amount",
        header: t("amount"),
        cell: ({ amount }) => <MoneyText money={amount} />,
        isNumber: true,
        onCard: true,
      },
      { id: "net", header: t("net"), cell: ({ net }) => <MoneyText money={net} />, isNumber: true, onCard: true },
      {
        id: "status",
        header: t("status"),
        cell: ({ status, reason }) => (
          <span className={partClasses["lines"]}>
            <PayoutStatusBadge status={status} />
            {reason !== null && <small>{reason}</small>}
          </span>
        ),
        onCard: true,
      },
      {
        ...{ id: "paid", header: t("paid_at"), onCard: true },
        cell: ({ paid_at }) => (paid_at === null ? "—" : format.time(paid_at, "date")),
      },
    ],
    [t, format, role],
  );
}
