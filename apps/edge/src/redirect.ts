import { clickBatchOf, type AnonymousClick, type ClickEvent } from "@waymark/contract/click-event";
import { CLICK_ID_LENGTH, mintClickId, type ClickId } from "@waymark/contract/click-id";
import type { expandDeepLink } from "@waymark/contract/deep-link";
import { expandTemplate, passedOf, type Macro } from "@waymark/contract/destination";
import { decide, type Decision } from "@waymark/contract/decision";
import { HOUR_MS } from "@waymark/contract/duration";
import { DEEP_LINK_REFUSED } from "@waymark/contract/signals";
import { SLUG_PATTERN } from "@waymark/contract/slug";
import {
  snapshotKeys,
  type LinkSnapshot,
  type OfferSnapshot,
  type WebmasterSnapshot,
} from "@waymark/contract/snapshot";
import type { Facts } from "@waymark/contract/rules";
import { TEST_CLICK_PARAMETER } from "@waymark/contract/test-click";
import * as answer from "./answers.ts";
import { readVisitorParameters, type VisitorParameters } from "./parameters.ts";
import { clickQueuesOf, keysOf, type Env } from "./env.ts";
import type { Journal, Send } from "./journal.ts";
import type { RequestTarget } from "./request-target.ts";
import type { Snapshots, Miss } from "./snapshots.ts";
import { fiveRandomBytes, isolateName } from "./random.ts";
import { readerFor } from "./user-agent.ts";
import { factsOf, isPrefetch, visitorOf, type Origin, type Visitor } from "./visitor.ts";

/** The number of clicks since this isolate started. Clicks are numbered, so that gaps show losses. */
let sequence = 0;

interface RedirectPorts {
  origin: Origin;
  env: Env;
  ctx: ExecutionContext;
  snapshots: Snapshots;
  journal: Journal;
}

/** THE HOT PATH. The visitor waits for the durable click and for nothing else. */
export async function redirect(
  request: Request,
  { path, search }: RequestTarget,
  ports: RedirectPorts,
): Promise<Response> {
  const { origin, env, ctx, snapshots, journal } = ports;
  // 1. A prefetch is not a visit: it gets a 503, so that the real one follows. Many programs add a slash to a slug.
  const { headers } = request;
  if (isPrefetch(headers)) return answer.retryLater();
  const slug = path.slice(1, path.endsWith("/") ? -1 : undefined).toLowerCase();
  if (!SLUG_PATTERN.test(slug)) return redirectRetyped(request, { path, search }, ports);

  // 2. The link, then its offer and webmaster. Usually all are in memory, and nothing is awaited.
  const linkFound = snapshots.find<LinkSnapshot>(snapshotKeys.link(slug), env, ctx);
  const link = linkFound instanceof Promise ? await linkFound : linkFound;
  if (typeof link === "string") return withoutSnapshot(link, env);
  const offerFound = snapshots.find<OfferSnapshot>(snapshotKeys.offer(link.offerId), env, ctx);
  const webmasterFound = snapshots.find<WebmasterSnapshot>(snapshotKeys.webmaster(link.webmasterId), env, ctx);
  const offer = offerFound instanceof Promise ? await offerFound : offerFound;
  const webmaster = webmasterFound instanceof Promise ? await webmasterFound : webmasterFound;
  if (typeof offer === "string") return withoutSnapshot(offer, env);
  if (typeof webmaster === "string") return withoutSnapshot(webmaster, env);

  // 3. The visitor, and the parameters of the URL.
  const now = Date.now();
  const visitor = visitorOf(headers, origin, env.VISITOR_SECRET, now);
  const parameters = readVisitorParameters(search, link, offer);

  // A landing that sends its visitor back is one click, not a loop of clicks. Most queries are too short to hold an id.
  if (
    search.length > CLICK_ID_LENGTH &&
    (await loadLoops()).isReturning(search, { keys: keysOf(env), linkNumber: link.number, now })
  )
    return answer.found(env.FALLBACK_URL);

  // 4. Where the visitor goes: a landing, or a fallback with one reason.
  const readerFound = readerFor(offer);
  const facts = factsOf(visitor, readerFound instanceof Promise ? await readerFound : readerFound);
  const decision = decide(link, offer, webmaster, { now, draw: visitor.draw, facts });

  // 5. The click_ID, which contains link, time and shard, and is signed. None for a HEAD request, which is not a click,
  // nor for a visitor who did not consent.
  const isClick = request.method !== "HEAD";
  const isMarked = isClick && parameters.mayMark;
  const test = isMarked && search.includes(TEST_CLICK_PARAMETER) ? await readTest(search, link, env, now) : undefined;
  const clickId = isMarked
    ? (test ??
      mintClickId(keysOf(env), {
        clickedAt: now,
        bucket: visitor.bucket,
        linkNumber: link.number,
        random: fiveRandomBytes(),
      }))
    : undefined;

  // 6. The URL, every value percent-encoded for its place.
  const deepLinkFound = decision.kind === "landing" ? deepLinkOf(offer, parameters, clickId) : undefined;
  const deepLink = deepLinkFound instanceof Promise ? await deepLinkFound : deepLinkFound;
  const found = deepLink ?? destinationOf({ decision, link, visitor, facts, parameters, clickId, now, env });
  const destination = found instanceof Promise ? await found : found;

  // 7. Durable before the redirect. If nothing stores the click, the visitor is redirected and the log keeps all of it.
  if (isClick) {
    const click =
      clickId === undefined
        ? anonymousOf({ link, decision, now })
        : eventOf({ link, decision, visitor, parameters, clickId, deepLink });
    const senders = sendersOf(env);
    const lane = visitor.bucket % senders.length;
    const durable = await journal.record(JSON.stringify(click), ctx, senders[lane] ?? [], lane);
    if (!durable) await logUnsent(env, click);
  }

  // 8. The redirect.
  return answer.found(destination, offer.hidesReferrer === true);
}

