import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText, type TextForm } from "./field-text.ts";

const textOf = (raw: string, form: TextForm = "order_id") => {
  const reading = readText(raw, form);
  return reading.kind === "text" ? reading.text : reading.kind === "absent" ? null : reading.fault;
};

const FORMS: TextForm[] = ["click_id", "order_id", "word", "text", "amount", "reason", "free"];

/** White space and invisible characters of every kind: each is trimmed at the ends and refused inside an id. */
const BLANKS = [
  ...[
    "\t",
    "\n",
    "\r",
    "\v",
    "\f",
    "\0",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u1680",
  ],
  ...["\u180e", "\u2000", "\u2003", "\u2009", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029"],
  ...["\u202a", "\u202e", "\u202f", "\u205f", "\u2060", "\u2066", "\u2069", "\u2800", "\u3000", "\u3164", "\ufe0f"],
  ...["\ufeff", "\uffa0", "\ufff9", "\u{1d173}", "\u{e0001}", "\u{e0020}"],
];

describe("an order id", () => {
  test.each([
    ["A-77 ", "A-77"],
    [" \t\r\nA-77\u00a0\u3000", "A-77"],
    ["A 77", "A 77"], // single spaces inside belong to it
    ["a-77", "a-77"],
    ["A-77", "A-77"],
    ["Cafe\u0301", "Café"],
    ["\u212b-1", "Å-1"],
    ["Заказ №77", "Заказ №77"],
    ["#1001", "#1001"],
    ["12E5", "12E5"], // a code
    ["1e5", "1e5"],
    ["5E", "5E"],
    ["0077", "0077"],
    ["-77", "-77"],
    ["8800000000000000001", "8800000000000000001"],
    ["77.0", "77.0"],
    ["A[1]", "A[1]"],
    ["50%", "50%"],
    ["nullable-1", "nullable-1"],
    ["Nano", "Nano"],
    ["LHR-NAN-7", "LHR-NAN-7"],
    ["undefinedA", "undefinedA"],
    ["<3", "<3"],
    ["a__b", "a__b"],
  ])("%j is %j", (raw, text) => expect(textOf(raw)).toBe(text));

  test.each(["", " ", "   ", "\u00a0", "\u200b\ufeff", "\t\r\n", BLANKS.join("")])("%j is absent", (raw) =>
    expect(textOf(raw)).toBeNull(),
  );

  test.each(BLANKS.map((blank) => [`U+${blank.codePointAt(0)?.toString(16)}`, blank]))(
    "is trimmed of %s at its ends and may not hold it",
    (_, blank) => {
      expect(textOf(`${blank}A-77${blank}${blank}`)).toBe("A-77");
      expect(textOf(`A${blank}77`)).toBe("hidden_character");
    },
  );

  test.each(["A  77", "A \u00a077", "A\u00a077"])("%j has white space other than single spaces", (raw) =>
    expect(textOf(raw)).toBe("hidden_character"),
  );

  test.each([
    ...[
      "{order_id}",
      "{{order_id}}",
      "{{ order.id }}",
      "[order_id]",
      "[[order_id]]",
      "[ORDER ID]",
      "${order_id}",
      "#{id}",
    ],
    ...["{}", "[]", "<order_id>", "<%= id %>", "{% id %}", "%7Border_id%7D", "%7b%7border_id%7d%7d", "%5Border_id%5D"],
    ...["%3Corder_id%3E", "%24%7Border_id%7D", "$order_id", "%ORDER_ID%", "#ORDER_ID#", "__ORDER_ID__"],
    ...["undefined", "UNDEFINED", "null", "NULL", "NaN", "nan", "None", "nil", "(null)", "N/A", "[object Object]"],
    ...[
      "ORD-{order_id}",
      "{shop}-77",
      "ORD-[order_id]",
      "order-undefined",
      "undefined_undefined",
      "order null",
      "NaN-1",
    ],
    ...[" {order_id} ", "undefined\u200b", "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#ССЫЛКА!", "########"],
    ...["-", "—", "?????", "..."],
    ...["%257Border_id%257D", "%25257Bid", "(none)", "(not set)", "order_id", "ORDER_ID", "ClickId"],
  ])("%j is a placeholder", (raw) => expect(textOf(raw)).toBe("placeholder"));

  test.each([
    "4.68769E+17",
    "4,68769E+17",
    "4.68769E 17",
    "1.2E+05",
    "1E+05",
    "1e+5",
    "4.68769E17",
    "1.0E7",
    "1.2E-05",
    "-4.6E+17",
  ])("%j has lost its digits in a spreadsheet", (raw) => {
    expect(textOf(raw)).toBe("digits_lost");
    expect(textOf(raw, "click_id")).toBe("digits_lost");
  });

  test.each(["\ufffd", "A-\ufffd\ufffd", "A\ud800", "\udc00A"])("%j was not UTF-8", (raw) => {
    for (const form of FORMS) expect(textOf(raw, form)).toBe("not_utf8");
  });

  test("is at most 255 characters once it is trimmed", () => {
    const longest = "x".repeat(255);
    expect(textOf(` ${longest}\u00a0`)).toBe(longest);
    expect(textOf(`${longest}x`)).toBe("too_long");
    expect(textOf(" ".repeat(1_000_000))).toBe("too_long");
  });
});

describe("case", () => {
  test.each([
    ["order_id", "A-b"],
    ["text", "A-b"],
    ["free", "A-b"],
    ["word", "a-b"],
    ["click_id", "a-b"],
  ] as const)("of A-b as %s: %s", (form, text) => expect(textOf("A-b", form)).toBe(text));
});

test.each(["{goal}", "undefined", "null", "NaN", "[status]"])(
  "%j is a placeholder of any form but free text",
  (raw) => {
    for (const form of FORMS) expect(textOf(raw, form)).toBe(form === "free" ? raw : "placeholder");
  },
);

test("amounts may hold spaces of any kind between thousands", () => {
  expect(textOf(" 1\u00a0234\u202f567,50 ", "amount")).toBe("1\u00a0234\u202f567,50");
  expect(textOf("1\u200b234", "amount")).toBe("hidden_character");
});

/** Text of ASCII, blanks, marks, letters with several forms, and any code unit. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...BLANKS,
      " ",
      "A",
      "b",
      "7",
      "-",
      "e",
      "\u0301",
      "é",
      "İ",
      "ſ",
      "\u212a",
      "ﬁ",
      "{",
      "}",
      "Σ",
      "ς",
    ),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
  ),
  maxLength: 20,
});

test("reading a normalised text again changes nothing", () =>
  fc.assert(
    fc.property(anyText, fc.constantFrom(...FORMS), (raw, form) => {
      const reading = readText(raw, form);
      if (reading.kind === "text") expect(readText(reading.text, form)).toEqual(reading);
    }),
    { numRuns: 2_000 },
  ));

test.each(["{reason}", "{{ reason }}", "${reason}", "[reason]", "undefined", "null"])(
  "a reason that is the placeholder %s is refused",
  (raw) => expect(readText(raw, "reason")).toEqual({ kind: "fault", fault: "placeholder" }),
);

test("a reason may have 500 characters of any kind", () => {
  for (const text of ["the phone was null", "see {1} and [2]", "first line\nsecond line", "x".repeat(500)])
    expect(readText(` ${text} `, "reason")).toEqual({ kind: "text", text });
  expect(readText("x".repeat(501), "reason")).toEqual({ kind: "fault", fault: "reason_too_long" });
});

test("control characters of a reason become blanks", () =>
  expect(readText("\u0007sent\u001b[31m back\u0000", "reason")).toEqual({ kind: "text", text: "sent [31m back" }));

test("blanks at the ends and Unicode composition change no identity", () =>
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.constantFrom(...BLANKS, " ")),
      fc.array(fc.constantFrom(...BLANKS, " ")),
      fc.constantFrom("NFC", "NFD"),
      (raw, before, after, composition) => {
        const padded = before.join("") + raw.normalize(composition) + after.join("");
        expect(readText(padded, "order_id")).toEqual(readText(raw, "order_id"));
      },
    ),
    { numRuns: 2_000 },
  ));

test("digits and ASCII letters of an id are kept, in their order", () =>
  fc.assert(
    fc.property(fc.stringMatching(/^ ?[A-Za-z0-9._/-]{1,40} ?$/), (raw) => {
      const reading = readText(raw, "order_id");
      if (reading.kind === "text") expect(reading.text).toBe(raw.trim());
    }),
  ));
