import { getRouteApi, Link } from "@tanstack/react-router";
import type { Click } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { FilterBar } from "../../parts/filter-bar.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { SUB_IDS } from "../../words.ts";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/clicks");

const TEXTS = [
  ...(["offer_id", "link_id", "webmaster_id", "advertiser_id", "landing_id"] as const),
  ...(["country", "device", "os", "browser", "verdict"] as const),
] as const;
const SWITCHES = ["is_unique", "is_refused", "is_test", "is_own"] as const;

/** Single clicks, newest first: what a report counts. Each opens as its life. */
export function ClicksPage() {
  const { t } = useTranslation("clicks");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filters = useFilters();
  const isFiltered = filters.some(({ name }) => search[name as keyof typeof search] !== undefined); // each is in the address
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <FilterBar
        filters={filters}
        values={search}
        onChange={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
      />
      <ListTable
        list={useList("listClicks", search)}
        label={t("title")}
        columns={useColumns()}
        rowKey={({ click_id }) => click_id}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t("never_text")} />}
      />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("clicks");
  return [
    ...useDayFilters(),
    ...TEXTS.map((name): Filter => ({ name, label: t(name), kind: "text" })),
    ...SUB_IDS.map((name): Filter => ({ name, label: name, kind: "text" })),
    ...SWITCHES.map((name): Filter => ({
      ...{ name, label: t(name) },
      kind: "choice",
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`switch_${value}`) })),
    })),
  ];
}

function useColumns(): Column<Click>[] {
  const { t } = useTranslation("clicks");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "clicked",
        header: t("clicked"),
        cell: ({ click_id: clickId, clicked_at }) => (
          <Link to="/clicks/$clickId" params={{ clickId }}>
            {format.time(clicked_at, "second")}
          </Link>
        ),
      },
      {
        id: "verdict",
        header: t("verdict"),
        cell: ({ verdict }) => (
          <span className={partClasses["lines"]}>
            <StatusBadge tone={TONES[verdict] ?? "held"}>{verdict}</StatusBadge>
            {verdict === "own" && <small>{t("own_text")}</small>}
          </span>
        ),
        onCard: true,
      },
      { id: "country", header: t("country"), cell: ({ country }) => country || "—", onCard: true },
      { id: "device", header: t("device"), cell: ({ device, os, browser }) => [device, os, browser].join(" · ") },
      { id: "offer", header: t("offer_id"), cell: ({ offer_id }) => <code>{offer_id}</code> },
      { id: "link", header: t("link_id"), cell: ({ link_id }) => <code>{link_id}</code> },
      {
        id: "subs",
        header: t("subs"),
        cell: (click) => <span className={partClasses["clipped"]}>{subsOf(click) || "—"}</span>,
        onCard: true,
      },
    ],
    [t, format],
  );
}

const TONES: Readonly<Record<string, Tone>> = { valid: "good", test: "quiet", own: "quiet" };

const subsOf = (click: Click): string =>
  SUB_IDS.flatMap((name) => (click[name] === "" ? [] : [`${name}=${click[name]}`])).join(" · ");
