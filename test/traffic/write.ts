/**
 * Writes simulated traffic and its truth as two NDJSON files:
 * `pnpm simulate --seed 7 --days 14 --intensity 1 --events events.ndjson --labels labels.ndjson`
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "14" },
    intensity: { type: "string", default: "1" },
    events: { type: "string", default: "events.ndjson" },
    labels: { type: "string", default: "labels.ndjson" },
  },
});
const [seed, days, intensity] = [values.seed, values.days, values.intensity].map(Number);
if (seed === undefined || days === undefined || intensity === undefined || !(days > 0) || !(intensity >= 0)) {
  console.error("--seed, --days and --intensity are numbers; days are above 0, the intensity is not below 0.");
  process.exit(2);
}
const { events, labels } = simulate({ seed, days, intensity });
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
writeFileSync(values.events, lines(events));
writeFileSync(values.labels, lines(labels));
console.log(`${events.length} events in ${values.events}, ${labels.length} labels in ${values.labels}`);
