import type { PayoutDocument } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<PayoutDocument["status"], Tone> = {
  required: "pending",
  check: "moving",
  accepted: "paid",
  missed: "bad",
  not_needed: "quiet",
};

export function DocumentStatusBadge({ status }: { status: PayoutDocument["status"] }) {
  const { t } = useTranslation("payout-documents");
  return <StatusBadge tone={TONES[status]}>{t(`document_${status}`)}</StatusBadge>;
}
