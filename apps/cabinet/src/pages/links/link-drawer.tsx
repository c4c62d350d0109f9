import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Link } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { LinkStatus, PauseOrResume } from "./columns.tsx";
import { LinkAddress } from "./link-address.tsx";
import { LinkSettings } from "./link-settings.tsx";
import { PauseLink, useResume } from "./pause-link.tsx";
import { TestClick } from "./test-click.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/links/$id");

/** One link: its address with sub-ids, where visitors go, a test, and its settings. */
export function LinkDrawer() {
  const { t } = useTranslation("links");
  const path = route.useParams();
  const query = useQuery(read("getLink", { path }));
  return (
    <SideDrawer title={query.data?.slug ?? t("link")} closeTo={{ to: "/links", search: (before) => before }}>
      <States query={query}>{(link) => <LinkView key={link.id} link={link} />}</States>
      <ApiRequestHint name="getLink" input={{ path }} />
    </SideDrawer>
  );
}

function LinkView({ link }: { link: Link }) {
  const { t } = useTranslation("links");
  const format = useFormat();
  const [isPausing, setPausing] = useState(false);
  const resume = useResume();
  const mayWrite = useHasRight("write");
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <LinkStatus link={link} />
        {mayWrite && (
          <PauseOrResume
            link={link}
            onPause={() => setPausing(true)}
            onResume={() => resume.mutate({ path: { id: link.id } })}
            isBusy={resume.isPending}
          />
        )}
        <span className={partClasses["note"]}>
          {t("created_for", { offer: link.offer_name, time: format.time(link.created_at) })}
        </span>
      </div>
      {resume.error !== null && <Failed error={resume.error} />}
      <Card title={t("address")}>
        <LinkAddress link={link} />
      </Card>
      {mayWrite && (
        <>
          <Card title={t("test")}>
            <TestClick link={link} />
          </Card>
          <Card title={t("settings")}>
            <LinkSettings link={link} />
          </Card>
        </>
      )}
      {isPausing && <PauseLink link={link} onClose={() => setPausing(false)} />}
    </div>
  );
}
