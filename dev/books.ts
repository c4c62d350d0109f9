/**
 * `pnpm books`: checks the books through the control plane, prints what it checked, and exits with 1 if there is a
 * fault. WAYMARK_CONTROL is its origin, WAYMARK_KEY an operator's API key; without them, local development's.
 */
import { createClient } from "@waymark/client";
import { DEMO } from "./demo.ts";

const port = process.env["CONTROL_PORT"] ?? "8788";
const origin = process.env["WAYMARK_CONTROL"] ?? `http://localhost:${port}`;
const key = process.env["WAYMARK_KEY"] ?? DEMO.keys.operator;

const api = createClient({ origin, key });
const checked: Record<string, number> = {};
let faults = 0;
for (let cursor: string | null | undefined; cursor !== null;) {
  const report = await api
    .call("checkBooks", { query: { cursor } })
    .catch((error: unknown) => stop(error instanceof Error ? error.message : String(error)));
  for (const [what, count] of Object.entries(report.checked)) checked[what] = (checked[what] ?? 0) + count;
  for (const { code, subject, detail } of report.faults) console.error(`${code}: ${subject}: ${detail}`);
  faults += report.faults.length;
  cursor = report.next_cursor;
}
console.log(`Checked ${Object.entries(checked)
  .map(([what, count]) => `${count} ${what}`)
  .join(", ")}: every transfer has its cause,
every conversion its transfers, running balances equal sums, nothing is owed twice: ${faults === 0 ? "all true" : `${faults} faults`}.`);
process.exit(faults === 0 ? 0 : 1);

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
