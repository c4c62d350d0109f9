import type { World } from "@waymark/dev/world";

const PAGE_ROWS = 20_000;
const PATIENCE_MS = 120_000;

/** How many clicks are stored now. */
export async function countClicks(world: World): Promise<number> {
  const clicks = await world.database("control", "CLICKS_0");
  return (await clicks.prepare("SELECT count(*) AS n FROM click").first<number>("n")) ?? 0;
}

/** Waits until the queue has been stored: as many clicks as expected, or no more for a while. */
export async function settle(world: World, expected: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await countClicks(world)) < expected && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

/** The ids that are stored, and how many clicks the rollups count. */
export async function readStored(world: World): Promise<{ ids: Set<string>; counted: number }> {
  const clicks = await world.database("control", "CLICKS_0");
  const ids = new Set<string>();
  for (let after = ""; ;) {
    const { results } = await clicks
      .prepare("SELECT click_id FROM click WHERE click_id > ? ORDER BY click_id LIMIT ?")
      .bind(after, PAGE_ROWS)
      .all<{ click_id: string }>();
    for (const { click_id } of results) ids.add(click_id);
    const last = results.at(-1);
    if (last === undefined) break;
    after = last.click_id;
  }
  const counted = (await clicks.prepare("SELECT sum(clicks) AS n FROM click_hour").first<number>("n")) ?? 0;
  return { ids, counted };
}
