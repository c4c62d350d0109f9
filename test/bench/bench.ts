/**
 * `pnpm bench [name] [--json] [--full] [--file F] [--series F] [--events F --labels F --calibrate F]`: measures, prints, and fails if a figure does not hold its bound.
 */
import { parseArgs } from "node:util";
import { benchAgents } from "./agents.ts";
import type { Figure } from "./figure.ts";
import { benchApi } from "./api.ts";
import { benchCabinet } from "./cabinet.ts";
import { benchForecast } from "./forecast.ts";
import { benchIngest } from "./ingest.ts";
import { benchPayout } from "./payout.ts";
import { benchPostbackEdge } from "./postback.ts";
import { benchPostbackConsumer } from "./postback-consumer.ts";
import { benchQuality } from "./quality.ts";
import { benchRedirect } from "./redirect.ts";
import { benchStats } from "./stats.ts";
import { benchUpload } from "./upload.ts";

interface Options {
  full: boolean;
  file?: string | undefined;
  series?: string | undefined;
  events?: string | undefined;
  labels?: string | undefined;
  calibrate?: string | undefined;
}

const BENCHES: Record<string, (options: Options) => Promise<Figure[]>> = {
  agents: benchAgents,
  api: benchApi,
  cabinet: benchCabinet,
  forecast: benchForecast,
  ingest: benchIngest,
  payout: benchPayout,
  postback: async () => [...(await benchPostbackEdge()), ...(await benchPostbackConsumer())],
  quality: benchQuality,
  redirect: benchRedirect,
  stats: benchStats,
  upload: benchUpload,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    full: { type: "boolean", default: false },
    file: { type: "string" },
    series: { type: "string" },
    events: { type: "string" },
    labels: { type: "string" },
    calibrate: { type: "string" },
  },
});
/** `agents` measures a given file; without one it has nothing to do. */
const all = Object.keys(BENCHES).filter((name) => name !== "agents" || values.file !== undefined);
const names = positionals.length > 0 ? positionals : all;
let allHold = true;
for (const name of names) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    console.error(`There is no bench ${name}; there are ${Object.keys(BENCHES).join(", ")}.`);
    process.exit(2);
  }
  for (const figure of await bench(values)) {
    allHold &&= figure.holds;
    console.log(values.json === true ? JSON.stringify(figure) : line(figure));
  }
}
process.exit(allHold ? 0 : 1);

function line({ figure, value, unit, bound, holds }: Figure) {
  const mark = holds ? " " : "✗";
  return `${mark} ${figure.padEnd(48)} ${String(value).padStart(10)} ${unit}${bound === null ? "" : `  (${bound})`}`;
}
