import type { PayoutAccount } from "@waymark/client";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";

const TONES: Record<PayoutAccount["status"], Tone> = {
  active: "good",
  waiting: "pending",
  on_hold: "held",
  removed: "quiet",
};

export function AccountStatus({ account: { status } }: { account: Pick<PayoutAccount, "status"> }) {
  const { t } = useTranslation("payout-accounts");
  return <StatusBadge tone={TONES[status]}>{t(`status_${status}`)}</StatusBadge>;
}

/** What the account's state means for the next payout. */
export function useMeaning(): (account: PayoutAccount) => string {
  const { t } = useTranslation("payout-accounts");
  const format = useFormat();
  return useCallback(
    ({ status, is_main, currency, usable_at, holds }) => {
      if (status === "removed") return t("means_removed");
      if (status === "on_hold") return holds.map(({ reason_code }) => t(`hold_${reason_code}`)).join(" ");
      if (!is_main) return t("means_not_main", { currency });
      return status === "waiting"
        ? t("means_waiting", { currency, time: format.time(usable_at) })
        : t("means_active", { currency });
    },
    [t, format],
  );
}
