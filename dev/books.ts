/**
 * `pnpm books`: proves the books through the control plane, prints what it checked, and exits with 1 where there is a
 * fault. WAYMARK_CONTROL is its origin, WAYMARK_KEY an operator's API key; without them, local development's.
 */
import { DEMO } from "./demo.ts";

const port = process.env["CONTROL_PORT"] ?? "8788";
const origin = process.env["WAYMARK_CONTROL"] ?? `http://localhost:${port}`;
const key = process.env["WAYMARK_KEY"] ?? DEMO.keys.operator;

interface Report {
  checked: Record<string, number>;
  faults: { code: string; subject: string; detail: string }[];
  next_cursor: string | null;
}

const checked: Record<string, number> = {};
let faults = 0;
let cursor: string | null = "";
while (cursor !== null) {
  const report: Report = await part(cursor);
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

async function part(from: string): Promise<Report> {
  const query = from === "" ? "" : `?cursor=${encodeURIComponent(from)}`;
  try {
    const response = await fetch(`${origin}/api/v1/ledger/books${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok) stop(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Report; // of our own API
  } catch (error) {
    return stop(`${origin} does not answer: ${String(error)}`);
  }
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
