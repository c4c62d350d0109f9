import { z } from "@hono/zod-openapi";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { parseJson } from "@waymark/contract/json";
import {
  ATTRIBUTES,
  COUNTED,
  DIMENSIONS,
  fieldOf,
  filterFault,
  GROUPS_MAX,
  MEDIAN_ROWS_MAX,
  METRICS,
  MONEY_KEYS,
  REPORT_DATES,
  SORT_KEYS,
  type Attribute,
  type MetricName,
  type ReportPosition,
} from "@waymark/network/stats";
import { Money, NOT_WEBMASTERS, onlyFor, PageQuery, pageOf, Switch } from "./schema.ts";
import { EndTime, StartTime, Zone, type Unit } from "./time-input.ts";

export const REPORT_DAYS = { daysDefault: 30, daysMax: 3_660 };
export const SUB_DAYS = { daysDefault: 30, daysMax: 366 };

const ROWS_MAX = 500;

/** Clicks are counted by the hour, those by sub-id by the day. */
export const HOUR: Unit = { ms: HOUR_MS, name: "an hour" };
export const DAY: Unit = { ms: DAY_MS, name: "a UTC day" };

export const rangeQuery = ({ name }: Unit, { daysDefault, daysMax }: { daysDefault: number; daysMax: number }) =>
  PageQuery.extend({
    limit: PageQuery.shape.limit.unwrap().default(ROWS_MAX),
    from: StartTime.optional().openapi({
      description: `${daysDefault} days before \`to\` by default, at most ${daysMax}. Must be the beginning of ${name}. A plain date: the beginning of that day in \`zone\``,
    }),
    to: EndTime.optional().openapi({
      description: `Exclusive; now by default. Must be the beginning of ${name}. A plain date: the end of that day in \`zone\``,
    }),
    zone: Zone,
  });

const SORTS = [...SORT_KEYS, ...DIMENSIONS.map(fieldOf)];
const MONEY_SORT = new RegExp(`^-?(${MONEY_KEYS.join("|")}):[A-Z]{3}$`);

/** A comma-separated list of the dimensions; each of them in the answer under the name of its field. */
const Groups = z
  .string()
  .default("day")
  .transform((text) => (text === "" ? [] : text.split(",")))
  .pipe(
    z
      .array(z.enum(DIMENSIONS))
      .max(GROUPS_MAX, `at most ${GROUPS_MAX} groups: leave some out, or filter by them`)
      .refine((names) => new Set(names).size === names.length, "names a group twice"),
  )
  .openapi({
    type: "string",
    default: "day",
    description: `A comma-separated list of up to ${GROUPS_MAX} of ${DIMENSIONS.join(", ")}; empty: one row. Times are in \`zone\`. docs/api.md shows which can be combined`,
  });

/** A filter for each dimension that is no time, by the name of its field. */
export const Filters = Object.fromEntries(
  ATTRIBUTES.map((name) => [
    fieldOf(name),
    z
      .string()
      .max(255)
      .check(({ value, issues }) => {
        const message = filterFault(name, value);
        if (message !== undefined) issues.push({ code: "custom", message, input: value });
      })
      .optional()
      .openapi({ description: `Only this ${name}` }),
  ]),
);

/** The filters of a query, by dimension. */
export function filtersOf(query: Readonly<Record<string, unknown>>): Map<Attribute, string> {
  return new Map(
    ATTRIBUTES.flatMap((name) => {
      const value = query[fieldOf(name)];
      return typeof value === "string" ? [[name, value] as const] : [];
    }),
  );
}

/** The query of a report. */
export const ReportParams = rangeQuery(HOUR, REPORT_DAYS).extend({
  cursor: z
    .string()
    .refine((text) => readPosition(text) !== undefined)
    .optional(),
  group_by: Groups,
  zone: Zone.openapi({
    description:
      "IANA time zone of plain dates, and of the times that rows are grouped by. Those must begin with an hour of UTC",
  }),
  ...Filters,
  date_basis: z.enum(REPORT_DATES).default("conversion").openapi({
    description:
      "The time by which conversions are dated: of their click, their own, or of their decision, which is the latest answer of the advertiser or refusal by the check. By decision, undecided conversions that occurred in the range have rows of their own (`is_undecided`). Clicks always have their own time",
  }),
  counts: z.enum(COUNTED).default("all").openapi({
    description: "What is counted. With `conversions`, all dimensions can be combined",
  }),
  has_medians: Switch.default("false").openapi({
    description: `Also the medians of times. They sort every conversion: at most ${MEDIAN_ROWS_MAX}`,
  }),
  sort: z
    .string()
    .refine(
      (text) => (SORTS as readonly string[]).includes(text.replace(/^-/, "")) || MONEY_SORT.test(text),
      `must be one of ${SORTS.join(", ")}, or ${MONEY_KEYS.join(", ")} in a currency, like commission:USD; with - in front for the greatest first`,
    )
    .optional()
    .openapi({
      description: `A figure with one number, or the field of a group: ${SORTS.join(", ")}; or ${MONEY_KEYS.join(", ")} in one currency, like \`commission:USD\`: rows without it come last. With \`-\` in front the greatest come first. By default the latest times come first, then texts in their order`,
    }),
});

const SavedParameters = ReportParams.omit({ from: true, to: true, zone: true, limit: true, cursor: true }).strict();

