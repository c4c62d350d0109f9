import { Button } from "@mantine/core";
import { Link, useRouteContext } from "@tanstack/react-router";
import type { SourceLimit } from "@waymark/client";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight, WithWriteRight } from "../../parts/with-right.tsx";
import { LIMIT_CHANGES } from "./changes.ts";
import partClasses from "../../parts/parts.module.css";

/** Limits with their reasons and their ends: of one source, or of all that the reader may see. The operator lifts them. */
export function Limits({ of, action }: { of: Readonly<Record<string, string | undefined>>; action?: ReactNode }) {
  const { t } = useTranslation("source-quality");
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const [lifted, setLifted] = useState<SourceLimit>();
  return (
    <Card title={t("limits")}>
      <p className={partClasses["lead"]}>{t(isOperator ? "limits_lead_operator" : "limits_lead")}</p>
      <ListTable
        list={useList("listSourceLimits", of)}
        label={t("limits")}
        columns={useColumns(setLifted)}
        never={<Empty title={t("limits_never")} text={t("limits_never_text")} />}
      />
      {action}
      {lifted !== undefined && <Lift limit={lifted} onClose={() => setLifted(undefined)} />}
    </Card>
  );
}

function useColumns(onLift: (limit: SourceLimit) => void): Column<SourceLimit>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  const isOperator = useRouteContext({ from: "/frame" }).me.role === "operator";
  const mayLift = useHasRight("write") && isOperator;
  return useMemo(
    () => [
      {
        id: "source",
        header: t("source"),
        cell: ({ source_name, link_id, webmaster_id, webmaster_name, offer_name }) => (
          <span className={partClasses["lines"]}>
            <Link to="/source-quality/$id" params={{ id: link_id ?? webmaster_id }}>
              {source_name}
            </Link>
            <small>{link_id === null ? t("kind_webmaster") : isOperator ? webmaster_name : offer_name}</small>
          </span>
        ),
      },
      {
        ...{ id: "limit", header: t("limit"), onCard: true },
        cell: ({ limit_kind, hold_days, is_open }) => (
          <StatusBadge tone={is_open ? "held" : "quiet"}>
            {hold_days === null ? t(`limit_${limit_kind}`) : t("held_longer", { count: hold_days })}
          </StatusBadge>
        ),
      },
      {
        ...{ id: "reason", header: t("reason"), onCard: true },
        cell: ({ reason, is_by_policy }) => (
          <span className={partClasses["lines"]}>
            <span lang={is_by_policy ? "en" : undefined}>{reason}</span>
            <small>{t(is_by_policy ? "by_policy" : "by_hand")}</small>
          </span>
        ),
      },
      { id: "since", header: t("since"), cell: ({ begun_at }) => format.time(begun_at), onCard: true },
      { id: "end", header: t("end"), cell: (row) => <End limit={row} />, onCard: true },
      {
        ...{ id: "act", header: t("act"), onCard: true },
        cell: (limit) => {
          if (!limit.is_open) return "—";
          if (mayLift)
            return (
              <Button variant="default" size="compact-xs" onClick={() => onLift(limit)}>
                {t("lift")}
              </Button>
            );
          return (
            <WithWriteRight>
              <LinkButton to="/support" search={{ new: "general" }} variant="default" size="compact-xs">
                {t("ask")}
              </LinkButton>
            </WithWriteRight>
          );
        },
      },
    ],
    [t, format, isOperator, mayLift, onLift],
  );
}

/** When and how a limit ended, or what ends it. */
function End({ limit: { ended_at, ended_as, end_reason, ends_at, seen } }: { limit: SourceLimit }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  if (ended_at !== null && ended_as !== null)
    return (
      <span className={partClasses["lines"]}>
        {t(`ended_${ended_as}`, { time: format.time(ended_at) })}
        {end_reason !== null && <small>{end_reason}</small>}
      </span>
    );
  return (
    <span className={partClasses["lines"]}>
      {t("ends", { time: format.time(ends_at) })}
      {seen !== null && <small>{t("or_recovers", { score: seen.recovery_score, count: seen.recovery_days })}</small>}
    </span>
  );
}

function Lift({ limit: { id, source_name }, onClose }: { limit: SourceLimit; onClose: () => void }) {
  const { t } = useTranslation("source-quality");
  const act = useAct("liftSourceLimit", { changes: LIMIT_CHANGES });
  return (
    <ConfirmAct
      title={t("lift_title", { name: source_name })}
      effect={t("lift_effect")}
      button={t("lift")}
      isDestructive={false}
      reason={{ label: t("reason_read"), isRequired: true }}
      act={(reason) => act.mutateAsync({ path: { id }, body: { reason } })}
      onClose={onClose}
    />
  );
}
