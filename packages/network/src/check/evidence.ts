import { ctitBucket, type Evidence, type Features } from "@waymark/check";

import { DAY_MS } from "@waymark/contract/duration";
import type { Verdict } from "@waymark/contract/verdict";
import type { ClickRow } from "../click/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import type { Lookup, Neighbours } from "./neighbours.ts";
import { networkClassOf } from "./networks.ts";

/** A conversion with the click that it learns of. */
export interface LearntConversion {
  row: ConversionRow;
  click: ClickRow;
}

/** What a conversion is looked up by. Its day is that of the click, whose key hashed the address. */
export const lookupOf = ({ row, click }: LearntConversion): Lookup => ({
  ...{ id: row.id, offerId: row.offer_id, webmasterId: row.webmaster_id },
  ...{ day: dayOf(row.clicked_at), address: click.address, agent: agentOf(click) },
});

const dayOf = (at: number) => Math.floor(at / DAY_MS);

/** Device, system and browser: together with the address they tell visitors apart. */
const agentOf = ({ device, os, browser }: ClickRow) => `${device}/${os}/${browser}`;

/** What the first stage knows of a conversion. */
export function evidenceOf({ row, click }: LearntConversion, neighbours: Neighbours): Evidence {
  const isKnown = click.address !== "";
  return {
    ctitMs: row.occurred_at - row.clicked_at,
    signals: click.signals,
    network: networkClassOf(click.asn),
    agent: agentOf(click),
    amountMinor: row.amount_minor,
    verdict: click.verdict as Verdict, // stored as one
    sameVisitor: isKnown ? neighbours.sameVisitor : null,
    sameAddress: isKnown ? neighbours.sameAddress : null,
    isOwnAddress: isKnown ? neighbours.isOwnAddress : null,
  };
}

/** What is kept of a conversion's evidence. */
export function evidenceRowOf(
  { row, click }: LearntConversion,
  { ctitMs, network, isOwnAddress }: Evidence,
  { features, at }: { features: Features; at: number },
): Tables["conversion_evidence"] {
  return {
    ...{ conversion_id: row.id, offer_id: row.offer_id, link_id: row.link_id, webmaster_id: row.webmaster_id },
    ...{ day: dayOf(row.clicked_at), address: click.address, agent: agentOf(click), asn: click.asn, network },
    ...{ signals: click.signals, ctit_ms: ctitMs, ctit_bucket: ctitBucket(ctitMs), marks: marksOf(features) },
    ...{ is_own_address: isOwnAddress === true ? 1 : 0, recorded_at: at },
  };
}

/** What conversions of a group are counted by, each as a bit of `marks`. */
export const MARKS = { hosting: 1, odd: 2, repeated: 4, passive: 8 } as const;

const marksOf = ({ hosting, headers, sameVisitor, passive }: Features): number =>
  (hosting === 1 ? MARKS.hosting : 0) |
  ((headers ?? 0) > 0 ? MARKS.odd : 0) |
  ((sameVisitor ?? 0) > 0 ? MARKS.repeated : 0) |
  (passive === 1 ? MARKS.passive : 0);
