import { mintClickId, readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import type { ClickEvent } from "@waymark/contract/click-event";
import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import type { PostbackEvent } from "@waymark/contract/postback-event";
import { recordClicks } from "@waymark/network/click";
import { encodeBase32 } from "@waymark/contract/base32";
import type { Actor, Context } from "@waymark/network/context";
import { endHolds, listConversions, reviewConversions, type Review } from "@waymark/network/conversion";
import { recordPostbacks } from "@waymark/network/postback";
import { NetworkError } from "@waymark/network/errors";
import { sha256Hex } from "@waymark/network/identity";
import { scoreSources } from "@waymark/network/quality";
import { createPayoutRun, stepPayoutRun } from "@waymark/network/payout";
import { DEMO } from "./demo.ts";

/** A link of the demo network with its share of the visitors. */
interface HistoricLink {
  id: string;
  number: number;
  offerId: string;
  webmasterId: string;
  weight: number;
}

const DAYS = 30;
const CLICKS_A_DAY = 300;
const CONVERSION_RATE = 0.038;
/** The last days on which sources are scored. */
const SCORED_DAYS = 7;
/** Every second visitor of this webmaster comes from rented servers. */
const FRAUD = { webmasterId: "wm_cedar", asn: 16_509 };

/** Weekdays from Sunday: shops sell in the evening of a working day, travellers click at the weekend. */
const WEEKDAYS = [1.15, 0.95, 0.9, 0.95, 1, 1.1, 1.3];
const HOURS = [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 7, 7, 6, 6, 6, 7, 8, 9, 10, 9, 6, 4];

const PLACES = [
  { country: "DE", region: "BE", city: "Berlin", asn: 3320, language: "de-de", weight: 30 },
  { country: "PL", region: "14", city: "Warsaw", asn: 5617, language: "pl-pl", weight: 18 },
  { country: "KZ", region: "ALA", city: "Almaty", asn: 9198, language: "ru-kz", weight: 15 },
  { country: "BR", region: "SP", city: "São Paulo", asn: 28573, language: "pt-br", weight: 14 },
  { country: "US", region: "CA", city: "Los Angeles", asn: 7018, language: "en-us", weight: 13 },
  { country: "MX", region: "CMX", city: "Mexico City", asn: 8151, language: "es-mx", weight: 10 },
];

const AGENTS = [
  {
    agent:
      "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    weight: 42,
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
    weight: 24,
  },
  {
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    weight: 20,
  },
  {
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
    weight: 7,
  },
  { agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", weight: 4 },
  { agent: "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", weight: 3 },
];

/**
 * Thirty plausible days before now, written with the network's own verbs, so that every click is counted, every
 * conversion has its transfers, and the books balance. The same seed makes the same history.
 */
export async function writeHistory(
  localNetwork: Omit<Context, "actor" | "now">,
  links: readonly HistoricLink[],
  clickKeys: string,
  now: number,
): Promise<{ clicks: number; conversions: number }> {
  const random = mulberry32(20_260_101);
  const keys = readClickKeys(clickKeys);
  const tokenHash = await sha256Hex(DEMO.postbackToken);
  const today = now - (now % DAY_MS);
  let total = { clicks: 0, conversions: 0 };
  for (let day = DAYS; day >= 0; day--) {
    const start = today - day * DAY_MS;
    const end = Math.min(start + DAY_MS - 1, now);
    const at = (actor: Actor): Context => ({ ...localNetwork, actor, now: () => end });
    const clicks = dayOfClicks(random, keys, links, start, end);
    const postbacks = clicks.flatMap((click) => postbackOf(random, click, tokenHash, end));
    await recordClicks(at({ role: "system", job: "seed" }), clicks);
    await recordPostbacks(at({ role: "system", job: "seed" }), postbacks);
    await endHolds(at({ role: "system", job: "seed" }));
    await reviewSome(random, at);
    if (day < SCORED_DAYS) while ((await scoreSources(at({ role: "system", job: "seed" }))) > 0);
    if ([1, 16].includes(new Date(start).getUTCDate())) await payAll(at({ role: "operator", id: "key_demo_operator" }));
    total = { clicks: total.clicks + clicks.length, conversions: total.conversions + postbacks.length };
  }
  return total;
}

function dayOfClicks(
  random: () => number,
  keys: ClickKeys,
  links: readonly HistoricLink[],
  start: number,
  end: number,
) {
  const weekday = WEEKDAYS[new Date(start).getUTCDay()] ?? 1;
  const count = Math.round(CLICKS_A_DAY * weekday * (0.9 + 0.2 * random()));
  const clicks: ClickEvent[] = [];
  for (let i = 0; i < count; i++) {
    const hour = HOURS.indexOf(pick(random, HOURS, (weight) => weight));
    const clickedAt = start + Math.floor((hour + random()) * HOUR_MS);
    if (clickedAt > end) continue;
    const again = random() < 0.04 ? clicks.at(-1) : undefined;
    clicks.push(
      clickOf(
        random,
        keys,
        again === undefined ? pick(random, links, ({ weight }) => weight) : linkOf(links, again),
        clickedAt,
        again,
        i,
      ),
    );
  }
  return clicks;
}

function clickOf(
  random: () => number,
  keys: ClickKeys,
  link: HistoricLink,
  clickedAt: number,
  again: ClickEvent | undefined,
  sequence: number,
): ClickEvent {
  const place = pick(random, PLACES, ({ weight }) => weight);
  const visitor = again?.visitor ?? encodeBase32(bytes(random, 15)).slice(0, 22);
  const isRefused = random() < 0.015;
  return {
    clickId: mintClickId(keys, {
      clickedAt,
      bucket: visitor.charCodeAt(0),
      linkNumber: link.number,
      random: bytes(random, 5),
    }),
    linkId: link.id,
    offerId: link.offerId,
    webmasterId: link.webmasterId,
    advertiserId: DEMO.advertiser,
    decision: isRefused ? "fallback" : "landing",
    reason: isRefused ? "geo" : null,
    landingId: isRefused ? null : `${link.offerId.replace("off_", "lnd_")}_1`,
    visitor,
    country: place.country,
    region: place.region,
    city: place.city,
    asn: link.webmasterId === FRAUD.webmasterId && sequence % 2 === 0 ? FRAUD.asn : place.asn,
    language: place.language,
    userAgent: again?.userAgent ?? pick(random, AGENTS, ({ weight }) => weight).agent,
    sub1: pick(random, ["newsletter", "review", "banner", "video"], () => 1),
    sub2: "",
    sub3: "",
    sub4: "",
    sub5: "",
    source: "",
    cut: false,
    isolate: "history",
    sequence,
  };
}

/** A visitor who bought, or nothing. */
function postbackOf(random: () => number, click: ClickEvent, tokenHash: string, end: number): PostbackEvent[] {
  const isBot = click.userAgent.includes("Bot");
  if (isBot || click.decision === "fallback" || random() > CONVERSION_RATE) return [];
  const acceptedAt = end - Math.floor(random() * 1_000);
  const isLead = random() < 0.2;
  const orderId = `ord-${encodeBase32(bytes(random, 5))}`;
  const amount = (12 + Math.floor(random() * 9_000) / 100).toFixed(2);
  const fields: Record<string, string> = isLead
    ? { goal: "lead", order_id: orderId }
    : { goal: "sale", order_id: orderId, amount, currency: "USD" };
  return [
    {
      receipt: `rcp_${encodeBase32(secondsThenRandom(random, acceptedAt))}`,
      acceptedAt,
      advertiserId: DEMO.advertiser,
      tokenHash,
      clickId: click.clickId,
      fields,
      request: { method: "GET", contentType: "", parameters: Object.entries({ click_id: click.clickId, ...fields }) },
    },
  ];
}

/** The advertiser answers most conversions within a few days; the operator's check holds a few. */
async function reviewSome(random: () => number, at: (actor: Actor) => Context) {
  const advertiser: Actor = { role: "advertiser", id: "key_demo_advertiser", advertiserId: DEMO.advertiser };
  const operator: Actor = { role: "operator", id: "key_demo_operator" };
  const { rows: pending } = await listConversions(at(operator), { status: "pending" }, { limit: 500 });
  const { rows: approved } = await listConversions(at(operator), { status: "approved" }, { limit: 500 });
  const answers: Review[] = [];
  const checks: Review[] = [];
  for (const { id, offerId } of pending) {
    const draw = random();
    if (draw < 0.02)
      checks.push({ id, event: "hold", reasonCode: "fraud", reason: "Seven orders from one address within an hour" });
    else if (draw < 0.04)
      answers.push({ id, event: "reject", reasonCode: "cancelled", reason: "The buyer changed their mind" });
    else if (draw < 0.3 && offerId !== DEMO.offers.upload) answers.push({ id, event: "approve", reason: null });
  }
  for (const { id, payment } of approved)
    if (payment === "none" && random() < 0.004)
      answers.push({ id, event: "reverse", reasonCode: "returned", reason: "Sent back unopened" });
  await reviewConversions(at(operator), checks);
  await reviewConversions(at(advertiser), answers);
}

async function payAll(ctx: Context) {
  try {
    const { id } = await createPayoutRun(ctx);
    for (const step of ["approved", "sent", "settled"] as const) await stepPayoutRun(ctx, id, step);
  } catch (error) {
    if (!(error instanceof NetworkError && error.code === "nothing_to_pay")) throw error;
  }
}

const linkOf = (links: readonly HistoricLink[], { linkId }: ClickEvent): HistoricLink => {
  const link = links.find(({ id }) => id === linkId);
  if (link === undefined) throw new Error(`no link ${linkId}`);
  return link;
};

function secondsThenRandom(random: () => number, ms: number) {
  const out = bytes(random, 15);
  for (let i = 4, rest = Math.floor(ms / 1_000); i >= 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

const bytes = (random: () => number, length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));

function pick<T>(random: () => number, items: readonly T[], weightOf: (item: T) => number): T {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0);
  const found = items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1);
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

/** A small, well-known generator (Tommy Ettinger, public domain), because a history must be reproducible. */
function mulberry32(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
