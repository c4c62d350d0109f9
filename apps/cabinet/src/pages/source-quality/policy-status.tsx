import type { QualityPolicy } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<QualityPolicy["status"], Tone> = { draft: "pending", active: "good", retired: "quiet" };

export function PolicyStatus({ status }: Pick<QualityPolicy, "status">) {
  const { t } = useTranslation("source-quality");
  return <StatusBadge tone={TONES[status]}>{t(`status_${status}`)}</StatusBadge>;
}
