import { changed, type ReportState } from "./state.ts";
import { fieldOf, GROUPS, isGroup, isSub, type Group } from "./words.ts";

/** What a person may do about a report that the API refused, each with one click. */
export type Remedy =
  | { kind: "zone"; zone: string }
  | { kind: "count_conversions" }
  | { kind: "leave_out"; group: Group }
  | { kind: "one_sub"; group: Group }
  | { kind: "fewer_days" };

/** What the API says to ask instead, in the words of its refusal: `ask with zone=UTC, or ask with counts=conversions`. */
export function remediesIn(message: string, state: ReportState): Remedy[] {
  const remedies: Remedy[] = [];
  const zone = /zone=([\w/+-]+)/.exec(message)?.[1] ?? /in the zone ([\w/+-]+)/.exec(message)?.[1];
  if (zone !== undefined && zone !== state.zone) remedies.push({ kind: "zone", zone });
  const sub = /ask by (\w+)/.exec(message)?.[1] ?? "";
  if (isGroup(sub) && isSub(sub)) remedies.push({ kind: "one_sub", group: sub });
  const left = /leave out (\w+)/.exec(message)?.[1] ?? "";
  if (isGroup(left)) remedies.push({ kind: "leave_out", group: left });
  if (message.includes("counts=conversions") && state.counts !== "conversions")
    remedies.push({ kind: "count_conversions" });
  if (/fewer days|a later day/.test(message)) remedies.push({ kind: "fewer_days" });
  return remedies;
}

/** The report with a remedy. */
export function remedied(state: ReportState, remedy: Remedy): ReportState {
  switch (remedy.kind) {
    case "zone":
      return changed(state, { zone: remedy.zone });
    case "count_conversions":
      return changed(state, { counts: "conversions" });
    case "leave_out":
      return without(state, (group) => group === remedy.group);
    case "one_sub":
      return without(state, (group) => isSub(group) && group !== remedy.group);
    case "fewer_days":
      return changed(state, { time: { period: "7_days" } });
  }
}

function without(state: ReportState, isLeftOut: (group: Group) => boolean): ReportState {
  const groups = state.groups.filter((group) => !isLeftOut(group));
  const filters = Object.fromEntries(
    Object.entries(state.filters).filter(
      ([name]) => !(GROUPS as readonly Group[]).some((group) => fieldOf(group) === name && isLeftOut(group)),
    ),
  );
  return changed(state, { groups: groups.length === 0 ? ["day"] : groups, filters });
}
