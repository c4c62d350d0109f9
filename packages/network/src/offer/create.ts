import type { Context } from "../context.ts";
import { inJson, MoneyLimitError, type Statement } from "../db/index.ts";
import { NetworkError, notFound, type Fault } from "../errors.ts";
import { countAlone, writeGuarded } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { checkDestinations, destinationsIn, faultsOfDestinations } from "./destinations.ts";
import { faultsOfRevoked, refuseRevoked } from "./hosts.ts";
import { findRevoked } from "./revoked.ts";
import { lossOfGoals, openingMove, refuseWaiting, type MinorAmount } from "./opening.ts";
import { checkGoals, faultsOfGoals, FIRST_VERSION, insertOffer, type NewOffer } from "./insert.ts";
import { requireActiveAdvertiser } from "./advertiser.ts";
import { requireRightToLose } from "./rates.ts";
import { requireRoom, writeWithinQuotas, type Addition } from "../quota/index.ts";
import { approveHosts } from "./unseen.ts";
import { ADVERTISER_OR_OPERATOR, requireRole } from "../role.ts";
import { findOffer, ownOffers, withParts, type FullOffer } from "./queries.ts";
import type { OfferStatus } from "../words.ts";

/**
 * Creates an offer: active if the operator creates it, otherwise a draft. An offer at a loss beyond the operator's limit
 * stays a draft until a second person confirms it. Throws `forbidden`, `scope_missing`, `not_found`, `account_blocked`,
 * `landing_refused`, `currency_unknown`, `invalid_input`, `limit_reached`, `WaitsForSecondPerson`.
 */
export async function createOffer(ctx: Context, input: NewOffer): Promise<FullOffer> {
  const { role } = requireRole(ctx, ADVERTISER_OR_OPERATOR, "create offers");
  const id = newId(ctx, "off");
  return createOnce(
    ctx,
    async () => {
      await refuseWaiting(ctx, id);
      return (await findOffers(ctx, [id]))[0];
    },
    async () => {
      await checkAccounts(ctx, [input]);
      checkGoals(ctx, input);
      checkDestinations(ctx, destinationsIn(input));
      await refuseRevoked(ctx, input.advertiserId, destinationsIn(input));
      const status = FIRST_STATUS[role];
      const hosts = approveHosts(ctx, input.advertiserId, destinationsIn(input));
      const statements = [...insertOffer(id, input, status, ctx.now()), ...hosts];
      const loss = status === "active" ? lossOfGoals(input.goals) : [];
      if (loss.length === 0) await writeWithinQuotas(ctx, additionsOf(ctx, [{ offer: input, status }]), statements);
      else
        await writeGuarded(ctx, openingMove({ id, name: input.name, version: FIRST_VERSION }, loss, null), {
          statements,
          waiting: insertOffer(id, input, "draft", ctx.now()),
        });
      return findOffer(ctx, id);
    },
  );
}

/** The status of a new offer, by the role of its creator. */
const FIRST_STATUS = { advertiser: "draft", operator: "active", system: "active" } as const;

/** What these offers add to quotas. An operator's offers count as drafts only. */
function additionsOf({ actor }: Context, created: readonly Omit<OfferToInsert, "id">[]): Addition[] {
  const groups = [...Map.groupBy(created, ({ offer }) => offer.advertiserId)];
  return groups.flatMap(([advertiserId, offers]): Addition[] => [
    {
      ...{ account: { advertiserId }, name: "draft_offers" },
      more: offers.filter(({ status }) => status === "draft").length,
    },
    { account: { advertiserId }, name: "offers", more: actor.role === "advertiser" ? offers.length : 0 },
  ]);
}

export const IMPORT_OFFERS_MAX = 200;

/** The statuses that an imported offer may have. */
export const IMPORT_STATUSES = ["draft", "active", "paused"] as const satisfies readonly OfferStatus[];

/** An offer of another network, with its status here; undefined: as `createOffer` sets it. */
export interface ImportedOffer {
  offer: NewOffer;
  status: (typeof IMPORT_STATUSES)[number] | undefined;
}

interface OfferToInsert {
  id: string;
  offer: NewOffer;
  status: (typeof IMPORT_STATUSES)[number];
}

/**
 * Imports all offers in their order, or none. Reports the faults of every offer at once, by its index. With `isTrial`
 * nothing is written. Throws `forbidden`, `not_found`, `account_blocked`, `invalid_input`, `limit_reached`.
 */
export async function importOffers(
  ctx: Context,
  imported: readonly ImportedOffer[],
  isTrial: boolean,
): Promise<FullOffer[]> {
  const { role } = requireRole(ctx, ADVERTISER_OR_OPERATOR, "import offers");
  const offers = imported.map(({ offer, status = FIRST_STATUS[role] }): OfferToInsert => ({
    id: newId(ctx, "off"),
    offer,
    status,
  }));
  const find = async () => {
    const known = await findOffers(
      ctx,
      offers.map(({ id }) => id),
    );
    return known.length === 0 ? undefined : known;
  };
  return createOnce(ctx, find, () => importNewOffers(ctx, offers, isTrial));
}