/** As text, because a command restores such lines from any log. */
async function logUnsent(env: Env, click: ClickEvent | AnonymousClick) {
  const { unsentLine } = await import("@waymark/contract/unsent");
  console.error(unsentLine(keysOf(env), click));
}

/** Before a 404: a link that was copied with additional characters still works. */
async function redirectRetyped(
  request: Request,
  { path, search }: RequestTarget,
  ports: RedirectPorts,
): Promise<Response> {
  const { readRetyped } = await import("./retyped.ts");
  const link = readRetyped(path, search);
  if (link === undefined) return notFound();
  return redirect(request, { path: `/${link.slug}`, search: link.search }, ports);
}

/** The visitor is always sent somewhere, unless no such link exists. */
function withoutSnapshot(miss: Miss, env: Env) {
  switch (miss) {
    case "missing":
      return notFound();
    case "busy":
      return answer.retryLater();
    case "down":
      return answer.found(env.FALLBACK_URL);
  }
}

/** Its page is loaded by the first visitor without a link. */
const notFound = async () => (await import("./text-answers.ts")).notFound();

/** A webmaster's own test has its click_ID already. */
async function readTest(search: string, link: LinkSnapshot, env: Env, now: number): Promise<ClickId | undefined> {
  const { readTestClick } = await import("./test-click.ts");
  return readTestClick(search, { keys: keysOf(env), linkNumber: link.number, now });
}

/** Loaded when a visit may be part of a loop. */
const loadLoops = () => import("./loops.ts");

let known: { env: Env; senders: readonly (readonly Send[])[] } | undefined;

/** By lane, computed once: an isolate has one `env`. */
const sendersOf = (env: Env) => (known?.env === env ? known : (known = { env, senders: lanesOf(env) })).senders;

/** For each queue: itself, then the others, then the control plane, which stores the clicks itself. */
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
  parameters: VisitorParameters;
  now: number;
}

interface Destined extends Parts {
  facts: Facts;
  clickId: ClickId | undefined;
  env: Env;
}

/** Where the visitor's own `url` leads; undefined if they named none, or if the offer refuses it. */
const deepLinkOf = ({ deepLink }: OfferSnapshot, { url, passed }: VisitorParameters, clickId = "") =>
  url === "" || deepLink === undefined ? undefined : expandLoaded(deepLink, url, clickId, passed);

/** Most visits have no deep link, so its code is loaded by the first that does. */
async function expandLoaded(...input: Parameters<typeof expandDeepLink>) {
  return (await import("@waymark/contract/deep-link")).expandDeepLink(...input);
}

function destinationOf(of: Destined): string | Promise<string> {
  const { decision, parameters, clickId = "", env } = of;
  if (decision.kind === "fallback") return decision.url === null ? env.FALLBACK_URL : fallbackOf(decision.url, of);
  const { template, landingId } = decision;
  return expandTemplate(template, (macro) => valueOf(macro, of, clickId, landingId), passedText(parameters.passed));
}

/** A fallback that sends the visitor back is replaced by the network's, which ends the loop. */
async function fallbackOf(url: string, { visitor, link, now, env }: Destined) {
  return (await loadLoops()).isCircling(visitor.facts.visitor, link.number, now) ? env.FALLBACK_URL : url;
}

const passedText = (passed: VisitorParameters["passed"]) => (passed.length === 0 ? "" : passedOf(passed));

/** Computed only if a template contains the macro. */
function valueOf(
  macro: Macro,
  { link, visitor, facts, parameters, now }: Destined,
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
      return parameters.subs[macro];
  }
}

/** Field by field, since spreading the objects takes as long as a signature. */
function eventOf({
  link,
  decision,
  visitor: { facts },
  parameters: { subs, cut, url },
  clickId,
  deepLink,
}: Omit<Parts, "now"> & { clickId: ClickId; deepLink: string | undefined }): ClickEvent {
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
  if (facts.address !== undefined) event.address = facts.address;
  if (facts.hints !== undefined) event.hints = facts.hints;
  const isRefused = url !== "" && deepLink === undefined && decision.kind === "landing";
  const signals = (facts.signals ?? 0) | (isRefused ? DEEP_LINK_REFUSED : 0);
  if (signals !== 0) event.signals = signals;
  if (facts.referrer !== undefined) event.referrer = facts.referrer;
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
