import type { Fault } from "../errors.ts";
import { faultsOfRates } from "./rates.ts";
import { termsIn, type Amendment, type Rates, type Terms } from "./terms.ts";

/** An offer's first terms by goal, and the amendments that are or will be in force, earliest first. */
export interface AgreedTerms {
  goals: readonly { code: string; first: Terms }[];
  amendments: readonly Amendment[];
}

/**
 * What is wrong with the rates that would be in force with one more amendment: at each moment of its time, for everyone
 * and for each webmaster with terms of their own. Rates that it leaves as they are do not count.
 */
export function faultsInForce(
  { goals, amendments }: AgreedTerms,
  added: Amendment,
  options: { acceptsLoss: boolean },
): Fault[] {
  const after = [...amendments, added].toSorted((a, b) => a.inForceFrom - b.inForceFrom);
  const faults = new Map<string, Fault>();
  for (const webmasterId of webmastersOf(amendments, added)) {
    const isTheirs = (one: Amendment) => one.webmasterId === null || one.webmasterId === webmasterId;
    const [theirsBefore, theirsAfter] = [amendments.filter(isTheirs), after.filter(isTheirs)];
    for (const { code, first } of goals)
      for (const at of momentsOf(theirsAfter, added)) {
        const question = { goalCode: code, webmasterId, at };
        const rates = termsIn(first, theirsAfter, question);
        if (hasSameRates(rates, termsIn(first, theirsBefore, question))) continue;
        for (const fault of faultsOfRates(onlyRates(rates), `rates.${code}`, options)) faults.set(fault.path, fault);
      }
  }
  return [...faults.values()];
}

/** Null: those without terms of their own. */
function webmastersOf(amendments: readonly Amendment[], added: Amendment): Set<string | null> {
  if (added.webmasterId !== null) return new Set([added.webmasterId]);
  return new Set([null, ...amendments.map(({ webmasterId }) => webmasterId)]);
}

/** The moments at which terms change while the added ones are in force. */
function momentsOf(amendments: readonly Amendment[], { inForceFrom, endsAt }: Amendment): Set<number> {
  const moments = amendments.flatMap((one) => [one.inForceFrom, ...(one.endsAt === null ? [] : [one.endsAt])]);
  return new Set([inForceFrom, ...moments.filter((at) => at > inForceFrom && (endsAt === null || at < endsAt))]);
}

const RATES = ["revenueFixedMinor", "revenueBps", "commissionFixedMinor", "commissionBps"] as const;

/** Terms without their days. */
const onlyRates = ({ revenueFixedMinor, revenueBps, commissionFixedMinor, commissionBps }: Terms): Rates => ({
  revenueFixedMinor,
  revenueBps,
  commissionFixedMinor,
  commissionBps,
});

const hasSameRates = (a: Rates, b: Rates): boolean => RATES.every((name) => a[name] === b[name]);
