import { Button, Skeleton } from "@mantine/core";
import { ROUTES } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { writeSearch } from "../../search-parameters.ts";
import { MoreRows, type Paged } from "../../parts/more-rows.tsx";
import { Empty, Failed, SkeletonRows, type Asked } from "../../parts/states.tsx";
import { compareRows, rowKey, type ComparedRow } from "./compare.ts";
import { useComparedText, useWords } from "./names.ts";
import type { Question } from "./query.ts";
import { Refused, isRefused } from "./refused.tsx";
import { ReportChart } from "./report-chart.tsx";
import { PivotTable, ReportTable } from "./report-table.tsx";
import type { ReportState } from "./state.ts";
import type { Answer } from "./use-report.ts";
import { FIGURE_NAMES } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

interface ResultProps {
  state: ReportState;
  question: Question;
  answer: Asked<Answer> & Paged;
  /** Of the range that it is compared with. */
  earlier: Asked<Answer> | undefined;
  onChange: (changes: Partial<ReportState>) => void;
}

/** The report: its chart, its rows with totals, and what to know about it. */
export function Result({ state, question, answer, earlier, onChange }: ResultProps) {
  const { data, error } = answer;
  const rows = useComparedRows(state, data, earlier?.data);
  const hint = <ApiRequestHint name="listStats" input={question.input} />;
  const { t } = useTranslation("reports");
  if (isRefused(error))
    return (
      <>
        <Refused error={error} state={state} onChange={onChange} />
        {hint}
      </>
    );
  const failed = error !== null && (
    <Failed error={error} retry={() => void answer.refetch()} isBusy={answer.isFetching} />
  );
  if (data === undefined)
    return (
      <div className={classes["sections"]}>
        {failed || (
          <>
            <Skeleton height={300} radius={8} />
            <SkeletonRows />
          </>
        )}
      </div>
    );
  const isFiltered = Object.keys(state.filters).length > 0;
  return (
    <div className={classes["sections"]}>
      {failed}
      {earlier !== undefined && earlier.error !== null && <Failed error={earlier.error} />}
      {rows.length === 0 ? (
        <Nothing isFiltered={isFiltered} onClear={() => onChange({ filters: {} })} />
      ) : (
        <>
          <ReportChart {...{ state, question, answer: data, rows }} earlier={earlier?.data} onChange={onChange} />
          <div>
            {state.isPivot ? (
              <PivotTable {...{ state, question, answer: data, rows, onChange }} earlier={earlier?.data} />
            ) : (
              <ReportTable {...{ state, question, answer: data, rows, onChange }} earlier={earlier?.data} />
            )}
            <MoreRows query={answer} />
          </div>
        </>
      )}
      <About {...{ state, question, answer: data }} />
      <div className={partClasses["line"]}>
        {hint}
        {rows.length > 0 &&
          FORMATS.map((format) => (
            <a key={format} className={partClasses["hint"]} href={fileOf(question, format)} download>
              {t("download", { format: format.toUpperCase() })}
            </a>
          ))}
      </div>
    </div>
  );
}

const FORMATS = ["csv", "xlsx"] as const;

/** The address of all rows of the report as a file. */
function fileOf({ input }: Question, format: string): string {
  const { limit: _, ...query } = input.query ?? {};
  return ROUTES.exportStats.path + writeSearch({ ...query, format });
}

function useComparedRows(
  { groups, comparison }: ReportState,
  answer: Answer | undefined,
  earlier: Answer | undefined,
): ComparedRow[] {
  return useMemo(() => {
    if (answer === undefined) return [];
    if (comparison === undefined || earlier === undefined)
      return answer.rows.map((row) => ({ key: rowKey(row, groups), row }));
    return compareRows(answer, earlier, groups, Date.now());
  }, [answer, earlier, groups, comparison]);
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation("reports");
  const { t: common } = useTranslation();
  if (!isFiltered) return <Empty title={t("never")} text={t("never_text")} />;
  return (
    <Empty
      title={common("nothing_matches")}
      action={
        <Button variant="default" onClick={onClear}>
          {common("clear_filters")}
        </Button>
      }
    />
  );
}

/** By which time and zone it counts, with what it is compared, what the API says of it, and what its figures mean. */
function About({ state, question, answer }: { state: ReportState; question: Question; answer: Answer }) {
  const { t, i18n } = useTranslation("reports");
  const words = useWords();
  const comparedText = useComparedText();
  const figures = FIGURE_NAMES.filter((name) => name in answer.glossary);
  return (
    <div className={classes["about"]}>
      <p className={partClasses["note"]}>
        {t(`about_${state.dateBasis}`, { zone: question.zone })} {comparedText(question.earlier?.range)}
      </p>
      {answer.notes.map((note) => (
        <p key={note} className={partClasses["note"]} lang="en">
          {note}
        </p>
      ))}
      <details>
        <summary className={partClasses["hint"]}>{t("glossary")}</summary>
        <dl className={partClasses["facts"]} lang={i18n.language === "en" ? undefined : "en"}>
          {figures.map((name) => (
            <div key={name} className={classes["fact"]}>
              <dt lang={i18n.language}>{words.figure(name)}</dt>
              <dd>{answer.glossary[name]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
