import type { Upload } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

/** Those that a webmaster sees: a file concerns them from when it was applied. */
export const STATUSES = ["committing", "committed", "undoing", "undone"] as const;

const TONES: Record<(typeof STATUSES)[number], Tone> = {
  committing: "moving",
  committed: "good",
  undoing: "moving",
  undone: "reversed",
};

export function UploadStatusBadge({ status }: Pick<Upload, "status">) {
  const { t } = useTranslation("uploads");
  const known = STATUSES.find((one) => one === status);
  if (known === undefined) return <StatusBadge tone="quiet">{status}</StatusBadge>;
  return <StatusBadge tone={TONES[known]}>{t(`status_${known}`)}</StatusBadge>;
}
