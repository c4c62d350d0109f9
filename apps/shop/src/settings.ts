/** How the shop reports to the network; can be changed at /settings while it runs. */
export interface Settings {
  /** How many times every acknowledged postback is sent again. */
  repeat: number;
  /** How long the report of a sale is delayed. */
  lateSeconds: number;
  /** What the shop reports after the sale. */
  answers: (typeof ANSWERS)[number];
  /** Reports about an order are sent in reverse order. */
  isShuffled: boolean;
}

export const ANSWERS = ["none", "approve", "reject", "change_mind"] as const;

/** A day: `readSettings`. */
export const LATE_SECONDS_MAX = 86_400;

/** One digit: `readSettings`. */
export const REPEAT_MAX = 9;

const DEFAULTS: Settings = { repeat: 0, lateSeconds: 0, answers: "none", isShuffled: false };

/** The settings in a form or in storage; undefined if one is out of range. Only `repeat` is required. */
export function readSettings(textOf: (name: keyof Settings) => string): Settings | undefined {
  const repeat = textOf("repeat");
  const late = textOf("lateSeconds") || "0";
  const answers = ANSWERS.find((name) => name === (textOf("answers") || "none"));
  const shuffled = textOf("isShuffled") || "false";
  if (!/^\d$/.test(repeat) || !/^\d{1,5}$/.test(late) || Number(late) > LATE_SECONDS_MAX) return undefined;
  if (answers === undefined || !["true", "false"].includes(shuffled)) return undefined;
  return { repeat: Number(repeat), lateSeconds: Number(late), answers, isShuffled: shuffled === "true" };
}

/** The current settings. */
export async function getSettings(db: D1Database): Promise<Settings> {
  const { results } = await db.prepare("SELECT name, value FROM setting").all<{ name: string; value: string }>();
  const stored = new Map(results.map(({ name, value }) => [name, value]));
  return readSettings((name) => stored.get(name) ?? String(DEFAULTS[name])) ?? DEFAULTS;
}

/** Saves the settings; they apply from the network's next answer on. */
export async function changeSettings(db: D1Database, settings: Settings) {
  const write = db.prepare(
    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  await db.batch(Object.entries(settings).map(([name, value]) => write.bind(name, String(value))));
}
