import { getRouteApi, Link, Outlet, useRouteContext } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RowOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { DOCUMENT_KINDS, DOCUMENT_STATUSES } from "../../words.ts";
import { DocumentStatusBadge } from "./document-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-documents");

type Row = RowOf<"listPayoutDocuments">;

/** The documents that payouts need: webmasters upload theirs, and the operator checks them. */
export function PayoutDocumentsPage() {
  const { t } = useTranslation("payout-documents");
  const { me } = useRouteContext({ from: "/frame" });
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={t("title")} lead={t(me.role === "webmaster" ? "lead" : "lead_operator")} />
      <FilterBar
        filters={useFilters(me.role)}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <ListTable
        list={useList("listPayoutDocuments", search)}
        label={t("title")}
        columns={useColumns(me.role)}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t("never_text")} />}
      />
      <Outlet />
    </>
  );
}

function useFilters(role: Me["role"]): Filter[] {
  const { t } = useTranslation("payout-documents");
  return [
    {
      ...{ name: "status", label: t("status"), kind: "choice" },
      options: DOCUMENT_STATUSES.map((value) => ({ value, label: t(`document_${value}`) })),
    },
    {
      ...{ name: "kind", label: t("kind"), kind: "choice" },
      options: DOCUMENT_KINDS.map((value) => ({ value, label: t(`kind_${value}`) })),
    },
    ...(role === "operator"
      ? [{ name: "webmaster_id", label: t("webmaster"), kind: "text" as const, placeholder: t("webmaster_id") }]
      : []),
  ];
}

function useColumns(role: Me["role"]): Column<Row>[] {
  const { t } = useTranslation("payout-documents");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "kind",
        header: t("document"),
        cell: ({ id, kind }) => (
          <Link to="/payout-documents/$id" params={{ id }} search={(before) => before}>
            {t(`kind_${kind}`)}
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
        ...{ id: "amount", header: t("amount"), isNumber: true, onCard: true },
        cell: ({ amount }) => <MoneyText money={amount} />,
      },
      {
        ...{ id: "status", header: t("status"), onCard: true },
        cell: ({ status, reason }) => (
          <span className={partClasses["lines"]}>
            <DocumentStatusBadge status={status} />
            {reason !== null && <small>{reason}</small>}
          </span>
        ),
      },
      {
        ...{ id: "due", header: t("due"), onCard: true },
        cell: ({ due_at, status }) => (due_at === null || status !== "required" ? "—" : format.time(due_at, "date")),
      },
    ],
    [t, format, role],
  );
}
