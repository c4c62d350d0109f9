import { dayBegins } from "../zone.ts";

/** Whole days of the network's zone before the day of a score: conversions and clicks. */
export const WINDOW_DAYS = 28;
/** Decisions come later: those about conversions that were recorded in so many days before. */
export const DECISION_DAYS = 90;

/** Unix ms: from when conversions and clicks count, from when decisions do, and before when. */
export interface Window {
  from: number;
  decisionsFrom: number;
  to: number;
}

/** The window of a day of the zone, since 1970: it ends as the day begins. */
export const windowOf = (zone: string, day: number): Window => ({
  from: dayBegins(zone, day - WINDOW_DAYS),
  decisionsFrom: dayBegins(zone, day - DECISION_DAYS),
  to: dayBegins(zone, day),
});
