import type { StatsRow } from "@waymark/client";
import { addDays } from "../../format/days.ts";
import { readSearch, textsIn } from "../../search-parameters.ts";
import type { Days } from "./periods.ts";
import { changed, isDay, type ReportState } from "./state.ts";
import { fieldOf, isTime, type FigureName, type Group } from "./words.ts";

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

/** Undefined: the filter of the row does not hold for the figure. */
type Filters = Readonly<Record<string, string | undefined>>;

/** The filters of the list of conversions that select what a figure counts. */
const OF_CONVERSIONS: Partial<Record<FigureName, Filters>> = {
  conversions: {},
  pending: { outcome: "pending" },
  approved: { outcome: "approved" },
  rejected: { outcome: "rejected" },
  held: { status: "held" },
  reversed: { status: "reversed" },
};

/** The same for the list of clicks. */
const OF_CLICKS: Partial<Record<FigureName, Filters>> = {
  clicks: {},
  valid: { verdict: "valid" },
  uniques: { is_unique: "true" },
  refused: { is_refused: "true" },
  bots: { verdict: "bot" },
  embedded: { verdict: "embedded" },
  duplicates: { verdict: "duplicate" },
  own: { verdict: "own", is_own: undefined },
};

export interface Behind {
  to: "/conversions" | "/clicks";
  search: Record<string, string | undefined>;
}

/** The page that lists what a figure of a row counts; undefined: no list has exactly that. */
export function behind(row: StatsRow, figure: FigureName): Behind | undefined {
  const [ofConversions, ofClicks] = [OF_CONVERSIONS[figure], OF_CLICKS[figure]];
  const [to, path, own] =
    ofConversions === undefined
      ? (["/clicks", row.clicks_api_path, ofClicks] as const)
      : (["/conversions", row.conversions_api_path, ofConversions] as const);
  if (own === undefined || path === null || path === undefined) return undefined;
  const read = readSearch(path.slice(path.indexOf("?")));
  const asked = textsIn(read, ...Object.keys(read));
  // An empty filter means "unknown" to the API, and the address of a page has none.
  if (Object.keys(asked).length < Object.keys(read).length) return undefined;
  const isOther = Object.entries(own).some(
    ([name, value]) => value !== undefined && asked[name] !== undefined && asked[name] !== value,
  );
  return isOther ? undefined : { to, search: { ...asked, ...own } };
}
