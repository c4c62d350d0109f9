import { getRouteApi, Link } from "@tanstack/react-router";
import type { Offer } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { TRAFFIC_KINDS } from "../../words.ts";
import { Approval, Epc, Figure, Rate, useDecisionTime } from "./figures.tsx";
import classes from "./offers.module.css";

const route = getRouteApi("/frame/offers");

/** The catalogue: offers that the webmaster may see, with honest terms and how they perform. */
export function OffersPage() {
  const { t } = useTranslation("offers");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ListPage
      title={t("title")}
      lead={t("lead")}
      list={useList("listOffers", search)}
      columns={useColumns()}
      filters={useFilters()}
      search={search}
      onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      never={{ title: t("never"), text: t("never_text") }}
    />
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("offers");
  return [
    { name: "search", label: t("search"), kind: "text", placeholder: t("search_text") },
    { name: "category", label: t("category"), kind: "text" },
    { name: "country", label: t("country"), kind: "text", placeholder: t("country_text") },
    { name: "goal", label: t("goal"), kind: "text" },
    {
      name: "model",
      label: t("model"),
      kind: "choice",
      options: (["fixed", "share", "mixed"] as const).map((value) => ({ value, label: t(`model_${value}`) })),
    },
    {
      name: "access",
      label: t("access"),
      kind: "choice",
      options: (["public", "application", "private"] as const).map((value) => ({ value, label: t(`access_${value}`) })),
    },
    {
      name: "traffic",
      label: t("traffic"),
      kind: "choice",
      options: TRAFFIC_KINDS.map((value) => ({ value, label: t(`traffic_${value}`) })),
    },
  ];
}

function useColumns(): Column<Offer>[] {
  const { t } = useTranslation("offers");
  const decisionTime = useDecisionTime();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("offer"),
        cell: ({ id, name, categories }) => (
          <span className={classes["figure"]}>
            <Link to="/offers/$id" params={{ id }}>
              {name}
            </Link>
            {categories.length > 0 && <small>{categories.join(", ")}</small>}
          </span>
        ),
      },
      { id: "rate", header: t("pays"), cell: ({ goals }) => <Rate goals={goals} />, isNumber: true, onCard: true },
      { id: "epc", header: t("epc"), cell: ({ figures }) => <Epc figures={figures} />, isNumber: true, onCard: true },
      { id: "approval", header: t("approval"), cell: ({ figures }) => <Approval figures={figures} />, isNumber: true },
      {
        id: "decision",
        header: t("decision_and_hold"),
        cell: ({ figures, hold_days }) => (
          <Figure note={t("then_hold", { count: hold_days })}>{decisionTime(figures)}</Figure>
        ),
        isNumber: true,
      },
      { id: "access", header: t("access"), cell: ({ access }) => t(`access_${access}`) },
    ],
    [t, decisionTime],
  );
}
