import { NetworkError } from "@waymark/network/errors";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { authOf } from "./accounts.ts";
import type { Env } from "./env.ts";

/** Of zxcvbn's 0–4: 10^8 guesses or more. */
const SCORE_MIN = 3;
/** The time of a judgement grows with the square of the length, and what follows a strong beginning only adds to it. */
const JUDGED_CHARS_MAX = 32;

/** Words that the library's lists lack: common Russian passwords, also as typed on a Latin keyboard, and our name. */
const OWN_WORDS = (
  "waymark пароль привет любовь йцукен йцукенг йцукенгшщз фывапролд ячсмить солнышко наташа максим андрей сергей марина " +
  "россия спартак зенит москва котенок машина дмитрий александр екатерина настя кристина здравствуйте gfhjkm ghbdtn k.,jdm"
).split(" ");

/** Who will use a password, as far as it is known: their own name or address makes it weak. */
interface Owner {
  name: string;
  email: string;
}

let judge: ZxcvbnFactory | undefined;

/** Why a password is weak; undefined if it is strong enough. */
export function weaknessOf(password: string, { name, email }: Owner): keyof typeof ADVICE | undefined {
  // Built when first used: its lists take about as long as a hash, and few isolates ever judge a password.
  judge ??= new ZxcvbnFactory({ dictionary: { ...dictionary, own: OWN_WORDS }, graphs: adjacencyGraphs });
  const [local = "", host = ""] = email.toLowerCase().split("@");
  const own = [name, email, local, host, ...`${name} ${local} ${host}`.split(/[^\p{L}\p{N}]+/u)];
  const inputs = [...new Set(own.map((word) => word.toLowerCase()).filter((word) => word.length > 2))];
  const { score, feedback } = judge.check(password.slice(0, JUDGED_CHARS_MAX), inputs);
  if (score >= SCORE_MIN) return undefined;
  return ADVICE_BY_WARNING[feedback.warning ?? ""] ?? "guessable";
}

/** What to say about a weak password. */
const ADVICE = {
  common: "This password is among the common ones that are tried first. Choose several unrelated words",
  repeated: "Repeated characters and words add little. Choose several unrelated words",
  sequence: "Sequences, keyboard patterns and dates are easy to guess. Choose several unrelated words",
  personal: "Your name and your address are easy to guess. Choose several unrelated words",
  guessable: "This password is easy to guess. Choose several unrelated words",
} as const;

/** The library's warnings. */
const ADVICE_BY_WARNING: Readonly<Record<string, keyof typeof ADVICE>> = {
  common: "common",
  topTen: "common",
  topHundred: "common",
  similarToCommon: "common",
  pwned: "common",
  simpleRepeat: "repeated",
  extendedRepeat: "repeated",
  sequences: "sequence",
  straightRow: "sequence",
  keyPattern: "sequence",
  recentYears: "sequence",
  dates: "sequence",
  userInputs: "personal",
  namesByThemselves: "personal",
  commonNames: "personal",
};

/** The hash of a new password. Throws `password_refused` if it is easy to guess. */
export async function hashNewPassword(env: Env, password: string, owner: Owner): Promise<string> {
  const weakness = weaknessOf(password, owner);
  if (weakness !== undefined)
    throw new NetworkError("password_refused", ADVICE[weakness], [{ path: "password", message: ADVICE[weakness] }]);
  return (await authOf(env).$context).password.hash(password);
}
