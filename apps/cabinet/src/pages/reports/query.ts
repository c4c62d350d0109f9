import type { Operations } from "@waymark/client";
import { addDays, dayAt, hasWholeHours } from "../../format/days.ts";
import { daysOf, earlierRange, type Days, type Range } from "./periods.ts";
import type { ReportState } from "./state.ts";
import { isGroup, isMedian, isSub, type Group } from "./words.ts";

export type StatsInput = Operations["listStats"]["input"];

/** Rows of a page of the API: enough for a chart or a pivot of most reports. */
const PAGE_ROWS = 500;

/** What the page asks the API for. */
export interface Question {
  /** The zone of its days. */
  zone: string;
  /** The person's zone is ahead of UTC by parts of an hour: its days can't be counted by hours. */
  isOfUtc: boolean;
  days: Days;
  input: StatsInput;
  /** The same of the range that it is compared with. */
  earlier: { range: Range; input: StatsInput } | undefined;
}

/** The question of a report, by a person with this zone. */
export function questionOf(state: ReportState, personZone: string, now: number): Question {
  const chosen = state.zone ?? personZone;
  // What the address says may be no zone: that is the API's to refuse.
  const written = isZone(chosen) ? chosen : "UTC";
  const isOfUtc = state.zone === undefined && !hasWholeHours(written, ...spanOf(daysIn(state, written, now), now));
  const zone = isOfUtc ? "UTC" : written;
  const days = daysIn(state, zone, now);
  const inputFor = ({ from, to }: Days): StatsInput => ({
    query: { ...timelessQuery(state), from, to, zone: isOfUtc ? "UTC" : chosen, limit: PAGE_ROWS },
  });
  const { comparison, time } = state;
  const range =
    comparison &&
    earlierRange(days, {
      ...{ comparison, period: "period" in time ? time.period : undefined },
      ...{ zone, now, isByWholeDays: isByWholeDays(state) },
    });
  return { zone, isOfUtc, days, input: inputFor(days), earlier: range && { range, input: inputFor(range) } };
}

/** What is asked, without the days. */
const timelessQuery = (state: ReportState) => ({
  group_by: state.groups.join(","),
  ...(state.counts !== "all" && { counts: state.counts }),
  ...(state.dateBasis !== "conversion" && { date_basis: state.dateBasis }),
  ...(state.figures?.some(isMedian) === true && state.counts !== "clicks" && { has_medians: "true" as const }),
  ...(state.sort !== undefined && { sort: state.sort }),
  ...state.filters,
});

/** The question of a report by mail, whose days are those of each mail. */
export const mailedQuery = (state: ReportState): Record<string, string> => timelessQuery(state);

const daysIn = ({ time }: ReportState, zone: string, now: number): Days =>
  "period" in time ? daysOf(time.period, dayAt(now, zone)) : time;

/** Long enough before for every comparison. */
const SPAN_DAYS = 400;

const spanOf = ({ from, to }: Days, now: number) =>
  [Date.parse(addDays(from, -SPAN_DAYS)), Math.min(Date.parse(to), now)] as const;

/** Clicks by sub-id are kept by the day. */
const isByWholeDays = ({ counts, groups, filters }: ReportState): boolean =>
  counts !== "conversions" &&
  [...groups, ...Object.keys(filters)].some((name) => isGroup(name) && isSub(name satisfies Group));

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
