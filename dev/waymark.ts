/**
 * `pnpm waymark clicks restore FILE`: takes the clicks of `click.unsent` log lines in again, through the control plane.
 * WAYMARK_CONTROL is its origin, WAYMARK_KEY an operator's API key. Sending a file twice changes nothing.
 */
import { readFile } from "node:fs/promises";
import { readUnsent } from "@waymark/click/unsent";
import { upload, UPLOAD_USAGE } from "./upload.ts";

const CLICKS_MAX = 500;

const [topic, verb, file] = process.argv.slice(2);
if (topic === "upload")
  process.exit(
    await upload(
      process.argv.slice(3),
      process.env["WAYMARK_CONTROL"] ?? "http://localhost:8788",
      process.env["WAYMARK_KEY"] ?? stop("Set WAYMARK_KEY to an API key of the advertiser's."),
    ),
  );
if (topic !== "clicks" || verb !== "restore" || file === undefined)
  stop(`Usage: pnpm waymark clicks restore FILE\n       ${UPLOAD_USAGE}`);
const origin = process.env["WAYMARK_CONTROL"] ?? "http://localhost:8788";
const key = process.env["WAYMARK_KEY"] ?? stop("Set WAYMARK_KEY to an operator's API key.");

const clicks = readUnsent(await readFile(file, "utf8"));
let stored = 0;
for (let i = 0; i < clicks.length; i += CLICKS_MAX) {
  const response = await fetch(`${origin}/api/v1/ops/clicks/restore`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ clicks: clicks.slice(i, i + CLICKS_MAX) }),
  });
  if (!response.ok) stop(`${response.status}: ${await response.text()} (${stored} of ${clicks.length} are stored)`);
  const answer = (await response.json()) as { stored: number; malformed: { reason: string }[] }; // of our own API
  stored += answer.stored;
  for (const { reason } of answer.malformed) console.error(`left out: ${reason}`);
}
console.log(`${stored} of ${clicks.length} clicks are stored.`);
process.exit(stored === clicks.length ? 0 : 1);

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
