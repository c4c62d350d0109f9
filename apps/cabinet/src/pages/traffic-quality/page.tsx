import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { OfferTraffic } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat, usePreferences } from "../../format/index.ts";
import { addDays, dayAt } from "../../format/days.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { RuleCounts } from "../../parts/rule-counts.tsx";
import { Empty, States } from "../../parts/states.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/traffic-quality");

const CHOICES = ["7", "28", "90"] as const;
const USUAL = "28";

/** What the traffic check made of one's conversions, by offer: how many it held, what became of them, and why. */
export function TrafficQualityPage() {
  const { t } = useTranslation("traffic-quality");
  const { zone } = usePreferences();
  const { role } = useRouteContext({ from: "/frame" }).me;
  const { days } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = CHOICES.find((choice) => choice === days) ?? USUAL;
  const input = { query: { from: addDays(dayAt(Date.now(), zone), 1 - Number(chosen)), zone } };
  const query = useQuery({ ...read("summariseTraffic", input), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t(`lead_${role}`)}
        action={
          <SegmentedControl
            aria-label={t("period")}
            value={chosen}
            onChange={(next) => void navigate({ search: { days: next === USUAL ? undefined : next }, replace: true })}
            data={CHOICES.map((value) => ({ value, label: t("days", { count: Number(value) }) }))}
          />
        }
      />
      <States
        query={query}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("never")} text={t("never_text")} />}
      >
        {({ data }) => <Offers rows={data} />}
      </States>
      <ApiRequestHint name="summariseTraffic" input={input} />
    </>
  );
}

function Offers({ rows }: { rows: readonly OfferTraffic[] }) {
  const { t } = useTranslation("traffic-quality");
  return <DataTable label={t("title")} rows={rows} columns={useColumns()} rowKey={({ offer_id }) => offer_id} />;
}

function useColumns(): Column<OfferTraffic>[] {
  const { t } = useTranslation("traffic-quality");
  const format = useFormat();
  return useMemo(() => {
    const part = (name: "released" | "refused"): Column<OfferTraffic> => ({
      ...{ id: name, header: t(name), isNumber: true, onCard: true },
      cell: (row) => format.count(row[name]),
    });
    return [
      { id: "offer", header: t("offer"), cell: ({ offer_name }) => offer_name },
      {
        ...{ id: "checked", header: t("checked"), isNumber: true, onCard: true },
        cell: ({ checked }) => format.count(checked),
      },
      {
        ...{ id: "held", header: t("held"), isNumber: true, onCard: true },
        cell: ({ held, checked }) => (
          <span className={partClasses["lines"]}>
            {format.count(held)}
            <small>{format.share(held, checked)}</small>
          </span>
        ),
      },
      part("released"),
      part("refused"),
      {
        ...{ id: "open", header: t("open"), isNumber: true, onCard: true },
        cell: ({ open, offer_id }) =>
          open === 0 ? (
            format.count(open)
          ) : (
            <Link to="/conversions" search={{ status: "held", offer_id }}>
              {format.count(open)}
            </Link>
          ),
      },
      { id: "why", header: t("why"), cell: ({ rules }) => <RuleCounts rules={rules} />, onCard: true },
    ];
  }, [t, format]);
}
