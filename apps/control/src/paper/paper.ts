/** An act says that services were rendered, an invoice asks to pay for them. */
export const PAPER_FORMS = ["act", "invoice"] as const;
export type PaperForm = (typeof PAPER_FORMS)[number];

export const PAPER_LANGUAGES = ["en", "ru"] as const;
export type PaperLanguage = (typeof PAPER_LANGUAGES)[number];

/** What stands on a paper, from top to bottom. */
export type PaperLine =
  | { kind: "title" | "heading" | "text"; text: string }
  | { kind: "row"; cells: readonly [string, string, string]; isStrong?: boolean }
  | { kind: "signatures"; parties: readonly [string, string]; note: string };
