import { clickBatchOf, type AnonymousClick, type ClickEvent } from "@waymark/contract/click-event";
import { mintClickId, type ClickId } from "@waymark/contract/click-id";
import { expandDeepLink, expandTemplate, passedOf, type Macro } from "@waymark/contract/destination";
import { decide, type Decision } from "@waymark/contract/decision";
import { HOUR_MS } from "@waymark/contract/duration";
import { SLUG_PATTERN } from "@waymark/contract/slug";
import {
  snapshotKeys,
  type LinkSnapshot,
  type OfferSnapshot,
  type WebmasterSnapshot,
} from "@waymark/contract/snapshot";
import type { Facts } from "@waymark/contract/rules";
import * as answer from "./answers.ts";
import { readAsked, type Asked } from "./parameters.ts";
import { clickQueuesOf, keysOf, type Env } from "./env.ts";
import type { Journal, Send } from "./journal.ts";
import type { Place } from "./place.ts";
import type { Links, Miss } from "./snapshots.ts";
import { fiveRandomBytes, isolateName } from "./random.ts";
import { readerFor } from "./user-agent.ts";
import { factsOf, isPrefetch, visitorOf, type Origin, type Visitor } from "./visitor.ts";

/** Clicks of this isolate's life so far; they are numbered, so that gaps show losses. */
let sequence = 0;

interface RedirectPorts {
  origin: Origin;
  env: Env;
  ctx: ExecutionContext;
  links: Links;
  journal: Journal;
}

/** THE HOT PATH. The visitor waits for the durable click and for nothing else. */
export async function redirect(request: Request, { path, search }: Place, ports: RedirectPorts): Promise<Response> {
  const { origin, env, ctx, links, journal } = ports;
  // 1. A prefetch is no visit: ask for the real one. What can't be a slug is none; many a program adds a slash to it.
  const { headers } = request;
  if (isPrefetch(headers)) return answer.notNow();
  const slug = path.slice(1, path.endsWith("/") ? -1 : undefined).toLowerCase();
  if (!SLUG_PATTERN.test(slug)) return redirectRetyped(request, { path, search }, ports);

  // 2. The link, then its offer and webmaster, from memory as a rule: only what is not there is waited for.
  const linkFound = links.find<LinkSnapshot>(snapshotKeys.link(slug), env, ctx);
  const link = linkFound instanceof Promise ? await linkFound : linkFound;
  if (typeof link === "string") return withoutSnapshot(link, env);
  const offerFound = links.find<OfferSnapshot>(snapshotKeys.offer(link.offerId), env, ctx);
  const webmasterFound = links.find<WebmasterSnapshot>(snapshotKeys.webmaster(link.webmasterId), env, ctx);
  const offer = offerFound instanceof Promise ? await offerFound : offerFound;
  const webmaster = webmasterFound instanceof Promise ? await webmasterFound : webmasterFound;
  if (typeof offer === "string") return withoutSnapshot(offer, env);
  if (typeof webmaster === "string") return withoutSnapshot(webmaster, env);

  // 3. Who comes, and what the URL asks for.
  const now = Date.now();
  const visitor = visitorOf(headers, origin, env.VISITOR_SECRET, now);
  const asked = readAsked(search, link, offer);

  // 4. Where the visitor goes: a landing, or a fallback with one reason.
  const readerFound = readerFor(offer);
  const facts = factsOf(visitor, readerFound instanceof Promise ? await readerFound : readerFound);
  const decision = decide(link, offer, webmaster, { now, draw: visitor.draw, facts });

  // 5. The mark: a click_ID that names link, time and shard, and proves itself. Not for a HEAD request, which is no
  //    click, nor for a visitor who did not consent.
  const isClick = request.method !== "HEAD";
  const isMarked = isClick && asked.mayMark;
  const clickId = isMarked
    ? mintClickId(keysOf(env), {
        clickedAt: now,
        bucket: visitor.bucket,
        linkNumber: link.number,
        random: fiveRandomBytes(),
      })
    : undefined;

  // 6. The URL, every value percent-encoded for its place.
  const destination = destinationOf({ decision, offer, link, visitor, facts, asked, clickId, now, env });

  // 7. Durable before the redirect; if nothing takes it, the visitor goes on and the log keeps the whole click.
  if (isClick) {
    const click =
      clickId === undefined
        ? anonymousOf({ link, decision, now })
        : eventOf({ link, decision, visitor, asked, clickId });
    const ways = waysOf(env);
    const lane = visitor.bucket % ways.length;
    const durable = await journal.record(JSON.stringify(click), ctx, ways[lane] ?? [], lane);
    // As text, because a command reads such lines in again, from whatever log they come.
    if (!durable) console.error(JSON.stringify({ event: "click.unsent", click }));
  }

  // 8. On.
  return answer.found(destination, offer.hidesReferrer === true);
}

