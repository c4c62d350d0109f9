import { z } from "@hono/zod-openapi";
import { DAY_MS } from "@waymark/contract/duration";
import { NetworkError } from "@waymark/network/errors";
import { dayBegins, dayOf, isZone } from "@waymark/network/zone";
import { time } from "./schema.ts";
import { objectsIn } from "./strict.ts";

const MALFORMED =
  "write a time with its zone, like 2026-11-01T10:00:00Z or 2026-11-01T13:00:00+03:00 (in a URL, + is %2B), or a date like 2026-11-01";

/** What a plain date means in a field: the beginning of its day, or its end. */
type DayEdge = "begin" | "end";

const InstantText = z.iso.datetime({ offset: true });
const DateText = z.iso.date();

/** Unix ms of a time or of a plain date; undefined for other text. The end of a day is the beginning of the next one. */
export function readTime(text: string, edge: DayEdge, zone: string): number | undefined {
  if (InstantText.safeParse(text).success) return Date.parse(text);
  if (!DateText.safeParse(text).success) return undefined;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return dayBegins(zone, dayOf(year, month, day) + (edge === "end" ? 1 : 0));
}

/** Each rule is a check of its own: schemas keep their checks through `optional`, `openapi` and the like. */
const timeCheck = () =>
  z.check<string>(({ value, issues }) => {
    if (readTime(value, "begin", "UTC") === undefined)
      issues.push({ code: "custom", message: MALFORMED, input: value });
  });

const [BEGINS, ENDS, EXPIRES] = [timeCheck(), timeCheck(), timeCheck()];

interface Rule {
  edge: DayEdge;
  isFuture: boolean;
}

const RULES: ReadonlyMap<unknown, Rule> = new Map([
  [BEGINS, { edge: "begin", isFuture: false }],
  [ENDS, { edge: "end", isFuture: false }],
  [EXPIRES, { edge: "end", isFuture: true }],
]);

const timeText = (check: z.core.$ZodCheck<string>, plainDate: string) =>
  z
    .string()
    .max(40)
    .check(check)
    .openapi({
      anyOf: [{ format: "date-time" }, { format: "date" }],
      description: `A time, or a plain date: ${plainDate} in \`zone\``,
      example: "2026-11-01",
    });

/** A time whose plain dates are read by its handler, because their zone depends on the resource. */
export const TimeText = timeText(timeCheck(), "the beginning of that day");

/** A time of a request from which on something holds. Validated, it is a time in UTC. */
export const StartTime = timeText(BEGINS, "the beginning of that day");

/** A time of a request before which something holds. Validated, it is a time in UTC. */
export const EndTime = timeText(ENDS, "the end of that day");

/** An `EndTime` that must be in the future. */
export const Expiry = timeText(EXPIRES, "the end of that day");

/** The name of a time zone. */
export const ZoneName = z.string().max(64).refine(isZone, "must be an IANA time zone, like Europe/Berlin");

/** The zone of plain dates. It stands beside every time of a request. */
export const Zone = ZoneName.default("UTC").openapi({
  description: "IANA time zone in which plain dates are read",
  example: "Europe/Berlin",
});

const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? bare(schema.unwrap() as z.ZodType) // zod's own parts
    : schema;

const ruleOf = (schema: z.ZodType): Rule | undefined =>
  (bare(schema).def as z.core.$ZodTypeDef & { checks?: unknown[] }).checks // which some schemas have
    ?.map((check) => RULES.get(check))
    .find((rule) => rule !== undefined);

const shapeOf = (object: z.ZodObject) => Object.entries(object.shape as Record<string, z.ZodType>);

/** Throws if a time of a request has no zone beside it, or is one of an answer. Runs when routes are created. */
export function assertTimes(schema: z.ZodType, where: string): void {
  for (const object of objectsIn(schema, new Set()))
    for (const [name, field] of shapeOf(object)) {
      if (bare(field) instanceof z.ZodISODateTime)
        throw new Error(`${where}: ${name} must be a StartTime, an EndTime or an Expiry`);
      if (ruleOf(field) !== undefined && !("zone" in object.shape))
        throw new Error(`${where}: ${name} needs a zone beside it`);
    }
}

