import type { ConversionStatus } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatTime, useFormat } from "../../format/index.ts";
import { CONVERSION_STATUSES } from "../../words.ts";
import { FIGURES, isSub, type FigureName, type Group } from "./words.ts";
import type { Range } from "./periods.ts";
import type { Measure } from "./state.ts";

/** The words for groups, figures and measures in the reader's language. */
export function useWords() {
  const { t } = useTranslation("reports");
  return useMemo(() => {
    const group = (name: Group): string => (isSub(name) ? name : t(`group_${name}`));
    const figure = (name: FigureName): string => t(`figure_${name}`);
    const measure = ({ figure: name, currency }: Measure): string =>
      FIGURES[name].kind === "money" && currency !== undefined ? `${figure(name)}, ${currency}` : figure(name);
    return { group, figure, measure };
  }, [t]);
}

/** Writes the value of a group: a name, a time, or the word itself. */
export function useValueText(zone: string, names: Readonly<Record<string, string>>) {
  const { t, i18n } = useTranslation("reports");
  const { t: common } = useTranslation();
  const format = useFormat();
  const { language } = i18n;
  return useMemo(() => {
    const regions = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    return (group: Group, value: string | null): string => {
      if (value === null) return t("undecided");
      if (value === "") return t("none");
      switch (group) {
        case "hour":
          return formatTime(value, { language, zone }, "minute");
        case "day":
          return format.day(value);
        case "week":
          return t("week_of", { day: format.day(value) });
        case "month":
          return format.day(`${value}-01`, "month");
        case "weekday":
          return format.weekday(Number(value));
        case "hour_of_day":
          return `${value.padStart(2, "0")}:00`;
        case "country":
          return /^[A-Z]{2}$/.test(value) ? (regions.of(value) ?? value) : value;
        case "status":
          return isStatus(value) ? common(`conversion_${value}`) : value;
        case "offer":
        case "goal":
        case "webmaster":
        case "advertiser":
        case "link":
        case "landing":
          return names[value] ?? value;
        case "device":
        case "os":
        case "browser":
        case "verdict":
        case "sub1":
        case "sub2":
        case "sub3":
        case "sub4":
        case "sub5":
        case "source":
          return value;
      }
    };
  }, [t, common, format, language, zone, names]);
}

const isStatus = (word: string): word is ConversionStatus => (CONVERSION_STATUSES as readonly string[]).includes(word);

/** Says what the report is compared with; undefined: nothing. */
export function useComparedText(): (range: Range | undefined) => string | undefined {
  const { t } = useTranslation("reports");
  const format = useFormat();
  return (range) => {
    if (range === undefined) return undefined;
    const from = format.day(range.from);
    if (range.isCut) return t("compared_cut", { from, to: format.time(range.to) });
    return range.from === range.to
      ? t("compared_day", { from })
      : t("compared_with", { from, to: format.day(range.to) });
  };
}
