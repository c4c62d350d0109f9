import type { FallbackReason } from "@waymark/contract/reason";
import type { Agent } from "@waymark/contract/user-agent";
import type { Verdict } from "@waymark/contract/verdict";

/**
 * The words of hourly rollups as small numbers. They are stored for ever: never change or reuse one. 0 is for words
 * that have no number.
 */
const VERDICT_CODES: Record<Verdict, number> = {
  ...{ valid: 1, bot: 2, embedded: 3, duplicate: 4, test: 5, own: 6 },
  ...{
    paused: 20,
    expired: 21,
    cap: 22,
    geo: 23,
    device: 24,
    os: 25,
    browser: 26,
    language: 27,
    asn: 28,
    schedule: 29,
  },
  ...{ webmaster_blocked: 30, advertiser_blocked: 31, not_approved: 32 },
};

/** A click of a visitor without consent has the code of its reason, or of `valid`, and this. */
export const ANONYMOUS = 100;

const DEVICE_CODES: Record<Agent["device"], number> = { other: 0, desktop: 1, mobile: 2, tablet: 3, tv: 4, console: 5 };

const OS_CODES: Record<Agent["os"], number> = {
  ...{ other: 0, windows: 1, ios: 2, android: 3, harmonyos: 4, macos: 5, chromeos: 6, linux: 7 },
};

const BROWSER_CODES: Record<Agent["browser"], number> = {
  ...{ other: 0, yandex: 1, opera: 2, edge: 3, samsung: 4, uc: 5, huawei: 6, mi: 7, qq: 8, firefox: 9, chrome: 10 },
  ...{ safari: 11, "in-app": 12 },
};

export const verdictCode = (verdict: Verdict): number => VERDICT_CODES[verdict];

/** Of an anonymous click; null: it went to a landing. */
export const anonymousCode = (reason: FallbackReason | null): number => ANONYMOUS + VERDICT_CODES[reason ?? "valid"];

export const agentCodes = ({ device, os, browser }: Agent): [device: number, os: number, browser: number] => [
  DEVICE_CODES[device],
  OS_CODES[os],
  BROWSER_CODES[browser],
];

/** The codes of each column that has some, by word. */
export const CODES = { verdict: VERDICT_CODES, device: DEVICE_CODES, os: OS_CODES, browser: BROWSER_CODES } as const;

export type CodedColumn = keyof typeof CODES;

const wordsOf = (codes: Record<string, number>): ReadonlyMap<number, string> =>
  new Map(Object.entries(codes).map(([word, code]) => [code, word]));

const WORDS: Record<CodedColumn, ReadonlyMap<number, string>> = {
  verdict: wordsOf(VERDICT_CODES),
  device: wordsOf(DEVICE_CODES),
  os: wordsOf(OS_CODES),
  browser: wordsOf(BROWSER_CODES),
};

/** The word of a stored code; `other` for one that this version does not know. */
export const wordOf = (column: CodedColumn, code: number): string =>
  WORDS[column].get(column === "verdict" ? code % ANONYMOUS : code) ?? "other";

/** The stored codes of a word: a verdict has another one for visitors without consent. */
export function codesOf(column: CodedColumn, word: string): number[] {
  const code = new Map(Object.entries<number>(CODES[column])).get(word);
  if (code === undefined) return [];
  return column === "verdict" ? [code, ANONYMOUS + code] : [code];
}
