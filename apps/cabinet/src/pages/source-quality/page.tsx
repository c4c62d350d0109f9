import { Button } from "@mantine/core";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { SourceScore } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { Limits } from "./limits.tsx";
import { Policies } from "./policies.tsx";
import { ScoreText, Worst } from "./score.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/source-quality");

/** The scores, or the versions of the policy that limits sources. */
export function SourceQualityPage() {
  const { policy } = route.useSearch();
  return policy === undefined ? <Scores /> : <Policies shown={policy} />;
}

/** Links or webmasters with the quality of their traffic, the lowest score first; a webmaster's own. */
function Scores() {
  const { t } = useTranslation("source-quality");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const { limits, ...filters } = search;
  return (
    <>
      <ListPage
        title={t("title")}
        lead={t(isOperator ? "lead_operator" : "lead")}
        action={
          isOperator && (
            <LinkButton to="/source-quality" search={{ policy: "all" }} variant="default">
              {t("policies")}
            </LinkButton>
          )
        }
        list={useList("listSourceScores", filters)}
        columns={useColumns(isOperator)}
        filters={useFilters(isOperator)}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{ title: t("never"), text: t("never_text") }}
      />
      <Limits
        of={limits === "all" ? {} : { is_open: "true" }}
        action={
          <Button
            variant="default"
            size="compact-xs"
            onClick={() =>
              void navigate({ search: (before) => ({ ...before, limits: limits === "all" ? undefined : "all" }) })
            }
          >
            {t(limits === "all" ? "limits_open" : "limits_all")}
          </Button>
        }
      />
    </>
  );
}

function useFilters(isOperator: boolean): Filter[] {
  const { t } = useTranslation("source-quality");
  return [
    {
      ...({ name: "kind", label: t("kind"), kind: "choice" } as const),
      options: (["link", "webmaster"] as const).map((value) => ({ value, label: t(`kinds_${value}`) })),
    },
    {
      ...({ name: "sort", label: t("sort"), kind: "choice" } as const),
      options: [{ value: "conversions", label: t("sort_conversions") }],
    },
    {
      ...({ name: "is_limited", label: t("limits"), kind: "choice" } as const),
      options: [{ value: "true", label: t("limited_only") }],
    },
    ...(isOperator ? [{ name: "webmaster_id", label: t("webmaster_id"), kind: "text" } as const] : []),
    { name: "offer_id", label: t("offer_id"), kind: "text" },
  ];
}

function useColumns(isOperator: boolean): Column<SourceScore>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "source",
        header: t("source"),
        cell: ({ id, kind, name, offer_name }) => (
          <span className={partClasses["lines"]}>
            <Link to="/source-quality/$id" params={{ id }}>
              {name}
            </Link>
            <small>{kind === "link" ? offer_name : t("kind_webmaster")}</small>
          </span>
        ),
      },
      ...(isOperator
        ? [{ id: "webmaster", header: t("webmaster"), cell: (row: SourceScore) => row.webmaster_name, onCard: true }]
        : []),
      { id: "score", header: t("score"), cell: (row) => <ScoreText {...row} />, onCard: true },
      {
        ...{ id: "conversions", header: t("conversions"), isNumber: true, onCard: true },
        cell: ({ conversions }) => format.count(conversions),
      },
      { id: "worst", header: t("worst"), cell: ({ parts }) => <Worst parts={parts} />, onCard: true },
      {
        ...{ id: "limits", header: t("limits"), onCard: true },
        cell: ({ limits }) =>
          limits.length === 0
            ? "—"
            : limits.map(({ id, limit_kind }) => (
                <StatusBadge key={id} tone="held">
                  {t(`limit_${limit_kind}`)}
                </StatusBadge>
              )),
      },
    ],
    [t, format, isOperator],
  );
}
