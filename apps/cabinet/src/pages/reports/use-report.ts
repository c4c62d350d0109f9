import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useRouteContext } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { useMemo } from "react";
import { listPages, type AnswerOf } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import type { Paged } from "../../parts/more-rows.tsx";
import type { Asked } from "../../parts/states.tsx";
import type { ReadRows } from "./compare.ts";
import { questionOf, type Question, type StatsInput } from "./query.ts";
import { changed, readState, writeState, type ReportState } from "./state.ts";

const route = getRouteApi("/frame/reports");

/** An answer of the API with the rows of all pages that were read. */
export interface Answer extends Pick<AnswerOf<"listStats">, "totals" | "names" | "glossary" | "notes">, ReadRows {}

/** The report of the address, what in it has no meaning, and how to ask for another one. */
export function useReportState() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const read = useMemo(() => readState(search), [search]);
  return {
    ...read,
    /** Changes the report, and leaves out what the change makes meaningless. */
    change(changes: Partial<ReportState>) {
      void navigate({ search: writeState(changed(read.state, changes)), resetScroll: false });
    },
    /** Goes to the address without these parameters. */
    leaveOut(names: readonly string[]) {
      void navigate({ search: Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name))) });
    },
  };
}

export const useRole = (): Me["role"] => useRouteContext({ from: "/frame" }).me.role;

/** What the API is asked for: it changes with the report and with the hour. */
export function useQuestion(state: ReportState): Question {
  const { zone } = usePreferences();
  const hour = Math.floor(Date.now() / 3_600_000);
  return useMemo(() => questionOf(state, zone, Date.now()), [state, zone, hour]);
}

/** Reads a report. Rows of the same groups stay while others are read. */
export function useAnswer(input: StatsInput, { isEnabled = true } = {}): Asked<Answer> & Paged {
  return useInfiniteQuery({
    ...listPages("listStats", input),
    enabled: isEnabled,
    select: ({ pages }): Answer => {
      const [first] = pages;
      if (first === undefined) throw new Error("an answer has a page");
      const { totals, query, glossary, notes } = first;
      return {
        ...{ totals, glossary, notes, range: query },
        names: Object.assign({}, ...pages.map((page) => page.names)) as Record<string, string>, // of texts, as each page's
        rows: pages.flatMap(({ data }) => data),
        isWhole: pages.at(-1)?.next_cursor === null,
      };
    },
    placeholderData: (before, query) => {
      const [, , asked] = query?.queryKey ?? [];
      return asked?.query?.group_by === input.query?.group_by && asked?.query?.counts === input.query?.counts
        ? before
        : undefined;
    },
  });
}
