import { encodeBase32 } from "./base32.ts";
import type { AnonymousClick, ClickEvent } from "./click-event.ts";
import type { ClickKeys } from "./click-id.ts";
import { hmacOf, type HmacKey } from "./hmac.ts";
import { isRecord, parseJson } from "./json.ts";

/**
 * The log line of a click that nothing stored, without its address hash, since logs are kept. Its `mac` proves that an edge of this network wrote it: a log also holds
 * what visitors sent.
 */
export function unsentLine({ current, keys }: ClickKeys, unsent: ClickEvent | AnonymousClick): string {
  const { address: _, ...click }: Partial<ClickEvent> = unsent;
  const key = keys.get(current);
  return JSON.stringify({ event: "click.unsent", click: { ...click, ...(key && { mac: macOf(key, click) }) } });
}

/** The click of such a line, without its `mac`; undefined if no key of this network signed it. */
export function verifyUnsent(
  { keys }: ClickKeys,
  { mac, ...click }: Record<string, unknown>,
): Record<string, unknown> | undefined {
  return [...keys.values()].some((key) => isSame(mac, macOf(key, click))) ? click : undefined;
}

const MAC_BYTES = 15;

/** By name, because log services order keys. A click is flat. It can't be mistaken for a click_ID, which has a version. */
const macOf = (key: HmacKey, click: object) =>
  encodeBase32(
    hmacOf(key, new TextEncoder().encode(JSON.stringify(click, Object.keys(click).sort()))).subarray(0, MAC_BYTES),
  );

/** In constant time. */
function isSame(given: unknown, mac: string) {
  if (typeof given !== "string" || given.length !== mac.length) return false;
  let difference = 0;
  for (let i = 0; i < mac.length; i++) difference |= given.charCodeAt(i) ^ mac.charCodeAt(i);
  return difference === 0;
}

/** The clicks of `click.unsent` lines in a log of any form: JSON lines, `wrangler tail`, text with JSON in it. */
export function readUnsent(log: string): Record<string, unknown>[] {
  return log.split("\n").flatMap((line) => {
    const start = line.indexOf("{");
    return line.includes("click.unsent") && start !== -1 ? clicksIn(parseJson(line.slice(start))) : [];
  });
}

/**
 * Clicks at any depth: log services wrap a Worker's output as an object or as text. They also add the request, whose
 * headers may contain any text, including a line like ours.
 */
function clicksIn(value: unknown): Record<string, unknown>[] {
  if (typeof value === "string") return value.includes("click.unsent") ? clicksIn(parseJson(value)) : [];
  if (Array.isArray(value)) return value.flatMap(clicksIn);
  if (!isRecord(value)) return [];
  return value["event"] === "click.unsent" && isRecord(value["click"])
    ? [value["click"]]
    : Object.entries(value).flatMap(([name, inner]) => (/^request$/i.test(name) ? [] : clicksIn(inner)));
}
