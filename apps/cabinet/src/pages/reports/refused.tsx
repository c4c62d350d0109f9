import { Button } from "@mantine/core";
import { ApiError } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useProblem } from "../../api/index.ts";
import { Empty } from "../../parts/states.tsx";
import { useWords } from "./names.ts";
import { remediesIn, remedied, type Remedy } from "./remedies.ts";
import type { ReportState } from "./state.ts";
import partClasses from "../../parts/parts.module.css";

/** The API can't answer the report as asked, and says what to ask instead. */
export const isRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.code === "report_refused" || error.code === "invalid_input");

interface RefusedProps {
  error: ApiError;
  state: ReportState;
  onChange: (changes: Partial<ReportState>) => void;
}

/** What can't be answered, and why; each thing to ask instead is one click. */
export function Refused({ error, state, onChange }: RefusedProps) {
  const { t } = useTranslation("reports");
  const words = useWords();
  const { title, fields } = useProblem()(error);
  const faults = Object.values(fields);
  const remedies = faults.flatMap((message) => remediesIn(message, state));
  const textOf = (remedy: Remedy): string => {
    switch (remedy.kind) {
      case "zone":
        return t("ask_zone", { zone: remedy.zone });
      case "count_conversions":
        return t("ask_conversions");
      case "leave_out":
        return t("ask_without", { name: words.group(remedy.group) });
      case "one_sub":
        return t("ask_one_sub", { name: words.group(remedy.group) });
      case "fewer_days":
        return t("ask_fewer_days");
    }
  };
  return (
    <div role="alert">
      <Empty
        title={title}
        text={
          <span lang="en">
            {faults.map((message) => (
              <span key={message} className={partClasses["lines"]}>
                {message}
              </span>
            ))}
          </span>
        }
        action={
          <div className={partClasses["buttons"]}>
            {remedies.map((remedy) => (
              <Button
                key={textOf(remedy)}
                variant="default"
                size="xs"
                onClick={() => onChange(remedied(state, remedy))}
              >
                {textOf(remedy)}
              </Button>
            ))}
          </div>
        }
      />
    </div>
  );
}
