export { bankDayFrom, CALENDAR_OF } from "./bank-days.ts";
export { isPayoutDay, payoutDayAfter, type PayoutSchedule } from "./schedule.ts";
