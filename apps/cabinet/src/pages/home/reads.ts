import type { Me } from "@waymark/client";
import { queryClient, read } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { homeDays, type HomeDays } from "./days.ts";

const LATEST_ROWS = 5;

/** What the home page of webmasters asks: all at once, so that its loader can begin before its code is there. */
export const webmasterReads = (days: HomeDays) => ({
  balances: read("listBalances", {}),
  toDo: read("getOwnToDo", {}),
  latest: read("listConversions", { query: { limit: LATEST_ROWS } }),
  trend: read("listStats", { query: { group_by: "day", from: days.trendFrom, zone: days.zone } }),
  weekBefore: read("listStats", {
    query: { group_by: "day", from: days.weekBefore, to: days.weekBeforeTo, zone: days.zone },
  }),
});

/** What waits for this side: the operator has two lists. */
export const toDoReads = { own: read("getOwnToDo", {}), operator: read("getToDo", {}), health: read("getHealth", {}) };

/** Asks for everything that the home page of this person shows. */
export function prefetchHome({ role, requires_second_factor }: Me, zone: string): void {
  // Until then the API refuses them.
  if (requires_second_factor) return;
  if (role === "webmaster") {
    const reads = webmasterReads(homeDays(Date.now(), zone));
    void queryClient.prefetchQuery(reads.balances);
    void queryClient.prefetchQuery(reads.trend);
    void queryClient.prefetchQuery(reads.latest);
    void queryClient.prefetchQuery(reads.weekBefore);
  }
  void queryClient.prefetchQuery(toDoReads.own);
  if (role !== "operator") return;
  void queryClient.prefetchQuery(toDoReads.operator);
  void queryClient.prefetchQuery(toDoReads.health);
}

/** The days that the page shows now. Another hour brings others, with the next drawing of the page. */
export function useHomeDays(): HomeDays {
  const { zone } = usePreferences();
  return homeDays(Date.now(), zone);
}
