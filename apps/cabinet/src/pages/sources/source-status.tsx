import type { TrafficSource } from "@waymark/client";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<TrafficSource["status"], Tone> = {
  unverified: "pending",
  checking: "moving",
  verified: "good",
  failed: "bad",
};

export function SourceStatus({ status }: Pick<TrafficSource, "status">) {
  const { t } = useTranslation("sources");
  return <StatusBadge tone={TONES[status]}>{t(`status_${status}`)}</StatusBadge>;
}

/** What the status means for the webmaster, and what to do next. */
export function useNextStep(): (source: TrafficSource) => string {
  const { t } = useTranslation("sources");
  return useCallback(
    ({ kind, status, reason_code: fault }) => {
      if (status === "failed" && fault !== null) return t(`fault_${fault}`);
      if (kind === "channel" && status === "unverified") return t("next_channel");
      return t(`next_${status}`);
    },
    [t],
  );
}
