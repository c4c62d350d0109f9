import * as answer from "./answers.ts";
import type { Env } from "./env.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createLinks } from "./links.ts";
import { postback } from "./postback.ts";
import { redirect } from "./redirect.ts";
import type { Origin } from "./visitor.ts";

export interface EdgeParts {
  /** Tells where a request came from. */
  originOf: (request: Request) => Origin;
  clicks?: Journal;
  postbacks?: Journal;
}

/** The edge Worker; snapshots and open batches live as long as the isolate. */
export function createEdge({ originOf, clicks = createJournal(), postbacks = createJournal() }: EdgeParts): {
  fetch: ExportedHandlerFetchHandler<Env>;
} {
  const links = createLinks();
  return {
    fetch(request, env, ctx) {
      const url = new URL(request.url);
      switch (url.pathname) {
        case "/postback":
          return request.method === "GET" || request.method === "POST"
            ? postback(request, url, { env, ctx, links, journal: postbacks })
            : methodNotAllowed("GET, POST");
        case "/health":
          return answer.json(200, { status: "ok" });
        case "/":
          return answer.text("Waymark\n");
        case "/robots.txt":
          return answer.text("User-agent: *\nDisallow: /\n");
        case "/favicon.ico":
          return new Response(null, { status: 204, headers: { "cache-control": "max-age=86400" } });
      }
      if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
      return redirect(request, url, { origin: originOf(request), env, ctx, links, journal: clicks });
    },
  };
}

const methodNotAllowed = (allow: string) =>
  answer.problem(405, { code: "method_not_allowed", title: `Only ${allow}` }, { allow });
