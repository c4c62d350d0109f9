import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { DIMENSIONS, METRICS } from "@waymark/network/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayAt, daysBetween } from "../apps/cabinet/src/format/days.ts";
import { compareRows, rowKey, type ReadRows } from "../apps/cabinet/src/pages/reports/compare.ts";
import { contributionsOf } from "../apps/cabinet/src/pages/reports/contributions.ts";
import { behind, closerOn } from "../apps/cabinet/src/pages/reports/drill.ts";
import { labelsOf } from "../apps/cabinet/src/pages/reports/labels.ts";
import {
  COMPARISONS,
  daysOf,
  earlierDays,
  earlierRange,
  PERIOD_KEYS,
  PERIODS,
} from "../apps/cabinet/src/pages/reports/periods.ts";
import { PIVOT_COLUMNS_MAX, pivotOf, sumOf } from "../apps/cabinet/src/pages/reports/pivot.ts";
import { questionOf } from "../apps/cabinet/src/pages/reports/query.ts";
import { remediesIn, remedied } from "../apps/cabinet/src/pages/reports/remedies.ts";
import { changed, FIRST, readState, writeState, type ReportState } from "../apps/cabinet/src/pages/reports/state.ts";
import {
  COUNTS,
  DATE_BASES,
  FIGURE_NAMES,
  fieldOf,
  FILTERS,
  GROUPS,
  GROUPS_MAX,
  type Field,
  type Group,
} from "../apps/cabinet/src/pages/reports/words.ts";
import { readSearch, writeSearch } from "../apps/cabinet/src/search-parameters.ts";
import { sourceOf, type Attribute, type Dimension } from "../packages/network/src/stats/dimensions.ts";
import { NetworkError } from "../packages/network/src/errors.ts";

const ZONES = ["UTC", "Europe/Moscow", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"] as const;
const day = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays("2022-01-01", days));
const groupsOf = (max: number) =>
  fc.uniqueArray(fc.constantFrom(...(GROUPS as readonly Group[])), { minLength: 1, maxLength: max });

const state: fc.Arbitrary<ReportState> = fc.record({
  groups: groupsOf(GROUPS_MAX),
  time: fc.oneof(
    fc.constantFrom(...PERIODS).map((period) => ({ period })),
    fc.tuple(day, fc.nat(400)).map(([from, days]) => ({ from, to: addDays(from, days) })),
  ),
  zone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
  counts: fc.constantFrom(...COUNTS),
  dateBasis: fc.constantFrom(...DATE_BASES),
  comparison: fc.option(fc.constantFrom(...COMPARISONS), { nil: undefined }),
  sort: fc.option(fc.constantFrom("-clicks", "offer_id", "-commission:USD"), { nil: undefined }),
  figures: fc.option(fc.subarray(FIGURE_NAMES, { minLength: 1 }), { nil: undefined }),
  measure: fc.option(fc.constantFrom({ figure: "clicks" as const }, { figure: "margin" as const, currency: "EUR" }), {
    nil: undefined,
  }),
  isPivot: fc.boolean(),
  show: fc.constantFrom("report" as const, "changes" as const),
  filters: fc.dictionary(fc.constantFrom(...FILTERS), fc.string({ unit: "grapheme", minLength: 1 })) as fc.Arbitrary<
    Partial<Record<Field, string>>
  >, // of these keys
  view: fc.option(fc.constant("rvw_1"), { nil: undefined }),
});

test("the words of reports are those of the API", () => {
  expect([...GROUPS].toSorted()).toEqual([...DIMENSIONS].toSorted());
  expect([...FIGURE_NAMES].toSorted()).toEqual(Object.keys(METRICS).toSorted());
});

describe("the address of a report", () => {
  test("has the whole question", () => {
    fc.assert(
      fc.property(state, (asked) => {
        const search = readSearch(writeSearch(writeState(asked)));
        expect(readState(search as Record<string, string>)).toEqual({ state: asked, unknown: [] }); // no name is there twice
      }),
    );
  });

  test("is short where all is as usual, and names what it does not know", () => {
    expect(writeState(FIRST)).toEqual({});
    expect(readState({})).toEqual({ state: FIRST, unknown: [] });
    const bad = { by: "day,shoe", period: "last_wek", compare: "2", figures: "clicks,clicks", measure: "clicks:USD" };
    expect(readState({ ...bad, pivot: "yes", show: "" }).unknown).toEqual(
      expect.arrayContaining([...Object.keys(bad), "pivot", "show"]),
    );
    expect(readState({ ["perod" as "period"]: "today" }).unknown).toEqual(["perod"]); // not a name of ours
    expect(readState({ from: "2026-02-30", to: "2026-03-01" }).unknown).toEqual(["from"]);
    expect(readState({ from: "2026-03-02", to: "2026-03-01" }).unknown).toEqual(["from"]);
    expect(readState({ from: "2026-03-01", to: "2026-03-02", period: "today" }).unknown).toEqual(["period"]);
  });

  test("never orders by what the report has not", () => {
    fc.assert(
      fc.property(state, (asked) => {
        const { sort, groups, counts } = changed(asked, {});
        if (sort === "-clicks") expect(counts).not.toBe("conversions");
        if (sort === "-commission:USD") expect(counts).not.toBe("clicks");
        if (sort === "offer_id") expect(groups).toContain("offer");
      }),
    );
  });
});

