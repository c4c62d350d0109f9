/** How the shop treats the network; switched at /settings while it runs. */
export interface Settings {
  /** How many times every acknowledged postback is sent again. */
  repeat: number;
}

/** One digit: `readSettings`. */
export const REPEAT_MAX = 9;

const DEFAULTS: Settings = { repeat: 0 };

/** The settings in a form or in storage, or undefined where one is missing or out of its bounds. */
export function readSettings(textOf: (name: keyof Settings) => string): Settings | undefined {
  const repeat = textOf("repeat");
  return /^\d$/.test(repeat) ? { repeat: Number(repeat) } : undefined;
}

/** The settings as they are now. */
export async function getSettings(db: D1Database): Promise<Settings> {
  const { results } = await db.prepare("SELECT name, value FROM setting").all<{ name: string; value: string }>();
  const stored = new Map(results.map(({ name, value }) => [name, value]));
  return readSettings((name) => stored.get(name) ?? String(DEFAULTS[name])) ?? DEFAULTS;
}

/** Keeps the settings; the next answer of the network is treated by them. */
export async function changeSettings(db: D1Database, settings: Settings) {
  const write = db.prepare(
    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  await db.batch(Object.entries(settings).map(([name, value]) => write.bind(name, String(value))));
}
