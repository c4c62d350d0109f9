/**
 * The operator's commands, through the control plane: WAYMARK_CONTROL is its origin, WAYMARK_KEY an operator's API key.
 *
 *     pnpm waymark clicks restore FILE    takes the clicks of `click.unsent` log lines in again; twice changes nothing
 *     pnpm waymark archive list           what has left the databases
 *     pnpm waymark archive read ID        its rows as NDJSON
 *     pnpm waymark archive verify [ID]    holds each object of an archive, or of all of them, against its manifest
 */
import { readFile } from "node:fs/promises";
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
if (topic === "upload")
  process.exit(
    await upload(
      process.argv.slice(3),
      process.env["WAYMARK_CONTROL"] ?? "http://localhost:8788",
      process.env["WAYMARK_KEY"] ?? stop("Set WAYMARK_KEY to an API key of the advertiser's."),
    ),
  );
const command = COMMANDS[`${topic} ${verb}`] ?? usage();
const origin = process.env["WAYMARK_CONTROL"] ?? "http://localhost:8788";
const key = process.env["WAYMARK_KEY"] ?? stop("Set WAYMARK_KEY to an operator's API key.");
process.exit((await command(argument)) ? 0 : 1);

async function restoreClicks(file: string) {
  const clicks = readUnsent(await readFile(file, "utf8"));
  let stored = 0;
  for (let i = 0; i < clicks.length; i += CLICKS_MAX) {
    const answer = await call<{ stored: number; malformed: { reason: string }[] }>(
      "/clicks/restore",
      { clicks: clicks.slice(i, i + CLICKS_MAX) },
      ` (${stored} of ${clicks.length} are stored)`,
    );
    stored += answer.stored;
    for (const { reason } of answer.malformed) console.error(`left out: ${reason}`);
  }
  console.log(`${stored} of ${clicks.length} clicks are stored.`);
  return stored === clicks.length;
}

interface Archive {
  id: string;
  status: string;
  rows: number;
  bytes: number;
}

interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

async function listAll() {
  for await (const { id, status, rows, bytes } of pages<Archive>(`/archives?limit=${ARCHIVES_MAX}`))
    console.log(`${id.padEnd(24)} ${status.padEnd(10)} ${rows} rows, ${bytes} bytes`);
  return true;
}

async function readArchive(id: string) {
  for await (const row of pages<object>(`/archives/${encodeURIComponent(id)}/rows`))
    process.stdout.write(`${JSON.stringify(row)}\n`);
  return true;
}

/** Only those that are whole: of one that is not done, the table is still there. */
async function verifyArchives(id: string | undefined) {
  const ids: string[] = id === undefined ? [] : [id];
  if (id === undefined)
    for await (const archive of pages<Archive>(`/archives?limit=${ARCHIVES_MAX}`))
      if (archive.status === "done") ids.push(archive.id);
  let isSound = true;
  for (const one of ids) isSound = (await verifyArchive(one)) && isSound;
  return isSound;
}

async function verifyArchive(id: string) {
  const path = `/archives/${encodeURIComponent(id)}`;
  const { rows, chunks } = await call<{ rows: number; chunks: { number: number; object: string; rows: number }[] }>(
    path,
  );
  let sound = 0;
  for (const { number, object, rows: count } of chunks) {
    const { fault } = await call<{ fault: string | null }>(`${path}/chunks/${number}`);
    if (fault === null) sound += count;
    else console.error(`${object}: ${fault}`);
  }
  console.log(`${id}: ${sound} of ${rows} rows are sound.`);
  return sound === rows;
}

/** The items of all pages. */
async function* pages<T>(path: string): AsyncGenerator<T> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const mark: string = path.includes("?") ? "&" : "?";
    const page: Page<T> = await call(cursor === "" ? path : `${path}${mark}cursor=${encodeURIComponent(cursor)}`);
    yield* page.data;
    cursor = page.next_cursor;
  }
}

async function call<T>(path: string, body?: unknown, soFar = ""): Promise<T> {
  const response = await fetch(`${origin}/api/v1/ops${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) stop(`${response.status}: ${await response.text()}${soFar}`);
  return (await response.json()) as T; // of our own API
}

function usage(): never {
  stop(
    `Usage: pnpm waymark clicks restore FILE | archive list | archive read ID | archive verify [ID]\n       ${UPLOAD_USAGE}`,
  );
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
