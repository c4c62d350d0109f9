import type { ConversionRow, Tables } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import type { Report } from "./report.ts";

type GoalNames = Pick<Tables["goal"], "id" | "offer_id">;
type Goal = GoalNames & Pick<Tables["goal"], "repeats">;

/** A trial has names of its own, so that it never takes the place of a real conversion, and never finds one. */
const prefixOf = (isTest: boolean) => (isTest ? "test/" : "");

/** A conversion's identity, which is unique: the order within the offer's goal, or else the click within the goal. */
export const identityFor = (
  goal: GoalNames,
  { clickId, orderId, isTest }: Pick<Report, "clickId" | "orderId" | "isTest">,
) =>
  prefixOf(isTest) +
  (orderId === null ? `click/${clickId}/${goal.id}` : `order/${goal.offer_id}/${goal.id}/${orderId}`);

/** A second unique key: a goal that never repeats pays once a click, for any number of orders. */
const onceFor = (goal: Goal, { clickId, isTest }: Report): string | null =>
  goal.repeats === "never" && clickId !== null ? `${prefixOf(isTest)}once/${clickId}/${goal.id}` : null;

/** The goal that a report names, or the offer's default one. */
export const goalOf = (goals: readonly Tables["goal"][], code: string | null): Tables["goal"] | undefined =>
  goals.find((goal) => (code === null ? goal.is_default === 1 : goal.code === code));

/** The names of a new conversion, by which other reports of the same order find it. */
export interface Names {
  identity: string;
  once: string | null;
}

/**
 * The names of a report's conversion. If the goal always repeats, a report without an order is a conversion of its own,
 * named by the id that it would create. Undefined if the report names neither a click nor an order.
 */
export function namesFor(report: Report, goal: Goal, conversionId: string): Names | undefined {
  const { clickId, orderId, channel } = report;
  if (clickId === null && orderId === null) return undefined;
  const own = orderId === null && goal.repeats === "always" && CHANNELS[channel].repeatWithoutOrder === "counted";
  return { identity: `${identityFor(goal, report)}${own ? `/${conversionId}` : ""}`, once: onceFor(goal, report) };
}

/** The key of click and goal, for a pixel's conversion that no trusted report has completed; null for others. */
export const pixelNameOf = (row: Pick<ConversionRow, "channel" | "click_id" | "goal_id">): string | null =>
  row.channel === "pixel" ? `pixel/${row.click_id}/${row.goal_id}` : null;

/** The key of click and goal of a conversion, regardless of its order. */
export const anyNameOf = (row: Pick<ConversionRow, "click_id" | "goal_id" | "is_test">): string =>
  `${prefixOf(row.is_test === 1)}any/${row.click_id}/${row.goal_id}`;

/**
 * The key of a row of a file: the order within the goal, or else the click within the goal. The conversion of the row
 * has the same key.
 */
export const keyOfRow = (
  { clickId, orderId, goal }: { clickId: string | null; orderId: string | null; goal: string | null },
  defaultGoal: string,
): string =>
  orderId === null ? `click\n${goal ?? defaultGoal}\n${clickId}` : `order\n${goal ?? defaultGoal}\n${orderId}`;

/** A second key, for goals that pay once a click: that click, regardless of the order. */
export const onceKeyOf = (goal: string, clickId: string): string => `once\n${goal}\n${clickId}`;

/**
 * The key of a row with a click whose order or goal can't be read: it counts as a mention of every order of that click
 * under this goal.
 */
export const unreadableKeyOf = (goal: string, clickId: string): string => `unreadable\n${goal}\n${clickId}`;

/** A second key for a row that names an order and no known goal: the order may be recorded under any goal. */
export const anyGoalKeyOf = (orderId: string): string => `order\n\n${orderId}`;
