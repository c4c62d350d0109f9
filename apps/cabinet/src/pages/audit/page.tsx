import { getRouteApi } from "@tanstack/react-router";
import type { AuditEntry } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";

const route = getRouteApi("/frame/audit");

/** Who did what in the account, from every history, newest first. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ListPage
      title={t("title")}
      lead={t("lead")}
      list={useList("listAudit", search)}
      columns={useColumns()}
      filters={useFilters()}
      search={search}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      never={{ title: t("never"), text: t("never_text") }}
    />
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("audit");
  return [
    { name: "event", label: t("event"), kind: "text" },
    { name: "subject_id", label: t("subject"), kind: "text" },
    ...useDayFilters(),
  ];
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { id: "event", header: t("event"), cell: ({ event }) => <code>{event}</code> },
      { id: "done", header: t("done_at"), cell: ({ done_at }) => format.time(done_at, "second"), onCard: true },
      { id: "side", header: t("by"), cell: ({ side }) => common(`side_${side}`), onCard: true },
      { id: "actor", header: t("actor"), cell: ({ actor_id }) => actor_id ?? "—" },
      { id: "subject", header: t("subject"), cell: ({ subject_id }) => <code>{subject_id}</code> },
      { id: "change", header: t("change"), cell: (entry) => changeOf(entry) },
      { id: "reason", header: t("reason"), cell: ({ reason }) => reason ?? "—", onCard: true },
    ],
    [t, common, format],
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