describe("periods", () => {
  test.each([
    ["today", "2026-11-29", "2026-11-29"],
    ["yesterday", "2026-11-28", "2026-11-28"],
    ["7_days", "2026-11-23", "2026-11-29"],
    ["last_week", "2026-11-16", "2026-11-22"],
    ["30_days", "2026-10-31", "2026-11-29"],
    ["month", "2026-11-01", "2026-11-29"],
    ["last_month", "2026-10-01", "2026-10-31"],
  ] as const)("%s, on a Sunday", (period, from, to) => expect(daysOf(period, "2026-11-29")).toEqual({ from, to }));

  test("each has a key of its own, and none that the page uses for another thing", () => {
    const keys = [...Object.values(PERIOD_KEYS), "C", "X"];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([
    ["month", "2026-03-30", "previous", "2026-02-01", "2026-02-28"],
    ["last_month", "2026-03-30", "previous", "2026-01-01", "2026-01-31"],
    ["yesterday", "2026-03-01", "week", "2026-02-21", "2026-02-21"],
    ["today", "2028-02-29", "year", "2027-02-28", "2027-02-28"],
  ] as const)("%s on %s is compared by %s with %s to %s", (period, today, comparison, from, to) =>
    expect(earlierDays(daysOf(period, today), comparison, period)).toEqual({ from, to }),
  );

  test("are compared with days before them, of the same time of the day and as many hours as are counted", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERIODS),
        fc.constantFrom(...COMPARISONS),
        fc.constantFrom("UTC", "Europe/Moscow", "America/New_York"),
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 11) }),
        (period, comparison, zone, now) => {
          const days = daysOf(period, dayAt(now, zone));
          const range = earlierRange(days, { comparison, period, zone, now, isByWholeDays: false });
          if (range === undefined) {
            expect(daysBetween(days.from, days.to)).toBeGreaterThan(6);
            return;
          }
          expect(range.from < days.from).toBe(true);
          if (!range.isCut) {
            expect(range.to < days.from).toBe(true);
            return;
          }
          expect(Date.parse(range.to) % HOUR_MS).toBe(0);
          expect(Date.parse(range.to)).toBeLessThan(now);
          expect(Date.parse(range.to)).toBeGreaterThan(Date.parse(range.from) - DAY_MS);
        },
      ),
    );
  });
});

describe("the question to the API", () => {
  test("counts days of UTC for zones that differ from it by parts of an hour, and says so", () => {
    const now = Date.UTC(2026, 10, 29, 20);
    expect(questionOf(FIRST, "Asia/Kathmandu", now)).toMatchObject({ zone: "UTC", isOfUtc: true });
    expect(questionOf(FIRST, "Europe/Moscow", now)).toMatchObject({
      ...{ zone: "Europe/Moscow", isOfUtc: false },
      input: { query: { group_by: "day", from: "2026-11-23", to: "2026-11-29", zone: "Europe/Moscow" } },
    });
    const unknown = questionOf({ ...FIRST, zone: "Mars/Base" }, "UTC", now);
    expect(unknown.input.query?.zone).toBe("Mars/Base");
  });

  test("takes whole days where clicks are kept by the day", () => {
    const now = Date.UTC(2026, 10, 29, 20);
    const bySub: ReportState = { ...FIRST, groups: ["sub1"], comparison: "previous" };
    expect(questionOf(bySub, "UTC", now).earlier?.range).toMatchObject({ to: "2026-11-22", isCut: false });
    expect(questionOf({ ...bySub, counts: "conversions" }, "UTC", now).earlier?.range.isCut).toBe(true);
  });
});

