/**
 * What a browser loads of the cabinet, gzipped: fails if a part is larger than its budget. The entry counts with all
 * that it imports at once, a page with all that it adds to the frame.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildCabinet } from "./cabinet.ts";

const KB = 1_000;
const BUDGETS = { entry: 200 * KB, css: 28 * KB, page: 70 * KB, charts: 135 * KB };

/** Vite's manifest, by source file or chunk. */
type Manifest = Record<string, { file: string; isDynamicEntry?: boolean; imports?: string[]; css?: string[] }>;

const folder = await buildCabinet();
const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, "utf8")) as Manifest; // as Vite writes it

const sizes = new Map<string, number>();
function sizeOf(file: string): number {
  const known = sizes.get(file) ?? gzipSync(readFileSync(`${folder}/${file}`)).byteLength;
  sizes.set(file, known);
  return known;
}

/** The files that load with a chunk: its own, and those that it imports statically. */
function filesWith(key: string, found = { js: new Set<string>(), css: new Set<string>() }) {
  const { file, imports = [], css = [] } = manifest[key] ?? { file: "" };
  if (file === "" || found.js.has(file)) return found;
  found.js.add(file);
  css.forEach((one) => found.css.add(one));
  imports.forEach((one) => filesWith(one, found));
  return found;
}

const total = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + sizeOf(file), 0);

const entry = filesWith("index.html");
/** What every page of a signed-in person has: the frame loads its menu right after itself. */
const frame = filesWith("src/shell/person-menu.tsx", filesWith("index.html"));
const parts = [
  { name: "entry", bytes: total(entry.js), budget: BUDGETS.entry },
  { name: "first load: entry and menu", bytes: total(frame.js), budget: BUDGETS.entry },
  { name: "entry, CSS", bytes: total(entry.css), budget: BUDGETS.css },
];
for (const [key, { isDynamicEntry = false }] of Object.entries(manifest)) {
  if (!isDynamicEntry || !/\.tsx?$/.test(key)) continue;
  const added = [...filesWith(key).js].filter((file) => !frame.js.has(file));
  const budget = key.includes("/charts/") ? BUDGETS.charts : BUDGETS.page;
  parts.push({ name: key.replace(/^src\//, ""), bytes: total(added), budget });
}

for (const { name, bytes, budget } of parts.toSorted((a, b) => b.bytes / b.budget - a.bytes / a.budget))
  console.log(`${(bytes / KB).toFixed(1).padStart(6)} of ${String(budget / KB).padStart(3)} kB  ${name}`);
const large = parts.filter(({ bytes, budget }) => bytes > budget);
if (large.length > 0) {
  console.error(`Too large: ${large.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
