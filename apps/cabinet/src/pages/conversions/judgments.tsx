import { useQuery } from "@tanstack/react-query";
import type { CheckJudgment } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { Failed } from "../../parts/states.tsx";
import { useFindingText } from "../../parts/use-finding-text.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./conversions.module.css";

interface JudgmentsProps {
  conversionId: string;
  /** Of its amount, if it has one. */
  currency: string | undefined;
  /** What can be done about them. */
  children?: ReactNode;
}

/** What the traffic check found in a conversion: nothing for its parties, unless it was held. */
export function Judgments({ conversionId: id, currency, children }: JudgmentsProps) {
  const { t } = useTranslation("conversions");
  const { data, error } = useQuery(read("listJudgments", { path: { id } }));
  if (error !== null) return <Failed error={error} />;
  if (data === undefined || data.data.length === 0) return null;
  return (
    <section aria-label={t("check")} className={classes["check"]}>
      <h3>{t("check")}</h3>
      {data.data.map((judgment) => (
        <Judgment
          key={`${judgment.stage} ${judgment.rule_set_number} ${judgment.checked_at}`}
          judgment={judgment}
          currency={currency}
        />
      ))}
      {children}
    </section>
  );
}

function Judgment({ judgment, currency }: { judgment: CheckJudgment; currency: string | undefined }) {
  const { t } = useTranslation("conversions");
  const format = useFormat();
  const findingText = useFindingText();
  const { verdict, findings, checked_at } = judgment;
  return (
    <div>
      <p>
        {t(`check_verdict_${verdict}`)} <small className={partClasses["note"]}>{format.time(checked_at)}</small>
      </p>
      {findings.length > 0 && (
        <ul>
          {findings.map((finding) => (
            <li key={finding.code}>{findingText(finding, currency)}</li>
          ))}
        </ul>
      )}
      {judgment.features !== undefined && <HowJudged judgment={judgment} features={judgment.features} />}
    </div>
  );
}

interface HowJudgedProps {
  judgment: CheckJudgment;
  features: NonNullable<CheckJudgment["features"]>;
}

/** What the operator alone sees. Features have the names of docs/traffic-check.md. */
function HowJudged({ judgment: { stage, score, rule_set_number }, features }: HowJudgedProps) {
  const { t } = useTranslation("conversions");
  return (
    <details>
      <summary>{t("check_details")}</summary>
      <Facts
        facts={[
          [t("check_stage"), t(stage === 1 ? "check_stage_1" : "check_stage_2")],
          [t("check_score"), score?.toFixed(2)],
          [t("check_rules"), rule_set_number === 0 ? t("check_rules_default") : rule_set_number],
          ...Object.entries(features).map(([name, value]): Fact => [name, value === null ? "—" : short(value)]),
        ]}
      />
    </details>
  );
}

const short = (value: number) => String(Number(value.toPrecision(6)));
