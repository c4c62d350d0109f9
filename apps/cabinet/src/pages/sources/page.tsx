import { Button } from "@mantine/core";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import type { TrafficSource } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { SOURCE_KINDS, SOURCE_STATUSES } from "../../words.ts";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { AddSource } from "./add-source.tsx";
import { SourceStatus, useNextStep } from "./source-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/sources");

/** Where the webmaster's visitors come from, and whether the network knows that these places are theirs. */
export function SourcesPage() {
  const { t } = useTranslation("sources");
  const { add, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t("lead")}
        action={
          <WithWriteRight>
            <Button onClick={() => change({ add: "site" })}>{t("add")}</Button>
          </WithWriteRight>
        }
        list={useList("listTrafficSources", search)}
        columns={useColumns()}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {add !== undefined && <AddSource onClose={() => change({ add: undefined })} />}
      <Outlet />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("sources");
  return [
    { name: "search", label: t("url"), kind: "text", placeholder: t("url_part") },
    {
      name: "kind",
      label: t("kind"),
      kind: "choice",
      options: SOURCE_KINDS.map((value) => ({ value, label: t(`kind_${value}`) })),
    },
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: SOURCE_STATUSES.map((value) => ({ value, label: t(`status_${value}`) })),
    },
  ];
}

function useColumns(): Column<TrafficSource>[] {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const nextStep = useNextStep();
  return useMemo(
    () => [
      {
        id: "url",
        header: t("url"),
        cell: ({ id, url, name }) => (
          <span className={partClasses["lines"]}>
            <Link to="/sources/$id" params={{ id }} search={(before) => before} className={partClasses["clipped"]}>
              {url}
            </Link>
            {name !== "" && <small>{name}</small>}
          </span>
        ),
      },
      { id: "kind", header: t("kind"), cell: ({ kind }) => t(`kind_${kind}`), onCard: true },
      { id: "status", header: t("status"), cell: ({ status }) => <SourceStatus status={status} />, onCard: true },
      {
        id: "next",
        header: t("next"),
        cell: (source) => <span className={partClasses["clipped"]}>{nextStep(source)}</span>,
      },
      { id: "added", header: t("added"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, format, nextStep],
  );
}
