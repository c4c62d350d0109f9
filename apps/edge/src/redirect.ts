import { clickBatchOf, cutText, type ClickEvent } from "@waymark/click/click-event";
import { mintClickId } from "@waymark/click/click-id";
import { expandTemplate, type Macro } from "@waymark/click/destination";
import {
  decide,
  snapshotKeys,
  SUB_LENGTH_MAX,
  SUB_NAMES,
  type LinkSnapshot,
  type OfferSnapshot,
  type SubName,
  type WebmasterSnapshot,
} from "@waymark/click/link";
import { readUserAgent } from "@waymark/click/user-agent";
import { keysOf, type Env } from "./env.ts";
import type { Journal, Way } from "./journal.ts";
import type { Links, Miss } from "./links.ts";
import * as answer from "./answers.ts";
import { isPrefetch, visitorOf, type Origin, type Visitor } from "./visitor.ts";

/** Names this isolate's life; its clicks are numbered, so that gaps show losses. */
const isolate = { id: "", sequence: 0 };

/** THE HOT PATH. The visitor waits for the durable click and for nothing else. */
export async function redirect(
  request: Request,
  url: URL,
  {
    origin,
    env,
    ctx,
    links,
    journal,
  }: { origin: Origin; env: Env; ctx: ExecutionContext; links: Links; journal: Journal },
): Promise<Response> {
  // 1. A prefetch is no visit: ask for the real one.
  if (isPrefetch(request)) return answer.notNow();

  // 2. The link, then its offer and webmaster, from memory as a rule.
  const link = await links.find<LinkSnapshot>(snapshotKeys.link(slugOf(url)), env, ctx);
  if (typeof link === "string") return withoutSnapshot(link, env);
  const [offer, webmaster] = await Promise.all([
    links.find<OfferSnapshot>(snapshotKeys.offer(link.offerId), env, ctx),
    links.find<WebmasterSnapshot>(snapshotKeys.webmaster(link.webmasterId), env, ctx),
  ]);
  if (typeof offer === "string") return withoutSnapshot(offer, env);
  if (typeof webmaster === "string") return withoutSnapshot(webmaster, env);

  // 3. Where the visitor goes: a landing, or a fallback with one reason.
  const now = Date.now();
  const visitor = visitorOf(request, origin, env.VISITOR_SECRET, now);
  const decision = decide(link, offer, webmaster, visitor.draw);
  const { subs, cut } = subsOf(url, link);

  // 4. The mark: a click_ID that names link, time and shard, and proves itself. A HEAD request is no click.
  const clickId =
    request.method === "HEAD"
      ? undefined
      : mintClickId(keysOf(env), {
          clickedAt: now,
          bucket: visitor.bucket,
          linkNumber: link.number,
          random: crypto.getRandomValues(new Uint8Array(5)),
        });

  // 5. The URL, every value percent-encoded for its place.
  const destination =
    decision.kind === "fallback"
      ? (decision.url ?? env.FALLBACK_URL)
      : expandTemplate(
          decision.template,
          macrosOf({ clickId: clickId ?? "", link, landingId: decision.landingId, visitor, subs, now }),
        );

  // 6. Durable before the redirect; if nothing takes it, the visitor goes on and the log keeps the whole click.
  if (clickId !== undefined) {
    const event: ClickEvent = {
      clickId,
      linkId: link.id,
      offerId: link.offerId,
      webmasterId: link.webmasterId,
      advertiserId: link.advertiserId,
      decision: decision.kind,
      reason: decision.kind === "fallback" ? decision.reason : null,
      landingId: decision.kind === "landing" ? decision.landingId : null,
      visitor: visitor.hash,
      country: visitor.country,
      region: visitor.region,
      city: visitor.city,
      asn: visitor.asn,
      language: visitor.language,
      userAgent: visitor.userAgent,
      ...subs,
      cut,
      isolate: isolateId(),
      sequence: ++isolate.sequence,
    };
    const durable = await journal.record(JSON.stringify(event), ctx, waysOf(env));
    if (!durable) console.error({ event: "click.unsent", click: event });
  }

  // 7. On.
  return answer.found(destination);
}

/** The queue, and where it refuses the control plane, which stores the clicks itself. */
const waysOf = (env: Env): Way[] => [
  (events) => env.CLICKS_QUEUE.send(clickBatchOf(events), { contentType: "text" }),
  (events) => env.CONTROL.storeClicks(clickBatchOf(events)),
];

/** The visitor is always sent somewhere, unless no such link exists. */
function withoutSnapshot(miss: Miss, env: Env) {
  switch (miss) {
    case "missing":
      return answer.notFound();
    case "busy":
      return answer.notNow();
    case "down":
      return answer.found(env.FALLBACK_URL);
  }
}

function slugOf({ pathname }: URL) {
  return pathname.slice(1).toLowerCase();
}

/** Sub-ids and source of the visitor's URL over the link's defaults; what is too long is cut. */
function subsOf({ search, searchParams }: URL, link: LinkSnapshot) {
  const subs: Record<SubName, string> = { sub1: "", sub2: "", sub3: "", sub4: "", sub5: "", source: "" };
  let cut = false;
  for (const name of SUB_NAMES) {
    const value = (search === "" ? null : searchParams.get(name)) ?? link.defaults[name] ?? "";
    cut ||= value.length > SUB_LENGTH_MAX;
    subs[name] = cutText(value, SUB_LENGTH_MAX);
  }
  return { subs, cut };
}

/** Values of the macros; what costs something is worked out only when the template asks for it. */
function macrosOf(of: {
  clickId: string;
  link: LinkSnapshot;
  landingId: string;
  visitor: Visitor;
  subs: Record<SubName, string>;
  now: number;
}): Record<Macro, string> {
  const { visitor, link } = of;
  return {
    click_id: of.clickId,
    ...of.subs,
    offer_id: link.offerId,
    link_id: link.id,
    webmaster_id: link.webmasterId,
    landing_id: of.landingId,
    country: visitor.country,
    region: visitor.region,
    city: visitor.city,
    language: visitor.language,
    get device() {
      return readUserAgent(visitor.userAgent).device;
    },
    get os() {
      return readUserAgent(visitor.userAgent).os;
    },
    get browser() {
      return readUserAgent(visitor.userAgent).browser;
    },
    get timestamp() {
      return String(Math.floor(of.now / 1_000));
    },
    get random() {
      return crypto.randomUUID();
    },
  };
}

/** Random values are not to be had while a Worker loads, so the isolate is named by its first click. */
const isolateId = () => (isolate.id ||= crypto.randomUUID().slice(0, 13));
