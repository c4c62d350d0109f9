import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { RuleSet } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { Calibration, RuleSetStatus } from "./rule-sets.tsx";
import { Trials } from "./trials.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

const route = getRouteApi("/frame/traffic-check/$id");

/** One version of the rules: what it would hold of a past period, its parameters, and when it was in force. */
export function RuleSetPage() {
  const { t } = useTranslation("traffic-check");
  const input = { path: route.useParams() };
  const query = useQuery(read("getRuleSet", input));
  const { data } = query;
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/traffic-check">{t("back")}</Link>
      </p>
      <PageHeader
        title={data === undefined ? t("version") : t("version_of", { id: data.number })}
        lead={data?.note ?? undefined}
        action={data && <Switches ruleSet={data} />}
      />
      <States query={query}>
        {(ruleSet) => (
          <div className={classes["sections"]}>
            <About ruleSet={ruleSet} />
            <Trials ruleSet={ruleSet} />
            <Card title={t("parameters")}>
              <Parameters ruleSet={ruleSet} />
            </Card>
          </div>
        )}
      </States>
      <ApiRequestHint name="getRuleSet" input={input} />
    </>
  );
}

function About({ ruleSet }: { ruleSet: RuleSet }) {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const { status, flagged_max, created_at, created_by, changes } = ruleSet;
  return (
    <Card title={t("about")}>
      <Facts
        facts={[
          [t("status"), <RuleSetStatus key="status" status={status} />],
          [t("calibration"), <Calibration key="calibration" ruleSet={ruleSet} />],
          [
            t("flagged_max"),
            <span key="flagged" className={partClasses["lines"]}>
              <span>{`${t("flagged_first")}: ${format.share(flagged_max.first, 1)}`}</span>
              <span>{`${t("flagged_both")}: ${format.share(flagged_max.both, 1)}`}</span>
            </span>,
          ],
          [t("created"), `${format.time(created_at)} · ${created_by}`],
        ]}
      />
      {changes.length > 0 && (
        <ol className={classes["changes"]} aria-label={t("history")}>
          {changes.map(({ status: to, reason, actor_id, changed_at }) => (
            <li key={changed_at}>
              {t(`changed_${to}`)}: {reason}
              <small>{`${format.time(changed_at)} · ${actor_id}`}</small>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

type Verb = "activate" | "retire";

const CHANGED: readonly OperationName[] = ["listRuleSets", "getRuleSet"];

/** On and off, and a copy: a version itself is never changed. */
function Switches({ ruleSet: { id, number, status, is_calibrated } }: { ruleSet: RuleSet }) {
  const { t } = useTranslation("traffic-check");
  const [asked, setAsked] = useState<Verb>();
  const acts = {
    activate: useAct("activateRuleSet", { changes: CHANGED }),
    retire: useAct("retireRuleSet", { changes: CHANGED }),
  };
  const verb = status === "active" ? "retire" : "activate";
  if (!useHasRight("write")) return null;
  return (
    <div className={partClasses["line"]}>
      <LinkButton to="/traffic-check" search={{ new: id }} variant="default">
        {t("copy")}
      </LinkButton>
      <Button {...(verb === "retire" && { variant: "default" })} onClick={() => setAsked(verb)}>
        {t(`do_${verb}`)}
      </Button>
      {asked !== undefined && (
        <ConfirmAct
          title={t(`ask_${asked}`, { id: number })}
          effect={t(asked === "activate" && !is_calibrated ? "effect_activate_records" : `effect_${asked}`)}
          button={t(`do_${asked}`)}
          isDestructive={false}
          reason={{ label: t("reason_kept"), isRequired: true }}
          act={(reason) => acts[asked].mutateAsync({ path: { id }, body: { reason } })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

type Parameter = RuleSet["parameters"][number];

function Parameters({ ruleSet: { parameters } }: { ruleSet: RuleSet }) {
  const { t } = useTranslation("traffic-check");
  return <DataTable label={t("parameters")} rows={parameters} columns={useColumns()} rowKey={({ code }) => code} />;
}

function useColumns(): Column<Parameter>[] {
  const { t } = useTranslation("traffic-check");
  const { t: findings } = useTranslation("findings");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "rule", header: t("rule"), cell: ({ code }) => findings(`rule_${code}`) },
      { id: "on", header: t("is_on"), cell: ({ is_on }) => t(is_on ? "yes" : "no"), onCard: true },
      {
        ...{ id: "weight", header: t("figure_weight"), isNumber: true, onCard: true },
        cell: ({ weight }) => format.count(weight),
      },
      {
        ...{ id: "tail", header: t("figure_tail"), isNumber: true, onCard: true },
        cell: ({ tail }) => format.share(tail, 1),
      },
      {
        ...{ id: "samples", header: t("figure_samples_min"), isNumber: true, onCard: true },
        cell: ({ samples_min }) => format.count(samples_min),
      },
    ],
    [t, findings, format],
  );
}
