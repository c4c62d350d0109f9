/**
 * A page of a list ends when its rows weigh this much, in characters of their texts: long texts make a page short, and
 * never an answer of many megabytes (docs/decisions/0215).
 */
export const PAGE_CHARS_MAX = 1_000_000;

/** The characters of a row's texts. Numbers are short, and don't count. */
export function weightOfRow(row: object): number {
  let weight = 0;
  for (const value of Object.values(row) as unknown[]) if (typeof value === "string") weight += value.length;
  return weight;
}

/** The first of these that weigh at most `max` together; at least one, so that each page gets further. */
export function withinWeight<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  max = PAGE_CHARS_MAX,
): readonly Item[] {
  let weight = 0;
  const end = items.findIndex((item, i) => (weight += weightOf(item)) > max && i > 0);
  return end === -1 ? items : items.slice(0, end);
}

/** The same items in parts, each within the weight. */
export function partsWithinWeight<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  max: number,
): (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += parts.at(-1)?.length ?? 1)
    parts.push(withinWeight(items.slice(at), weightOf, max));
  return parts;
}
