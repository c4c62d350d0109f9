import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useHotkeys, type HotkeyItem } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../format/index.ts";
import { COMPARISONS, earlierDays, PERIOD_KEYS, PERIODS, type Days } from "./periods.ts";
import type { Question } from "./query.ts";
import { isDay, type ReportState } from "./state.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./reports.module.css";

interface PeriodBarProps {
  state: ReportState;
  question: Question;
  /** What the API says of the range. */
  error: string | undefined;
  onChange: (changes: Partial<ReportState>) => void;
}

/** The keys of the page besides those of periods. */
const COMPARE_KEY = "C";
const CHANGES_KEY = "X";

/** The place of a key on the keyboard: Russian letters stand on the same keys. */
const key = (letter: string, act: () => void): HotkeyItem => [letter, act, { usePhysicalKeys: true }];

/** Common periods, each with a key of its own; any other days; and the question what has changed. */
export function PeriodBar({ state, question, error, onChange }: PeriodBarProps) {
  const { t } = useTranslation("reports");
  const { zone: own } = usePreferences();
  const { time, comparison, show } = state;
  const { days } = question;
  const toggleComparison = () => onChange({ comparison: comparison === undefined ? "previous" : undefined });
  const toggleChanges = () =>
    onChange(show === "changes" ? { show: "report" } : { show: "changes", comparison: comparison ?? "previous" });
  useHotkeys([
    ...PERIODS.map((period) => key(PERIOD_KEYS[period], () => onChange({ time: { period } }))),
    key(COMPARE_KEY, toggleComparison),
    key(CHANGES_KEY, toggleChanges),
  ]);
  const changeDay = (changes: Partial<Days>) => {
    const next = { ...days, ...changes };
    if (!isDay(next.from) || !isDay(next.to)) return;
    // A first day after the last one, or the reverse: the other one follows.
    const moved = changes.from ?? changes.to ?? next.from;
    onChange({ time: next.from <= next.to ? next : { from: moved, to: moved } });
  };
  const zones = [...new Set([own, "UTC", ...(state.zone === undefined ? [] : [state.zone])])];
  return (
    <>
      <div className={classes["periods"]} role="group" aria-label={t("period")}>
        {PERIODS.map((period) => (
          <Toggle
            key={period}
            letter={PERIOD_KEYS[period]}
            isOn={"period" in time && time.period === period}
            onClick={() => onChange({ time: { period } })}
          >
            {t(`period_${period}`)}
          </Toggle>
        ))}
        <Toggle letter={CHANGES_KEY} isOn={show === "changes"} onClick={toggleChanges}>
          {t("what_changed")}
        </Toggle>
      </div>
      <div className={classes["fields"]}>
        <TextInput
          size="xs"
          type="date"
          label={t("from_day")}
          value={days.from}
          onChange={(event) => changeDay({ from: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t("to_day")}
          value={days.to}
          onChange={(event) => changeDay({ to: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t("compare")}
          value={comparison ?? ""}
          onChange={(event) => onChange({ comparison: COMPARISONS.find((one) => one === event.currentTarget.value) })}
          data={[
            ...(show === "changes" ? [] : [{ value: "", label: t("compare_none") }]),
            ...COMPARISONS.filter((one) => earlierDays(days, one, undefined) !== undefined).map((one) => ({
              value: one,
              label: t(`compare_${one}`),
            })),
          ]}
        />
        <NativeSelect
          size="xs"
          label={t("zone")}
          value={state.zone ?? own}
          onChange={({ currentTarget: { value } }) => onChange({ zone: value === own ? undefined : value })}
          data={zones}
        />
      </div>
      {error !== undefined && (
        <p className={classes["fault"]} role="alert" lang="en">
          {error}
        </p>
      )}
      {comparison !== undefined && question.earlier === undefined && (
        <p className={classes["fault"]} role="alert">
          {t("compare_too_long")}
        </p>
      )}
      {question.isOfUtc && <p className={partClasses["note"]}>{t("days_of_utc")}</p>}
    </>
  );
}

interface ToggleProps {
  letter: string;
  isOn: boolean;
  onClick: () => void;
  children: ReactNode;
}

const Toggle = ({ letter, isOn, onClick, children }: ToggleProps) => (
  <Button
    size="compact-sm"
    variant="default"
    className={classes["toggle"] ?? ""}
    aria-pressed={isOn}
    aria-keyshortcuts={letter}
    onClick={onClick}
    rightSection={<kbd className={classes["key"]}>{letter}</kbd>}
  >
    {children}
  </Button>
);
