/**
 * `pnpm waymark upload FILE --offer OFFER`: uploads a file of orders, shows the change of money, and with --commit
 * applies it. Exits with 0 only if no row has an error.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";

export const UPLOAD_USAGE = `pnpm waymark upload FILE --offer OFFER [--complete] [--commit] [--delimiter comma|semicolon|tab]
    [--decimal point|comma|auto] [--dates dmy|mdy|auto] [--zone ZONE] [--status approved|pending|rejected]
    [--statuses WORD:STATUS,…] [--columns NAME:FIELD,…]`;

const PASSED_ON = ["delimiter", "decimal", "dates", "zone", "status", "statuses", "columns"] as const;
const POLL_MS = 300;
const BAR_WIDTH = 30;
const ERRORS_SHOWN = 20;

interface Money {
  amount_minor: number;
  currency: string;
}

/** The fields of the API's upload that are shown here. */
interface Upload {
  id: string;
  status: string;
  rows: number;
  fault: { row: number | null; sentence: string } | null;
  progress: { chunks_done: number; chunks: number };
  outcomes: Record<string, number>;
  open_rows: number;
  changed_rows: number;
  total: { webmasters: number; pending: Money; approved: Money }[];
  missing_total: { webmasters: number; rows: number; approved_rows: number; pending: Money; approved: Money }[];
}

interface Row {
  row: number;
  code: string | null;
  sentence: string;
}

/** Runs the command and returns the exit code: 0 success, 1 errors in the file or its rows, 2 the API failed. */
export async function upload(args: string[], origin: string, key: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      offer: { type: "string" },
      complete: { type: "boolean", default: false },
      commit: { type: "boolean", default: false },
      ...(Object.fromEntries(PASSED_ON.map((name) => [name, { type: "string" }])) as Record<
        (typeof PASSED_ON)[number],
        { type: "string" }
      >), // fromEntries forgets the names
    },
  });
  const [file] = positionals;
  if (file === undefined || values.offer === undefined) {
    console.error(`Usage: ${UPLOAD_USAGE}`);
    return 2;
  }
  const api = new Api(origin, key);
  const query = new URLSearchParams({
    offer_id: values.offer,
    name: basename(file),
    complete: String(values.complete),
  });
  for (const name of PASSED_ON) if (values[name] !== undefined) query.set(name, values[name]);
  try {
    const id = await handOver(api, `/uploads?${query.toString()}`, file);
    const shown = await standing(api, id, "validated", "failed", "committed");
    if (shown.fault !== null) {
      const where = shown.fault.row === null ? "" : ` (row ${shown.fault.row})`;
      console.error(`${id}: ${shown.fault.sentence}${where}`);
      return 1;
    }
    console.log(summary(shown));
    if (shown.status === "committed") {
      console.log(`${id} was applied before.`);
      return 0;
    }
    await tellErrors(api, shown);
    const hasErrors = (shown.outcomes["error"] ?? 0) > 0;
    if (!values.commit) {
      console.log(`Nothing is changed yet. To apply it: POST ${origin}/api/v1/uploads/${id}/commit`);
      return hasErrors ? 1 : 0;
    }
    await api.ask("POST", `/uploads/${id}/commit`);
    const done = await standing(api, id, "committed", "validated");
    if (done.status === "committed") console.log(`${id} is applied.`);
    else console.error(`${done.changed_rows} rows changed since they were shown; look at them and commit again.`);
    return hasErrors || done.status !== "committed" ? 1 : 0;
  } catch (error) {
    console.error(String(error instanceof Error ? error.message : error));
    return 2;
  }
}

/** The id of the upload, also if the same file was uploaded before: the first call shows it, a second call applies it. */
async function handOver(api: Api, path: string, file: string): Promise<string> {
  try {
    return (await api.ask<Upload>("POST", path, file)).id;
  } catch (error) {
    const earlier =
      error instanceof Refusal && error.problem.code === "same_file" && error.problem.errors?.[0]?.message;
    if (typeof earlier !== "string" || earlier === "") throw error;
    return earlier;
  }
}

/** A refusal by the API. */
class Refusal extends Error {
  readonly problem: { code?: string; errors?: { message: string }[] };

  constructor(status: number, text: string) {
    super(`${status}: ${text}`);
    this.problem = JSON.parse(text.startsWith("{") ? text : "{}") as Refusal["problem"]; // a problem document
  }
}

class Api {
  readonly #origin: string;
  readonly #key: string;

  constructor(origin: string, key: string) {
    this.#origin = origin;
    this.#key = key;
  }

  /** Calls the API; a file is streamed. Throws the API's refusal. */
  async ask<T>(method: string, path: string, file?: string): Promise<T> {
    const body = file === undefined ? undefined : Readable.toWeb(createReadStream(file));
    const response = await fetch(`${this.#origin}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(file !== undefined && { "content-type": "text/csv", "content-length": String((await stat(file)).size) }),
      },
      ...(body !== undefined && { body: body as unknown as BodyInit, duplex: "half" }), // Node's stream is the web's
    });
    if (!response.ok) throw new Refusal(response.status, await response.text());
    return (await response.json()) as T; // of our own API
  }
}

/** Waits for a status, with a progress bar on a terminal. */
async function standing(api: Api, id: string, ...statuses: string[]): Promise<Upload> {
  for (;;) {
    const upload = await api.ask<Upload>("GET", `/uploads/${id}`);
    const { chunks_done, chunks } = upload.progress;
    const isDone = statuses.includes(upload.status);
    if (process.stderr.isTTY) {
      const filled = isDone ? BAR_WIDTH : chunks === 0 ? 0 : Math.floor((chunks_done / chunks) * BAR_WIDTH);
      const bar = "█".repeat(filled).padEnd(BAR_WIDTH, "░");
      process.stderr.write(`\r${bar} ${upload.status.padEnd(11)} ${upload.rows} rows${isDone ? "\n" : ""}`);
    }
    if (isDone) return upload;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** “+412 approve, 37 reject; commissions: pending −182.40 EUR …”. */
function summary({ id, rows, outcomes, total, missing_total }: Upload): string {
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const money = total.map(
    ({ webmasters, pending, approved }) =>
      `commissions of ${webmasters} webmasters: pending ${signed(pending)}, approved ${signed(approved)}`,
  );
  const missing = missing_total.map(
    (part) =>
      `not in the file: ${part.rows} conversions of ${part.webmasters} webmasters: pending ${plain(part.pending)}, ` +
      `approved ${plain(part.approved)}; ${part.approved_rows} were approved before and stay so`,
  );
  return [`${id}: ${rows} rows: ${counts.join(", ")}`, ...money, ...missing].join("\n");
}

const signed = (money: Money): string => (money.amount_minor < 0 ? plain(money) : `+${plain(money)}`);

function plain({ amount_minor, currency }: Money): string {
  const places =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `${amount_minor < 0 ? "−" : ""}${(Math.abs(amount_minor) / 10 ** places).toFixed(places)} ${currency}`;
}

async function tellErrors(api: Api, { id, outcomes }: Upload) {
  const count = outcomes["error"] ?? 0;
  if (count === 0) return;
  const { data } = await api.ask<{ data: Row[] }>("GET", `/uploads/${id}/rows?outcome=error&limit=${ERRORS_SHOWN}`);
  for (const { row, code, sentence } of data) console.error(`row ${row}: ${code}: ${sentence}`);
  if (count > data.length) console.error(`… and ${count - data.length} more`);
}