describe("a report that the API refuses", () => {
  const attributes = new Map(
    (GROUPS as readonly Group[]).map((group) => [fieldOf(group) as string, group as Dimension as Attribute]),
  );
  /** What the API says of it; undefined: it answers. */
  function refusalOf({ groups, filters, counts, zone = "Europe/Moscow" }: ReportState): string | undefined {
    const asked = Object.entries(filters).flatMap(([name, value]) => {
      const attribute = attributes.get(name);
      return attribute === undefined ? [] : [[attribute, value] as const];
    });
    try {
      sourceOf({ groupBy: groups, filters: new Map(asked), counts, zone });
      return undefined;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return error.errors[0]?.message ?? "";
    }
  }

  test("has a remedy each time, and any choice of remedies ends with an answer", () => {
    fc.assert(
      fc.property(state, fc.infiniteStream(fc.nat(5)), (asked, choices) => {
        let current = asked;
        for (let tries = 0; ; tries++) {
          const message = refusalOf(current);
          if (message === undefined) return;
          const remedies = remediesIn(message, current);
          expect(remedies, message).not.toEqual([]);
          expect(tries).toBeLessThan(12);
          const remedy = remedies[(choices.next().value as number) % remedies.length]; // the stream never ends
          if (remedy !== undefined) current = remedied(current, remedy);
        }
      }),
    );
  });
});

/** No list is behind a row of these tests. */
const PATHS = { clicks_api_path: null, conversions_api_path: null };

const VALUES = ["", "a", "b", "1", "é"];
const rowsBy = (groups: readonly Group[]) =>
  fc
    .uniqueArray(
      fc.record({
        values: fc.array(fc.constantFrom(...VALUES), { minLength: groups.length, maxLength: groups.length }),
        clicks: fc.nat(1_000),
        minor: fc.bigInt({ min: 0n, max: 10n ** 20n }),
      }),
      { selector: ({ values }) => values.join("/") },
    )
    .map((rows) =>
      rows.map(({ values, clicks, minor }) => ({
        ...PATHS,
        ...Object.fromEntries(groups.map((group, i) => [fieldOf(group), values[i]])),
        clicks,
        commission: [{ amount_minor: minor as unknown as number, currency: "USD" }], // as the client reads large sums
      })),
    );

const RANGE = { from: "2026-11-02T00:00:00Z", to: "2026-11-03T00:00:00Z", zone: "UTC" };
const read = (rows: ReadRows["rows"], isWhole = true): ReadRows => ({ rows, isWhole, range: RANGE });
const NOW = Date.UTC(2026, 10, 29);

describe("a pivot", () => {
  test("has every row in one cell, and sums that are exact", () => {
    const groups: Group[] = ["offer", "sub1", "country"];
    fc.assert(
      fc.property(rowsBy(groups), (rows) => {
        const compared = rows.map((row) => ({ key: rowKey(row, groups), row }));
        const pivot = pivotOf(compared, groups);
        expect(pivot?.columns.length ?? 0).toBeLessThanOrEqual(PIVOT_COLUMNS_MAX);
        const cells = pivot?.rows.flatMap((row) => [...row.cells.values()]) ?? [];
        expect(new Set(cells)).toEqual(new Set(compared));
        for (const { row, cells: own } of pivot?.rows ?? [])
          for (const [column, cell] of own)
            expect(cell.row).toMatchObject({ ...only(row, ["offer_id", "country"]), sub1: column });
        const total = rows.reduce((sum, { commission: [money] }) => sum + BigInt(money?.amount_minor ?? 0), 0n);
        expect(BigInt(sumOf(rows, { figure: "commission", currency: "USD" }) ?? -1)).toBe(total);
      }),
    );
  });

  test("is none where it would be too wide", () => {
    const rows = Array.from({ length: PIVOT_COLUMNS_MAX + 1 }, (_, i) => ({ ...PATHS, offer_id: "o", sub1: `${i}` }));
    const groups: Group[] = ["offer", "sub1"];
    expect(
      pivotOf(
        rows.map((row) => ({ key: rowKey(row, groups), row })),
        groups,
      ),
    ).toBeUndefined();
  });
});

const only = (row: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));

