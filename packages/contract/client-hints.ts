const HINTS_LENGTH_MAX = 32;

/** The client hints of a request in one short text (`android?1`: the system in our words, and whether it is a phone); empty without them. */
export const hintsOf = (platform: string | null, mobile: string | null): string =>
  platform === null
    ? ""
    : (
        platform
          .replaceAll('"', "")
          .toLowerCase()
          .replace(/^chrom\w+ os$/, "chromeos") + (mobile ?? "")
      ).slice(0, HINTS_LENGTH_MAX);
