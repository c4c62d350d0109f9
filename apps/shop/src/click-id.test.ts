import { expect, test } from "vitest";
import { readClickId } from "./click-id.ts";

const ID = "04hjw9bzs0".repeat(4);

test("a click_ID is believed", () => expect(readClickId(ID)).toBe(ID));

test.each([
  undefined,
  "",
  ID.slice(1),
  `${ID}0`,
  `${ID}\n`,
  ID.toUpperCase(),
  `${ID.slice(1)}"`,
  `<${ID.slice(1)}`,
  `${ID.slice(1)}é`,
])("%j is none", (text) => expect(readClickId(text)).toBeUndefined());
