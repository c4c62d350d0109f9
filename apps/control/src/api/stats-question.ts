import type { z } from "@hono/zod-openapi";
import { NetworkError } from "@waymark/network/errors";
import {
  fieldOf,
  METRICS,
  MONEY_KEYS,
  SORT_KEYS,
  type Counted,
  type Dimension,
  type ReportQuery,
  type ReportSort,
} from "@waymark/network/stats";
import { filtersOf, HOUR, REPORT_DAYS, type ReportParams } from "./stats-schema.ts";
import { readRange } from "./time-input.ts";

type Parameters = Omit<z.output<typeof ReportParams>, "limit" | "cursor">;

/** The report that parameters ask for. Throws `invalid_input` for times or an order that don't fit. */
export function questionOf(parameters: Parameters, now: number): ReportQuery {
  const { group_by, date_basis, counts, has_medians, sort, from, to, zone, ...given } = parameters;
  const filters = filtersOf(given);
  return {
    ...{ groupBy: group_by, filters, zone, counts, date: date_basis },
    ...readRange({ from, to }, { now, ...REPORT_DAYS, unit: HOUR }),
    hasMedians: has_medians === "true",
    sort: sort === undefined ? undefined : readSort(sort, group_by, counts),
  };
}

function readSort(text: string, groupBy: readonly Dimension[], counts: Counted): ReportSort {
  const name = text.replace(/^-/, "");
  const refused = (why: string) =>
    new NetworkError("invalid_input", "The report can't be sorted like this", [{ path: "sort", message: why }]);
  const figure = SORT_KEYS.find((key) => key === name);
  const [sum, currency] = name.split(":");
  const moneyKey = MONEY_KEYS.find((key) => key === sum);
  if (moneyKey !== undefined && currency !== undefined)
    return { by: { figure: moneyKey, currency }, isDescending: text.startsWith("-") };
  if (figure !== undefined && counts !== "all" && METRICS[figure].of !== counts)
    throw refused(`${name} is not counted with counts=${counts}`);
  const by = figure ?? groupBy.find((dimension) => fieldOf(dimension) === name);
  if (by === undefined) throw refused(`${name} is not among the groups of the report`);
  return { by, isDescending: text.startsWith("-") };
}
