/**
 * Fields as the API names and writes them, at any depth: names in snake case (`hold_days`), and times (`…_at`, Unix ms)
 * as ISO 8601. Histories store them as the code names them.
 */
export function inApiNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inApiNames);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inside]) => {
    const name = apiName(key);
    const isTime = name.endsWith("_at") && typeof inside === "number";
    return [name, isTime ? new Date(inside).toISOString() : inApiNames(inside)];
  });
  return Object.fromEntries(entries);
}

/** A field's name in the API: `hold_days` of `holdDays`. */
export const apiName = (key: string): string =>
  key.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
