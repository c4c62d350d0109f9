import { Button, Checkbox, NativeSelect, Popover } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usualFigures } from "./figures.ts";
import { useWords } from "./names.ts";
import type { ReportState } from "./state.ts";
import { useRole, type Answer } from "./use-report.ts";
import {
  COUNTS,
  DATE_BASES,
  FIGURE_NAMES,
  GROUPS,
  GROUPS_MAX,
  isCounted,
  isMedian,
  type FigureName,
  type Group,
} from "./words.ts";
import classes from "./reports.module.css";

interface SettingsProps {
  state: ReportState;
  answer: Answer | undefined;
  /** What the API says of parameters, by their names. */
  faults: Readonly<Record<string, string>>;
  onChange: (changes: Partial<ReportState>) => void;
}

/** What the report is grouped by, what it counts, by which dates, and its columns. */
export function Settings({ state, answer, faults, onChange }: SettingsProps) {
  const { t } = useTranslation("reports");
  const { counts, dateBasis, groups } = state;
  return (
    <div className={classes["fields"]}>
      {state.show === "report" && (
        <Groups groups={groups} fault={faults["group_by"]} onChange={(next) => onChange({ groups: next })} />
      )}
      <NativeSelect
        size="xs"
        label={t("counts")}
        value={counts}
        error={faults["counts"]}
        onChange={(event) => onChange({ counts: COUNTS.find((one) => one === event.currentTarget.value) ?? "all" })}
        data={COUNTS.map((value) => ({ value, label: t(`counts_${value}`) }))}
      />
      <NativeSelect
        size="xs"
        label={t("date_basis")}
        value={dateBasis}
        error={faults["date_basis"]}
        onChange={(event) =>
          onChange({ dateBasis: DATE_BASES.find((one) => one === event.currentTarget.value) ?? "conversion" })
        }
        data={DATE_BASES.map((value) => ({ value, label: t(`date_basis_${value}`) }))}
      />
      {state.show === "report" && answer !== undefined && (
        <Columns state={state} answer={answer} onChange={(figures) => onChange({ figures })} />
      )}
      {state.show === "report" && groups.length > 1 && (
        <Checkbox
          size="xs"
          className={classes["check"] ?? ""}
          label={t("pivot")}
          checked={state.isPivot}
          onChange={(event) => onChange({ isPivot: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

interface GroupsProps {
  groups: readonly Group[];
  fault: string | undefined;
  onChange: (groups: readonly Group[]) => void;
}

/** One list for each group, and one more to add a group. */
function Groups({ groups, fault, onChange }: GroupsProps) {
  const { t } = useTranslation("reports");
  const words = useWords();
  const role = useRole();
  // A party would only see itself.
  const offered = (GROUPS as readonly Group[]).filter((group) => group !== role);
  const labelled = (group: Group) => ({ value: group, label: words.group(group) });
  const set = (at: number, value: string) => {
    const group = offered.find((one) => one === value);
    onChange([...groups.slice(0, at), ...(group === undefined ? [] : [group]), ...groups.slice(at + 1)]);
  };
  return (
    <>
      {groups.map((group, i) => (
        <NativeSelect
          key={group}
          size="xs"
          label={i === 0 ? t("by") : t("then_by")}
          value={group}
          error={i === groups.length - 1 ? fault : undefined}
          onChange={(event) => set(i, event.currentTarget.value)}
          data={[
            ...(groups.length > 1 ? [{ value: "", label: t("no_group") }] : []),
            ...offered.filter((one) => one === group || !groups.includes(one)).map(labelled),
          ]}
        />
      ))}
      {groups.length < GROUPS_MAX && (
        <NativeSelect
          size="xs"
          label={t("then_by")}
          value=""
          onChange={(event) => set(groups.length, event.currentTarget.value)}
          data={[{ value: "", label: t("add_group") }, ...offered.filter((one) => !groups.includes(one)).map(labelled)]}
        />
      )}
    </>
  );
}

interface ColumnsProps {
  state: ReportState;
  answer: Answer;
  onChange: (figures: readonly FigureName[]) => void;
}

/** The figures that are columns. Which there are to choose from, the API says. */
function Columns({ state, answer, onChange }: ColumnsProps) {
  const { t } = useTranslation("reports");
  const words = useWords();
  const role = useRole();
  const seen = FIGURE_NAMES.filter(
    (name) => (name in answer.totals || isMedian(name)) && isCounted(name, state.counts),
  );
  const chosen = (state.figures ?? usualFigures(role, state.counts)).filter((name) => seen.includes(name));
  return (
    <Popover position="bottom-start" shadow="sm" trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" className={classes["check"] ?? ""}>
          {t("columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("columns")}>
        <div className={classes["columns"]}>
          {seen.map((name) => (
            <Checkbox
              key={name}
              size="xs"
              label={words.figure(name)}
              checked={chosen.includes(name)}
              // The last one stays.
              disabled={chosen.length === 1 && chosen[0] === name}
              onChange={(event) => {
                const isChosen = event.currentTarget.checked;
                onChange(FIGURE_NAMES.filter((one) => (one === name ? isChosen : chosen.includes(one))));
              }}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
