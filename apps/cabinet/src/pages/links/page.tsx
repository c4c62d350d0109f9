import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";
import type { Link } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list, type InputOf } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { BulkLinks } from "./bulk-links.tsx";
import { useColumns } from "./columns.tsx";
import { CreateLink } from "./create-link.tsx";
import { PauseLink } from "./pause-link.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/links");

/** A value of `create` and `bulk` without an offer: an empty parameter would be left out of the address. */
const ANY_OFFER = "any";

/** The webmaster's partner links. A link's details open beside them. */
export function LinksPage() {
  const { t } = useTranslation("links");
  const { create, bulk, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const { zone } = usePreferences();
  const [paused, setPaused] = useState<Link>();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const zoned = (search.from ?? search.to) !== undefined && { zone };
  const input = { query: { ...search, ...zoned, limit: 50 } } as InputOf<"listLinks">; // a wrong word of the address is the API's to refuse
  const query = useInfiniteQuery(list("listLinks", input));
  const columns = useColumns(setPaused);
  const change = (changes: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const action = (
    <div className={partClasses["buttons"]}>
      <Button variant="default" onClick={() => change({ bulk: ANY_OFFER })}>
        {t("create_several")}
      </Button>
      <Button onClick={() => change({ create: ANY_OFFER })}>{t("create")}</Button>
    </div>
  );
  const offerOf = (value: string) => (value === ANY_OFFER ? undefined : value);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} action={action} />
      <FilterBar filters={useFilters()} values={search} onChange={change} />
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        clearFilters={isFiltered ? () => void navigate({ search: {} }) : undefined}
        never={<Empty title={t("never")} text={t("never_text")} action={action} />}
      >
        {(rows) => (
          <>
            <DataTable label={t("title")} rows={rows} columns={columns} rowKey={({ id }) => id} />
            <MoreRows query={query} />
          </>
        )}
      </States>
      <ApiRequestHint name="listLinks" input={input} />
      {create !== undefined && <CreateLink offerId={offerOf(create)} onClose={() => change({ create: undefined })} />}
      {bulk !== undefined && <BulkLinks offerId={offerOf(bulk)} onClose={() => change({ bulk: undefined })} />}
      {paused !== undefined && <PauseLink link={paused} onClose={() => setPaused(undefined)} />}
      <Outlet />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("links");
  return [
    { name: "search", label: t("slug"), kind: "text", placeholder: t("slug_part") },
    {
      name: "status",
      label: t("status"),
      kind: "choice",
      options: (["active", "paused"] as const).map((value) => ({ value, label: t(`status_${value}`) })),
    },
    {
      name: "paused_by",
      label: t("paused_by"),
      kind: "choice",
      options: (["webmaster", "operator"] as const).map((value) => ({ value, label: t(`side_${value}`) })),
    },
    { name: "offer_id", label: t("offer_id"), kind: "text" },
    { name: "from", label: t("from"), kind: "day" },
    { name: "to", label: t("to"), kind: "day" },
  ];
}
