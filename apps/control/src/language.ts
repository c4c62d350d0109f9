import { LANGUAGES, type Language } from "@waymark/network/mail";

/** The first of our languages that an `Accept-Language` prefers; null if it names none. */
export function languageOf(header: string | undefined): Language | null {
  const ranges = (header ?? "").split(",").map((range) => {
    const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((part) => part.startsWith("q="));
    return { primary: tag.split("-")[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const preferred = ranges.filter(({ quality }) => quality > 0).toSorted((a, b) => b.quality - a.quality);
  for (const { primary } of preferred) {
    const known = LANGUAGES.find((language) => language === primary);
    if (known !== undefined) return known;
  }
  return null;
}
