import type { Conversion } from "@waymark/client";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";

/** The date that the webmaster waits for: of the decision, of the money, or of the decision that was given. */
export function useNextDate(): (conversion: Conversion) => string {
  const { t } = useTranslation("conversions");
  const format = useFormat();
  return useCallback(
    ({ status, available_at, decision_due_at, answered_at }) => {
      if (status === "approved" && available_at !== null)
        return t("available", { date: format.time(available_at, "date") });
      if (answered_at !== null) return t("decided", { date: format.time(answered_at, "date") });
      return decision_due_at === null ? "—" : t("due", { date: format.time(decision_due_at, "date") });
    },
    [t, format],
  );
}
