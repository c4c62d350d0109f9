import { z } from "@hono/zod-openapi";
import { DECIDING_SIGNALS, SIGNAL_NAMES, signalsIn, type Signal } from "@waymark/contract/signals";
import type { Evidence } from "@waymark/network/click";
import { onlyFor } from "./schema.ts";

const TEXTS: Record<Signal, string> = {
  embedded: "a page loaded the link",
  headless: "the browser has no window",
  deep_link_refused: "the offer does not allow `url`, so the visitor got the landing",
  http_1: "HTTP/1.x",
  old_tls: "TLS before 1.3",
  no_language: "no `Accept-Language`",
  no_fetch_metadata: "no `Sec-Fetch-Site`",
  not_navigated: "a script asked for the link",
  not_activated: "a page sent the visitor on, without a click",
  no_initiator: "typed, or opened from a bookmark, a mail or another app",
  no_client_hints: "no `Sec-CH-UA-Platform`",
  hints_differ: "client hints and user agent name different systems",
  no_referrer: "no referrer",
  in_app: "an app shows the page itself",
};

const listed = (names: readonly Signal[]) => names.map((name) => `\`${name}\`: ${TEXTS[name]}`).join("; ");

const EVIDENCE_NAMES = SIGNAL_NAMES.filter((name) => !DECIDING_SIGNALS.some((deciding) => deciding === name));

/** What a click's request revealed about its visitor. */
export const EvidenceFields = {
  signals: z.array(z.enum(SIGNAL_NAMES)).openapi({
    description: `Flags of the visitor's request: ${listed(DECIDING_SIGNALS)}. The operator also sees flags that decide nothing by themselves: ${listed(EVIDENCE_NAMES)}`,
  }),
  referrer_host: onlyFor(["operator"], z.string(), "Host of the page that the visitor came from; empty if unknown"),
};

export const showEvidence = ({ signals, referrer }: Evidence) => ({
  signals: signalsIn(signals, SIGNAL_NAMES),
  referrer_host: referrer,
});
