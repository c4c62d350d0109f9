import { isComparison, isPeriod, type Comparison, type Days, type Period } from "./periods.ts";
import {
  COUNTS,
  DATE_BASES,
  FIGURES,
  fieldOf,
  FILTERS,
  GROUPS_MAX,
  isCounted,
  isFigure,
  isGroup,
  type Counts,
  type DateBasis,
  type Field,
  type FigureName,
  type Group,
} from "./words.ts";

/** What the address of the page says besides filters. */
const NAMES = [
  ...(["by", "period", "from", "to", "zone", "counts", "date_basis", "compare", "sort"] as const),
  ...(["figures", "measure", "pivot", "show", "view"] as const),
] as const;

/** The names of all parameters of the page. */
const PARAMETERS: readonly string[] = [...NAMES, ...FILTERS] as const;
export type ReportSearch = { [Name in (typeof NAMES)[number] | Field]?: string | undefined };

/** One figure, of money in one currency: what a chart, a pivot and the question "what changed" are about. */
export interface Measure {
  figure: FigureName;
  /** Only of money; undefined: the person's. */
  currency?: string | undefined;
}

/** A report as the person asked for it. */
export interface ReportState {
  groups: readonly Group[];
  time: { period: Period } | Days;
  /** Undefined: the person's own. */
  zone: string | undefined;
  counts: Counts;
  dateBasis: DateBasis;
  comparison: Comparison | undefined;
  /** As the API has it: `-clicks`. */
  sort: string | undefined;
  /** The columns; undefined: the usual ones. */
  figures: readonly FigureName[] | undefined;
  measure: Measure | undefined;
  /** The second group stands in columns. */
  isPivot: boolean;
  /** `changes`: what has changed since the period before, group by group. */
  show: "report" | "changes";
  filters: Partial<Record<Field, string>>;
  /** The id of the saved view that it began with. */
  view: string | undefined;
}

export const FIRST: ReportState = {
  ...{ groups: ["day"], time: { period: "7_days" }, zone: undefined, counts: "all", dateBasis: "conversion" },
  ...{ comparison: undefined, sort: undefined, figures: undefined, measure: undefined, isPivot: false },
  ...{ show: "report", filters: {}, view: undefined },
};

/** The report that an address asks for, and the parameters of it that have no meaning. */
export function readState(search: ReportSearch): { state: ReportState; unknown: string[] } {
  const unknown = Object.keys(search).filter((name) => !PARAMETERS.includes(name));
  /** The value of a parameter; the first one if it is absent or unknown. */
  function read<T>(name: keyof ReportSearch, first: T, parse: (text: string) => T | undefined): T {
    const text = search[name];
    if (text === undefined) return first;
    const value = parse(text);
    if (value === undefined) unknown.push(name);
    return value ?? first;
  }
  const oneOf =
    <Word extends string>(words: readonly Word[]) =>
    (text: string) =>
      words.find((word) => word === text);
  const hasDays = (search.from ?? search.to) !== undefined;
  const state: ReportState = {
    groups: read("by", FIRST.groups, groupsIn),
    time: hasDays
      ? read(search.from === undefined ? "to" : "from", FIRST.time, () => daysIn(search))
      : read("period", FIRST.time, (text) => (isPeriod(text) ? { period: text } : undefined)),
    zone: search.zone,
    counts: read("counts", FIRST.counts, oneOf(COUNTS)),
    dateBasis: read("date_basis", FIRST.dateBasis, oneOf(DATE_BASES)),
    comparison: read("compare", undefined, (text) => (isComparison(text) ? text : undefined)),
    sort: search.sort,
    figures: read("figures", undefined, (text) => listIn(text, isFigure)),
    measure: read("measure", undefined, measureIn),
    isPivot: read("pivot", false, (text) => text === "1" || undefined),
    show: read("show", FIRST.show, oneOf(["report", "changes"])),
    filters: Object.fromEntries(FILTERS.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]]))),
    view: search.view,
  };
  if (hasDays && search.period !== undefined) unknown.push("period");
  return { state, unknown };
}

/** The address of a report: what is as usual is left out, and so a person can read the rest. */
export function writeState(state: ReportState): ReportSearch {
  const { groups, time, comparison, figures, measure } = state;
  const unless = (first: string, text: string) => (text === first ? undefined : text);
  const search: ReportSearch = {
    by: unless("day", groups.join(",")),
    ...("period" in time ? { period: unless("7_days", time.period) } : time),
    ...{ zone: state.zone, counts: unless("all", state.counts), date_basis: unless("conversion", state.dateBasis) },
    ...{ compare: comparison, sort: state.sort, figures: figures?.join(",") },
    measure: measure && writeMeasure(measure),
    ...{ pivot: state.isPivot ? "1" : undefined, show: unless("report", state.show), view: state.view },
    ...state.filters,
  };
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== undefined));
}

export const writeMeasure = ({ figure, currency }: Measure): string =>
  currency === undefined ? figure : `${figure}:${currency}`;

export function measureIn(text: string): Measure | undefined {
  const [figure = "", currency, ...rest] = text.split(":");
  if (!isFigure(figure) || rest.length > 0) return undefined;
  if (currency === undefined) return { figure };
  return FIGURES[figure].kind === "money" && /^[A-Z]{3}$/.test(currency) ? { figure, currency } : undefined;
}

/** Words of a list; undefined if one is unknown or there twice. */
function listIn<Word extends string>(text: string, isWord: (word: string) => word is Word): Word[] | undefined {
  const words = text.split(",");
  return words.every(isWord) && new Set(words).size === words.length ? words : undefined;
}

function groupsIn(text: string): Group[] | undefined {
  const groups = listIn(text, isGroup);
  return groups !== undefined && groups.length <= GROUPS_MAX ? groups : undefined;
}

function daysIn({ from, to }: ReportSearch): Days | undefined {
  return isDay(from) && isDay(to) && from <= to ? { from, to } : undefined;
}

export const isDay = (text: string | undefined): text is string =>
  text !== undefined &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

/**
 * The report after a change by the person: an order, a pivot or a figure that the changed report has not is left out,
 * because the person no longer sees where they chose it.
 */
export function changed(state: ReportState, change: Partial<ReportState>): ReportState {
  const next = { ...state, ...change };
  const sorted = next.sort?.replace(/^-/, "").split(":")[0] ?? "";
  const isSorted = isFigure(sorted)
    ? isCounted(sorted, next.counts)
    : next.groups.some((group) => fieldOf(group) === sorted);
  return {
    ...next,
    sort: isSorted ? next.sort : undefined,
    isPivot: next.isPivot && next.groups.length > 1,
    measure: next.measure !== undefined && isCounted(next.measure.figure, next.counts) ? next.measure : undefined,
  };
}
