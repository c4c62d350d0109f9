import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { TrafficSource } from "@waymark/client";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { ProofCard } from "./proof-card.tsx";
import { SourceStatus, useNextStep } from "./source-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/sources/$id");

const CHECK_AGAIN_MS = 3_000;

/** One source: what its status means, what proves that it is the webmaster's, and its end. */
export function SourceDrawer() {
  const { t } = useTranslation("sources");
  const path = route.useParams();
  const client = useQueryClient();
  const query = useQuery({
    ...read("getTrafficSource", { path }),
    refetchInterval: ({ state }) => (state.data?.status === "checking" ? CHECK_AGAIN_MS : false),
  });
  const status = query.data?.status;
  // The list under the drawer follows the outcome of a check.
  useEffect(() => void client.invalidateQueries({ queryKey: ["listTrafficSources"] }), [client, status]);
  return (
    <SideDrawer title={query.data?.url ?? t("source")} closeTo={{ to: "/sources", search: (before) => before }}>
      <States query={query}>{(source) => <SourceView key={source.id} source={source} />}</States>
      <ApiRequestHint name="getTrafficSource" input={{ path }} />
    </SideDrawer>
  );
}

function SourceView({ source }: { source: TrafficSource }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const [isRemoving, setRemoving] = useState(false);
  const mayWrite = useHasRight("write");
  const nextStep = useNextStep();
  const { kind, status, url, name, created_at, checked_at, method } = source;
  const facts = [
    name === "" ? t(`kind_${kind}`) : `${name} · ${t(`kind_${kind}`)}`,
    t("added_at", { time: format.time(created_at, "date") }),
    ...(checked_at === null ? [] : [t("checked_at", { time: format.time(checked_at) })]),
    ...(status === "verified" && method !== null ? [t(`verified_by_${method}`)] : []),
  ];
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <SourceStatus status={status} />
        <span className={partClasses["note"]}>{facts.join(" · ")}</span>
      </div>
      <div className={partClasses["stack"]} aria-live="polite">
        <p>{nextStep(source)}</p>
      </div>
      {mayWrite && kind === "channel" && status !== "verified" && (
        <div>
          <LinkButton to="/support" search={{ new: "general", title: t("ask_title", { url }) }}>
            {t("ask")}
          </LinkButton>
        </div>
      )}
      {mayWrite && kind === "site" && status !== "verified" && <ProofCard source={source} />}
      {mayWrite && (
        <Card title={t("remove_card")}>
          <p className={partClasses["note"]}>{t("remove_text")}</p>
          <div>
            <Button variant="default" onClick={() => setRemoving(true)}>
              {t("remove")}
            </Button>
          </div>
        </Card>
      )}
      {isRemoving && <RemoveSource source={source} onClose={() => setRemoving(false)} />}
    </div>
  );
}

function RemoveSource({ source: { id, url, status }, onClose }: { source: TrafficSource; onClose: () => void }) {
  const { t } = useTranslation("sources");
  const navigate = useNavigate();
  const remove = useAct("removeTrafficSource", { changes: ["listTrafficSources"] });
  return (
    <ConfirmAct
      title={t("remove_title", { url })}
      effect={t(status === "verified" ? "remove_effect_verified" : "remove_effect")}
      button={t("remove_source")}
      act={async () => {
        await remove.mutateAsync({ path: { id } });
        await navigate({ to: "/sources", search: (before) => before });
      }}
      onClose={onClose}
    />
  );
}
