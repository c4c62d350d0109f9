import type { Actor } from "../context.ts";
import type { Transfer } from "./transfers.ts";

/** A transfer as an actor may see it: an account of another party is undefined. */
export type SeenTransfer = Omit<Transfer, "debit" | "credit"> & {
  debit: string | undefined;
  credit: string | undefined;
};

/** What accounts of a party begin with; undefined for the operator and jobs, who see all accounts. */
function accountPrefixOf(actor: Actor): string | undefined {
  switch (actor.role) {
    case "webmaster":
      return `webmaster:${actor.webmasterId}:`;
    case "advertiser":
      return `advertiser:${actor.advertiserId}:`;
    case "operator":
    case "system":
      return undefined;
  }
}

/** The parts into which a change of an advertiser's claim is split: between them lies the network's margin. */
const COMMISSION = "_commission";
const MARGIN = "_margin";
const REVENUE = "revenue";

/**
 * The transfers that touch the actor's own accounts, in their order, without other parties' accounts. An advertiser sees
 * commission and margin of a change as one transfer, its revenue.
 */
export function transfersSeenBy(actor: Actor, transfers: readonly Transfer[]): SeenTransfer[] {
  const prefix = accountPrefixOf(actor);
  if (prefix === undefined) return [...transfers];
  const isOwn = (account: string) => account.startsWith(prefix);
  const own = transfers.filter(({ debit, credit }) => isOwn(debit) || isOwn(credit));
  return (actor.role === "advertiser" ? withRevenues(own, isOwn) : own).map(({ debit, credit, ...transfer }) => ({
    ...transfer,
    debit: isOwn(debit) ? debit : undefined,
    credit: isOwn(credit) ? credit : undefined,
  }));
}

/** Merges commission and margin of each change, which follow each other; drops a change that comes to nothing. */
function withRevenues(transfers: readonly Transfer[], isOwn: (account: string) => boolean): Transfer[] {
  const merged = new Map<string, Transfer[]>();
  for (const transfer of transfers) {
    const id = revenueIdOf(transfer.id);
    merged.set(id, [...(merged.get(id) ?? []), transfer]);
  }
  return [...merged].flatMap(([id, parts]) => {
    const [first] = parts;
    if (first === undefined || id === first.id) return parts;
    const minor = parts.reduce((sum, { debit, amountMinor }) => sum + (isOwn(debit) ? -amountMinor : amountMinor), 0);
    if (minor === 0) return [];
    // A part may run the other way: the one that runs with the sum names the accounts.
    const kept = parts.find(({ debit }) => isOwn(debit) === minor < 0) ?? first;
    return { ...kept, id, amountMinor: Math.abs(minor) };
  });
}

/** The id under which an advertiser sees a transfer. */
const revenueIdOf = (id: string) => id.replace(new RegExp(`(${COMMISSION}|${MARGIN})$`), `_${REVENUE}`);

/** Where a list continues after a transfer that an actor saw: both parts of a revenue were in it. */
export const lastPartOf = (seenId: string) =>
  seenId.endsWith(`_${REVENUE}`) ? `${seenId.slice(0, -REVENUE.length - 1)}${COMMISSION}` : seenId;
