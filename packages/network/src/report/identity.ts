import type { ConversionRow, Tables } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import type { Report } from "./report.ts";

type Goal = Pick<Tables["goal"], "id" | "offer_id" | "repeats">;

/** What may happen once: an order a goal of an offer, else a goal a click. */
export const identityFor = (goal: Goal, { clickId, orderId }: { clickId: string; orderId: string | null }): string =>
  orderId === null ? `click/${clickId}/${goal.id}` : `order/${goal.offer_id}/${goal.id}/${orderId}`;

/** What else may happen once: a goal that never repeats pays once a click, whatever the order. */
const onceFor = (goal: Goal, clickId: string): string | null =>
  goal.repeats === "never" ? `once/${clickId}/${goal.id}` : null;

/** The goal that a report names, or the offer's default one. */
export const goalOf = (goals: readonly Tables["goal"][], code: string | null): Tables["goal"] | undefined =>
  goals.find((goal) => (code === null ? goal.is_default === 1 : goal.code === code));

/** How a new conversion of a report is named, so that every other report of the same order finds it. */
export interface Names {
  identity: string;
  once: string | null;
}

/**
 * The names of a report's conversion. Where the goal always repeats, a report without an order is one of its own, by the
 * id of the conversion that it would create. A trial never takes the place of a real conversion. Undefined where the
 * report names neither a click nor an order.
 */
export function namesFor(report: Report, goal: Goal, conversionId: string): Names | undefined {
  const { clickId, orderId, isTest, channel } = report;
  if (clickId === null && orderId === null) return undefined;
  const own = orderId === null && goal.repeats === "always" && CHANNELS[channel].repeatWithoutOrder === "counted";
  const prefix = isTest ? "test/" : "";
  const once = clickId === null ? null : onceFor(goal, clickId);
  return {
    identity: `${prefix}${identityFor(goal, { clickId: clickId ?? "", orderId })}${own ? `/${conversionId}` : ""}`,
    once: once === null ? null : prefix + once,
  };
}

/** The click and goal of a conversion that a visitor's browser reported, and that no trusted report has completed. */
export const pixelNameOf = (row: Pick<ConversionRow, "channel" | "click_id" | "goal_id">): string | null =>
  row.channel === "pixel" ? `pixel/${row.click_id}/${row.goal_id}` : null;

/** The click and goal of a conversion, whatever its order. */
export const anyNameOf = (row: Pick<ConversionRow, "click_id" | "goal_id" | "is_test">): string =>
  `${row.is_test === 1 ? "test/" : ""}any/${row.click_id}/${row.goal_id}`;

/** What names a row of a file: an order a goal, else a goal a click; the same for the conversion that it means. */
export const keyOfRow = (
  { clickId, orderId, goal }: { clickId: string | null; orderId: string | null; goal: string | null },
  defaultGoal: string,
): string =>
  orderId === null ? `click\n${goal ?? defaultGoal}\n${clickId}` : `order\n${goal ?? defaultGoal}\n${orderId}`;

/** What else names a conversion of a goal that pays once a click: that click, whatever the order. */
export const onceKeyOf = (goal: string, clickId: string): string => `once\n${goal}\n${clickId}`;

/** What a faulty row names that has a click and no readable order: it mentions every order of that click. */
export const unreadableKeyOf = (goal: string, clickId: string): string => `unreadable\n${goal}\n${clickId}`;

/** What else names an order of a row that names no goal: it may be recorded under any. */
export const anyGoalKeyOf = (orderId: string): string => `order\n\n${orderId}`;
