import { readText, TEXT_FAULTS } from "@waymark/contract/field-text";

/**
 * Reads an advertiser's own status words, normalised like those in reports. Also returns what is wrong with them, by
 * the word as given.
 */
export function readStatusWords<Status extends string>(
  given: Iterable<readonly [word: string, status: Status]>,
): { words: Record<string, Status>; faults: { word: string; message: string }[] } {
  const words = new Map<string, Status>();
  const faults: { word: string; message: string }[] = [];
  for (const [word, status] of given) {
    const reading = readText(word, "word");
    if (reading.kind === "absent") faults.push({ word, message: "blank" });
    else if (reading.kind === "fault") faults.push({ word, message: TEXT_FAULTS[reading.fault] });
    else if ((words.get(reading.text) ?? status) !== status) faults.push({ word, message: "given twice" });
    else words.set(reading.text, status);
  }
  return { words: Object.fromEntries(words), faults };
}
