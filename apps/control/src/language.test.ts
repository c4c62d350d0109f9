import { expect, test } from "vitest";
import { languageOf } from "./language.ts";

test.each([
  ["ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"],
  ["en-GB", "en"],
  ["de, en;q=0.5, ru;q=0.6", "ru"],
  ["RU;q=0.1", "ru"],
  ["ru;q=0, en;q=0.1", "en"],
  ["de", null],
  ["*", null],
  ["ru;q=x", null],
  ["", null],
  [undefined, null],
] as const)("Accept-Language %j → %j", (header, language) => expect(languageOf(header)).toBe(language));
