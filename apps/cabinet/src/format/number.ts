/** "12,345": a count. */
export const formatCount = (count: number | bigint, language: string): string =>
  new Intl.NumberFormat(language).format(count);

/** "12K": about a count, for the axis of a chart. */
export const formatCountShort = (count: number, language: string): string =>
  new Intl.NumberFormat(language, { notation: "compact" }).format(count);

/** "71 %", or "—" where there is nothing to divide by. */
export const formatShare = (part: number, whole: number, language: string): string =>
  whole === 0
    ? "—"
    : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(part / whole);

/** "12.25 %": a rate in basis points, exactly. */
export const formatRate = (bps: number, language: string): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 }).format(bps / 10_000);
