export { learnCurves } from "./curves.ts";
export { EXPECTED_DAYS_MAX, getExpectedMoney, type Expectation } from "./expected-money.ts";
export { keepExpected } from "./kept.ts";
