import { SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import { CODES, type DayTable } from "../click/index.ts";
import { CONVERSION_STATUSES } from "../conversion/index.ts";
import { NetworkError } from "../errors.ts";

/** Parts of a time in the report's zone. */
export const TIME_GROUPS = ["hour", "day", "week", "month", "weekday", "hour_of_day"] as const;

export type TimeGroup = (typeof TIME_GROUPS)[number];

const RECORDS = ["offer", "webmaster", "advertiser", "link", "landing"] as const;
const VISITOR = ["country", "device", "os", "browser"] as const;
/** What only conversions have. */
const OF_CONVERSIONS = ["goal", "status"] as const;

/** Everything that a report can be grouped by. */
export const DIMENSIONS = [...TIME_GROUPS, ...RECORDS, ...VISITOR, "verdict", ...SUB_NAMES, ...OF_CONVERSIONS] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** A dimension that is no time. */
export type Attribute = Exclude<Dimension, TimeGroup>;

export const ATTRIBUTES = DIMENSIONS.filter((name): name is Attribute => !isTime(name));

/** The words of attributes that have a closed list; empty: unknown. */
const WORDS: Partial<Record<Attribute, readonly string[]>> = {
  verdict: ["", ...Object.keys(CODES.verdict)],
  device: ["", ...Object.keys(CODES.device)],
  os: ["", ...Object.keys(CODES.os)],
  browser: ["", ...Object.keys(CODES.browser)],
  status: CONVERSION_STATUSES,
};

/** What is wrong with the value of a filter; undefined: nothing. */
export function filterFault(name: Attribute, value: string): string | undefined {
  const words = WORDS[name];
  if (words !== undefined && !words.includes(value))
    return `must be one of ${words.filter((word) => word !== "").join(", ")}`;
  // Also the edge's codes of Tor and of unknown countries.
  if (name === "country" && !/^([A-Z][A-Z0-9])?$/.test(value)) return "must be a country's code, like DE";
  return undefined;
}

export const GROUPS_MAX = 4;

/** What a report counts. `all`: clicks and conversions, so only what both can be grouped by. */
export const COUNTED = ["all", "clicks", "conversions"] as const;

export type Counted = (typeof COUNTED)[number];

/** The time by which conversions are dated. Clicks always have their own. */
export const REPORT_DATES = ["click", "conversion", "decision"] as const;

export type ReportDate = (typeof REPORT_DATES)[number];

export interface Question {
  groupBy: readonly Dimension[];
  filters: ReadonlyMap<Attribute, string>;
  zone: string;
  counts: Counted;
}

/** Whose rollups answer for clicks. */
export type ClickSource = "none" | "hours and days" | "sub-ids";

/**
 * What can be asked, in one table: which rollup counts clicks by which dimensions, how far back and in which zones.
 * docs/api.md shows it.
 */
export const SOURCES = [
  {
    name: "days",
    dimensions:
      "day, week, month, weekday; offer; webmaster, link; country, device (alone or of an offer); device, os, browser (alone or of an offer)",
    reach: "for good",
    zones: "zones whose days are those of the network's zone",
  },
  {
    name: "hours",
    dimensions:
      "every time; offer, webmaster, advertiser, link, landing, country, device, os, browser, verdict, together",
    reach: "13 months",
    zones: "every zone with whole hours",
  },
  {
    name: "sub-ids",
    dimensions: "day, week, month, weekday; one sub-id; offer, webmaster, advertiser, link",
    reach: "for good",
    zones: "UTC",
  },
  {
    name: "conversions",
    dimensions: "all, together; `goal` and `status` only with `counts=conversions`",
    reach: "for good",
    zones: "every zone with whole hours",
  },
] as const;

const isSub = (name: Dimension): name is SubName => (SUB_NAMES as readonly string[]).includes(name);

export function isTime(name: Dimension): name is TimeGroup {
  return (TIME_GROUPS as readonly string[]).includes(name);
}

/** The report can't be answered as asked; `message` names what to ask instead. */
export const notAnswerable = (path: string, message: string) =>
  new NetworkError("report_refused", "This report can't be answered", [{ path, message }]);

const WITHOUT_CLICKS = "or ask with counts=conversions";

/** Which rollups answer for the clicks of a question. Throws `report_refused` with what to ask instead. */
export function sourceOf({ groupBy, filters, zone, counts }: Question): ClickSource {
  if (counts === "conversions") return "none";
  const used = [...groupBy, ...filters.keys()];
  const ofConversions = used.find((name) => (OF_CONVERSIONS as readonly string[]).includes(name));
  if (ofConversions !== undefined)
    throw notAnswerable(pathOf(groupBy, ofConversions), `clicks have no ${ofConversions}: ask with counts=conversions`);
  const subs = new Set(used.filter(isSub));
  if (subs.size === 0) return "hours and days";
  const [sub] = subs;
  if (subs.size > 1)
    throw notAnswerable("group_by", `clicks are counted by one sub-id at a time: ask by ${sub}, ${WITHOUT_CLICKS}`);
  const other = used.find((name) => !isSub(name) && !(BESIDE_SUBS as readonly string[]).includes(name));
  if (other !== undefined)
    throw notAnswerable(
      pathOf(groupBy, other),
      `clicks by sub-id are counted by ${BESIDE_SUBS.join(", ")} only: leave out ${other}, ${WITHOUT_CLICKS}`,
    );
  if (!UTC_NAMES.includes(zone))
    throw notAnswerable("zone", `clicks by sub-id are counted by UTC days: ask with zone=UTC, ${WITHOUT_CLICKS}`);
  return "sub-ids";
}

const BESIDE_SUBS = ["day", "week", "month", "weekday", "offer", "webmaster", "advertiser", "link"] as const;

const UTC_NAMES = ["UTC", "Etc/UTC"];

const pathOf = (groupBy: readonly Dimension[], name: Dimension) =>
  groupBy.includes(name) ? "group_by" : (FILTER_NAMES.get(name as Attribute) ?? name); // only attributes are filters

/** The names of dimensions in requests and answers. */
export const fieldOf = (name: Dimension): string =>
  (RECORDS as readonly string[]).includes(name) || name === "goal" ? `${name}_id` : name;

const FILTER_NAMES: ReadonlyMap<Attribute, string> = new Map(ATTRIBUTES.map((name) => [name, fieldOf(name)]));

/**
 * The smallest table of days that has these columns; undefined: only hours have them. Agents are few in
 * any network, so sums of all clicks come from theirs.
 */
export function dayTableFor(columns: ReadonlySet<string>): DayTable | undefined {
  return DAY_CHOICES.find(([, own]) => [...columns].every((column) => own.includes(column)))?.[0];
}

const DAY_CHOICES: readonly (readonly [DayTable, readonly string[]])[] = [
  ["agent_day", ["device", "os", "browser"]],
  ["offer_day", ["offer"]],
  ["geo_day", ["country", "device"]],
  ["link_day", ["webmaster", "offer", "link"]],
  ["offer_geo_day", ["offer", "country", "device"]],
  ["offer_agent_day", ["offer", "device", "os", "browser"]],
];
