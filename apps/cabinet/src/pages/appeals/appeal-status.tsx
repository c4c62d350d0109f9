import type { Appeal } from "@waymark/client";
import { useTranslation } from "react-i18next";
import type { OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";

const TONES: Readonly<Record<Appeal["status"], Tone>> = {
  open: "pending",
  accepted: "good",
  declined: "bad",
  withdrawn: "quiet",
  moot: "quiet",
};

export const APPEAL_STATUSES = Object.keys(TONES) as Appeal["status"][]; // a closed record has no others

/** What an appeal or its answer changes: the conversion too. */
export const APPEAL_CHANGES: readonly OperationName[] = [
  ...(["listAppeals", "getAppeal", "getToDo", "getConversion", "listConversions"] as const),
];

/** Where an appeal stands, and until when it should be answered, or when it ended. */
export function AppealStatus({ appeal: { status, is_overdue, due_at, ended_at } }: { appeal: Appeal }) {
  const { t } = useTranslation("appeals");
  const format = useFormat();
  return (
    <span className={partClasses["lines"]}>
      <StatusBadge tone={is_overdue ? "held" : TONES[status]}>
        {t(is_overdue ? "status_overdue" : `status_${status}`)}
      </StatusBadge>
      <small>
        {ended_at === null ? t("due", { time: format.time(due_at, "date") }) : format.time(ended_at, "date")}
      </small>
    </span>
  );
}
