import type { Paper } from "@waymark/network/payout-document";
import type { PaperForm, PaperLanguage } from "./paper.ts";

export { PAPER_FORMS, PAPER_LANGUAGES } from "./paper.ts";

/** An act or an invoice as a PDF. The writer and its font are large, so they are read only when a paper is made. */
export async function makePaper(
  paper: Paper,
  { number, form, language }: { number: string; form: PaperForm; language: PaperLanguage },
): Promise<Uint8Array> {
  const { writePdf } = await import("./pdf.ts");
  const { linesOf } = await import("./lines.ts");
  return writePdf(linesOf(paper, { number, form, language }), { language, madeAt: paper.madeAt });
}