/** The parameters of a report whose times are those of its mails, as they stand in an address. */
export const SavedReport = z
  .record(z.string().max(40), z.string().max(2_000))
  .check(({ value, issues }) => {
    for (const { path, message } of SavedParameters.safeParse(value).error?.issues ?? [])
      issues.push({ code: "custom", path, message, input: value });
  })
  .openapi({
    description: "Parameters of `/stats` by name, without `from`, `to`, `zone`, `limit` and `cursor`",
    example: { group_by: "day,offer", sort: "-clicks" },
  });

const count = (name: MetricName) => z.number().int().optional().openapi({ description: METRICS[name].text });
const maybe = (name: MetricName) => z.number().int().nullable().optional().openapi({ description: METRICS[name].text });
const rate = (name: MetricName) => z.number().nullable().optional().openapi({ description: METRICS[name].text });
const sums = (name: MetricName) => z.array(Money).optional().openapi({ description: METRICS[name].text });

const FIGURES = {
  clicks: count("clicks"),
  valid: maybe("valid"),
  uniques: count("uniques"),
  bots: count("bots"),
  embedded: count("embedded"),
  duplicates: count("duplicates"),
  refused: maybe("refused"),
  anonymous: count("anonymous"),
  own: count("own"),
  conversions: count("conversions"),
  pending: count("pending"),
  held: count("held"),
  approved: count("approved"),
  rejected: count("rejected"),
  reversed: count("reversed"),
  sale_amount: sums("sale_amount"),
  commission: sums("commission"),
  commission_on_hold: sums("commission_on_hold"),
  commission_available: sums("commission_available"),
  commission_on_payment: sums("commission_on_payment"),
  commission_paid: sums("commission_paid"),
  commission_pending: sums("commission_pending"),
  commission_rejected: sums("commission_rejected"),
  revenue: onlyFor(NOT_WEBMASTERS, z.array(Money), METRICS.revenue.text),
  margin: onlyFor(["operator"], z.array(Money), METRICS.margin.text),
  conversion_rate: rate("conversion_rate"),
  approval_rate: rate("approval_rate"),
  earnings_per_100_clicks: sums("earnings_per_100_clicks"),
  ctit_ms_average: maybe("ctit_ms_average"),
  ctit_ms_median: maybe("ctit_ms_median"),
  decision_ms_median: maybe("decision_ms_median"),
};

const text = (description: string) => z.string().nullable().optional().openapi({ description });
const whole = (description: string) => z.number().int().nullable().optional().openapi({ description });

const IF_LISTED = "; null where the report counts none, and where no single filter of the list selects them";

const Row = z
  .object({
    hour: text(
      "The beginning of the hour, in UTC. Groups are absent unless asked for; times are null for undecided conversions",
    ),
    day: text("The day in `zone`"),
    week: text("The Monday of the week in `zone`"),
    month: text("The month in `zone`, like 2026-11"),
    weekday: whole("1 is Monday"),
    hour_of_day: whole("The hour on the clock of `zone`, 0 to 23"),
    ...Object.fromEntries(
      ATTRIBUTES.map((name) => [
        fieldOf(name),
        z
          .string()
          .optional()
          .openapi({ description: `The ${name}; empty: unknown, or none` }),
      ]),
    ),
    is_undecided: z
      .boolean()
      .optional()
      .openapi({ description: "By decision: whether these conversions have none yet" }),
    ...FIGURES,
    clicks_api_path: z
      .string()
      .nullable()
      .openapi({ description: `GET this path for the clicks of the row${IF_LISTED}` }),
    conversions_api_path: z
      .string()
      .nullable()
      .openapi({ description: `GET this path for the conversions of the row${IF_LISTED}` }),
  })
  .openapi("StatsRow");

const Echo = z.object({
  from: z.iso.datetime().openapi({ description: "The beginning of the range" }),
  to: z.iso.datetime().openapi({ description: "The end of the range, exclusive" }),
  zone: z.string().openapi({ description: "The zone of times" }),
  group_by: z.array(z.string()).openapi({ description: "The groups" }),
  filters: z.record(z.string(), z.string()).openapi({ description: "The filters by field" }),
  date_basis: z.string().openapi({ description: "The time of conversions" }),
  counts: z.string().openapi({ description: "What is counted" }),
  has_medians: z.boolean().openapi({ description: "Whether medians are counted" }),
  sort: z.string().nullable().openapi({ description: "The order; null: the default one" }),
});

export const Report = pageOf(Row).extend({
  totals: z.object(FIGURES).openapi("StatsTotals"),
  query: Echo.openapi("StatsQuery"),
  names: z.record(z.string(), z.string()).openapi({
    description: "The names of the records in these rows, by id: of a link its slug, of a goal its code",
  }),
  glossary: z.record(z.string(), z.string()).openapi({ description: "What each figure means" }),
  notes: z.array(z.string()).openapi({ description: "What to know about this report" }),
});

/** Where a page ends; undefined for text that is no position. */
export function readPosition(text: string): ReportPosition | undefined {
  const read = parseJson(text);
  const isPart = (part: unknown) => part === null || typeof part === "string" || typeof part === "number";
  return Array.isArray(read) && read.every(isPart) ? (read as ReportPosition) : undefined; // just tested
}
