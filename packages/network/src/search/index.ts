import { CLICK_ID_LENGTH } from "@waymark/contract/click-id";
import {
  getAccount,
  getSource,
  listAccounts,
  listSources,
  type Account,
  type AccountKind,
  type SeenSource,
} from "../account/index.ts";
import type { Context } from "../context.ts";
import { getConversion, listConversions, type Conversion } from "../conversion/index.ts";
import { findNames } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { getMember, listMembers, type Member } from "../identity/index.ts";
import { getLink, listLinks, type Link } from "../link/index.ts";
import { writeDecimal } from "../money.ts";
import { findOffersByName, getOffer } from "../offer/index.ts";
import { getPayout } from "../payout/index.ts";
import { getPostback } from "../postback/index.ts";
import { findClickSubject } from "../stats/index.ts";
import { getThreadSeen, findThreadsByTitle, type ThreadRow } from "../support/index.ts";
import { getUpload } from "../upload/index.ts";

export const FOUND_KINDS = [
  ...(["click", "conversion", "offer", "link", "payout", "upload", "postback", "thread"] as const),
  ...(["advertiser", "webmaster", "member", "traffic_source"] as const),
] as const;

type FoundKind = (typeof FOUND_KINDS)[number];

/** One thing that a search found. */
interface Found {
  kind: FoundKind;
  id: string;
  /** A name or number, for people. */
  title: string;
  /** What tells it apart, for example the offer of a link; null: nothing. */
  subtitle: string | null;
  /** Null for what has no status. */
  status: string | null;
}

/** Of each kind that is searched by a part of its name. */
const EACH_MAX = 5;
/** Rows that a search looks at for a part of a name. */
const EXAMINED_MAX = 2_000;
const PAGE = { limit: EACH_MAX, examinedMax: EXAMINED_MAX } as const;
/** Each costs a few reads. */
const CLICKS_MAX = 3;

/**
 * What the actor may see and means by a text: a click_ID, an id, an order's number, an address that holds a click_ID or
 * is a partner link, a slug, or a part of a name. Exact matches come first. Each part reads a bounded number of rows.
 */
export async function search(ctx: Context, text: string): Promise<Found[]> {
  const words = text.trim();
  const found = await Promise.all([
    ...clickIdsIn(words).map((id) => findClick(ctx, id)),
    findById(ctx, words),
    findOrders(ctx, words),
    findLinks(ctx, words),
    findSources(ctx, words),
    ...(words.includes("/") ? [] : [findByName(ctx, words)]),
  ]);
  return [...new Map(found.flat().map((one) => [`${one.kind} ${one.id}`, one])).values()];
}

const CLICK_ID_PATTERN = new RegExp(`(?<![0-9a-z])[0-9a-z]{${CLICK_ID_LENGTH}}(?![0-9a-z])`, "gi");

/** The click_IDs of a text, for example of a landing's address. */
const clickIdsIn = (text: string) => [...new Set(text.match(CLICK_ID_PATTERN) ?? [])].slice(0, CLICKS_MAX);

async function findClick(ctx: Context, text: string): Promise<Found[]> {
  const click = await findClickSubject(ctx, text);
  if (click === undefined) return [];
  const names = await findNames(ctx.db, "offer", [click.offerId]);
  return [{ ...{ kind: "click", id: click.clickId, title: click.clickId }, ...offerName(names, click), status: null }];
}

const offerName = (names: ReadonlyMap<string, string>, { offerId }: { offerId: string }) => ({
  subtitle: names.get(offerId) ?? null,
});

const BY_PREFIX: Readonly<Record<string, (ctx: Context, id: string) => Promise<Found>>> = {
  cnv: async (ctx, id) => foundConversion(await getConversion(ctx, id)),
  async off(ctx, id) {
    const { offer } = await getOffer(ctx, id);
    return { kind: "offer", id, title: offer.name, subtitle: null, status: offer.status };
  },
  lnk: async (ctx, id) => foundLink(await getLink(ctx, id)),
  async pay(ctx, id) {
    const { currency, amount_minor: amountMinor, status } = (await getPayout(ctx, id)).payout;
    const subtitle = `${writeDecimal({ amountMinor, currency })} ${currency}`;
    return { kind: "payout", id, title: id, subtitle, status };
  },
  async upl(ctx, id) {
    const { offerName: subtitle, status, file } = await getUpload(ctx, id);
    return { kind: "upload", id, title: file?.name || id, subtitle, status };
  },
  async rcp(ctx, id) {
    const { outcome } = await getPostback(ctx, id);
    return { kind: "postback", id, title: id, subtitle: null, status: outcome };
  },
  thr: async (ctx, id) => foundThread(await getThreadSeen(ctx, id)),
  src: async (ctx, id) => foundSource(await getSource(ctx, id)),
  adv: async (ctx, id) => foundAccount("advertiser", await getAccount(ctx, "advertiser", id)),
  wm: async (ctx, id) => foundAccount("webmaster", await getAccount(ctx, "webmaster", id)),
  per: async (ctx, id) => foundMember(await getMember(ctx, id)),
};

