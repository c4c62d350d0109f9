import { expect, test } from "vitest";
import { preferredLanguage } from "./texts.ts";

test.each([
  ["", "en"],
  ["ru", "ru"],
  ["ru-RU,ru;q=0.9,en-US;q=0.8", "ru"],
  ["en;q=0.2,ru;q=0.9", "ru"],
  ["de,fr;q=0.9", "en"],
  ["de,ru;q=0.1", "ru"],
  ["ru;q=0, de", "en"], // anything but Russian
  ["run,*", "en"],
  [";;;,,q=", "en"],
])("Accept-Language %j → %s", (header, expected) => expect(preferredLanguage(header)).toBe(expected));
