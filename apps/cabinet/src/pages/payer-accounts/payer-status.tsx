import type { PayerAccount } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { StatusBadge } from "../../parts/status-badge.tsx";

/** Whether payouts are paid from the account. */
export function PayerStatus({ account: { disabled_at, is_main } }: { account: PayerAccount }) {
  const { t } = useTranslation("payer-accounts");
  if (disabled_at !== null) return <StatusBadge tone="quiet">{t("status_disabled")}</StatusBadge>;
  return is_main ? (
    <StatusBadge tone="good">{t("status_main")}</StatusBadge>
  ) : (
    <StatusBadge tone="pending">{t("status_spare")}</StatusBadge>
  );
}
