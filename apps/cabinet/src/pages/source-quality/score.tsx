import type { QualityPart, SourceScore } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import partClasses from "../../parts/parts.module.css";

const ABSENCES = { too_few: "lacks_conversions", no_peers: "lacks_peers" } as const;

/** A score of 100, or why there is none. */
export function ScoreText({ score, absent }: Pick<SourceScore, "score" | "absent">) {
  const { t } = useTranslation("source-quality");
  if (score !== null) return <strong>{t("score_of", { score })}</strong>;
  return absent === null ? "—" : t(ABSENCES[absent]);
}

/** The part that takes most, in a few words. */
export function Worst({ parts }: { parts: readonly QualityPart[] }) {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  const [worst] = parts.filter(({ points }) => points >= 1).toSorted((a, b) => b.points - a.points);
  if (worst === undefined) return "—";
  return (
    <span className={partClasses["lines"]}>
      {t(`part_${worst.code}`)}
      <small>{format.share(worst.found, worst.of)}</small>
    </span>
  );
}

/** What a score is made of, so that it can be counted again. */
export function Parts({ parts }: { parts: readonly QualityPart[] }) {
  const { t } = useTranslation("source-quality");
  return <DataTable label={t("parts")} rows={parts} columns={useColumns()} rowKey={({ code }) => code} />;
}

function useColumns(): Column<QualityPart>[] {
  const { t } = useTranslation("source-quality");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "part",
        header: t("part"),
        cell: ({ code }) => (
          <span className={partClasses["lines"]}>
            {t(`part_${code}`)}
            <small>{t(`part_${code}_text`)}</small>
          </span>
        ),
      },
      {
        ...{ id: "share", header: t("share"), isNumber: true, onCard: true },
        cell: ({ found, of }) =>
          of === 0 ? (
            "—"
          ) : (
            <span className={partClasses["lines"]}>
              {format.share(found, of)}
              <small>{t("found_of", { part: format.count(found), all: format.count(of) })}</small>
            </span>
          ),
      },
      {
        ...{ id: "usual", header: t("usual"), isNumber: true, onCard: true },
        cell: ({ usual }) => (usual === null ? t("usual_unknown") : format.share(usual, 1)),
      },
      {
        ...{ id: "points", header: t("points"), isNumber: true, onCard: true },
        cell: ({ points }) => (points === 0 ? "—" : `−${format.count(points)}`),
      },
    ],
    [t, format],
  );
}
