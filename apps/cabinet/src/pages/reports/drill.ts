import { addDays } from "../../format/days.ts";
import type { Days } from "./periods.ts";
import { changed, isDay, type ReportState } from "./state.ts";
import { fieldOf, isTime, type Group } from "./words.ts";

/** What a report of one value is grouped by, where nothing else is left. */
const NEXT: Partial<Record<Group, Group>> = { day: "hour", week: "day", month: "day" };

const WEEK_DAYS = 7;

/** The report of one value of a group alone; undefined where a report can't be narrowed to it. */
export function closerOn(
  state: ReportState,
  days: Days,
  { group, value }: { group: Group; value: string | null },
): ReportState | undefined {
  if (value === null || value === "") return undefined;
  const others = state.groups.filter((one) => one !== group);
  const groups = others.length > 0 ? others : [NEXT[group] ?? "day"];
  if (!isTime(group)) return changed(state, { groups, filters: { ...state.filters, [fieldOf(group)]: value } });
  const time = daysAt(group, value);
  if (time === undefined) return undefined;
  // A row has only the days of the report.
  const [from, to] = [time.from < days.from ? days.from : time.from, time.to > days.to ? days.to : time.to];
  return changed(state, { groups, time: { from, to } });
}

function daysAt(group: Group, value: string): Days | undefined {
  if (group === "day" && isDay(value)) return { from: value, to: value };
  if (group === "week" && isDay(value)) return { from: value, to: addDays(value, WEEK_DAYS - 1) };
  if (group !== "month" || !isDay(`${value}-01`)) return undefined;
  const [year = 0, month = 0] = value.split("-").map(Number);
  return { from: `${value}-01`, to: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) };
}
