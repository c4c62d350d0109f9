import { DAY_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClickDb } from "./index.ts";
import { openShards, type ShardEra } from "./shards.ts";

/** Databases of which only the identity matters. */
const databasesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ i }) as unknown as ClickDb); // never read

const DATABASES = databasesOf(3);
const [NOVEMBER, FEBRUARY] = [Date.UTC(2026, 10, 1), Date.UTC(2027, 1, 1)];

const shardAt = (eras: readonly ShardEra[], clickedAt: number, bucket: number) =>
  DATABASES.indexOf(openShards(DATABASES, eras).shardOf({ clickedAt, bucket }));

describe("a map that does not match its databases stops the Worker", () => {
  test.each([
    ["is empty", []],
    [
      "is out of order",
      [
        { since: "2027-02-01", shards: 1 },
        { since: "2026-11-01", shards: 2 },
      ],
    ],
    [
      "names a day twice",
      [
        { since: "2026-11-01", shards: 1 },
        { since: "2026-11-01", shards: 2 },
      ],
    ],
    ["names no shard", [{ since: "2026-11-01", shards: 0 }]],
    ["names fewer than none", [{ since: "2026-11-01", shards: -1 }]],
    ["names half a shard", [{ since: "2026-11-01", shards: 1.5 }]],
    ["names no number", [{ since: "2026-11-01", shards: NaN }]],
    ["names more shards than there are", [{ since: "2026-11-01", shards: 4 }]],
    [
      "names more in a later era",
      [
        { since: "2026-11-01", shards: 1 },
        { since: "2027-02-01", shards: 4 },
      ],
    ],
    ["has a date that is none", [{ since: "soon", shards: 1 }]],
    ["has a time besides the date", [{ since: "2026-11-01T12:00:00Z", shards: 1 }]],
    [
      "has a later date that is none",
      [
        { since: "2026-11-01", shards: 1 },
        { since: "2027-13-01", shards: 2 },
      ],
    ],
  ])("that %s", (_, eras) => {
    expect(() => openShards(DATABASES, eras)).toThrow("CLICK_SHARDS does not fit the click databases");
  });
});

describe("a click's shard", () => {
  const eras = [
    { since: "2026-11-01", shards: 1 },
    { since: "2027-02-01", shards: 3 },
  ];

  test.each([
    ["before the first era", NOVEMBER - 1, 255, 0],
    ["at the midnight of the first", NOVEMBER, 255, 0],
    ["on the last millisecond of the first", FEBRUARY - 1, 2, 0],
    ["at the midnight of the second", FEBRUARY, 0, 0],
    ["at the midnight of the second", FEBRUARY, 1, 1],
    ["at the midnight of the second", FEBRUARY, 2, 2],
    ["at the midnight of the second", FEBRUARY, 3, 0],
    ["long after", FEBRUARY + 10_000 * DAY_MS, 254, 2],
  ])("%s (%i), of bucket %i, is %i", (_, clickedAt, bucket, shard) => {
    expect(shardAt(eras, clickedAt, bucket)).toBe(shard);
  });

  test("stays the same when an era is added in the future", () => {
    const days = fc
      .uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 4 })
      .map((list) => list.toSorted((a, b) => a - b));
    const maps = days.chain((list) =>
      fc.tuple(...list.map((day) => fc.integer({ min: 1, max: 3 }).map((shards) => ({ day, shards })))),
    );
    fc.assert(
      fc.property(
        maps,
        fc.record({ afterDays: fc.integer({ min: 1, max: 100 }), shards: fc.integer({ min: 1, max: 3 }) }),
        fc.nat(1_200 * DAY_MS),
        fc.nat(255),
        (map, { afterDays, shards }, sinceMs, bucket) => {
          const dated = (day: number) => new Date(NOVEMBER + day * DAY_MS).toISOString().slice(0, 10);
          const before = map.map(({ day, shards: count }) => ({ since: dated(day), shards: count }));
          const addedDay = (map.at(-1)?.day ?? 0) + afterDays;
          const clickedAt = NOVEMBER + Math.min(sinceMs, addedDay * DAY_MS - 1);
          const after = [...before, { since: dated(addedDay), shards }];
          expect(shardAt(after, clickedAt, bucket)).toBe(shardAt(before, clickedAt, bucket));
        },
      ),
    );
  });

  test("is one of its era's shards, evenly distributed", () => {
    const counts = [0, 0, 0];
    for (let bucket = 0; bucket < 255; bucket++) {
      const shard = shardAt(eras, FEBRUARY, bucket);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(counts).toEqual([85, 85, 85]);
  });

  test("is among all shards, so that counts of all of them add up", () => {
    expect(openShards(DATABASES, eras).all).toBe(DATABASES);
  });
});
