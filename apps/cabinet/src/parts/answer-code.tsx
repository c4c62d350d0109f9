import { NativeSelect } from "@mantine/core";
import type { AnswerReason } from "@waymark/client";
import { useTranslation } from "react-i18next";

/** Reasons that concern traffic; the others are an advertiser's. */
const CODES = [
  ...(["fraud", "terms_violated", "duplicate", "invalid_data", "reported_by_mistake", "other"] as const),
] satisfies readonly AnswerReason[];

export const answerCodeOf = (text: string) => CODES.find((one) => one === text) ?? null;

/** The code of a reason, which is optional beside its text. The page loads the texts of `reasons`. */
export function AnswerCode({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const { t: sentenceOf } = useTranslation("reasons");
  return (
    <NativeSelect
      name="reason_code"
      label={t("reason_code")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: "", label: t("no_code") }, ...CODES.map((code) => ({ value: code, label: sentenceOf(code) }))]}
    />
  );
}
