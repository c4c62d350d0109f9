import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { Notice } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { currentLanguage } from "../../text/index.ts";

const route = getRouteApi("/frame/notices");

/** What the network noticed about this account, in the reader's language. */
export function NoticesPage() {
  const { t } = useTranslation("notices");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ListPage
      title={t("title")}
      lead={t("lead")}
      list={useList("listNotices", { ...search, language: currentLanguage() })}
      columns={useColumns()}
      filters={useFilters()}
      search={search}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      never={{ title: t("never"), text: t("never_text") }}
    />
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("notices");
  return [
    {
      name: "is_open",
      label: t("state"),
      kind: "choice",
      options: [
        { value: "true", label: t("goes_on") },
        { value: "false", label: t("over") },
      ],
    },
    {
      name: "is_acknowledged",
      label: t("acknowledged"),
      kind: "choice",
      options: [
        { value: "false", label: t("not_acknowledged") },
        { value: "true", label: t("acknowledged") },
      ],
    },
  ];
}

function useColumns(): Column<Notice>[] {
  const { t } = useTranslation("notices");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "text", header: t("what"), cell: ({ text }) => text, onCard: true },
      {
        id: "state",
        header: t("state"),
        cell: ({ over_at }) => (
          <StatusBadge tone={over_at === null ? "held" : "quiet"}>
            {over_at === null ? t("goes_on") : t("over_since", { time: format.time(over_at) })}
          </StatusBadge>
        ),
        onCard: true,
      },
      { id: "since", header: t("since"), cell: ({ created_at }) => format.time(created_at) },
      { id: "act", header: t("acknowledged"), cell: (notice) => <Acknowledge notice={notice} />, onCard: true },
    ],
    [t, format],
  );
}

function Acknowledge({ notice: { id, acknowledged_at } }: { notice: Notice }) {
  const { t } = useTranslation("notices");
  const format = useFormat();
  const canAct = useHasRight("write");
  const act = useAct("acknowledgeNotice", { changes: ["listNotices", "countNotices"] });
  if (acknowledged_at !== null) return format.time(acknowledged_at);
  if (!canAct) return "—";
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={act.isPending}
      onClick={() => act.mutate({ path: { id }, query: { language: currentLanguage() } })}
    >
      {t("acknowledge")}
    </Button>
  );
}
