/** What SEPA files can carry once diacritics are written out (EPC217-08). */
const LATIN = /^(?:\p{Script=Latin}|\p{Mn}|[0-9 /?:().,'’+-])*$/u;

/** What Windows-1251 holds, which Russian banks read. */
const RUSSIAN = /^[ -~А-яЁё«»№–—’]*$/u;

const HAS_LETTER = /\p{L}/u;

/** Why a bank outside Russia can't take this text; undefined if it can. */
export function latinFault(text: string, lengthMax: number): string | undefined {
  if (!HAS_LETTER.test(text)) return "must have letters";
  if (!LATIN.test(text)) return "must be in Latin letters, as at your bank";
  return text.length > lengthMax ? `must have at most ${lengthMax} characters` : undefined;
}

/** Why a Russian bank can't take this text; undefined if it can. */
export function russianFault(text: string, lengthMax: number): string | undefined {
  if (!HAS_LETTER.test(text)) return "must have letters";
  if (!RUSSIAN.test(text)) return "must be in Russian or Latin letters, as at your bank";
  return text.length > lengthMax ? `must have at most ${lengthMax} characters` : undefined;
}
