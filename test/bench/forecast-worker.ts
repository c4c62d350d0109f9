/** Makes forecasts of 365 days of history with their back-tests: `/?times=…`. Timed from outside: a Worker's clock stands still. */
import { forecastDaily } from "@waymark/forecast/daily";
import { drawPoisson, seededDraw } from "@waymark/forecast/testing";

const draw = seededDraw(1);
const history = Array.from({ length: 365 }, (_, day) => drawPoisson(draw, day % 7 < 5 ? 40 : 25));

export default {
  fetch(request) {
    const query = new URL(request.url).searchParams;
    let sum = 0;
    for (let left = Number(query.get("times")); left > 0; left--) {
      const forecast = forecastDaily({ history, events: 1_000, horizonDays: Number(query.get("days")) });
      if (forecast.kind === "forecast") sum += forecast.sum.value;
    }
    return new Response(String(sum));
  },
} satisfies ExportedHandler;
