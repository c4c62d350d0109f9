/**
 * `pnpm waymark upload FILE --offer OFFER`: uploads a file of orders, shows the change of money, and with --commit
 * applies it. Exits with 0 only if no row has an error.
 */
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { ApiError, type Client, type Money, type Operations, type Upload } from "@waymark/client";
import { MINUTE_MS } from "@waymark/contract/duration";
import { writeDecimal } from "@waymark/network/money";

export const UPLOAD_USAGE = `pnpm waymark upload FILE --offer OFFER [--complete] [--commit] [--delimiter comma|semicolon|tab]
    [--decimal-separator point|comma|auto] [--dates dmy|mdy|auto] [--zone ZONE] [--status approved|pending|rejected]
    [--statuses WORD:STATUS,…] [--columns NAME:FIELD,…]`;

const PASSED_ON = ["delimiter", "decimal-separator", "dates", "zone", "status", "statuses", "columns"] as const;
const UPLOAD_TIMEOUT_MS = 10 * MINUTE_MS;
const POLL_MS = 300;
const BAR_WIDTH = 30;
const ERRORS_SHOWN = 20;

type Query = Operations["createUpload"]["input"]["query"];

/** Runs the command and returns the exit code: 0 success, 1 errors in the file or its rows, 2 the API refused the file or failed. */
export async function upload(api: Client, args: string[]): Promise<number> {
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
  const query = {
    offer_id: values.offer,
    name: basename(file),
    is_complete: values.complete ? "true" : "false",
  } as Query;
  // The API refuses a word that it does not know.
  for (const name of PASSED_ON)
    if (values[name] !== undefined) Object.assign(query, { [name.replace("-", "_")]: values[name] });
  const id = await sendFile(api, query, file);
  const validated = await waitFor(api, id, "validated", "failed", "committed");
  if (validated.fault !== null && validated.fault !== undefined) {
    const where = validated.fault.row === null ? "" : ` (row ${validated.fault.row})`;
    console.error(`${id}: ${validated.fault.sentence}${where}`);
    return 1;
  }
  console.log(summary(validated));
  if (validated.status === "committed") {
    console.log(`${id} was applied before.`);
    return 0;
  }
  await printErrors(api, validated);
  const hasErrors = (validated.outcomes?.["error"] ?? 0) > 0;
  if (!values.commit) {
    console.log(`Nothing is changed yet. To apply it, run this again with --commit.`);
    return hasErrors ? 1 : 0;
  }
  await api.call("commitUpload", { path: { id } });
  const done = await waitFor(api, id, "committed", "validated");
  if (done.status === "committed") console.log(`${id} is applied.`);
  else console.error(`${done.changed_rows} rows changed since they were shown; check them and commit again.`);
  return hasErrors || done.status !== "committed" ? 1 : 0;
}

/**
 * The id of the upload, also if the same file was uploaded before: the first call shows it, a second call applies it.
 */
async function sendFile(api: Client, query: Query, file: string): Promise<string> {
  const body = { content: await openAsBlob(file), type: "text/csv" };
  try {
    return (await api.call("createUpload", { query, body }, { timeoutMs: UPLOAD_TIMEOUT_MS })).id;
  } catch (error) {
    const earlier = error instanceof ApiError && error.code === "same_file" ? error.errors[0]?.message : undefined;
    if (earlier === undefined) throw error;
    return earlier;
  }
}

/** Waits for a status, with a progress bar on a terminal. */
async function waitFor(api: Client, id: string, ...statuses: string[]): Promise<Upload> {
  for (;;) {
    const upload = await api.call("getUpload", { path: { id } });
    const { chunks_done, chunks } = upload.progress ?? { chunks_done: 0, chunks: 0 };
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
function summary({ id, rows, outcomes = {}, total, missing_total = [] }: Upload): string {
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

const plain = ({ amount_minor, currency }: Money): string =>
  `${writeDecimal({ amountMinor: amount_minor, currency }).replace("-", "−")} ${currency}`;

async function printErrors(api: Client, { id, outcomes = {} }: Upload) {
  const count = outcomes["error"] ?? 0;
  if (count === 0) return;
  const { data } = await api.call("listUploadRows", {
    path: { id },
    query: { outcome: "error", limit: ERRORS_SHOWN },
  });
  for (const { row, outcome_code, outcome_sentence } of data)
    console.error(`row ${row}: ${outcome_code}: ${outcome_sentence}`);
  if (count > data.length) console.error(`… and ${count - data.length} more`);
}
