import { QUALITY_PARTS, type QualityPart, type QualityRule, type ScoredPart } from "@waymark/check";
import type { Actor } from "../context.ts";

/** A part of a score as an actor may see it. */
export type SeenPart = ScoredPart;

/**
 * The parts of a score: to webmasters, what is usual is rounded to whole per cent, and so are points, because they are made
 * of what others have.
 */
export const partsFor = ({ role }: Actor, parts: readonly ScoredPart[]): SeenPart[] =>
  role === "webmaster" ? parts.map(rounded) : [...parts];

const rounded = ({ usual, points, ...part }: ScoredPart): SeenPart => ({
  ...part,
  usual: usual === null ? null : Math.round(usual * 100) / 100,
  points: Math.round(points),
});

const WORDS: Readonly<Record<QualityPart, string>> = {
  stopped: "of the judged conversions are held or refused by the traffic check",
  rejected: "of the decided conversions were rejected",
  reversed: "of the approved conversions were reversed",
  servers: "of the judged conversions came from servers",
  clicks: "of the clicks are of bots, pages or repeated visitors",
};

/** A number with its noun in the plural, if need be. */
const daysText = (days: number) => (days === 1 ? "1 day" : `${days} days in a row`);

/** Why a rule limits a source, for its webmaster: the score, and each part that takes something from it. */
export function reasonText({ scoreBelow, days }: QualityRule, score: number, parts: readonly ScoredPart[]): string {
  const found = QUALITY_PARTS.flatMap((name) => parts.filter(({ part, points }) => part === name && points >= 1)).map(
    (part) => {
      const { found: some, of, usual } = rounded(part);
      const usually = usual === null ? "" : `, usual are ${percent(usual)}`;
      return `${percent(some / of)} ${WORDS[part.part]} (${some} of ${of}${usually})`;
    },
  );
  return [`The score is ${score} of 100, and was below ${scoreBelow} on ${daysText(days)}`, ...found].join("; ");
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
