import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblem } from "../../api/index.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { Changes } from "./changes.tsx";
import { PeriodBar } from "./period-bar.tsx";
import { ReportFilters } from "./report-filters.tsx";
import { Result } from "./result.tsx";
import { SavedViews, ViewActs } from "./saved-views.tsx";
import { Settings } from "./settings.tsx";
import { useAnswer, useQuestion, useReportState } from "./use-report.ts";
import { Starters } from "./starters.tsx";
import classes from "./reports.module.css";

/** Clicks and conversions by what the person cares about. All of the question is in the address. */
export function ReportsPage() {
  const { t } = useTranslation("reports");
  const { state, unknown, change, leaveOut } = useReportState();
  const question = useQuestion(state);
  const describe = useProblem();
  /** On a phone, where all of them would fill the screen. */
  const [isOpen, setOpen] = useState(false);
  const isReport = state.show === "report" && unknown.length === 0;
  const answer = useAnswer(question.input, { isEnabled: isReport });
  const earlier = useAnswer(question.earlier?.input ?? question.input, {
    isEnabled: isReport && question.earlier !== undefined,
  });
  const { fields } = describe(answer.error);
  if (unknown.length > 0)
    return (
      <>
        <PageHeader title={t("title")} />
        <Empty
          title={t("unknown")}
          text={unknown.join(", ")}
          action={
            <Button variant="default" onClick={() => leaveOut(unknown)}>
              {t("leave_unknown_out")}
            </Button>
          }
        />
      </>
    );
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} action={<ViewActs state={state} onChange={change} />} />
      <Starters />
      <SavedViews state={state} />
      <div className={classes["question"]} data-open={isOpen || undefined}>
        <PeriodBar state={state} question={question} error={fields["from"] ?? fields["to"]} onChange={change} />
        <Settings state={state} answer={answer.data} faults={fields} onChange={change} />
        <Button
          variant="default"
          size="xs"
          className={classes["settingsButton"] ?? ""}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? "settings_close" : "settings_open")}
        </Button>
      </div>
      <ReportFilters state={state} names={answer.data?.names ?? NO_NAMES} faults={fields} onChange={change} />
      {state.show === "changes" ? (
        <Changes state={state} onChange={change} />
      ) : (
        <Result {...{ state, question, answer }} earlier={question.earlier && earlier} onChange={change} />
      )}
    </>
  );
}

const NO_NAMES: Readonly<Record<string, string>> = {};
