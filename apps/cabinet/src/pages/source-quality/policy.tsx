import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { QualityPolicy, QualityPolicyOutcome, QualityRule } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { PolicyStatus } from "./policy-status.tsx";
import { ScoreText } from "./score.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./source-quality.module.css";

/** One version of the policy: what it would limit now, its rules, and when it was in force. */
export function Policy({ id }: { id: string }) {
  const { t } = useTranslation("source-quality");
  const input = { path: { id } };
  const query = useQuery(read("getQualityPolicy", input));
  const { data } = query;
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/source-quality" search={{ policy: "all" }}>
          {t("back_to_policies")}
        </Link>
      </p>
      <PageHeader
        title={data === undefined ? t("version") : t("version_of", { id: data.number })}
        lead={data?.note ?? undefined}
        action={data && <Switch policy={data} />}
      />
      <States query={query}>
        {(policy) => (
          <div className={classes["sections"]}>
            <Outcome id={policy.id} />
            {policy.rules.map((rule) => (
              <Rule key={rule.name} rule={rule} />
            ))}
            <About policy={policy} />
          </div>
        )}
      </States>
      <ApiRequestHint name="getQualityPolicy" input={input} />
    </>
  );
}

/** What the version would limit by the latest scores. Nothing is limited by looking. */
function Outcome({ id }: { id: string }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  const input = { path: { id } };
  const query = useQuery(read("getQualityPolicyOutcome", input));
  const columns = useColumns();
  const { data } = query;
  return (
    <Card title={t("outcome")}>
      <p className={partClasses["lead"]}>
        {data === undefined || data.date === null
          ? t("outcome_text")
          : t("outcome_of", { date: format.day(data.date) })}
      </p>
      <States
        query={query}
        isEmpty={({ sources }) => sources.length === 0}
        never={<Empty title={t("outcome_none")} text={t("outcome_none_text")} />}
      >
        {({ sources }) => (
          <DataTable
            label={t("outcome")}
            rows={sources}
            columns={columns}
            rowKey={({ id: source, limit_kind }) => `${source} ${limit_kind}`}
          />
        )}
      </States>
      <ApiRequestHint name="getQualityPolicyOutcome" input={input} />
    </Card>
  );
}

type Wanted = QualityPolicyOutcome["sources"][number];

function useColumns(): Column<Wanted>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "source",
        header: t("source"),
        cell: ({ id, name, webmaster_name }) => (
          <span className={partClasses["lines"]}>
            <Link to="/source-quality/$id" params={{ id }}>
              {name}
            </Link>
            <small>{webmaster_name}</small>
          </span>
        ),
      },
      { id: "score", header: t("score"), cell: ({ score }) => <ScoreText score={score} absent={null} />, onCard: true },
      {
        ...{ id: "conversions", header: t("conversions"), isNumber: true, onCard: true },
        cell: ({ conversions }) => format.count(conversions),
      },
      {
        ...{ id: "limit", header: t("limit"), onCard: true },
        cell: ({ hold_days, rule_name }) => (
          <span className={partClasses["lines"]}>
            {hold_days === null ? t("limit_pause") : t("held_longer", { count: hold_days })}
            <small>{rule_name}</small>
          </span>
        ),
      },
      {
        ...{ id: "reason", header: t("reason"), onCard: true },
        cell: ({ reason }) => <span lang="en">{reason}</span>,
      },
    ],
    [t, format],
  );
}

function Rule({ rule }: { rule: QualityRule }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  const holdDays = rule.hold_days ?? null;
  return (
    <Card title={rule.name}>
      <Facts
        facts={[
          [t("rule_of"), t(`kinds_${rule.kind}`)],
          ...(["score_below", "conversions_min", "days"] as const).map(
            (name) => [t(`figure_${name}`), format.count(rule[name])] as const,
          ),
          [t("limit"), holdDays === null ? t("limit_pause") : t("held_longer", { count: holdDays })],
          ...(["recovery_score", "review_days", "again_after_days"] as const).map(
            (name) => [t(`figure_${name}`), format.count(rule[name])] as const,
          ),
        ]}
      />
    </Card>
  );
}

function About({ policy: { status, created_at, created_by, changes } }: { policy: QualityPolicy }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return (
    <Card title={t("about")}>
      <Facts
        facts={[
          [t("status"), <PolicyStatus key="status" status={status} />],
          [t("created"), `${format.time(created_at)} · ${created_by}`],
        ]}
      />
      {changes.length > 0 && (
        <ol className={classes["changes"]} aria-label={t("history_of_policy")}>
          {changes.map(({ status: to, reason, actor_id, changed_at }) => (
            <li key={`${changed_at} ${to}`}>
              {t(`changed_${to}`)}: {reason}
              <small>{`${format.time(changed_at)} · ${actor_id}`}</small>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

const CHANGED: readonly OperationName[] = ["listQualityPolicies", "getQualityPolicy"];

/** On and off: a version itself is never changed. */
function Switch({ policy: { id, number, status } }: { policy: QualityPolicy }) {
  const { t } = useTranslation("source-quality");
  const [isAsked, setAsked] = useState(false);
  const acts = {
    activate: useAct("activateQualityPolicy", { changes: CHANGED }),
    retire: useAct("retireQualityPolicy", { changes: CHANGED }),
  };
  const verb = status === "active" ? "retire" : "activate";
  if (!useHasRight("write")) return null;
  return (
    <>
      <Button {...(verb === "retire" && { variant: "default" })} onClick={() => setAsked(true)}>
        {t(`do_${verb}`)}
      </Button>
      {isAsked && (
        <ConfirmAct
          title={t(`ask_${verb}`, { id: number })}
          effect={t(`effect_${verb}`)}
          button={t(`do_${verb}`)}
          isDestructive={false}
          reason={{ label: t("reason_kept"), isRequired: true }}
          act={(reason) => acts[verb].mutateAsync({ path: { id }, body: { reason } })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
