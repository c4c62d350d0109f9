import { getRouteApi } from "@tanstack/react-router";
import type { AuditEntry } from "@waymark/client";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import type { Texts } from "../../text/texts.ts";
import partClasses from "../../parts/parts.module.css";

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
  const nameOf = useEventName();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "event",
        header: t("event"),
        cell: ({ event }) => (
          <span className={partClasses["lines"]}>
            {nameOf(event)}
            <small>
              <code>{event}</code>
            </small>
          </span>
        ),
      },
      { id: "done", header: t("done_at"), cell: ({ done_at }) => format.time(done_at, "second"), onCard: true },
      {
        id: "side",
        header: t("by"),
        cell: ({ side, actor_id }) => (
          <span className={partClasses["lines"]}>
            {common(`side_${side}`)}
            {actor_id !== null && <small>{actor_id}</small>}
          </span>
        ),
        onCard: true,
      },
      { id: "subject", header: t("subject"), cell: ({ subject_id }) => <code>{subject_id}</code>, onCard: true },
      {
        id: "change",
        header: t("change"),
        cell: ({ reason, ...entry }) => (
          <span className={partClasses["lines"]}>
            <span className={partClasses["clipped"]} title={changeOf(entry)}>
              {changeOf(entry)}
            </span>
            {reason !== null && <small>{reason}</small>}
          </span>
        ),
        onCard: true,
      },
    ],
    [t, common, format, nameOf],
  );
}

/** What was done, in the reader's language. An event without a text is known by its code alone. */
function useEventName(): (event: string) => string {
  const { t } = useTranslation("audit");
  return useCallback((event) => t(`event_${event.replace(".", "_")}` as EventText, ""), [t]); // else the text is empty
}

type EventText = Extract<keyof Texts["audit"], `event_${string}`>;

/** The fields that changed, with their values before and after. */
function changeOf({ before, after }: Pick<AuditEntry, "before" | "after">): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const written = (value: unknown) =>
    value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const changed = names.filter((name) => written(before?.[name]) !== written(after?.[name]));
  if (changed.length === 0) return "—";
  return changed
    .map((name) => `${name}: ${[before, after].map((side) => written(side?.[name]) || "—").join(" → ")}`)
    .join("; ");
}
