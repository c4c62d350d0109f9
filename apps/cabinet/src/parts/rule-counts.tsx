import type { CheckRule } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/index.ts";
import classes from "./parts.module.css";

/** Rules of the traffic check, with the conversions in which each found most. The page's loader loads "findings". */
export function RuleCounts({ rules }: { rules: readonly { code: CheckRule; conversions: number }[] }) {
  const { t } = useTranslation("findings");
  const format = useFormat();
  if (rules.length === 0) return "—";
  return (
    <span className={classes["lines"]}>
      {rules.map(({ code, conversions }) => (
        <span key={code}>
          {t(`rule_${code}`)} · {format.count(conversions)}
        </span>
      ))}
    </span>
  );
}
