import fontkit from "@pdf-lib/fontkit";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { PDFDocument } from "pdf-lib";
import { describe, expect, test } from "vitest";
import type { Paper } from "@waymark/network/payout-document";
import { FONT_BASE64 } from "./font.generated.ts";
import { makePaper, PAPER_FORMS, PAPER_LANGUAGES } from "./index.ts";
import { linesOf } from "./lines.ts";
import type { PaperLine } from "./paper.ts";
import { TEXTS } from "./texts.ts";

const PAPER: Paper = {
  ...{ payoutId: "pay_1", madeAt: Date.UTC(2026, 10, 16), date: "2026-11-16", from: "2026-11-01", to: "2026-11-15" },
  customer: {
    ...{ name: 'ООО "Метка"', country: "RU", town: "Казань", postcode: "420000", addressLines: ["ул. Баумана, 1"] },
    ...{ taxNumber: "7736050003", kpp: "773601001", vatNumber: null },
  },
  contractor: { name: "Иван Петров", taxId: "500100732259", accountMask: "•••• 0007" },
  ...{ currency: "RUB", taxProfile: "rate" },
  offers: [
    { name: "Карты и компасы", conversions: 12, amountMinor: 1_000_000 },
    { name: "Łódź & ümlaut", conversions: 3, amountMinor: 234_567 },
  ],
  ...{ amountMinor: 1_200_000, vatBps: 2_000, vatMinor: 240_000, withheldMinor: 0, feeMinor: 1_000 },
  netMinor: 1_439_000,
};
const ALL = PAPER_FORMS.flatMap((form) => PAPER_LANGUAGES.map((language) => ({ number: "PAY-1", form, language })));

const textOf = (line: PaperLine) =>
  line.kind === "row" ? line.cells.join(" | ") : line.kind === "signatures" ? line.note : line.text;

test("an act says who did what for whom, and what is paid, in the words of its language", () => {
  expect(linesOf(PAPER, { number: "PAY-1", form: "act", language: "ru" }).map(textOf)).toEqual([
    "Акт об оказании услуг PAY-1 от 2026-11-16",
    "Рекламные услуги с 2026-11-01 по 2026-11-15",
    ...["Исполнитель", "Иван Петров", "ИНН 500100732259", "Счёт •••• 0007"],
    ...["Заказчик", 'ООО "Метка"', "ул. Баумана, 1, 420000, Казань, RU", "ИНН 7736050003", "КПП 773601001"],
    "Услуга | Конверсии | Сумма, RUB",
    "Реклама оффера «Карты и компасы» | 12 | 10\u00a0000.00",
    "Реклама оффера «Łódź & ümlaut» | 3 | 2\u00a0345.67",
    "Другие офферы и корректировки |  | -345.67",
    "Итого без НДС |  | 12\u00a0000.00",
    "НДС 20 % |  | 2\u00a0400.00",
    "Всего |  | 14\u00a0400.00",
    "Комиссия за перевод |  | -10.00",
    "К оплате |  | 14\u00a0390.00",
    "Услуги оказаны полностью. Заказчик претензий по объёму и качеству не имеет.",
    "Должность, фамилия и инициалы, подпись",
  ]);
});

test.each([
  ["none", "No VAT is added"],
  ["reverse_charge", "Reverse charge: the customer owes the VAT"],
  ["self_employed", "No VAT: the contractor pays the tax on professional income (Russian Federal Law 422-FZ)"],
] as const)("with the tax profile %s an invoice says: %s", (taxProfile, text) => {
  const paper = { ...PAPER, taxProfile, vatBps: 0, vatMinor: 0, customer: null };
  expect(linesOf(paper, { number: "PAY-1", form: "invoice", language: "en" }).map(textOf)).toContain(text);
});

describe("a PDF", () => {
  test.each(ALL)("has the same bytes each time, and one page: $form, $language", async (how) => {
    const [first, second] = [await makePaper(PAPER, how), await makePaper(PAPER, how)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    const document = await PDFDocument.load(first, { updateMetadata: false });
    expect(document.getPageCount()).toBe(1);
    expect(document.getCreationDate()).toEqual(new Date(PAPER.madeAt));
  });

  test("has at most two pages of any names", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }), { maxLength: 25 }),
        async (names) => {
          const offers = names.map((name) => ({ name, conversions: 1, amountMinor: 1 }));
          const bytes = await makePaper({ ...PAPER, offers }, { number: "PAY-1", form: "act", language: "en" });
          expect((await PDFDocument.load(bytes)).getPageCount()).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 10 },
    );
  });

  test("has a glyph for each letter of its words, and for the signs of currencies", () => {
    const font = fontkit.create(Buffer.from(FONT_BASE64, "base64"));
    const words = JSON.stringify(TEXTS) + "ÄäßŁłŞşČčҚқҒғЇїЄєҐґЁё€₽₴₸£№«»“”•…—";
    const missing = [...words].filter((letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
    expect(missing).toEqual([]);
  });
});
