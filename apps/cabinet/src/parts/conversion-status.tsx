import type { ConversionStatus } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "./status-badge.tsx";

const TONES: Record<ConversionStatus, Tone> = {
  pending: "pending",
  held: "held",
  approved: "good",
  paid: "paid",
  rejected: "bad",
  reversed: "reversed",
};

/** The status of a conversion, in the same word, shape and colour on every page. */
export function ConversionStatusBadge({ status }: { status: ConversionStatus }) {
  const { t } = useTranslation();
  return <StatusBadge tone={TONES[status]}>{t(`conversion_${status}`)}</StatusBadge>;
}
