import { getRouteApi, Link } from "@tanstack/react-router";
import type { Upload } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { Changes } from "./changes.tsx";
import { STATUSES, UploadStatusBadge } from "./upload-status.tsx";

const route = getRouteApi("/frame/uploads");

/** The files of orders by which advertisers decided conversions of the webmaster. */
export function UploadsPage() {
  const { t } = useTranslation("uploads");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ListPage
      title={t("title")}
      lead={t("lead")}
      list={useList("listUploads", search)}
      columns={useColumns()}
      filters={useFilters()}
      search={search}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      never={{ title: t("never"), text: t("never_text") }}
    />
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("uploads");
  return [
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
    },
    { name: "offer_id", label: t("offer_id"), kind: "text" },
    ...useDayFilters(),
  ];
}

function useColumns(): Column<Upload>[] {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "offer",
        header: t("upload"),
        cell: ({ id, offer_name, committed_at, created_at }) => (
          <Link to="/uploads/$id" params={{ id }} search={{}}>
            {offer_name}, {format.time(committed_at ?? created_at, "date")}
          </Link>
        ),
      },
      { id: "status", header: t("status"), cell: ({ status }) => <UploadStatusBadge status={status} />, onCard: true },
      { id: "rows", header: t("your_rows"), cell: ({ rows }) => format.count(rows), isNumber: true, onCard: true },
      {
        id: "approved",
        header: t("change_approved"),
        cell: ({ total }) => <Changes total={total} of="approved" />,
        isNumber: true,
        onCard: true,
      },
      {
        id: "pending",
        header: t("change_pending"),
        cell: ({ total }) => <Changes total={total} of="pending" />,
        isNumber: true,
      },
      {
        id: "period",
        header: t("period"),
        cell: ({ period_starts_at }) => (period_starts_at === null ? "—" : format.time(period_starts_at, "date")),
      },
    ],
    [t, format],
  );
}
