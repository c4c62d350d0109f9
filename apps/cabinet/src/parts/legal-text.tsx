import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language } from "../text/index.ts";
import classes from "./parts.module.css";

/** A legal text in the reader's language, or in the one that it has; empty lines end its paragraphs. */
export function LegalText({ texts }: { texts: Partial<Record<Language, string | undefined>> }) {
  const { i18n } = useTranslation();
  const language = [i18n.language as Language, ...LANGUAGES].find((one) => texts[one] !== undefined) ?? "en"; // one of ours
  return (
    <div className={classes["legal"]} lang={language}>
      {(texts[language] ?? "").split(/\n\s*\n/).map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </div>
  );
}
