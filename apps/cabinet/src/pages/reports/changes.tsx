import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { together } from "../../parts/together.ts";
import { useChangeText, useDifferenceText, useMeasureText } from "./cell.tsx";
import { contributionsOf } from "./contributions.ts";
import { closerOn } from "./drill.ts";
import { measureOf, measuresOf } from "./figures.ts";
import { difference, valueOf } from "./measure.ts";
import { MeasureChoice } from "./measure-choice.tsx";
import { useComparedText, useValueText, useWords } from "./names.ts";
import type { Question } from "./query.ts";
import { isRefused, Refused } from "./refused.tsx";
import { changed, writeState, type Measure, type ReportState } from "./state.ts";
import { useAnswer, useQuestion, useRole, type Answer } from "./use-report.ts";
import { fieldOf, FIGURES, isSub, type Counts, type Group } from "./words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

interface ChangesProps {
  state: ReportState;
  onChange: (changes: Partial<ReportState>) => void;
}

/** By what the change is taken apart, for each side. */
const TAKEN_BY: Record<ReturnType<typeof useRole>, readonly Group[]> = {
  webmaster: ["offer", "source", "country", "link", "sub1", "device"],
  advertiser: ["offer", "webmaster", "country", "source", "goal", "device"],
  operator: ["offer", "webmaster", "country", "source", "advertiser", "device"],
};

/** What has changed since the earlier range: all in all, and which values of each group contributed most. */
export function Changes({ state, onChange }: ChangesProps) {
  const { t } = useTranslation("reports");
  const { currency } = usePreferences();
  const role = useRole();
  const all = useAsked(state, "offer", state.counts);
  const measures = measuresOf(all.answer.data?.totals ?? {}, currency).filter(({ figure }) => FIGURES[figure].addsUp);
  const measure = measureOf(state.measure, measures, ["conversions"]);
  const refused = all.answer.error ?? all.earlier.error;
  if (all.question.earlier === undefined) return <Empty title={t("compare_too_long")} />;
  if (isRefused(refused)) return <Refused error={refused} state={state} onChange={onChange} />;
  return (
    <div className={classes["sections"]}>
      <States query={together(all.answer, all.earlier)} skeleton={<Skeleton height={96} radius={8} />}>
        {([now, earlier]) =>
          measure === undefined ? (
            <Empty title={t("never")} text={t("never_text")} />
          ) : (
            <Summary
              {...{ question: all.question, measure, measures, now, earlier }}
              onMeasure={(next) => onChange({ measure: next })}
            />
          )
        }
      </States>
      {measure !== undefined && (
        <div className={classes["cards"]}>
          {TAKEN_BY[role]
            .filter((group) => state.filters[fieldOf(group)] === undefined)
            .map((group) => (
              <Taken key={group} {...{ state, measure, group, onChange }} />
            ))}
        </div>
      )}
      <ApiRequestHint name="listStats" input={all.question.input} />
    </div>
  );
}

/** The answers for the report by one group, and for the range before. */
function useAsked(state: ReportState, group: Group, counts: Counts) {
  const { comparison = "previous" } = state;
  const asked = useMemo(
    (): ReportState => ({ ...state, groups: [group], counts, comparison, sort: undefined }),
    [state, group, counts, comparison],
  );
  const question = useQuestion(asked);
  const answer = useAnswer(question.input);
  const earlier = useAnswer(question.earlier?.input ?? question.input);
  return { question, answer, earlier };
}

interface SummaryProps {
  question: Question;
  measure: Measure;
  measures: readonly Measure[];
  now: Answer;
  earlier: Answer;
  onMeasure: (measure: Measure) => void;
}

function Summary({ question, measure, measures, now, earlier, onMeasure }: SummaryProps) {
  const { t } = useTranslation("reports");
  const comparedText = useComparedText();
  const text = useMeasureText();
  const change = useChangeText();
  const signed = useDifferenceText();
  const [value, before] = [valueOf(now.totals, measure), valueOf(earlier.totals, measure)];
  const moved = difference(value, before);
  return (
    <section className={partClasses["card"]} aria-label={t("what_changed")}>
      <div className={classes["chartHeader"]}>
        <MeasureChoice measures={measures} value={measure} onChange={onMeasure} />
      </div>
      <p className={classes["sum"]}>
        {text(value, measure)} <small>{moved !== null && `${signed(moved, measure)} · ${change(value, before)}`}</small>
      </p>
      <p className={partClasses["note"]}>
        {t("was_before", { before: text(before, measure) })} {comparedText(question.earlier?.range)}
      </p>
    </section>
  );
}

/** The values of one group that moved a measure most. */
function Taken({ state, measure, group, onChange }: ChangesProps & { measure: Measure; group: Group }) {
  const words = useWords();
  const { question, answer, earlier } = useAsked(state, group, FIGURES[measure.figure].of);
  const refused = answer.error ?? earlier.error;
  return (
    <section className={partClasses["card"]} aria-label={words.group(group)}>
      <h2>{words.group(group)}</h2>
      {isRefused(refused) ? (
        <Refused error={refused} state={state} onChange={onChange} />
      ) : (
        <States query={together(answer, earlier)}>
          {([now, before]) => <Contributions {...{ state, question, measure, group, now }} earlier={before} />}
        </States>
      )}
    </section>
  );
}

interface ContributionsProps {
  state: ReportState;
  question: Question;
  measure: Measure;
  group: Group;
  now: Answer;
  earlier: Answer;
}

function Contributions({ state, question, measure, group, now, earlier }: ContributionsProps) {
  const { t } = useTranslation("reports");
  const names = useMemo(() => ({ ...earlier.names, ...now.names }), [earlier.names, now.names]);
  const written = useValueText(question.zone, names);
  const text = useMeasureText();
  const signed = useDifferenceText();
  const { largest, others } = useMemo(
    () => contributionsOf(now, earlier, { group, measure, now: Date.now() }),
    [now, earlier, group, measure.figure, measure.currency],
  );
  // In most zones, clicks of one sub-id can't be counted by days.
  const counts = isSub(group) ? FIGURES[measure.figure].of : state.counts;
  if (largest.length === 0) return <p className={partClasses["note"]}>{t("nothing_changed")}</p>;
  return (
    <>
      <ol className={classes["contributions"]}>
        {largest.map(({ value, after, before, change }) => {
          const closer = closerOn(state, question.days, { group, value });
          const name = written(group, value);
          return (
            <li key={value}>
              <span className={classes["value"]}>
                {closer === undefined ? (
                  name
                ) : (
                  <Link to="/reports" search={writeState(changed(closer, { groups: state.groups, counts }))}>
                    {name}
                  </Link>
                )}
              </span>
              <span className={classes["moved"]}>
                {signed(change, measure)}
                <small>{t("from_to", { before: text(before, measure), after: text(after, measure) })}</small>
              </span>
            </li>
          );
        })}
      </ol>
      {others > 0 && <p className={partClasses["note"]}>{t("others", { count: others })}</p>}
      {!(now.isWhole && earlier.isWhole) && (
        <p className={partClasses["note"]}>{t("first_rows", { count: now.rows.length })}</p>
      )}
    </>
  );
}
