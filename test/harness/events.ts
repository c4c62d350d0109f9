import { clickBatchOf, type ClickEvent } from "@waymark/contract/click-event";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { postbackBatchOf, type PostbackEvent } from "@waymark/contract/postback-event";
import { readUnsent, unsentLine } from "@waymark/contract/unsent";
import { encodeBase32 } from "@waymark/contract/base32";
import { sortedId } from "@waymark/contract/sorted-id";
import { sha256Hex } from "@waymark/network/identity";
import type { LinkRow } from "@waymark/network/link";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { PERSON } from "./network.ts";

const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** A click on this link as the edge would send it, of a new visitor. */
export function clickEvent(
  link: LinkRow,
  about: Partial<ClickEvent> & { clickedAt?: number; bucket?: number } = {},
): ClickEvent {
  const { clickedAt = Date.now(), bucket = 7, ...fields } = about;
  return {
    clickId: mintClickId(KEYS, { clickedAt, bucket, linkNumber: link.number, random: random(5) }),
    linkId: link.id,
    offerId: link.offer_id,
    webmasterId: link.webmaster_id,
    advertiserId: DEMO.advertiser,
    decision: "landing",
    reason: null,
    landingId: `${link.offer_id.replace("off_", "lnd_")}_1`,
    visitor: encodeBase32(random(15)),
    country: "DE",
    region: "BE",
    city: "Berlin",
    asn: 3320,
    language: "de-de",
    userAgent: PERSON,
    sub1: "",
    sub2: "",
    sub3: "",
    sub4: "",
    sub5: "",
    source: "",
    cut: false,
    isolate: "test",
    sequence: 1,
    ...fields,
  };
}

/** The click of the log line that the edge writes if nothing stores it. */
export const signedLine = (click: ClickEvent) => readUnsent(unsentLine(KEYS, click))[0] ?? {};

/** A postback for this click as the edge would send it: a sale of 49.90 USD. */
export async function postbackEvent(
  clickId: ClickEvent["clickId"],
  about: Partial<PostbackEvent> & { token?: string } = {},
): Promise<PostbackEvent> {
  const { token = DEMO.postbackToken, ...fields } = about;
  return {
    receipt: sortedId("rcp", about.acceptedAt ?? Date.now(), random(10)),
    acceptedAt: Date.now(),
    advertiserId: DEMO.advertiser,
    tokenHash: await sha256Hex(token),
    clickId,
    fields: { amount: "49.90", currency: "USD" },
    request: { method: "GET", contentType: "", parameters: [] },
    ...fields,
  };
}

/** A message of the queue `clicks` with an id of its own. */
export const clickMessage = (events: readonly unknown[], id: string = crypto.randomUUID()) => ({
  id,
  body: clickBatchOf(events.map((event) => JSON.stringify(event))),
});

export const postbackMessage = (events: readonly unknown[], id: string = crypto.randomUUID()) => ({
  id,
  body: postbackBatchOf(events.map((event) => JSON.stringify(event))),
});
