export { learnCurves } from "./curves.ts";
export { FORECAST_DAYS_MAX, getForecast, type SeriesForecast } from "./daily.ts";
export { EXPECTED_DAYS_MAX, getExpectedMoney, type Expectation } from "./expected-money.ts";
export { keepExpected } from "./kept.ts";
