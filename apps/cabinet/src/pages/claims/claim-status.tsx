import type { Claim } from "@waymark/client";
import { useTranslation } from "react-i18next";
import type { OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";

const TONES: Readonly<Record<Claim["status"], Tone>> = {
  open: "pending",
  accepted: "good",
  declined: "bad",
  withdrawn: "quiet",
};

const KINDS: Readonly<Record<Claim["kind"], true>> = { untracked: true, wrong: true, declined: true };

export const CLAIM_KINDS = Object.keys(KINDS) as Claim["kind"][]; // a closed record has no others

export const CLAIM_STATUSES = Object.keys(TONES) as Claim["status"][]; // a closed record has no others

/** What a claim or its answer changes: the conversion too. */
export const CLAIM_CHANGES: readonly OperationName[] = [
  ...(["listClaims", "getClaim", "getOwnToDo", "getToDo", "getConversion", "listConversions"] as const),
];

/** Where a claim stands: whose answer it waits for and until when, or when it ended. */
export function ClaimStatus({ claim: { status, waits_for, due_at, ended_at } }: { claim: Claim }) {
  const { t } = useTranslation("claims");
  const format = useFormat();
  return (
    <span className={partClasses["lines"]}>
      <StatusBadge tone={waits_for === "operator" ? "held" : TONES[status]}>
        {waits_for === null ? t(`status_${status}`) : t(`waits_${waits_for}`)}
      </StatusBadge>
      <small>
        {ended_at === null ? t("due", { time: format.time(due_at, "date") }) : format.time(ended_at, "date")}
      </small>
    </span>
  );
}

/** The order of a claim as people call it. */
export const orderOf = ({ order_id, conversion_id, id }: Claim): string => order_id ?? conversion_id ?? id;
