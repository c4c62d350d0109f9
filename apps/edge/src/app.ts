import * as answer from "./answers.ts";
import type { Env } from "./env.ts";
import { createJournal, type Journal } from "./journal.ts";
import { placeOf, type Place } from "./place.ts";
import { createLinks } from "./snapshots.ts";
import { redirect } from "./redirect.ts";
import type { Origin } from "./visitor.ts";
import { within } from "./shared-promise.ts";

export interface EdgeParts {
  /** Tells where a request came from. */
  originOf: (request: Request) => Origin;
  clicks?: Journal;
  postbacks?: Journal;
}

/** Our path of postbacks, TUNE's (`/aff_lsr`, `/aff_goal`) and Keitaro's (`/{token}/postback`). */
const POSTBACK_PATH = /^\/(?:(?:[^/]+\/)?postback|aff_(?:lsr|goal))\/?$/i;

/** The edge Worker; snapshots and open batches live as long as the isolate. */
export function createEdge({ originOf, clicks = createJournal(), postbacks = createJournal() }: EdgeParts): {
  fetch: ExportedHandlerFetchHandler<Env>;
} {
  const links = createLinks();
  return {
    fetch(request, env, ctx) {
      const place = placeOf(request.url);
      const own = answerOwn(place, request, env, ctx);
      if (own !== undefined) return own;
      if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
      return redirect(request, place, { origin: originOf(request), env, ctx, links, journal: clicks });
    },
  };

  function answerOwn(place: Place, request: Request, env: Env, ctx: ExecutionContext) {
    if (POSTBACK_PATH.test(place.path))
      return request.method === "GET" || request.method === "POST"
        ? takePostback(place, request, env, ctx)
        : methodNotAllowed("GET, POST");
    switch (place.path) {
      case "/pixel.gif":
        return request.method === "GET" ? takePixel(request, env, ctx) : methodNotAllowed("GET");
      case "/health":
        return answer.json(200, { status: "ok" });
      case "/":
        return answer.text("Waymark\n");
      case "/robots.txt":
      case "/.well-known/security.txt":
        return text(place.path, env);
      case "/favicon.ico":
        return new Response(null, { status: 204, headers: { "cache-control": "max-age=86400" } });
      case "/abuse":
        return ["GET", "HEAD", "POST"].includes(request.method) ? abuse(request, env) : methodNotAllowed("GET, POST");
    }
    return undefined;
  }

  /** Loaded by the first postback, so that no visitor waits for its code. */
  async function takePostback(place: Place, request: Request, env: Env, ctx: ExecutionContext) {
    const { postback } = await import("./postback.ts");
    return postback(request, place, originOf(request).address, { env, ctx, links, journal: postbacks });
  }

  async function takePixel(request: Request, env: Env, ctx: ExecutionContext) {
    const { pixel } = await import("./pixel.ts");
    return pixel(request, { env, ctx, links, journal: postbacks });
  }
}

const ABUSE_MS = 5_000;

/** Takes a report about a link. The control plane shows the page and keeps what is told. */
async function abuse(request: Request, env: Env) {
  try {
    return await within(ABUSE_MS, env.CONTROL.fetch(request));
  } catch (error) {
    console.error({ event: "abuse.failed", error: String(error) });
    return answer.notNow();
  }
}

/** Loaded when a robot asks, so that no visitor waits for it. */
async function text(path: "/robots.txt" | "/.well-known/security.txt", { SECURITY_CONTACT }: Env) {
  const { robotsTxt, securityTxt } = await import("./texts.ts");
  return answer.text(path === "/robots.txt" ? robotsTxt : securityTxt(SECURITY_CONTACT, Date.now()));
}

const methodNotAllowed = (allow: string) =>
  answer.problem(405, { code: "method_not_allowed", title: `Only ${allow}` }, { allow });
