export { bankDayFrom, CALENDAR_OF, isBankDayKnown } from "./bank-days.ts";
export { isPayoutDay, payoutDayAfter, type PayoutSchedule } from "./schedule.ts";
