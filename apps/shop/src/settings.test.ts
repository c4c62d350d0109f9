import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const read = (texts: Record<string, string>) => {
  const all: Record<string, string> = { repeat: "0", ...texts };
  return readSettings((name) => all[name] ?? "");
};

test.each(["0", "9"])("repeat %j is read", (repeat) =>
  expect(read({ repeat })).toEqual({ repeat: Number(repeat), lateSeconds: 0, answers: "none", isShuffled: false }),
);

test.each(["", "10", "-1", "1.5", "1e0", " 1", "x"])("repeat %j is refused", (repeat) =>
  expect(read({ repeat })).toBeUndefined(),
);

test("late, unsure and out of order are read", () => {
  expect(read({ lateSeconds: "86400", answers: "change_mind", isShuffled: "true" })).toEqual({
    ...{ repeat: 0, lateSeconds: 86_400, answers: "change_mind", isShuffled: true },
  });
});

test.each([{ lateSeconds: "86401" }, { lateSeconds: "-1" }, { answers: "maybe" }, { isShuffled: "yes" }])(
  "%j is refused",
  (texts) => expect(read(texts)).toBeUndefined(),
);
