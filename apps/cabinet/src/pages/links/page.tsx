import { Button } from "@mantine/core";
import { getRouteApi, Outlet } from "@tanstack/react-router";
import type { Link } from "@waymark/client";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { Failed } from "../../parts/states.tsx";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { BulkLinks } from "./bulk-links.tsx";
import { useColumns } from "./columns.tsx";
import { CreateLink } from "./create-link.tsx";
import { PauseLink, useResume } from "./pause-link.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/links");

/** A value of `create` and `bulk` without an offer: an empty parameter would be left out of the address. */
const ANY_OFFER = "any";

/** The webmaster's partner links. A link's details open beside them. */
export function LinksPage() {
  const { t } = useTranslation("links");
  const { create, bulk, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState<Link>();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  const { mutate: resume, error: resumeError } = useResume();
  const onResume = useCallback(({ id }: Link) => resume({ path: { id } }), [resume]);
  const offerOf = (value: string) => (value === ANY_OFFER ? undefined : value);
  return (
    <>
      {resumeError !== null && <Failed error={resumeError} />}
      <ListPage
        title={t("title")}
        lead={t("lead")}
        action={
          <WithWriteRight>
            <div className={partClasses["buttons"]}>
              <Button variant="default" onClick={() => change({ bulk: ANY_OFFER })}>
                {t("create_several")}
              </Button>
              <Button onClick={() => change({ create: ANY_OFFER })}>{t("create")}</Button>
            </div>
          </WithWriteRight>
        }
        list={useList("listLinks", search)}
        columns={useColumns(setPaused, onResume)}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("never"), text: t("never_text") }}
      />
      {create !== undefined && <CreateLink offerId={offerOf(create)} onClose={() => change({ create: undefined })} />}
      {bulk !== undefined && <BulkLinks offerId={offerOf(bulk)} onClose={() => change({ bulk: undefined })} />}
      {paused !== undefined && <PauseLink link={paused} onClose={() => setPaused(undefined)} />}
      <Outlet />
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("links");
  const { t: common } = useTranslation();
  const sides = { webmaster: t("side_webmaster"), operator: common("side_operator") };
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
      options: (["webmaster", "operator"] as const).map((value) => ({ value, label: sides[value] })),
    },
    { name: "offer_id", label: t("offer_id"), kind: "text" },
    ...useDayFilters(),
  ];
}
