import fc from "fast-check";
import { expect, test } from "vitest";
import { hasKey, KeyTable } from "./keys.ts";

test("a table tells which row named a key before, as a Map does, however often it has grown", () =>
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 500 }), (keys) => {
      const table = new KeyTable(4);
      const map = new Map<string, number>();
      for (const [i, key] of keys.entries()) {
        expect(table.put(key, i + 1)).toBe(map.get(key) ?? 0);
        map.set(key, i + 1);
      }
      const hashes = new Uint32Array(table.toBytes().buffer);
      for (const key of keys) expect(hasKey(hashes, key)).toBe(true);
      for (const key of ["not there", "nor this"]) expect(hasKey(hashes, key)).toBe(false);
    }),
  ));

test("no two of 300,000 order numbers share a hash", () => {
  const table = new KeyTable();
  for (let i = 1; i <= 300_000; i++) expect(table.put(`order\nsale\n${i}`, i)).toBe(0);
});

test("what is only noted is known, and takes no row's place", () => {
  const keys = new KeyTable(2);
  keys.note("a");
  expect(keys.put("a", 1)).toBe(0);
  keys.note("a");
  for (let row = 2; row < 2_000; row++) {
    keys.note(`noted ${row}`);
    expect(keys.put(`row ${row}`, row)).toBe(0);
  }
  expect(keys.put("a", 2_000), "through every growth").toBe(1);
  const hashes = new Uint32Array(keys.toBytes().buffer);
  for (let row = 2; row < 2_000; row++)
    expect([hasKey(hashes, `noted ${row}`), hasKey(hashes, `row ${row}`), hasKey(hashes, `none ${row}`)]).toEqual([
      true,
      true,
      false,
    ]);
});
