import { NativeSelect } from "@mantine/core";
import type { AnswerReason, ChangeReason } from "@waymark/client";
import { useTranslation } from "react-i18next";

/** Reasons that concern traffic; the others are an advertiser's. */
export const TRAFFIC_REASONS = [
  ...(["fraud", "terms_violated", "duplicate", "invalid_data", "reported_by_mistake", "other"] as const),
] satisfies readonly AnswerReason[];

export const answerCodeOf = (text: string) => TRAFFIC_REASONS.find((one) => one === text) ?? null;

interface AnswerCodeProps {
  codes?: readonly ChangeReason[];
  value: string;
  onChange: (value: string) => void;
}

/** The code of a reason, which is optional beside its text. The page loads the texts of `reasons`. */
export function AnswerCode({ codes = TRAFFIC_REASONS, value, onChange }: AnswerCodeProps) {
  const { t } = useTranslation();
  const { t: sentenceOf } = useTranslation("reasons");
  return (
    <NativeSelect
      name="reason_code"
      label={t("reason_code")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: "", label: t("no_code") }, ...codes.map((code) => ({ value: code, label: sentenceOf(code) }))]}
    />
  );
}
