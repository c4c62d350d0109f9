import { readClickId } from "@waymark/click/click-id";
import { checkBooks } from "@waymark/network/books";
import { expect } from "vitest";
import type { TestNetwork } from "./network.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

type Counted = {
  hour: number;
  webmaster_id: string;
  offer_id: string;
  link_id: string;
  landing_id: string;
  country: string;
  device: string;
  os: string;
  browser: string;
  decision: string;
  verdict: string;
  clicks: number;
  uniques: number;
};

type StoredClick = Omit<Counted, "hour" | "clicks" | "uniques" | "landing_id"> & {
  click_id: string;
  landing_id: string | null;
  visitor: string;
};

/** The hourly rollups equal a count of the clicks, one by one, and every visitor is unique once an offer and day. */
export async function expectHonestRollups(network: TestNetwork): Promise<void> {
  const clicks = await network.rows<StoredClick>("CLICKS_0", "SELECT * FROM click");
  const firsts = new Map<string, string>();
  for (const { day, offer_id, visitor, click_id } of await network.rows<Record<string, string>>(
    "CLICKS_0",
    "SELECT * FROM visitor_day",
  ))
    firsts.set(`${day} ${offer_id} ${visitor}`, click_id ?? "");

  const counted = new Map<string, Counted>();
  const visitors = new Set<string>();
  for (const { click_id, visitor, landing_id, ...click } of clicks) {
    const clickedAt = readClickId(click_id)?.clickedAt ?? 0;
    const visit = `${Math.floor(clickedAt / DAY_MS)} ${click.offer_id} ${visitor}`;
    visitors.add(visit);
    const group = { ...pick(click), hour: clickedAt - (clickedAt % HOUR_MS), landing_id: landing_id ?? "" };
    const key = keyOf(group);
    const row = counted.get(key) ?? { ...group, clicks: 0, uniques: 0 };
    row.clicks++;
    if (firsts.get(visit) === click_id) row.uniques++;
    counted.set(key, row);
  }
  const rollups = await network.rows<Counted>("CLICKS_0", "SELECT * FROM click_hour");
  expect(sorted(rollups)).toEqual(sorted([...counted.values()]));
  expect(firsts.size, "visitors of a day who have no click").toBe(visitors.size);
  expect(
    rollups.reduce((sum, { uniques }) => sum + uniques, 0),
    "each visitor is unique once an offer and day",
  ).toBe(visitors.size);
}

const pick = (click: Omit<StoredClick, "click_id" | "visitor" | "landing_id">) => ({
  webmaster_id: click.webmaster_id,
  offer_id: click.offer_id,
  link_id: click.link_id,
  country: click.country,
  device: click.device,
  os: click.os,
  browser: click.browser,
  decision: click.decision,
  verdict: click.verdict,
});

const keyOf = (row: Omit<Counted, "clicks" | "uniques">) =>
  [
    row.hour,
    row.webmaster_id,
    row.offer_id,
    row.link_id,
    row.landing_id,
    row.country,
    row.device,
    row.os,
    row.browser,
    row.decision,
    row.verdict,
  ].join("\n");

const sorted = (rows: readonly Counted[]) =>
  rows.map((row) => ({ ...row })).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Running balances equal the sums of their transfers, every currency sums to nothing, a line lives once. */
export async function expectBalancedBooks(network: TestNetwork): Promise<void> {
  const { faults, next } = await checkBooks(network.context());
  expect({ faults, next }).toEqual({ faults: [], next: null });
  const summed = await network.rows<{ account: string; currency: string; minor: number }>(
    "DB",
    `SELECT account, currency, sum(minor) AS minor FROM (
       SELECT debit AS account, currency, -amount_minor AS minor FROM transfer
       UNION ALL SELECT credit, currency, amount_minor FROM transfer)
     GROUP BY account, currency ORDER BY account, currency`,
  );
  const running = await network.rows(
    "DB",
    "SELECT account, currency, balance_minor AS minor FROM balance ORDER BY account, currency",
  );
  expect(running).toEqual(summed);
  const totals = new Map<string, number>();
  for (const { currency, minor } of summed) totals.set(currency, (totals.get(currency) ?? 0) + minor);
  for (const [currency, total] of totals) expect({ currency, total }).toEqual({ currency, total: 0 });
  expect(
    await network.rows(
      "DB",
      `SELECT conversion_id, kind, count(*) FROM payout_line WHERE released_at IS NULL
       GROUP BY conversion_id, kind HAVING count(*) > 1`,
    ),
    "a conversion has one living payout line of a kind",
  ).toEqual([]);
}