describe("a comparison", () => {
  test("has every row of both ranges once, and takes nothing for 0 that was not read", () => {
    const groups: Group[] = ["sub1", "country"];
    fc.assert(
      fc.property(rowsBy(groups), rowsBy(groups), fc.boolean(), (later, earlier, isWhole) => {
        const compared = compareRows(read(later), read(earlier, isWhole), groups, NOW);
        const keys = [...later, ...earlier].map((row) => rowKey(row, groups));
        expect(new Set(compared.map(({ key }) => key))).toEqual(new Set(keys));
        expect(compared).toHaveLength(new Set(keys).size);
        for (const { key, row, earlier: before } of compared) {
          const [now, then] = [later, earlier].map((rows) => rows.find((one) => rowKey(one, groups) === key));
          expect(row.clicks).toBe(now?.clicks ?? 0);
          expect(before?.clicks).toBe(then?.clicks ?? (isWhole ? 0 : undefined));
        }
      }),
    );
  });

  test("sets the first day of one range beside the first day of the other", () => {
    const later = { from: "2026-11-01T00:00:00Z", to: "2026-11-04T00:00:00Z", zone: "UTC" };
    const earlier = { from: "2026-10-01T00:00:00Z", to: "2026-10-04T00:00:00Z", zone: "UTC" };
    const compared = compareRows(
      { rows: [{ ...PATHS, day: "2026-11-03", clicks: 3 }], isWhole: true, range: later },
      {
        rows: [
          { ...PATHS, day: "2026-10-03", clicks: 5 },
          { ...PATHS, day: "2026-10-01", clicks: 1 },
        ],
        isWhole: true,
        range: earlier,
      },
      ["day"],
      NOW,
    );
    expect(compared.map(({ row, earlier: before }) => [row.day, row.clicks, before?.clicks])).toEqual([
      ["2026-11-03", 3, 5],
      ["2026-11-01", 0, 1],
    ]);
  });

  test("finds what moved a figure most", () => {
    const measure = { figure: "clicks" } as const;
    const rows = (clicks: Record<string, number>) =>
      read(Object.entries(clicks).map(([country, count]) => ({ ...PATHS, country, clicks: count })));
    const { largest, others } = contributionsOf(
      rows({ DE: 1, PL: 50, FR: 7, US: 3 }),
      rows({ DE: 90, PL: 40, FR: 7 }),
      { group: "country", measure, now: NOW },
    );
    expect(largest.map(({ value, change }) => [value, change])).toEqual([
      ["DE", -89],
      ["PL", 10],
      ["US", 3],
    ]);
    expect(others).toBe(0);
  });
});

describe("the list behind a figure", () => {
  const row = {
    clicks_api_path: "/api/v1/clicks?offer_id=off_1&from=2026-11-01T00%3A00%3A00Z&is_test=false",
    conversions_api_path: "/api/v1/conversions?offer_id=off_1&is_test=false&date=occurred",
  };

  test.each([
    ["clicks", "/clicks", { from: "2026-11-01T00:00:00Z" }],
    ["uniques", "/clicks", { is_unique: "true" }],
    ["conversions", "/conversions", { date: "occurred" }],
    ["approved", "/conversions", { outcome: "approved" }],
    ["held", "/conversions", { status: "held" }],
  ] as const)("of %s is %s", (figure, to, search) =>
    expect(behind(row, figure)).toMatchObject({ to, search: { offer_id: "off_1", is_test: "false", ...search } }),
  );

  test("is none where no list has exactly that", () => {
    expect(behind(row, "approval_rate")).toBeUndefined();
    expect(behind({ ...row, conversions_api_path: null }, "conversions")).toBeUndefined();
    const empty = { ...row, conversions_api_path: "/api/v1/conversions?country=&date=occurred" };
    expect(behind(empty, "conversions")).toBeUndefined();
    const undecided = { ...row, conversions_api_path: "/api/v1/conversions?outcome=pending" };
    expect(behind(undecided, "approved")).toBeUndefined();
    expect(behind(undecided, "pending")).toBeDefined();
  });
});

describe("times of a report", () => {
  test.each([
    ["hour", ["2026-10-24T22:00:00Z"], 49],
    ["day", ["2026-10-25", "2026-10-26"], 2],
    ["week", ["2026-10-19", "2026-10-26"], 2],
    ["month", ["2026-10"], 1],
  ] as const)("by %s, over a day of 25 hours", (group, first, length) => {
    const range = { from: "2026-10-24T22:00:00Z", to: "2026-10-26T23:00:00Z", zone: "Europe/Berlin" };
    const labels = labelsOf(group, range, NOW);
    expect(labels.slice(0, first.length)).toEqual(first);
    expect(labels).toHaveLength(length);
  });

  test("open a report of their days, within those of the report", () => {
    const days = { from: "2026-11-04", to: "2026-11-20" };
    const closer = (group: Group, value: string) => closerOn({ ...FIRST, groups: [group] }, days, { group, value });
    expect(closer("week", "2026-11-02")).toMatchObject({
      time: { from: "2026-11-04", to: "2026-11-08" },
      groups: ["day"],
    });
    expect(closer("month", "2026-11")).toMatchObject({ time: days });
    expect(closer("day", "2026-11-05")).toMatchObject({ groups: ["hour"] });
    expect(closer("hour_of_day", "5")).toBeUndefined();
    expect(closer("offer", "off_1")).toMatchObject({ filters: { offer_id: "off_1" } });
  });
});
