/**
 * `pnpm networks [--from FILE]`: refreshes the list of hosting networks from its public address, or from a CSV that was
 * downloaded before. Nothing is written if a part of the list is not understood.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { networksFile, readNetworks } from "./network-list.ts";

const SOURCE = "https://raw.githubusercontent.com/brianhama/bad-asn-list/master/bad-asn-list.csv";
const PATH = new URL("../packages/network/src/check/hosting-networks.ts", import.meta.url).pathname;

const { from } = parseArgs({ options: { from: { type: "string" } } }).values;
const networks = readNetworks(from === undefined ? await download() : readFileSync(from, "utf8"));
const input = networksFile(networks, new Date().toISOString().slice(0, 10));
writeFileSync(PATH, execFileSync("oxfmt", ["--stdin-filepath", PATH], { input, encoding: "utf8" }));
console.log(`${networks.length} networks`);

async function download() {
  const answer = await fetch(SOURCE);
  if (!answer.ok) throw new Error(`${SOURCE} answers ${answer.status}`);
  return answer.text();
}
