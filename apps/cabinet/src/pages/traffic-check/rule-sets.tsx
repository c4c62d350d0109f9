import { Link } from "@tanstack/react-router";
import type { RuleSet } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";

/** Approved conversions by which a version is calibrated, at the least. */
const SAMPLE_MIN = 500;

const TONES: Record<RuleSet["status"], Tone> = { draft: "pending", active: "good", retired: "quiet" };

export function RuleSetStatus({ status }: Pick<RuleSet, "status">) {
  const { t } = useTranslation("traffic-check");
  return <StatusBadge tone={TONES[status]}>{t(`status_${status}`)}</StatusBadge>;
}

/** Whether a version can hold something, or how many approvals it lacks. */
export function Calibration({ ruleSet: { is_calibrated, sample } }: { ruleSet: RuleSet }) {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  return t(is_calibrated ? "calibrated_by" : "only_records", {
    count: sample,
    number: format.count(sample),
    needed: format.count(SAMPLE_MIN),
  });
}

/** What the check does now, and what it needs to do more. */
export function WhatIsInForce({ ruleSets }: { ruleSets: readonly RuleSet[] }) {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const active = ruleSets.find(({ status }) => status === "active");
  const since = active?.changes.at(-1)?.changed_at ?? active?.created_at ?? "";
  return (
    <div className={partClasses["stack"]}>
      {active === undefined ? (
        <p>{t("none_in_force")}</p>
      ) : (
        <p>
          {t(active.is_calibrated ? "in_force" : "in_force_records", { id: active.number, time: format.time(since) })}
        </p>
      )}
      {!ruleSets.some(({ is_calibrated }) => is_calibrated) && (
        <p>{t("needs", { needed: format.count(SAMPLE_MIN) })}</p>
      )}
    </div>
  );
}

/** The versions of the rules, the newest first. */
export function RuleSets({ ruleSets }: { ruleSets: readonly RuleSet[] }) {
  const { t } = useTranslation("traffic-check");
  return <DataTable label={t("versions")} rows={ruleSets} columns={useColumns()} rowKey={({ id }) => id} />;
}

function useColumns(): Column<RuleSet>[] {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "version",
        header: t("version"),
        cell: ({ id, number }) => (
          <Link to="/traffic-check/$id" params={{ id }}>
            {t("version_of", { id: number })}
          </Link>
        ),
      },
      { id: "status", header: t("status"), cell: ({ status }) => <RuleSetStatus status={status} />, onCard: true },
      { id: "calibration", header: t("calibration"), cell: (row) => <Calibration ruleSet={row} />, onCard: true },
      {
        ...{ id: "note", header: t("note"), onCard: true },
        cell: ({ note }) => <span className={partClasses["clipped"]}>{note ?? "—"}</span>,
      },
      { id: "created", header: t("created"), cell: ({ created_at }) => format.time(created_at, "date") },
    ],
    [t, format],
  );
}
