import { writeFileSync } from "node:fs";
import examples from "../../apps/control/src/document/examples.generated.json" with { type: "json" };
import type { Operation } from "./openapi.ts";

/** A request as the document's examples keep it. */
export interface SentExample {
  path: Record<string, string>;
  query: Record<string, string>;
  body?: unknown;
}

const FILE = new URL("../../apps/control/src/document/examples.generated.json", import.meta.url).pathname;

/** `WAYMARK_EXAMPLES=write` records the requests and answers of this run as the document's examples. */
const isWriting = process.env["WAYMARK_EXAMPLES"] === "write";
const recorded: Record<string, SentExample & { answer?: unknown }> = {};

export const exampleOf = ({ operationId }: Operation): (SentExample & { answer?: unknown }) | undefined =>
  isWriting ? recorded[operationId] : (examples as typeof recorded)[operationId];

/** The parts of a request, by the operation's path. */
export function sentExample(operation: Operation, url: string, body: unknown): SentExample {
  const { pathname, searchParams } = new URL(url);
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const values = new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`).exec(pathname)?.slice(1) ?? [];
  const path = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(values[i] ?? "")]));
  return withoutSecrets({ path, query: Object.fromEntries(searchParams), ...(body !== undefined && { body }) });
}

export function recordExample({ operationId }: Operation, sent: SentExample, answer: unknown): void {
  if (isWriting)
    recorded[operationId] ??= { ...sent, ...(answer !== undefined && { answer: withoutSecrets(shortened(answer)) }) };
}

export function writeExamples(): void {
  if (!isWriting) return;
  const sorted = Object.fromEntries(Object.entries(recorded).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}

const LIST_ITEMS_MAX = 2;

/** A list with its first items. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LIST_ITEMS_MAX).map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]));
}

const SECRETS = new Set([
  "secret",
  "token",
  "totp_uri",
  "backup_codes",
  "password",
  "current_password",
  "new_password",
]);

/** A code of the second factor, from an app or from the list of backup codes. */
const ONE_TIME_CODE = /^(?:\d{6}|[a-z0-9]{5}-[a-z0-9]{5})$/i;

const withoutSecrets = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (name, part: unknown) => {
    if (name === "code" && typeof part === "string" && ONE_TIME_CODE.test(part)) return "123456";
    if (!SECRETS.has(name)) return part;
    return Array.isArray(part) ? ["an-example-code"] : typeof part === "string" ? "an example, not a secret" : part;
  }) as T; // texts stay texts

/** What every run has of its own is replaced: ids, times, numbered names. What is left is the same in each run. */
export const masked = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_name, part: unknown) =>
    typeof part === "string"
      ? part
          .replaceAll(/\b[0-9a-hjkmnp-tv-z]{40}\b/g, "click")
          .replaceAll(/\b([a-z]{2,4})_[0-9a-z_]+\b/g, "$1_id")
          .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time")
          .replaceAll(/\bWM[0-9A-Z]{32}\b/g, "message")
          .replaceAll(/\bclicks-\d-\d{6}\b/g, "archive")
          .replaceAll(/-\d+\b/g, "-n")
      : part,
  );
