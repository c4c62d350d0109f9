import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { DetailedSourceScore } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { Chart } from "../../parts/chart.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { Impose } from "./impose.tsx";
import { Limits } from "./limits.tsx";
import { Parts, ScoreText, Worst } from "./score.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./source-quality.module.css";

const route = getRouteApi("/frame/source-quality/$id");

/** One source: what its score is made of, its past, its sub-ids, and what limits it. */
export function SourcePage() {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  const input = { path: route.useParams() };
  const query = useQuery(read("getSourceScore", input));
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const mayLimit = useHasRight("write") && isOperator;
  const [isAsked, setAsked] = useState(false);
  const { data } = query;
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/source-quality">{t("back")}</Link>
      </p>
      <PageHeader
        title={data?.name ?? t("source")}
        lead={data && t("scored_on", { date: format.day(data.date), name: data.offer_name ?? t("kind_webmaster") })}
        action={
          mayLimit &&
          data !== undefined && (
            <Button variant="default" onClick={() => setAsked(true)}>
              {t("impose")}
            </Button>
          )
        }
      />
      <States query={query}>
        {(source) => (
          <div className={classes["sections"]}>
            <Card title={t("score")}>
              <p>
                <ScoreText {...source} />
              </p>
              <p className={partClasses["lead"]}>{t("score_text")}</p>
              <Parts parts={source.parts} />
            </Card>
            <Past source={source} />
            <Limits of={source.kind === "link" ? { link_id: source.id } : { webmaster_id: source.id }} />
            {source.kind === "link" && <Subs source={source} />}
          </div>
        )}
      </States>
      <ApiRequestHint name="getSourceScore" input={input} />
      {isAsked && data !== undefined && <Impose source={data} onClose={() => setAsked(false)} />}
    </>
  );
}

function Past({ source: { history } }: { source: DetailedSourceScore }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return (
    <Card title={t("history")}>
      <Chart
        label={t("history")}
        kind="line"
        series={[{ id: "score", label: t("score") }]}
        points={history.map(({ date, score }) => ({ label: format.day(date, "day"), values: { score } }))}
        format={format.count}
        formatShort={format.countShort}
      />
    </Card>
  );
}

type Sub = DetailedSourceScore["subs"][number];

function Subs({ source: { subs, subs_left } }: { source: DetailedSourceScore }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return (
    <Card title={t("subs")}>
      <p className={partClasses["lead"]}>{t("subs_text")}</p>
      {subs.length > 0 && (
        <DataTable
          label={t("subs")}
          rows={subs}
          columns={useSubColumns()}
          rowKey={({ name, value }) => `${name} ${value}`}
        />
      )}
      {subs_left > 0 && <p className={partClasses["note"]}>{t("subs_left", { number: format.count(subs_left) })}</p>}
    </Card>
  );
}

function useSubColumns(): Column<Sub>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "sub",
        header: t("sub"),
        cell: ({ name, value }) => (
          <span className={partClasses["lines"]}>
            <span className={partClasses["clipped"]}>{value}</span>
            <small>{name}</small>
          </span>
        ),
      },
      {
        ...{ id: "score", header: t("score"), onCard: true },
        cell: ({ history, ...sub }) => {
          const [before] = history.toReversed().slice(1);
          return (
            <span className={partClasses["lines"]}>
              <ScoreText {...sub} />
              {before !== undefined && before.score !== null && <small>{t("before", { score: before.score })}</small>}
            </span>
          );
        },
      },
      {
        ...{ id: "conversions", header: t("conversions"), isNumber: true, onCard: true },
        cell: ({ conversions }) => format.count(conversions),
      },
      { id: "worst", header: t("worst"), cell: ({ parts }) => <Worst parts={parts} />, onCard: true },
    ],
    [t, format],
  );
}