async function importNewOffers(
  ctx: Context,
  imported: readonly OfferToInsert[],
  isTrial: boolean,
): Promise<FullOffer[]> {
  const { actor } = ctx;
  await checkAccounts(
    ctx,
    imported.map(({ offer }) => offer),
  );
  const revoked = await findRevoked(ctx.db, [...new Set(imported.map(({ offer }) => offer.advertiserId))]);
  const statements: Statement[] = [];
  const faults: Fault[] = [];
  const losing = new Map<number, MinorAmount[]>();
  for (const [i, { id, offer, status }] of imported.entries()) {
    if (actor.role === "advertiser" && status !== "draft")
      faults.push({ path: `offers[${i}].status`, message: "only the operator can activate offers" });
    requireRightToLose(ctx, offer.acceptsLoss);
    const loss = status === "draft" ? [] : lossOfGoals(offer.goals);
    if (loss.length > 0) losing.set(i, loss);
    const ofOffer = [
      ...faultsOfGoals(offer),
      ...faultsOfDestinations(destinationsIn(offer), ctx.ownHosts),
      ...faultsOfRevoked(destinationsIn(offer), revoked.get(offer.advertiserId) ?? []),
    ];
    faults.push(...ofOffer.map((one) => ({ ...one, path: `offers[${i}].${one.path}` })));
    try {
      statements.push(
        ...insertOffer(id, offer, status, ctx.now()),
        ...(status === "draft" ? [] : approveHosts(ctx, offer.advertiserId, destinationsIn(offer))),
      );
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const { message, errors } = error;
      const found = errors.length > 0 ? errors : [{ path: "", message }];
      faults.push(...found.map((one) => ({ ...one, path: `offers[${i}]${one.path === "" ? "" : `.${one.path}`}` })));
    }
  }
  if (faults.length > 0)
    throw new NetworkError("invalid_input", "Some offers have faults, so none was imported", faults);
  const additions = additionsOf(ctx, imported);
  if (isTrial || losing.size > 0)
    for (const { account, name, more } of additions) await requireRoom(ctx, account, name, more);
  if (isTrial) return [];
  if (losing.size === 0) await writeWithinQuotas(ctx, additions, statements);
  else await writeLosing(ctx, statements, losing);
  return findOffers(
    ctx,
    imported.map(({ id }) => id),
  );
}

/** All of an import or none: it can't wait for a second person. */
async function writeLosing(ctx: Context, statements: Statement[], losing: ReadonlyMap<number, MinorAmount[]>) {
  const faults = [...losing.keys()].map((i) => ({
    path: `offers[${i}].status`,
    message: "opens at a loss beyond your limit: import it as a draft and approve it, so that a second person confirms",
  }));
  const uses = await countAlone(ctx, { act: "loss", subject: "import", amounts: [...losing.values()].flat() });
  try {
    await ctx.db.write([...uses, ...statements]);
  } catch (error) {
    if (!(error instanceof MoneyLimitError)) throw error;
    throw new NetworkError("invalid_input", "Some offers have faults, so none was imported", faults);
  }
}

/** Those of these offers that exist, in their order. */
async function findOffers(ctx: Context, ids: readonly string[]): Promise<FullOffer[]> {
  const known = await withParts(ctx, await ownOffers(ctx).where("offer.id", "in", inJson(ids)).execute());
  return known.sort((a, b) => ids.indexOf(a.offer.id) - ids.indexOf(b.offer.id));
}

/** Requires that every named account exists and no advertiser is blocked. Throws. */
async function checkAccounts(ctx: Context, offers: readonly NewOffer[]) {
  const { actor, db } = ctx;
  const advertiserIds = [...new Set(offers.map(({ advertiserId }) => advertiserId))];
  const webmasterIds = [...new Set(offers.flatMap((offer) => offer.webmasterIds ?? []))];
  if (actor.role === "advertiser" && advertiserIds.some((id) => id !== actor.advertiserId))
    throw notFound("advertiser");
  const [advertisers, webmasters] = await Promise.all([
    db.query.selectFrom("advertiser").select("id").where("id", "in", inJson(advertiserIds)).execute(),
    db.query.selectFrom("webmaster").select("id").where("id", "in", inJson(webmasterIds)).execute(),
  ]);
  if (advertisers.length < advertiserIds.length) throw notFound("advertiser");
  if (webmasters.length < webmasterIds.length) throw notFound("webmaster");
  await requireActiveAdvertiser(ctx, ...advertiserIds);
}
