import fontkit from "@pdf-lib/fontkit";
import { PDFDocument, rgb, type PDFFont, type PDFPage } from "pdf-lib";
import { FONT_BASE64 } from "./font.generated.ts";
import type { PaperLanguage, PaperLine } from "./paper.ts";

/** A4 in points. */
const [WIDTH, HEIGHT] = [595, 842];
const MARGIN = 50;
const [NUMBER_RIGHT, AMOUNT_RIGHT] = [430, WIDTH - MARGIN];
const NAME_WIDTH = 300;
const SIZES = { title: 15, heading: 11, text: 9.5 } as const;
const BLACK = rgb(0, 0, 0);
const GREY = rgb(0.6, 0.6, 0.6);

/** Writes a paper. The same lines and time (Unix ms) make the same bytes. */
export async function writePdf(
  lines: readonly PaperLine[],
  { language, madeAt }: { language: PaperLanguage; madeAt: number },
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.registerFontkit(fontkit);
  document.setCreationDate(new Date(madeAt));
  document.setModificationDate(new Date(madeAt));
  document.setProducer("Waymark");
  document.setLanguage(language);
  const [title] = lines;
  if (title?.kind === "title") document.setTitle(title.text);
  // A name of its own: the usual one has random letters.
  const font = await document.embedFont(FONT_BASE64, { customName: "DejaVuSans-Waymark" });
  const sheet = { document, font, page: document.addPage([WIDTH, HEIGHT]), y: HEIGHT - MARGIN };
  for (const line of lines) write(sheet, line);
  return document.save();
}

/** Where the next line is written. */
interface Sheet {
  document: PDFDocument;
  font: PDFFont;
  page: PDFPage;
  y: number;
}

function write(sheet: Sheet, line: PaperLine): void {
  switch (line.kind) {
    case "title":
    case "heading":
    case "text": {
      const size = SIZES[line.kind];
      if (line.kind === "heading") sheet.y -= 6;
      for (const text of wrapped(sheet.font, line.text, size, WIDTH - 2 * MARGIN)) {
        goDown(sheet, size * 1.5);
        draw(sheet, text, { x: MARGIN, size });
      }
      return;
    }
    case "row":
      return row(sheet, line);
    case "signatures": {
      goDown(sheet, 60);
      const width = (WIDTH - 2 * MARGIN - 40) / 2;
      for (const [i, party] of line.parties.entries()) {
        const x = MARGIN + i * (width + 40);
        draw(sheet, party, { x, y: sheet.y + 32, size: SIZES.text });
        rule(sheet, { x, width, y: sheet.y });
        draw(sheet, line.note, { x, y: sheet.y - 10, size: 7 });
      }
    }
  }
}

function row(sheet: Sheet, { cells: [name, number, amount], isStrong = false }: Extract<PaperLine, { kind: "row" }>) {
  const size = SIZES.text;
  const texts = wrapped(sheet.font, name, size, NAME_WIDTH);
  if (isStrong) sheet.y -= 3;
  goDown(sheet, size * 1.6 * texts.length);
  for (const [i, text] of texts.entries())
    draw(sheet, text, { x: MARGIN, y: sheet.y + (texts.length - 1 - i) * size * 1.3, size });
  for (const [text, right] of [[number, NUMBER_RIGHT] as const, [amount, AMOUNT_RIGHT] as const])
    draw(sheet, text, { x: right - sheet.font.widthOfTextAtSize(text, size), size });
  if (isStrong) rule(sheet, { x: MARGIN, width: WIDTH - 2 * MARGIN, y: sheet.y - 3 });
}

function goDown(sheet: Sheet, points: number) {
  if (sheet.y - points < MARGIN) {
    sheet.page = sheet.document.addPage([WIDTH, HEIGHT]);
    sheet.y = HEIGHT - MARGIN;
  }
  sheet.y -= points;
}

const draw = (sheet: Sheet, text: string, { x, y = sheet.y, size }: { x: number; y?: number; size: number }) =>
  sheet.page.drawText(text, { x, y, size, font: sheet.font, color: BLACK });

const rule = (sheet: Sheet, { x, y, width }: { x: number; y: number; width: number }) =>
  sheet.page.drawLine({ start: { x, y }, end: { x: x + width, y }, thickness: 0.5, color: GREY });

/** Lines that fit a width. A word that is too long by itself is cut between letters, and none is lost. */
function wrapped(font: PDFFont, text: string, size: number, width: number): string[] {
  const fits = (part: string) => font.widthOfTextAtSize(part, size) <= width;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return [...lines, line];
}
