import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./expected.module.css";

type AccuracyOf = AnswerOf<"listExpectedMoney">["data"][number]["accuracy"];

/** How earlier expectations turned out: what was expected beside what came. */
export function Accuracy({ accuracy }: { accuracy: AccuracyOf }) {
  const { t } = useTranslation("expected");
  const format = useFormat();
  return (
    <div className={classes["accuracy"]}>
      <h3>{t("accuracy")}</h3>
      {accuracy.length === 0 ? (
        <p className={partClasses["note"]}>{t("accuracy_never")}</p>
      ) : (
        <ul>
          {accuracy.map(({ horizon_days, count, expected, came, range_80 }) => (
            <li key={horizon_days}>
              {t("accuracy_line", {
                days: t("days", { count: horizon_days }),
                made: t("made", { count }),
                came: format.money(came),
                expected: format.money(expected),
              })}{" "}
              {range_80 !== null &&
                t("accuracy_range", { low: format.share(range_80.low, 1), high: format.share(range_80.high, 1) })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