async function findById(ctx: Context, text: string): Promise<Found[]> {
  const id = text.toLowerCase();
  const prefix = /^([a-z]{2,3})_[0-9a-z_]{1,90}$/.exec(id)?.[1] ?? "";
  const find = Object.hasOwn(BY_PREFIX, prefix) ? BY_PREFIX[prefix] : undefined;
  if (find === undefined) return [];
  try {
    return [await find(ctx, id)];
  } catch (error) {
    if (error instanceof NetworkError && (error.code === "not_found" || error.code === "forbidden")) return [];
    throw error;
  }
}

/** Longest order number that reports may have. */
const ORDER_LENGTH_MAX = 255;

async function findOrders(ctx: Context, orderId: string): Promise<Found[]> {
  if (orderId.length > ORDER_LENGTH_MAX) return [];
  const { rows } = await listConversions(ctx, { orderId, date: "reported" }, PAGE);
  return rows.map(foundConversion);
}

const foundConversion = ({ id, orderId, offerName: subtitle, status }: Conversion): Found => ({
  ...{ kind: "conversion", id, title: orderId ?? id, subtitle, status },
});

/** The link of an address or a slug; and, unless it is an address, links by a part of the slug. */
async function findLinks(ctx: Context, text: string): Promise<Found[]> {
  const slug = slugOf(ctx, text);
  if (slug === undefined && text.includes("/")) return [];
  const asked = slug === undefined ? [{ slug: text }, { search: text }] : [{ slug }];
  const lists = await Promise.all(asked.map((filter) => listLinks(ctx, filter, PAGE)));
  return lists.flatMap(({ rows }) => rows.map(foundLink));
}

/** The slug of an address on a host of the network. */
function slugOf({ ownHosts }: Context, text: string): string | undefined {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || !ownHosts.includes(url.host)) return undefined;
  return /^\/([^/]+)\/?$/.exec(url.pathname)?.[1]?.toLowerCase();
}

const foundLink = ({ id, slug, offer_name: subtitle, status }: Link): Found => ({
  ...{ kind: "link", id, title: slug, subtitle, status },
});

/** Traffic sources by a part of their address. */
async function findSources(ctx: Context, text: string): Promise<Found[]> {
  const { rows } = await listSources(ctx, { search: text }, PAGE);
  return rows.map(foundSource);
}

const foundSource = ({ id, url, name, status }: SeenSource): Found => ({
  ...{ kind: "traffic_source", id, title: url, subtitle: name || null, status },
});

/** Threads by a part of their title. */
async function findThreads(ctx: Context, text: string): Promise<Found[]> {
  return (await findThreadsByTitle(ctx, text, PAGE)).map(foundThread);
}

const foundThread = ({ id, title }: ThreadRow): Found => ({
  ...{ kind: "thread", id, title, subtitle: null, status: null },
});

/** Offers, accounts and threads by a part of their name, and people whom the actor may see by name or address. */
async function findByName(ctx: Context, text: string): Promise<Found[]> {
  const accounts = async (kind: AccountKind) => {
    const { rows } = await listAccounts(ctx, kind, { search: text }, PAGE);
    return rows.map((row) => foundAccount(kind, row));
  };
  const found = await Promise.all([
    findOffersByName(ctx, text, EACH_MAX).then((rows) =>
      rows.map(({ id, name, status }): Found => ({ kind: "offer", id, title: name, subtitle: null, status })),
    ),
    findThreads(ctx, text),
    accounts("advertiser"),
    accounts("webmaster"),
    listMembers(ctx, { search: text }, PAGE).then(({ rows }) => rows.map(foundMember)),
  ]);
  return found.flat();
}

const foundAccount = (kind: AccountKind, { id, name, status }: Account): Found => ({
  ...{ kind, id, title: name, subtitle: null, status },
});

const foundMember = ({ id, name, email }: Member): Found => ({
  ...{ kind: "member", id, title: name, subtitle: email, status: null },
});
