import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { AuditEntry } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { list } from "../../api/index.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";

const route = getRouteApi("/frame/audit");

/** Who did what in the account, from every history, newest first. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { zone } = usePreferences();
  const filters: Filter[] = [
    { name: "event", label: t("event"), kind: "text" },
    { name: "subject_id", label: t("subject"), kind: "text" },
    { name: "from", label: t("from"), kind: "day" },
    { name: "to", label: t("to"), kind: "day" },
  ];
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const input = { query: { ...search, ...((search.from ?? search.to) !== undefined && { zone }), limit: 50 } };
  const query = useInfiniteQuery(list("listAudit", input));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <FilterBar
        filters={filters}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {(rows) => (
          <>
            <DataTable label={t("title")} rows={rows} columns={columns} rowKey={({ id }) => id} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name="listAudit" input={input} />
    </>
  );
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "event", header: t("event"), cell: ({ event }) => <code>{event}</code> },
      { id: "done", header: t("done_at"), cell: ({ done_at }) => format.time(done_at, "second"), onCard: true },
      { id: "side", header: t("by"), cell: ({ side }) => t(`side_${side}`), onCard: true },
      { id: "actor", header: t("actor"), cell: ({ actor_id }) => actor_id ?? "—" },
      { id: "subject", header: t("subject"), cell: ({ subject_id }) => <code>{subject_id}</code> },
      { id: "change", header: t("change"), cell: (entry) => changeOf(entry) },
      { id: "reason", header: t("reason"), cell: ({ reason }) => reason ?? "—", onCard: true },
    ],
    [t, format],
  );
}

/** The fields that changed, with their values before and after. */
function changeOf({ before, after }: AuditEntry): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const written = (value: unknown) =>
    value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const changed = names.filter((name) => written(before?.[name]) !== written(after?.[name]));
  if (changed.length === 0) return "—";
  return changed
    .map((name) => `${name}: ${[before, after].map((side) => written(side?.[name]) || "—").join(" → ")}`)
    .join("; ");
}
