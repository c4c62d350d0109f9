/** A question that an offer asks of webmasters who apply for it. */
export interface Question {
  code: string;
  text: string;
  /** One of these must be chosen; any text if there are none. */
  options: readonly string[];
  isRequired: boolean;
}

/** A question as it was asked, and what was answered. */
export interface Answer {
  code: string;
  question: string;
  answer: string;
}

export interface Fault {
  path: string;
  message: string;
}

/** UTF-16 units. */
const ANSWER_LENGTH_MAX = 4_000;

/** The faults of questions: two with the same code, a repeated option. */
export function faultsOfQuestions(questions: readonly Question[]): Fault[] {
  return questions.flatMap(({ code, options }, i) => [
    ...(questions.findIndex((other) => other.code === code) < i
      ? [{ path: `questions[${i}].code`, message: "two questions have the same code" }]
      : []),
    ...(new Set(options).size < options.length
      ? [{ path: `questions[${i}].options`, message: "an option is repeated" }]
      : []),
  ]);
}

/** The faults of answers: an unknown question, a missing required answer, an unknown option. */
export function faultsOfAnswers(questions: readonly Question[], given: Readonly<Record<string, string>>): Fault[] {
  const unasked = Object.keys(given).filter((code) => !questions.some((question) => question.code === code));
  return [
    ...unasked.map((code) => ({ path: `answers.${code}`, message: "the offer does not ask this" })),
    ...questions.flatMap(({ code, options, isRequired }) => {
      const answer = answerOf(given, code);
      const message =
        answer === ""
          ? isRequired && "the offer needs an answer"
          : answer.length > ANSWER_LENGTH_MAX
            ? `longer than ${ANSWER_LENGTH_MAX} characters`
            : options.length > 0 && !options.includes(answer) && "none of the options";
      return message === false ? [] : [{ path: `answers.${code}`, message }];
    }),
  ];
}

/** The answers with their questions, in the offer's order. */
export const answersOf = (questions: readonly Question[], given: Readonly<Record<string, string>>): Answer[] =>
  questions.map(({ code, text }) => ({ code, question: text, answer: answerOf(given, code) }));

const answerOf = (given: Readonly<Record<string, string>>, code: string) =>
  Object.hasOwn(given, code) ? (given[code] ?? "").trim() : "";
