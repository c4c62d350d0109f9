import { expect, test } from "vitest";
import { networksFile, readNetworks } from "./network-list.ts";

const line = (asn: number) => `${asn},"Some, Inc."`;
const many = Array.from({ length: 600 }, (_, i) => line(70_000 - i));
const csv = (...lines: string[]) => ["ASN,Entity", ...many, ...lines, ""].join("\n");

test("reads the numbers of a list, quoted or not, sorted and each once", () => {
  const networks = readNetworks(csv(`"16509",AMAZON-02`, line(16509), "14061", `4294967295,"a ""quoted"" name"`));
  expect(networks.slice(0, 3)).toEqual([14061, 16509, 69_401]);
  expect(networks.at(-1)).toBe(4_294_967_295);
  expect(networks).toHaveLength(603);
});

test("reads lines of any system", () =>
  expect(readNetworks(csv().replaceAll("\n", "\r\n"))).toEqual(readNetworks(csv())));

test.each([
  ["another table", csv().replace("ASN,Entity", "Entity,ASN"), "the first line is not ASN,Entity"],
  ["a page that says no", "<!doctype html>", "the first line is not ASN,Entity"],
  ["a name without a number", csv("Amazon,16509"), "line 602 does not begin with a network's number"],
  ["a number that is too large", csv("4294967296,x"), "line 602 does not begin"],
  ["network 0", csv("0,x"), "line 602 does not begin"],
  ["a broken quote", csv(`"16509,x`), "line 602 does not begin"],
  ["a list that was cut off", `ASN,Entity\n${line(16509)}`, "only 1 networks"],
])("refuses %s", (_, text, reason) => expect(() => readNetworks(text)).toThrow(reason));

test("names source, license and day in the file", () =>
  expect(networksFile([16509, 24940], "2026-11-29")).toMatch(
    /as of 2026-11-29[\s\S]+bad-asn-list, MIT license[\s\S]+\n {2}16509, 24940,\n\];\n$/,
  ));
