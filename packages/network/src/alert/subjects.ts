import { sql } from "kysely";
import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import type { MailSide } from "../mail/index.ts";
import type { TrafficKind } from "../stats/index.ts";

/** A link or an offer that takes visitors, and who hears of its alerts. */
export interface Subject {
  kind: TrafficKind;
  number: number;
  id: string;
  name: string;
  /** Unix ms. */
  createdAt: number;
  sides: MailSide[];
  /** It takes visitors now. */
  isActive: boolean;
}

/** Links or offers in the order of their numbers: active ones after one, or all with these numbers. */
export async function listSubjects(
  ctx: Context,
  kind: TrafficKind,
  of: { after: number; limit: number } | { numbers: readonly number[] },
): Promise<Subject[]> {
  return kind === "link" ? listLinks(ctx, of) : listOffers(ctx, of);
}

async function listLinks({ db, now }: Context, of: Parameters<typeof listSubjects>[2]): Promise<Subject[]> {
  const isActive = sql<0 | 1>`(link.status = 'active' AND offer.status = 'active' AND offer.capped_at IS NULL
    AND webmaster.status = 'active' AND coalesce(link.expires_at > ${now()}, true))`;
  const rows = db.query
    .selectFrom("link")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .innerJoin("webmaster", "webmaster.id", "link.webmaster_id")
    .select(["link.number", "link.id", "link.slug", "link.created_at", "link.webmaster_id", isActive.as("is_active")])
    .orderBy("link.number");
  const found =
    "numbers" in of
      ? rows.where("link.number", "in", inJson(of.numbers))
      : rows
          .where("link.number", ">", of.after)
          .where(sql<boolean>`${isActive}`)
          .limit(of.limit);
  return (await found.execute()).map(({ number, id, slug, created_at, webmaster_id, is_active }) => ({
    kind: "link",
    ...{ number, id, name: slug, createdAt: created_at, isActive: is_active === 1 },
    sides: [{ role: "webmaster", webmasterId: webmaster_id }],
  }));
}

async function listOffers({ db }: Context, of: Parameters<typeof listSubjects>[2]): Promise<Subject[]> {
  const isActive = sql<0 | 1>`(offer.status = 'active' AND offer.capped_at IS NULL)`;
  const rows = db.query
    .selectFrom("offer")
    .innerJoin("entity_number", "entity_number.id", "offer.id")
    .select(["entity_number.number", "offer.id", "offer.name", "offer.created_at", "offer.advertiser_id"])
    .select(isActive.as("is_active"))
    .orderBy("entity_number.number");
  const found =
    "numbers" in of
      ? rows.where("entity_number.number", "in", inJson(of.numbers))
      : rows
          .where("entity_number.number", ">", of.after)
          .where(sql<boolean>`${isActive}`)
          .limit(of.limit);
  return (await found.execute()).map(({ number, id, name, created_at, advertiser_id, is_active }) => ({
    kind: "offer",
    ...{ number, id, name, createdAt: created_at, isActive: is_active === 1 },
    sides: [{ role: "advertiser", advertiserId: advertiser_id }, { role: "operator" }],
  }));
}

/** A position in all links and then all offers, as a job keeps it. */
interface SubjectPosition {
  kind: TrafficKind;
  after: number;
}

export const positionText = ({ kind, after }: SubjectPosition) => `${kind}:${after}`;

export function readPosition(text: string): SubjectPosition {
  const [kind, after] = text.split(":");
  return kind === "offer" || kind === "link" ? { kind, after: Number(after) } : { kind: "link", after: 0 };
}

/** Where the next step goes on after these subjects; undefined: all are done. */
export function nextPosition(
  { kind }: SubjectPosition,
  { last, isWhole }: { last: number; isWhole: boolean },
): SubjectPosition | undefined {
  if (!isWhole) return { kind, after: last };
  return kind === "link" ? { kind: "offer", after: 0 } : undefined;
}
