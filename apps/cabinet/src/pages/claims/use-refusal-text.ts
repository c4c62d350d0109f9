import type { ClaimOutcome } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useOutcomeText } from "../../parts/use-outcome-text.ts";

/** Reasons that only claims have; the others are those of reports. */
const OWN = [
  ...(["incomplete", "not_own_click", "test_click", "unknown_conversion", "test_conversion"] as const),
  ...(["already_recorded", "already_claimed", "claim_answered", "claim_late"] as const),
  ...(["not_declined", "stopped_by_network", "is_declined", "same_amount"] as const),
] satisfies readonly ClaimOutcome["reason_code"][];

/** Why a claim is not filed, in the reader's language. */
export function useRefusalText(): (outcome: ClaimOutcome) => string {
  const { t } = useTranslation("claims");
  const outcomeText = useOutcomeText();
  return ({ reason_code: code, reason_sentence: sentence }) => {
    const own = OWN.find((one) => one === code);
    return own === undefined ? (outcomeText({ code, sentence }) ?? "") : t(`refused_${own}`);
  };
}
