import { describe, expect, test } from "vitest";
import { answersOf, faultsOfAnswers, faultsOfQuestions, type Question } from "./questions.ts";

const question = (code: string, parts: Partial<Question> = {}): Question => ({
  code,
  text: `What about ${code}?`,
  options: [],
  isRequired: false,
  ...parts,
});

const QUESTIONS = [
  question("how", { isRequired: true }),
  question("kind", { options: ["site", "mail"] }),
  question("more"),
];

describe("answers", () => {
  test.each([
    [{ how: "By my blog" }, []],
    [{ how: "By my blog", kind: "mail", more: "No" }, []],
    [{}, ["answers.how"]],
    [{ how: "   " }, ["answers.how"]],
    [{ how: "x", kind: "pigeons" }, ["answers.kind"]],
    [{ how: "x", other: "y" }, ["answers.other"]],
    [{ how: "x".repeat(4_001) }, ["answers.how"]],
    // Names that objects have anyway are no questions.
    [JSON.parse('{"how":"x","__proto__":"y"}') as Record<string, string>, ["answers.__proto__"]],
    [{ how: "x", constructor: "y" } as Record<string, string>, ["answers.constructor"]],
  ])("%j → faults at %j", (given, paths) =>
    expect(faultsOfAnswers(QUESTIONS, given).map(({ path }) => path)).toEqual(paths),
  );

  test("are stored with the questions as asked", () => {
    expect(answersOf(QUESTIONS, { how: " By my blog " })).toEqual([
      { code: "how", question: "What about how?", answer: "By my blog" },
      { code: "kind", question: "What about kind?", answer: "" },
      { code: "more", question: "What about more?", answer: "" },
    ]);
  });

  test("a question with the name of an object's built-in property gets only its own answer", () => {
    expect(faultsOfAnswers([question("constructor", { isRequired: true })], {})).toHaveLength(1);
  });
});

test.each([
  [[question("a"), question("b")], []],
  [[question("a"), question("a")], ["questions[1].code"]],
  [[question("a", { options: ["x", "x"] })], ["questions[0].options"]],
])("questions %j → faults at %j", (questions, paths) =>
  expect(faultsOfQuestions(questions).map(({ path }) => path)).toEqual(paths),
);
