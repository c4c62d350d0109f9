import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOf, hasKey, KeyTable, type HashKey } from "./keys.ts";

const randomHashKey = (): HashKey =>
  [Math.random() * 2 ** 32, Math.random() * 2 ** 32].map(Math.floor) as [number, number]; // two go in

test("a table finds the first row of a key, like a Map, after any number of resizes", () =>
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 500 }), (keys) => {
      const table = new KeyTable(randomHashKey(), 4);
      const map = new Map<string, number>();
      for (const [i, key] of keys.entries()) {
        if (!map.has(key)) map.set(key, i + 1);
        expect(table.firstOf(key, i + 1)).toBe(map.get(key));
      }
      const stored = new Uint32Array(table.toBytes().buffer);
      for (const key of keys) expect(hasKey(stored, key)).toBe(true);
      for (const key of ["not there", "nor this"]) expect(hasKey(stored, key)).toBe(false);
    }),
  ));

test("no two of 300,000 order numbers share a hash", () => {
  const table = new KeyTable(randomHashKey());
  let met = 0;
  for (let i = 1; i <= 300_000; i++) if (table.firstOf(`order\nsale\n${i}`, i) !== i) met++;
  expect(met).toBe(0);
});

test("a noted key is known, and replaces no row", () => {
  const keys = new KeyTable(randomHashKey(), 2);
  keys.note("a");
  expect(keys.firstOf("a", 1)).toBe(1);
  keys.note("a");
  for (let row = 2; row < 2_000; row++) {
    keys.note(`noted ${row}`);
    expect(keys.firstOf(`row ${row}`, row)).toBe(row);
  }
  expect(keys.firstOf("a", 2_000), "through every growth").toBe(1);
  const stored = new Uint32Array(keys.toBytes().buffer);
  for (let row = 2; row < 2_000; row++)
    expect([hasKey(stored, `noted ${row}`), hasKey(stored, `row ${row}`), hasKey(stored, `none ${row}`)]).toEqual([
      true,
      true,
      false,
    ]);
});

test.each([
  [0, "218d1f59b9b83cc8"],
  [2, "064f39ef7c50eb57"],
  [4, "d5e78a175be52ea1"],
])("the hash of %i bytes is HalfSipHash-2-4, as its authors publish it", (length, expected) => {
  const text = Buffer.from(Array.from({ length }, (_, i) => i)).toString("utf16le");
  const bytes = Buffer.alloc(8);
  for (const [i, word] of hashOf(text, [0x03020100, 0x07060504]).entries()) bytes.writeUInt32LE(word, i * 4);
  expect(bytes.toString("hex")).toBe(expected);
});

test("order ids chosen to collide are spread normally by another hash key", () => {
  const slotOf = (id: string, key: HashKey) => hashOf(`order\nsale\n${id}`, key)[1] % 1_024;
  const [known, secret] = [randomHashKey(), randomHashKey()];
  const chosen: string[] = [];
  for (let i = 0; chosen.length < 500; i++) if (slotOf(`A-${i}`, known) === 0) chosen.push(`A-${i}`);
  expect(new Set(chosen.map((id) => slotOf(id, known))).size).toBe(1);
  // Of 500 random ids in 1,024 slots about 396 are alone or first in theirs.
  expect(new Set(chosen.map((id) => slotOf(id, secret))).size).toBeGreaterThan(350);
});
