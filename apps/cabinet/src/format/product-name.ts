/** Names that do not just begin with a capital letter. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ chromeos: "ChromeOS", harmonyos: "HarmonyOS", ios: "iOS", macos: "macOS", qq: "QQ", uc: "UC", other: "" },
};

/** The name of a browser or an operating system, for the API's word; empty if the network does not know it. */
const productName = (word: string): string => NAMES[word] ?? word.charAt(0).toUpperCase() + word.slice(1);

/** An operating system and a browser by name, as far as they are known. */
export const productNames = (...words: readonly string[]): string => words.map(productName).filter(Boolean).join(", ");
