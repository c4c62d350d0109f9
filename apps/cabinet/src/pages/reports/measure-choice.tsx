import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "./names.ts";
import { writeMeasure, type Measure } from "./state.ts";

interface MeasureChoiceProps {
  measures: readonly Measure[];
  value: Measure;
  onChange: (measure: Measure) => void;
}

/** One figure at a time, so that an axis is true of every line. */
export function MeasureChoice({ measures, value, onChange }: MeasureChoiceProps) {
  const { t } = useTranslation("reports");
  const words = useWords();
  return (
    <NativeSelect
      size="xs"
      aria-label={t("measure")}
      value={writeMeasure(value)}
      onChange={(event) => {
        const chosen = measures.find((one) => writeMeasure(one) === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen);
      }}
      data={measures.map((one) => ({ value: writeMeasure(one), label: words.measure(one) }))}
    />
  );
}
