import type { ClickEvent } from "./click-event.ts";
import { prepareHmac } from "./hmac.ts";
import { mintClickId, type ClickId, type ClickKeys } from "./click-id.ts";

/** The instant at which the clicks of tests happen: 2026-11-01T12:00:00Z. */
export const CLICKED_AT = 1_793_534_400_000;

export const CLICK_KEYS: ClickKeys = { current: 1, keys: new Map([[1, prepareHmac(new Uint8Array(32).fill(1))]]) };

/** A click_ID for tests; those of one link and time differ by `random`. */
export const clickIdOf = ({
  clickedAt = CLICKED_AT,
  linkNumber = 7,
  bucket = 0,
  random = 0,
  isTest = false,
} = {}): ClickId =>
  mintClickId(CLICK_KEYS, { clickedAt, bucket, linkNumber, random: new Uint8Array(5).fill(random), isTest });

/** A click that went to a landing. */
export const clickEventOf = (parts: Partial<ClickEvent> = {}): ClickEvent => ({
  clickId: clickIdOf(),
  linkId: "lnk_1",
  offerId: "off_1",
  webmasterId: "web_1",
  advertiserId: "adv_1",
  decision: "landing",
  reason: null,
  landingId: "lnd_1",
  visitor: "0a1b2c3d",
  country: "DE",
  region: "Bavaria",
  city: "Munich",
  asn: 3320,
  language: "de",
  userAgent: "Mozilla/5.0",
  sub1: "",
  sub2: "",
  sub3: "",
  sub4: "",
  sub5: "",
  source: "",
  cut: false,
  isolate: "a1",
  sequence: 1,
  ...parts,
});
