import { useTranslation } from "react-i18next";
import type { Texts } from "../text/texts.ts";

/** What became of a report: the code of the API with its sentence. */
interface Outcome {
  code: string | null;
  sentence: string | null;
}

/** What became of a report, in the reader's language; the API's own sentence until the texts are there. */
export function useOutcomeText(): (outcome: Outcome) => string | null {
  const { t } = useTranslation("outcomes", { useSuspense: false });
  // A code without a text keeps the sentence.
  return ({ code, sentence }) => (code === null ? sentence : t(code as keyof Texts["outcomes"], sentence ?? code));
}
