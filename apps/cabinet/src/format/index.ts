import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "./preferences.ts";
import { formatMoney, formatMoneyShort, type Money } from "./money.ts";
import { formatCount, formatCountShort, formatDuration, formatRate, formatShare } from "./number.ts";
import { formatTime, formatWeekday, type TimeStyle } from "./time.ts";

export { parseMinor, parseShare, type Money } from "./money.ts";
export { formatClock, formatTime } from "./time.ts";
export { usePreferences, zoneOf } from "./preferences.ts";

/** Numbers, money and times as this reader wants them. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { zone } = usePreferences();
  const { language } = i18n;
  return useMemo(
    () => ({
      money: (money: Money) => formatMoney(money, language),
      moneyShort: (money: Money) => formatMoneyShort(money, language),
      count: (count: number | bigint) => formatCount(count, language),
      countShort: (count: number) => formatCountShort(count, language),
      share: (part: number, whole: number) => formatShare(part, whole, language),
      duration: (ms: number) => formatDuration(ms, language),
      rate: (bps: number) => formatRate(bps, language),
      weekday: (day: number) => formatWeekday(day, language),
      time: (iso: string, style: TimeStyle = "minute") => formatTime(iso, { language, zone }, style),
      /** A day like "2026-11-29", which is the same in every zone. */
      day: (day: string, style: TimeStyle = "date") => formatTime(day, { language, zone: "UTC" }, style),
    }),
    [language, zone],
  );
}
