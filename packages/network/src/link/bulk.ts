import type { Context } from "../context.ts";
import { answerIfFirst, inJson } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { requireRoom, voidWithoutRoom } from "../quota/index.ts";
import { requireRole } from "../role.ts";
import {
  checkFallback,
  auditCreation,
  findLandings,
  insertLinks,
  ownLinks,
  randomSlug,
  requireFreeWord,
  SLUG_TRIES_MAX,
  voidIfPrivate,
  type Link,
  type LinkToInsert,
  type NewLink,
} from "./insert.ts";
import { skeletonOf } from "./skeleton.ts";

/** Links of one request. */
export const LINKS_MAX = 1_000;

/** Offers of one request: each costs some queries. */
const OFFERS_MAX = 50;

/** Links that expire, of one request: each costs some statements. */
const EXPIRING_MAX = 100;

type Outcome = LinkToInsert | NetworkError;

/**
 * Creates many links in one write, each with its own outcome. A refused one stops no other. Throws `forbidden` unless
 * the actor is a webmaster, `invalid_input` for too many offers or expiring links in one request, `limit_reached`.
 */
export async function createLinks(ctx: Context, inputs: readonly NewLink[]): Promise<(Link | NetworkError)[]> {
  const actor = requireRole(ctx, ["webmaster"], "create links");
  const offerIds = [...new Set(inputs.map(({ offerId }) => offerId))];
  refuseTooMany("offers", offerIds.length, OFFERS_MAX);
  refuseTooMany(
    "links that expire",
    inputs.filter(({ expiresAt }) => typeof expiresAt === "number").length,
    EXPIRING_MAX,
  );
  const ids = inputs.map(() => newId(ctx, "lnk"));
  const landingsOf = await findLandings(ctx, actor.webmasterId, offerIds);
  const landings = new Map(offerIds.map((id) => [id, valueOrRefusal(() => landingsOf(id))]));
  const outcomes = inputs.map((input, i): Outcome => {
    const refusal = refusalOf(ctx, input, landings.get(input.offerId) ?? notFound("offer"));
    const slug = input.slug?.toLowerCase() ?? randomSlug();
    return refusal ?? { ...input, id: ids[i] ?? "", slug, webmasterId: actor.webmasterId };
  });
  refuseRepeated(inputs, outcomes);
  const created = await insertAll(ctx, { webmasterId: actor.webmasterId, inputs, outcomes, ids });
  const rows = new Map(created.map((row) => [row.id, row]));
  return outcomes.map((outcome) =>
    outcome instanceof NetworkError ? outcome : (rows.get(outcome.id) ?? notFound("link")),
  );
}

function refuseTooMany(name: string, count: number, countMax: number): void {
  if (count > countMax)
    throw new NetworkError("invalid_input", "The request is too large", [
      { path: "links", message: `at most ${countMax} ${name} in one request` },
    ]);
}

function valueOrRefusal<T>(read: () => T): T | NetworkError {
  try {
    return read();
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

function refusalOf(
  ctx: Context,
  { slug, landingId, fallbackUrl }: NewLink,
  landings: string[] | NetworkError,
): NetworkError | undefined {
  if (landings instanceof NetworkError) return landings;
  if (landingId !== undefined && !landings.includes(landingId)) return notFound("landing");
  const refusal = valueOrRefusal(() => {
    checkFallback(ctx, fallbackUrl);
    if (slug !== undefined) requireFreeWord(slug.toLowerCase());
  });
  return refusal instanceof NetworkError ? refusal : undefined;
}

const slugTaken = (slug: string) =>
  new NetworkError("slug_taken", `The slug ${slug}, or one that looks like it, is taken`);

/** Of links of one request whose slugs look alike, the first gets its slug. */
function refuseRepeated(inputs: readonly NewLink[], outcomes: Outcome[]): void {
  const skeletons = new Set<string>();
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome instanceof NetworkError) continue;
    while (inputs[i]?.slug === undefined && skeletons.has(skeletonOf(outcome.slug))) outcome.slug = randomSlug();
    const skeleton = skeletonOf(outcome.slug);
    if (skeletons.has(skeleton)) outcomes[i] = slugTaken(outcome.slug);
    skeletons.add(skeleton);
  }
}

/**
 * Inserts what is not refused, and returns it as it is stored. If slugs are taken, their links are refused, or get other
 * random slugs, and the rest goes on.
 */
async function insertAll(
  ctx: Context,
  {
    webmasterId,
    inputs,
    outcomes,
    ids,
  }: { webmasterId: string; inputs: readonly NewLink[]; outcomes: Outcome[]; ids: readonly string[] },
): Promise<Link[]> {
  const inserted = ownLinks(ctx).where("id", "in", inJson(ids));
  for (let tries = 1; ; tries++) {
    const links = outcomes.filter((outcome): outcome is LinkToInsert => !(outcome instanceof NetworkError));
    if (links.length === 0) return [];
    const answer = await answerIfFirst(ctx.db, [
      voidWithoutRoom(ctx, { account: { webmasterId }, name: "links", more: links.length }),
      voidIfPrivate(links),
      ...insertLinks(links, ctx.now()),
      ...auditCreation(ctx, links),
      inserted.compile(),
    ]);
    if (answer !== undefined) return answer as Link[]; // of the query
    const taken = await findTaken(ctx, links);
    if (taken.isCreated) return inserted.execute(); // by an earlier try, which had the room
    await requireRoom(ctx, { webmasterId }, "links", links.length);
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome instanceof NetworkError || !taken.skeletons.has(skeletonOf(outcome.slug))) continue;
      if (inputs[i]?.slug !== undefined || tries >= SLUG_TRIES_MAX) outcomes[i] = slugTaken(outcome.slug);
      else outcome.slug = randomSlug();
    }
    if (tries > SLUG_TRIES_MAX)
      throw new NetworkError("conflict", "Other requests took the slugs, or closed an offer, at the same time");
  }
}

/** The slugs that others have; `isCreated` if an earlier try of the request created these links. */
async function findTaken(ctx: Context, links: readonly LinkToInsert[]) {
  const rows = await ctx.db.query
    .selectFrom("link")
    .select(["id", "skeleton"])
    .where("skeleton", "in", inJson(links.map(({ slug }) => skeletonOf(slug))))
    .execute();
  const isCreated = await isAnyCreated(
    ctx,
    links.map(({ id }) => id),
  );
  return { skeletons: new Set(rows.map(({ skeleton }) => skeleton)), isCreated };
}

/** Whether an earlier try of the request created links of these ids: it creates all of them in one write. */
async function isAnyCreated({ db: { query } }: Context, ids: readonly string[]): Promise<boolean> {
  const row = await query.selectFrom("link").select("id").where("id", "in", inJson(ids)).limit(1).executeTakeFirst();
  return row !== undefined;
}
