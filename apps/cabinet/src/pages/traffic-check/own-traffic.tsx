import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { OwnTrafficEntry } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import type { Column } from "../../parts/data-table.tsx";
import type { Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { AddOwnTraffic } from "./add-own-traffic.tsx";
import { TryOwnTraffic } from "./try-own-traffic.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

const route = getRouteApi("/frame/traffic-check/own");

/** The addresses and parameters whose clicks are the network's own. */
export function OwnTrafficPage() {
  const { t } = useTranslation("traffic-check");
  const { add, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useHasRight("write");
  const [ended, setEnded] = useState<OwnTrafficEntry>();
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }) });
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/traffic-check">{t("back")}</Link>
      </p>
      <ListPage
        title={t("own")}
        lead={t("own_lead")}
        action={mayChange && <Button onClick={() => change({ add: "1" })}>{t("own_add")}</Button>}
        list={useList("listOwnTraffic", search)}
        columns={useColumns(mayChange ? setEnded : undefined)}
        filters={useFilters()}
        search={search}
        onSearch={change}
        never={{ title: t("own_never"), text: t("own_never_text") }}
      />
      {mayChange && <TryOwnTraffic />}
      {add !== undefined && <AddOwnTraffic onClose={() => change({ add: undefined })} />}
      {ended !== undefined && <EndEntry entry={ended} onClose={() => setEnded(undefined)} />}
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("traffic-check");
  return [
    {
      ...{ name: "kind", label: t("own_kind"), kind: "choice" },
      options: (["address", "parameter"] as const).map((value) => ({ value, label: t(`own_kind_${value}`) })),
    },
    {
      ...{ name: "is_in_force", label: t("status"), kind: "choice" },
      options: (["true", "false"] as const).map((value) => ({ value, label: t(`own_in_force_${value}`) })),
    },
  ];
}

function useColumns(onEnd: ((entry: OwnTrafficEntry) => void) | undefined): Column<OwnTrafficEntry>[] {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "value",
        header: t("own_what"),
        cell: ({ name, value, mask, note }) => (
          <span className={partClasses["lines"]}>
            <code>
              {name === null ? "" : `${name}=`}
              {value ?? mask}
            </code>
            {note !== null && <small>{note}</small>}
          </span>
        ),
      },
      {
        ...{ id: "status", header: t("status"), onCard: true },
        cell: ({ is_in_force }) => (
          <StatusBadge tone={is_in_force ? "good" : "quiet"}>{t(`own_in_force_${is_in_force}`)}</StatusBadge>
        ),
      },
      {
        ...{ id: "addresses", header: t("own_addresses"), isNumber: true },
        cell: ({ kind, addresses }) => (kind === "address" ? format.count(addresses) : "—"),
      },
      { id: "since", header: t("since"), cell: ({ starts_at }) => format.time(starts_at), onCard: true },
      {
        ...{ id: "until", header: t("own_until"), onCard: true },
        cell: ({ ends_at }) => (ends_at === null ? "—" : format.time(ends_at)),
      },
      ...(onEnd === undefined
        ? []
        : [
            {
              ...{ id: "act", header: t("own_end"), onCard: true },
              cell: (entry: OwnTrafficEntry) =>
                entry.is_in_force && (
                  <Button variant="default" size="compact-xs" onClick={() => onEnd(entry)}>
                    {t("own_end")}
                  </Button>
                ),
            },
          ]),
    ],
    [t, format, onEnd],
  );
}

function EndEntry({ entry: { id, value, mask }, onClose }: { entry: OwnTrafficEntry; onClose: () => void }) {
  const { t } = useTranslation("traffic-check");
  const end = useAct("endOwnTraffic", { changes: ["listOwnTraffic"] });
  return (
    <ConfirmAct
      title={t("own_ask_end", { value: value ?? mask })}
      effect={t("own_effect_end")}
      button={t("own_end")}
      act={() => end.mutateAsync({ path: { id } })}
      onClose={onClose}
    />
  );
}
