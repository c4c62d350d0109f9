import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test.each(["0", "9"])("repeat %j is read", (repeat) =>
  expect(readSettings(() => repeat)).toEqual({ repeat: Number(repeat) }),
);

test.each(["", "10", "-1", "1.5", "1e0", " 1", "x"])("repeat %j is refused", (repeat) =>
  expect(readSettings(() => repeat)).toBeUndefined(),
);
