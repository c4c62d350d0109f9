/**
 * The operator's commands, through the control plane: WAYMARK_CONTROL is its origin, WAYMARK_KEY an API key.
 *
 *     pnpm waymark clicks restore FILE    ingests the clicks of `click.unsent` log lines; repeating it changes nothing
 *     pnpm waymark archive list           the archived months
 *     pnpm waymark archive read ID        its rows as NDJSON
 *     pnpm waymark archive verify [ID]    verifies each object of an archive, or of all archives, against its manifest
 */
import { readFile } from "node:fs/promises";
import { ApiError, createClient } from "@waymark/client";
import { readUnsent } from "@waymark/contract/unsent";
import { upload, UPLOAD_USAGE } from "./upload.ts";

const CLICKS_MAX = 500;
const ARCHIVES_MAX = 500;

const COMMANDS: Record<string, (argument: string | undefined) => Promise<boolean>> = {
  "clicks restore": (file) => restoreClicks(file ?? usage()),
  "archive list": listAll,
  "archive read": (id) => readArchive(id ?? usage()),
  "archive verify": verifyArchives,
};

const [topic = "", verb = "", argument] = process.argv.slice(2);
const command = topic === "upload" ? undefined : (COMMANDS[`${topic} ${verb}`] ?? usage());
const api = createClient({
  origin: process.env["WAYMARK_CONTROL"] ?? "http://localhost:8788",
  key: process.env["WAYMARK_KEY"] ?? stop("Set WAYMARK_KEY to an API key."),
});
try {
  if (command === undefined) process.exit(await upload(api, process.argv.slice(3)));
  process.exit((await command(argument)) ? 0 : 1);
} catch (error) {
  stop(sentenceOf(error));
}

async function restoreClicks(file: string) {
  const clicks = readUnsent(await readFile(file, "utf8"));
  let stored = 0;
  for (let i = 0; i < clicks.length; i += CLICKS_MAX) {
    const answer = await api
      .call("restoreClicks", { body: { clicks: clicks.slice(i, i + CLICKS_MAX) } })
      .catch((error: unknown) => stop(`${sentenceOf(error)} (${stored} of ${clicks.length} are stored)`));
    stored += answer.stored;
    for (const { reason } of answer.malformed) console.error(`left out: ${reason}`);
  }
  console.log(`${stored} of ${clicks.length} clicks are stored.`);
  return stored === clicks.length;
}

function listArchives() {
  return api.all("listArchives", { query: { limit: ARCHIVES_MAX } });
}

async function listAll() {
  for await (const { id, status, rows, size_bytes } of listArchives())
    console.log(`${id.padEnd(24)} ${status.padEnd(10)} ${rows} rows, ${size_bytes} bytes`);
  return true;
}

async function readArchive(id: string) {
  for await (const row of api.all("readArchive", { path: { id } })) process.stdout.write(`${JSON.stringify(row)}\n`);
  return true;
}

/** Only complete archives: the others still have their table. */
async function verifyArchives(id: string | undefined) {
  const ids: string[] = id === undefined ? [] : [id];
  if (id === undefined) for await (const archive of listArchives()) if (archive.status === "done") ids.push(archive.id);
  let isSound = true;
  for (const one of ids) isSound = (await verifyArchive(one)) && isSound;
  return isSound;
}

async function verifyArchive(id: string) {
  const { rows, chunks } = await api.call("getArchive", { path: { id } });
  let sound = 0;
  for (const { number, object, rows: count } of chunks) {
    const { fault } = await api.call("checkArchiveChunk", { path: { id, number } });
    if (fault === null) sound += count;
    else console.error(`${object}: ${fault}`);
  }
  console.log(`${id}: ${sound} of ${rows} rows are correct.`);
  return sound === rows;
}

function usage(): never {
  stop(
    `Usage: pnpm waymark clicks restore FILE | archive list | archive read ID | archive verify [ID]\n       ${UPLOAD_USAGE}`,
  );
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const faults = error.errors.map(({ path, message }) => `\n  ${path}: ${message}`);
  return `${error.status} ${error.code}: ${error.message}${faults.join("")}`;
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
