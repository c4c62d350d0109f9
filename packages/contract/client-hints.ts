const HINTS_LENGTH_MAX = 32;

/**
 * The client hints of a request as one short text; empty without hints. Example: `android?1`, the system in our words
 * and whether it is a phone.
 */
export const hintsOf = (platform: string | null, mobile: string | null): string =>
  platform === null
    ? ""
    : (
        platform
          .replaceAll('"', "")
          .toLowerCase()
          .replace(/^chrom\w+ os$/, "chromeos") + (mobile ?? "")
      ).slice(0, HINTS_LENGTH_MAX);