/** The schema with its times read: plain dates become times, and ranges and expiries are checked. */
export function withTimes(schema: z.ZodType): z.ZodType {
  const hasTimes = [...objectsIn(schema, new Set())].some((object) =>
    shapeOf(object).some(([, field]) => ruleOf(field) !== undefined),
  );
  if (!hasTimes) return schema;
  return schema.transform((value, { addIssue }) =>
    read(schema, value, [], (path, message) => addIssue({ code: "custom", path: [...path], message })),
  );
}

type Refuse = (path: readonly PropertyKey[], message: string) => void;

function read(schema: z.ZodType, value: unknown, path: readonly PropertyKey[], refuse: Refuse): unknown {
  const inner = bare(schema);
  if (Array.isArray(value) && inner instanceof z.ZodArray)
    return value.map((item, i) => read(inner.element as z.ZodType, item, [...path, i], refuse)); // zod's own part
  if (typeof value !== "object" || value === null || !(inner instanceof z.ZodObject)) return value;
  const given = value as Record<string, unknown>; // an object
  const zone = typeof given["zone"] === "string" ? given["zone"] : "UTC";
  const answer = { ...given };
  for (const [name, field] of shapeOf(inner)) {
    const rule = ruleOf(field);
    const one = given[name];
    if (rule === undefined) {
      if (typeof one === "object" && one !== null) answer[name] = read(field, one, [...path, name], refuse);
    } else if (typeof one === "string") {
      const at = readTime(one, rule.edge, zone) ?? Number.NaN; // refused by its check
      if (rule.isFuture && at <= Date.now()) refuse([...path, name], "is in the past");
      answer[name] = time(at);
    }
  }
  for (const [first, last] of RANGES)
    if (isTime(answer[first]) && isTime(answer[last]) && Date.parse(answer[first]) >= Date.parse(answer[last]))
      refuse([...path, last], `must be later than ${first}`);
  return answer;
}

const RANGES = [
  ["from", "to"],
  ["starts_at", "ends_at"],
] as const;

const isTime = (value: unknown): value is string => typeof value === "string";

/** Unix ms of the ends of a range that were given. */
export const instantsOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }) => ({
  from: from === undefined ? undefined : Date.parse(from),
  to: to === undefined ? undefined : Date.parse(to),
});

/** The length in which a report counts, in ms: its range can't end within one. */
export interface Unit {
  ms: number;
  name: string;
}

/**
 * The range of a report in Unix ms; `from` is inclusive, `to` exclusive. Without `to` it ends now, in the middle of a
 * unit. Throws `invalid_input` if it is too long, or cuts a unit.
 */
export function readRange(
  query: { from?: string | undefined; to?: string | undefined },
  { now, daysDefault, daysMax, unit }: { now: number; daysDefault: number; daysMax: number; unit?: Unit },
): { from: number; to: number } {
  const to = query.to === undefined ? now : wholeUnit("to", Date.parse(query.to), unit);
  const byDefault = to - daysDefault * DAY_MS;
  const from =
    query.from === undefined
      ? byDefault - (byDefault % (unit?.ms ?? 1))
      : wholeUnit("from", Date.parse(query.from), unit);
  if (from > to) throw refusedRange("from", "is after to; without to, the range ends now");
  if (to - from > daysMax * DAY_MS) throw refusedRange("from", `is more than ${daysMax} days before to; ask in parts`);
  return { from, to };
}

function wholeUnit(path: "from" | "to", at: number, unit: Unit | undefined): number {
  if (unit === undefined || at % unit.ms === 0) return at;
  const begins = at - (at % unit.ms);
  const message = `must be the beginning of ${unit.name}, like ${time(begins)} or ${time(begins + unit.ms)}`;
  throw refusedRange(path, message);
}

const refusedRange = (path: "from" | "to", message: string) =>
  new NetworkError("invalid_input", "The time range can't be used", [{ path, message }]);
