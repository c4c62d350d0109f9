import type { PayoutRun, PayoutRunStatus } from "@waymark/client";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<PayoutRunStatus, Tone> = {
  draft: "pending",
  approved: "good",
  sent: "moving",
  settled: "paid",
  cancelled: "quiet",
};

export function RunStatusBadge({ status }: { status: PayoutRunStatus }) {
  const { t } = useTranslation("payout-runs");
  return <StatusBadge tone={TONES[status]}>{t(`status_${status}`)}</StatusBadge>;
}

/** What a run is called: its day, or when it was made if it is besides the schedule. */
export function useRunName(): (run: Pick<PayoutRun, "date" | "created_at">) => string {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  return useCallback(
    ({ date, created_at }) =>
      date === null ? t("besides", { time: format.time(created_at) }) : format.day(date, "date"),
    [t, format],
  );
}
