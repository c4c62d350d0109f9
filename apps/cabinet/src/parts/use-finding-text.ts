import type { CheckFinding, CheckRule } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/index.ts";

/** What rules find in a conversion itself, and what in its link or sub-id. */
const OF_CONVERSION = [
  ...(["ctit_short", "ctit_long", "amount_outlier", "asn_hosting", "duplicate_visitor"] as const),
  ...(["self_conversion", "not_a_navigation", "headers"] as const),
] satisfies readonly CheckRule[];
const OF_LINK = [
  ...(["ctit_short", "ctit_long", "ctit_clustered", "asn_hosting", "cr_outlier", "click_flood"] as const),
  ...(["duplicate_visitor", "not_a_navigation", "headers"] as const),
] satisfies readonly CheckRule[];

const SECOND_MS = 1_000;

/**
 * What the traffic check found as a sentence in the reader's language. `currency` is that of the order's amount. The loader
 * of a page that uses it loads "findings" and "reasons".
 */
export function useFindingText(): (finding: CheckFinding, currency: string | undefined) => string {
  const { t } = useTranslation("findings");
  const { t: reasons } = useTranslation("reasons");
  const format = useFormat();
  const times = (count: number) => t("times", { count, number: format.count(count) });
  return (finding, currency) => {
    const { code, scope, value, comparison, share } = finding;
    if (scope === "link") {
      const known = OF_LINK.find((one) => one === code);
      const places = { value: format.count(value), comparison: times(comparison) };
      return known === undefined ? reasons(code) : t(`of_link_${known}`, places);
    }
    const known = OF_CONVERSION.find((one) => one === code);
    if (known === undefined || (known === "amount_outlier" && currency === undefined)) return reasons(code);
    const text = (figure: number): string => {
      switch (known) {
        case "ctit_short":
        case "ctit_long":
          return format.duration(figure * SECOND_MS);
        case "amount_outlier":
          return format.money({ amount_minor: figure, currency: currency ?? "" });
        case "duplicate_visitor":
        case "asn_hosting":
        case "self_conversion":
        case "not_a_navigation":
        case "headers":
          return times(figure);
      }
    };
    return t(`of_conversion_${known}`, {
      value: text(value),
      comparison: text(comparison),
      share: format.share(share, 1),
    });
  };
}