/** Before a 404: a link that was copied with something behind it is that link. */
async function redirectRetyped(request: Request, { path, search }: Place, ports: RedirectPorts): Promise<Response> {
  const { readRetyped } = await import("./retyped.ts");
  const link = readRetyped(path, search);
  if (link === undefined) return answer.notFound();
  return redirect(request, { path: `/${link.slug}`, search: link.search }, ports);
}

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

let known: { env: Env; ways: readonly (readonly Send[])[] } | undefined;

/** By lane, worked out once: an isolate has one `env`. */
const waysOf = (env: Env) => (known?.env === env ? known : (known = { env, ways: lanesOf(env) })).ways;

/** For each queue: itself, the others, and where all refuse the control plane, which stores the clicks itself. */
function lanesOf(env: Env): Send[][] {
  const queues = clickQueuesOf(env).map(
    (queue): Send =>
      (events) =>
        queue.send(clickBatchOf(events), { contentType: "text" }),
  );
  const control: Send = (events) => env.CONTROL.storeClicks(clickBatchOf(events));
  return queues.map((_, lane) => [...queues.slice(lane), ...queues.slice(0, lane), control]);
}

interface Parts {
  link: LinkSnapshot;
  decision: Decision;
  visitor: Visitor;
  asked: Asked;
  now: number;
}

interface Destined extends Parts {
  offer: OfferSnapshot;
  facts: Facts;
  clickId: ClickId | undefined;
  env: Env;
}

function destinationOf(of: Destined): string {
  const { decision, offer, asked, clickId = "", env } = of;
  if (decision.kind === "fallback") return decision.url ?? env.FALLBACK_URL;
  const passed = asked.passed.length === 0 ? "" : passedOf(asked.passed);
  const own =
    asked.url === "" || offer.deepLink === undefined
      ? undefined
      : expandDeepLink(offer.deepLink, asked.url, clickId, passed);
  return own ?? expandTemplate(decision.template, (macro) => valueOf(macro, of, clickId, decision.landingId), passed);
}

/** Worked out only where a template asks for it. */
function valueOf(
  macro: Macro,
  { link, visitor, facts, asked, now }: Destined,
  clickId: string,
  landingId: string,
): string {
  switch (macro) {
    case "click_id":
      return clickId;
    case "offer_id":
      return link.offerId;
    case "link_id":
      return link.id;
    case "webmaster_id":
      return link.webmasterId;
    case "landing_id":
      return landingId;
    case "country":
    case "region":
    case "city":
    case "language":
      return visitor.facts[macro];
    case "device":
    case "os":
    case "browser":
      return facts(macro);
    case "timestamp":
      return String(Math.floor(now / 1_000));
    case "random":
      return crypto.randomUUID();
    case "sub1":
    case "sub2":
    case "sub3":
    case "sub4":
    case "sub5":
    case "source":
      return asked.subs[macro];
  }
}

/** Each field by its name: copied in as wholes they cost as much as a signature. */
function eventOf({
  link,
  decision,
  visitor: { facts },
  asked: { subs, cut },
  clickId,
}: Omit<Parts, "now"> & { clickId: ClickId }): ClickEvent {
  const event: ClickEvent = {
    clickId,
    linkId: link.id,
    offerId: link.offerId,
    webmasterId: link.webmasterId,
    advertiserId: link.advertiserId,
    decision: decision.kind,
    reason: reasonOf(decision),
    landingId: landingIdOf(decision),
    visitor: facts.visitor,
    country: facts.country,
    region: facts.region,
    city: facts.city,
    asn: facts.asn,
    language: facts.language,
    userAgent: facts.userAgent,
    sub1: subs.sub1,
    sub2: subs.sub2,
    sub3: subs.sub3,
    sub4: subs.sub4,
    sub5: subs.sub5,
    source: subs.source,
    cut,
    isolate: isolateName(),
    sequence: ++sequence,
  };
  if (facts.hints !== undefined) event.hints = facts.hints;
  if (facts.signals !== undefined) event.signals = facts.signals;
  return event;
}

const anonymousOf = ({ link, decision, now }: Pick<Parts, "link" | "decision" | "now">): AnonymousClick => ({
  nonce: crypto.randomUUID(),
  hour: now - (now % HOUR_MS),
  linkId: link.id,
  offerId: link.offerId,
  webmasterId: link.webmasterId,
  landingId: landingIdOf(decision),
  reason: reasonOf(decision),
});

const landingIdOf = (decision: Decision) => (decision.kind === "landing" ? decision.landingId : null);

const reasonOf = (decision: Decision) => (decision.kind === "landing" ? null : decision.reason);
