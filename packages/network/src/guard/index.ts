export { isSamePerson, personOf, requireSecondPerson } from "./person.ts";
export {
  alreadyAnswered,
  answerRequest,
  findWaiting,
  getMoneyRequest,
  listMoneyRequests,
  type MoneyRequest,
} from "./requests.ts";
export { changeGuard, confirmLimits, getGuard, type GuardSettings } from "./settings.ts";
export { countAlone, moneyText, requireMoneyScope, writeGuarded, type Confirmation, type MoneyMove } from "./write.ts";
export { vouchForOperator } from "./vouch.ts";
export { LIMITED_ACTS } from "./limits.ts";
