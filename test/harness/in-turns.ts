const AT_ONCE = 8;

/** Does the work for each item, a few at a time. */
export async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item, place: number) => Promise<unknown>,
): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE)
    await Promise.all(items.slice(i, i + AT_ONCE).map((item, j) => work(item, i + j)));
}
