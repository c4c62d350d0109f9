export { bankDayFrom, CALENDAR_OF } from "./bank-days.ts";
export { payoutDayAfter, type PayoutSchedule } from "./schedule.ts";
