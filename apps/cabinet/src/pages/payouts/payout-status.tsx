import type { PayoutStatus } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<PayoutStatus, Tone> = {
  new: "pending",
  on_payment: "moving",
  paid: "paid",
  returned: "reversed",
  declined: "bad",
  cancelled: "quiet",
};

export function PayoutStatusBadge({ status }: { status: PayoutStatus }) {
  const { t } = useTranslation("payouts");
  return <StatusBadge tone={TONES[status]}>{t(`payout_${status}`)}</StatusBadge>;
}
