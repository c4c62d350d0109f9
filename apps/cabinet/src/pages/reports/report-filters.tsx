import { useTranslation } from "react-i18next";
import { FilterBar, type Filter } from "../../parts/filter-bar.tsx";
import { CONVERSION_STATUSES } from "../../words.ts";
import { useWords } from "./names.ts";
import type { ReportState } from "./state.ts";
import { useRole } from "./use-report.ts";
import { ATTRIBUTES, fieldOf, isSub, type Field, type Group } from "./words.ts";
import classes from "./reports.module.css";

interface ReportFiltersProps {
  state: ReportState;
  /** Of records, by id. */
  names: Readonly<Record<string, string>>;
  faults: Readonly<Record<string, string>>;
  onChange: (changes: Partial<ReportState>) => void;
}

/** What the report is narrowed to. A filter that the API refuses says why. */
export function ReportFilters({ state, names, faults, onChange }: ReportFiltersProps) {
  const { t } = useTranslation("reports");
  const words = useWords();
  const { t: common } = useTranslation();
  const role = useRole();
  const { filters } = state;
  const filterOf = (group: Group): Filter => {
    const name = fieldOf(group);
    const label = words.group(group);
    if (group === "status")
      return {
        name,
        label,
        kind: "choice",
        options: CONVERSION_STATUSES.map((value) => ({ value, label: common(`conversion_${value}`) })),
      };
    const known = filters[name] === undefined ? undefined : names[filters[name]];
    const placeholder = name === group ? label : t("id_of", { name: label });
    return known === undefined
      ? { name, label, kind: "text", placeholder }
      : { name, label, kind: "choice", options: [{ value: filters[name] ?? "", label: known }] };
  };
  const offered = ATTRIBUTES.filter((group) => group !== role || filters[fieldOf(group)] !== undefined);
  const refused = offered.filter((group) => faults[fieldOf(group)] !== undefined);
  return (
    <>
      <FilterBar
        filters={[...offered.filter((group) => !isSub(group)), ...offered.filter(isSub)].map(filterOf)}
        values={filters}
        onChange={(changes) => onChange({ filters: withChanges(filters, changes) })}
      />
      {refused.map((group) => (
        <p key={group} className={classes["fault"]} role="alert">
          {words.group(group)}: <span lang="en">{faults[fieldOf(group)]}</span>
        </p>
      ))}
    </>
  );
}

const withChanges = (
  filters: ReportState["filters"],
  changes: Readonly<Record<string, string | undefined>>,
): ReportState["filters"] =>
  Object.fromEntries(
    Object.entries({ ...filters, ...(changes as Partial<Record<Field, string>>) }).filter(
      ([, text]) => text !== undefined,
    ), // named by fieldOf
  );
