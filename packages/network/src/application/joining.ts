import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite, type Db, type Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { changesNothing } from "../empty-change.ts";
import { getOffer, type OfferRow } from "../offer/index.ts";
import { ADVERTISER_AND_OPERATOR, ADVERTISER_OR_OPERATOR, requireRole, visibleTo } from "../role.ts";
import { faultsOfQuestions, type Question } from "./questions.ts";

/** The contact for questions about an offer; empty fields were not given. */
export interface Contact {
  name: string;
  email: string;
  /** A messenger, a telephone number, a page. */
  other: string;
}

/** How an offer is joined. */
export interface Joining {
  offerId: string;
  access: OfferRow["access"];
  questions: readonly Question[];
  /** By hand; all webmasters at once; or those with a verified traffic source at once, others by hand. */
  approval: Tables["joining"]["approval"];
  contact: Contact | null;
  /** 0 until it is first changed. */
  version: number;
}

/** How an offer is joined, as an actor may see it. */
export type SeenJoining = Omit<Joining, "approval"> & {
  /** Undefined for a webmaster, who could otherwise feign what the policy looks for. */
  approval: Joining["approval"] | undefined;
};

/** Omitted fields are unchanged. `version` is the version that the change is based on. */
export interface JoiningChange {
  questions?: readonly Question[] | undefined;
  approval?: Joining["approval"] | undefined;
  contact?: Contact | null | undefined;
  version?: number | undefined;
}

/** How an offer that the actor may see is joined. Throws `not_found`. */
export async function getJoining(ctx: Context, offerId: string): Promise<SeenJoining> {
  const { offer } = await getOffer(ctx, offerId);
  const joining = await readJoining(ctx.db, offer);
  return { ...joining, approval: visibleTo(ctx.actor, ADVERTISER_AND_OPERATOR, joining.approval) };
}

/** Changes questions, approval policy or contact. Throws `not_found`, `forbidden`, `invalid_input`, `conflict`. */
export async function changeJoining(ctx: Context, offerId: string, change: JoiningChange): Promise<Joining> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "change how an offer is joined");
  const { offer } = await getOffer(ctx, offerId);
  const faults = faultsOfQuestions(change.questions ?? []);
  if (faults.length > 0) throw new NetworkError("invalid_input", "The questions contradict each other", faults);
  return retryOnConcurrentWrite(async () => {
    const known = await readJoining(ctx.db, offer);
    if (change.version !== undefined && change.version !== known.version) throw changedConcurrently(known.version);
    if (changesNothing(change)) return known;
    const next: Joining = {
      ...known,
      questions: change.questions ?? known.questions,
      approval: change.approval ?? known.approval,
      contact: change.contact === undefined ? known.contact : change.contact,
      version: known.version + 1,
    };
    await ctx.db.write(insertJoining(next, actorName(ctx.actor), ctx.now()));
    return next;
  }, TRIES);
}

/** A change that names no version is made to the newest one. */
const TRIES = { triesMax: 10 };

const changedConcurrently = (version: number) =>
  new NetworkError("conflict", `The joining settings were changed by another request; their version is now ${version}`);

/** The statements of a version of the joining settings. Of two concurrent writers of a version, one fails. */
export const insertJoining = (joining: Omit<Joining, "access">, changedBy: string, now: number) =>
  insertRows(
    "joining",
    ["offer_id", "version", "questions", "approval", "contact", "changed_at", "changed_by"],
    [
      {
        offer_id: joining.offerId,
        version: joining.version,
        questions: JSON.stringify(joining.questions),
        approval: joining.approval,
        contact: joining.contact === null ? null : JSON.stringify(joining.contact),
        changed_at: now,
        changed_by: changedBy,
      },
    ],
  );

/** The settings in force. By default nothing is asked and approvals are by hand. */
export async function readJoining({ query }: Db, offer: Pick<OfferRow, "id" | "access">): Promise<Joining> {
  const row = await query
    .selectFrom("joining")
    .selectAll()
    .where("offer_id", "=", offer.id)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return {
    offerId: offer.id,
    access: offer.access,
    questions: row === undefined ? [] : (JSON.parse(row.questions) as Question[]), // written by insertJoining
    approval: row?.approval ?? "by_hand",
    contact: typeof row?.contact === "string" ? (JSON.parse(row.contact) as Contact) : null, // the same
    version: row?.version ?? 0,
  };
}
