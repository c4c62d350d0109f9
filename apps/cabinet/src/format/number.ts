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

const SECOND = ["second", 1_000] as const;
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], SECOND] as const;

/** "2.5 hr": milliseconds in the largest unit that they fill. */
export function formatDuration(ms: number, language: string): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= size) ?? SECOND;
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(ms / unitMs);
}
