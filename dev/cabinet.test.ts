import { existsSync, readdirSync, readFileSync } from "node:fs";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import { exponentOf } from "@waymark/network/money";
import { ATTACHMENT_BYTES_MAX, ATTACHMENT_ENDINGS, ATTACHMENTS_MAX } from "@waymark/network/support";
import {
  LEFT_OUT_REASONS,
  PAYOUT_METHODS,
  SOURCE_KINDS,
  SOURCE_STATUSES,
  TAX_PROFILES,
  THREAD_SUBJECTS,
} from "@waymark/network/words";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apiDocument } from "../apps/control/src/document/index.ts";
import { PASSWORD_LENGTH_MIN } from "../apps/control/src/accounts.ts";
import { VERBS } from "../apps/cabinet/src/pages/click/verbs.ts";
import * as words from "../apps/cabinet/src/words.ts";
import { CONVERSION_EVENTS } from "../packages/network/src/conversion/testing.ts";
import { decimalOf, formatMoney } from "../apps/cabinet/src/format/money.ts";

const CABINET = new URL("../apps/cabinet/src/", import.meta.url).pathname;

/** The folders with texts: those of the frame, and those of pages. */
const FOLDERS = ["text", "pages"].flatMap((parent) =>
  readdirSync(CABINET + parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${CABINET}${parent}/${entry.name}/en.json`))
    .map(({ name }) => `${parent}/${name}`),
);

type Texts = Record<string, string>;
const textsIn = (folder: string, language: string) =>
  JSON.parse(readFileSync(`${CABINET}${folder}/${language}.json`, "utf8")) as Texts; // checked below

const PLURALS: Record<string, readonly string[]> = { en: ["one", "other"], ru: ["one", "few", "many", "other"] };
const PLURAL = /_(zero|one|two|few|many|other)$/;
const keysOf = (texts: Texts) => [...new Set(Object.keys(texts).map((key) => key.replace(PLURAL, "")))].toSorted();
const placesIn = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].toSorted();

/** Words that are the same in Russian: names, the terms of engineers, and what is typed as it stands. */
const SAME_WORDS =
  /`[^`]*`|\{\{\w+\}\}|\$\w+|\b(Waymark|API|KV|Worker|cron|QR|URL|CSV|ID|UTC|EPC|CR|AR|click_ID|postback|[Ss]ub-id|sub[1-5]?|PNG|JPEG|GIF|WebP|PDF|XLSX|DNS|TXT|ISO|UTF|JSON|EUR|https|DE|OK|IP|http|IBAN|BIC|SEPA|SWIFT|PayPal|Payoneer|WebMoney|USDT|TRC|TRON|HTTP|TLS|Sec-Fetch)\b|[^\p{L}]/gu;

test("there are texts of the frame and of pages", () => expect(FOLDERS).toContain("pages/home"));

describe.each(FOLDERS)("the texts of %s", (folder) => {
  const [en, ru] = [textsIn(folder, "en"), textsIn(folder, "ru")];

  test("have the same keys in both languages, and every plural form", () => {
    expect(keysOf(ru)).toEqual(keysOf(en));
    for (const [language, texts] of Object.entries({ en, ru })) {
      const counted = Object.keys(texts).filter((key) => PLURAL.test(key));
      for (const key of new Set(counted.map((one) => one.replace(PLURAL, ""))))
        for (const form of PLURALS[language] ?? [])
          expect(texts, `${language} ${key}`).toHaveProperty(`${key}_${form}`);
    }
  });

  test("are translated: no Russian in English, and no English in Russian", () => {
    expect(Object.entries(en).filter(([, text]) => /\p{Script=Cyrillic}/u.test(text))).toEqual([]);
    const left = Object.entries(ru).filter(([, text]) =>
      /\p{Script=Latin}{2,}/u.test(text.replaceAll(SAME_WORDS, " ")),
    );
    expect(left).toEqual([]);
    for (const [key, text] of Object.entries(ru)) expect(text.trim(), key).not.toBe("");
  });

  test("have the same places to fill in", () => {
    for (const [key, text] of Object.entries(ru)) {
      const same = en[key] ?? en[key.replace(PLURAL, "_other")] ?? "";
      expect(placesIn(text), key).toEqual(placesIn(same));
    }
  });

  test("are used", () => {
    const page = folder.startsWith("pages/") ? folder : "";
    const code = readdirSync(CABINET + page, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(`${CABINET}${page}/${name}`, "utf8"))
      .join("\n");
    const built = [...code.matchAll(/\(`([a-z_]+)\$\{/g)].map(([, prefix = ""]) => prefix);
    const isUsed = (key: string) => code.includes(`"${key}"`) || built.some((prefix) => key.startsWith(prefix));
    // Their keys are codes of the API.
    if (!["text/errors", "text/outcomes", "text/reasons"].includes(folder))
      expect(keysOf(en).filter((key) => !isUsed(key))).toEqual([]);
  });
});

test("every error code of the API has a text, and every code of a field's fault", async () => {
  const { ERRORS } = await import("@waymark/network/errors");
  const { FAULT_CODES } = await import("@waymark/network/fault-codes");
  const ofFields = FAULT_CODES.map((code) => `${code}_fault`);
  expect(keysOf(textsIn("text/errors", "en"))).toEqual(
    [...Object.keys(ERRORS), ...ofFields, "unexpected", "unreachable"].toSorted(),
  );
});

test("every reason of a conversion has the text of the API, and a translation", async () => {
  const { CHANGE_REASONS } = await import("@waymark/network/conversion");
  expect(textsIn("text/reasons", "en")).toEqual(CHANGE_REASONS);
});

test("every outcome of a report has the text of the API, and a translation", async () => {
  const { SENTENCES } = await import("@waymark/network/report");
  expect(textsIn("text/outcomes", "en")).toEqual(SENTENCES);
});

test("every reason why a claim is not filed has the text of the API, and a translation", async () => {
  const { CLAIM_TEXTS } = await import("@waymark/network/claim");
  const { SENTENCES } = await import("@waymark/network/report");
  const own = Object.entries(CLAIM_TEXTS).filter(([code]) => !Object.hasOwn(SENTENCES, code));
  const prefixed = own.map(([code, sentence]) => [`refused_${code}`, sentence]);
  expect(textsIn("pages/claims", "en")).toMatchObject(Object.fromEntries(prefixed));
});

test("no component has a text of its own", () => {
  const files = readdirSync(CABINET, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));
  const found = files.flatMap((name) => {
    const code = readFileSync(CABINET + name, "utf8").replaceAll(/\/\*\*?[^]*?\*\/|^\s*\/\/.*$/gm, "");
    const between = [...code.matchAll(/<\/?[A-Za-z][^<>]*>\s*([^<>{}()=;]*\p{L}{2,}[^<>{}()=;]*)\s*<\//gu)];
    const attributes = [
      ...code.matchAll(/\b(?:label|title|placeholder|description|aria-label|alt)="([^"]*\p{L}{2,}[^"]*)"/gu),
    ];
    return [...between, ...attributes].map(([, text = ""]) => `${name}: ${text.trim()}`);
  });
  // The network's name.
  expect(found.filter((text) => !text.endsWith(": Waymark"))).toEqual([]);
});

describe("the lists that the cabinet repeats are those of the network:", () => {
  const { schemas } = apiDocument().components as { schemas: Record<string, Schema> }; // of the document
  const sorted = (words: Iterable<string>) => [...words].toSorted();

  test.each([
    ["MemberRole", words.MEMBER_ROLES],
    ["TrafficKind", words.TRAFFIC_KINDS],
    ["Channel", words.CHANNELS],
    ["CheckRule", words.CHECK_RULES],
    ["ConversionStatus", words.CONVERSION_STATUSES],
    ["PayoutRunStatus", words.PAYOUT_RUN_STATUSES],
    ["PayoutStatus", words.PAYOUT_STATUSES],
  ])("%s", (name, repeated) => expect(sorted(repeated)).toEqual(sorted(schemas[name]?.enum ?? [])));

  test("why a click is refused", () => expect(words.REFUSALS).toEqual(FALLBACK_REASONS));

  test("sub-ids", () =>
    expect(sorted(words.SUB_IDS)).toEqual(sorted(Object.keys(schemas["LinkDefaults"]?.properties ?? {}))));

  test("what is done with a conversion", () =>
    expect(sorted(VERBS)).toEqual(sorted([...CONVERSION_EVENTS, "record", "adjust"])));

  test("traffic sources, and the files and subjects of threads", () => {
    expect(sorted(words.SOURCE_KINDS)).toEqual(sorted(SOURCE_KINDS));
    expect(sorted(words.SOURCE_STATUSES)).toEqual(sorted(SOURCE_STATUSES));
    expect(sorted(words.THREAD_SUBJECTS)).toEqual(sorted(THREAD_SUBJECTS));
    expect(sorted(words.ATTACHMENTS.endings)).toEqual(sorted(ATTACHMENT_ENDINGS));
    expect(words.ATTACHMENTS.bytesMax).toBe(ATTACHMENT_BYTES_MAX);
    expect(words.ATTACHMENTS.perMessageMax).toBe(ATTACHMENTS_MAX);
  });

  test("payouts, and the accounts that they go to", () => {
    expect(sorted(words.LEFT_OUT_REASONS)).toEqual(sorted(LEFT_OUT_REASONS));
    expect(sorted(words.PAYOUT_METHODS)).toEqual(sorted(PAYOUT_METHODS));
    expect(sorted(words.TAX_PROFILES)).toEqual(sorted(TAX_PROFILES));
  });

  test("what a row of an upload does", () =>
    expect(sorted(words.UPLOAD_OUTCOMES)).toEqual(sorted(schemas["UploadRowOutcome"]?.enum ?? [])));

  test("the shortest password", () => expect(words.PASSWORD_LENGTH_MIN).toBe(PASSWORD_LENGTH_MIN));
});

interface Schema {
  enum?: string[];
  properties?: Record<string, unknown>;
}

describe("money", () => {
  const CURRENCIES = Intl.supportedValuesOf("currency");

  test("has the decimal places that the network gives each currency", () => {
    for (const currency of CURRENCIES) {
      const [, fraction = ""] = decimalOf({ amount_minor: 0, currency }).split(".");
      expect(fraction.length, currency).toBe(exponentOf(currency));
    }
  });

  test("is written exactly at any size, in both languages", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.constantFrom(...CURRENCIES),
        (minor, currency) => {
          for (const language of ["en", "ru"]) {
            const text = formatMoney({ amount_minor: minor, currency }, language);
            const sign = text.startsWith("−") ? -1n : 1n;
            expect(sign * BigInt(text.replaceAll(/\D/g, ""))).toBe(minor);
            expect(text.endsWith(`\u00A0${currency}`)).toBe(true);
          }
        },
      ),
    );
  });

  test.each([
    [123_450n, "USD", "en", "1,234.50"],
    [-90_000n, "RUB", "ru", "−900,00"],
    [1_500n, "JPY", "en", "1,500"],
    [9_007_199_254_740_993n, "EUR", "en", "90,071,992,547,409.93"],
  ] as const)("%s minor units of %s in %s → %s", (amount_minor, currency, language, number) =>
    expect(formatMoney({ amount_minor, currency }, language)).toBe(`${number}\u00A0${currency}`),
  );
});
