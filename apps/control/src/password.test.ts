import { expect, test } from "vitest";
import { weaknessOf } from "./password.ts";

const ANNA = { name: "Anna Petrova", email: "anna.petrova-1987@people.example" };

test.each([
  ["password123", "common"],
  ["iloveyou1234", "common"],
  ["qwertyuiop", "common"],
  ["ghbdtndctv", "common"], // приветвсем on a Latin keyboard
  ["пароль12345", "guessable"],
  ["aaaaaaaaaa", "repeated"],
  ["trustno1trustno1", "repeated"],
  ["a".repeat(128), "repeated"],
  ["abcdefghij", "sequence"],
  ["annapetrova", "personal"],
  ["anna.petrova-1987", "personal"],
  ["petrova1987", "personal"],
  ["waymark-demo", "guessable"],
] as const)("%s is %s", (password, weakness) => expect(weaknessOf(password, ANNA)).toBe(weakness));

test.each([
  "correct horse battery",
  "a long and good password",
  "J7#kd92Lqz",
  "зелёный трактор под мостом",
  "x".repeat(8) + "correct horse battery staple",
])("%s is strong enough", (password) => expect(weaknessOf(password, ANNA)).toBeUndefined());

test("a password is refused for one person because of their name, and not for another", () => {
  const password = "kuznetsova1";
  expect(weaknessOf(password, { name: "Olga Kuznetsova", email: "o@people.example" })).toBeDefined();
  expect(weaknessOf("zverobojnik9", { name: "Zverobojnik", email: "z@people.example" })).toBe("personal");
  expect(weaknessOf("zverobojnik9", ANNA)).toBeUndefined();
});
