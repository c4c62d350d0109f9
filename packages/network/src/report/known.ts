import { storedOf, type StoredConversion } from "../conversion/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { CHANNELS } from "./channels.ts";
import { anyNameOf, identityFor, pixelNameOf, type Names } from "./identity.ts";
import type { Report } from "./report.ts";

/** What decides which conversion a report is about. */
export interface Subject {
  report: Report;
  goal: Tables["goal"];
  goals: readonly Tables["goal"][];
  names: Names;
}

/** The conversion of a report, with its goal; or, if that is open, the goals under which the report's order is recorded. */
export interface Match {
  conversion: StoredConversion | undefined;
  goal: Tables["goal"];
  otherGoals: readonly string[];
}

/** The names of a report's own conversion. */
export const ownNamesOf = ({ names: { identity, once } }: Subject): string[] =>
  once === null ? [identity] : [identity, once];

/**
 * The other names under which a report's conversion may be recorded: the pixel's, or those of its order under another
 * goal. If a conversion has its own names, they matter only to a report of any goal.
 */
export function otherNamesOf({ report, goal, goals }: Subject): string[] {
  const pixel =
    completesPixel(report) && report.clickId !== null ? [identityFor(goal, { ...report, orderId: null })] : [];
  const others = mayBeOfAnyGoal(report) ? goals.map((other) => identityFor(other, report)) : [];
  return [...pixel, ...others];
}

/** A trial never completes a real conversion. */
const completesPixel = ({ channel, isTest }: Report) => CHANNELS[channel].completesPixel && !isTest;

/** The report names an order, and the order may be recorded under any goal. */
const mayBeOfAnyGoal = ({ channel, orderId, goal, clickId }: Report) =>
  CHANNELS[channel].orderWithoutGoal === "recorded" && orderId !== null && (goal === null || clickId === null);

/** The report's order may be recorded under several goals, which only the report can tell apart. */
const isOfAnyGoal = ({ report, goals }: Subject) => report.goal === null && goals.length > 1 && mayBeOfAnyGoal(report);

/** The conversions that reports may be about, found by any of their names. Includes the changes of earlier reports. */
export class KnownConversions {
  readonly #named = new Map<string, StoredConversion>();
  readonly #byId = new Map<string, StoredConversion>();
  /** The first conversion of a click and goal. Built when a report asks by them: only visitors' browsers do. */
  #ofClicks: Map<string, StoredConversion> | undefined;

  constructor(conversions: readonly StoredConversion[]) {
    for (const conversion of conversions) this.add(conversion);
  }

  conversions(): Iterable<StoredConversion> {
    return this.#byId.values();
  }

  /** A conversion that a report has created or changed. */
  remember(row: ConversionRow): void {
    this.add(storedOf(row));
  }

  add(conversion: StoredConversion): void {
    const before = this.#byId.get(conversion.id);
    if (before !== undefined)
      for (const name of namesOf(before)) if (this.#named.get(name) === before) this.#named.delete(name);
    for (const name of namesOf(conversion)) if (!this.#named.has(name)) this.#named.set(name, conversion);
    this.#byId.set(conversion.id, conversion);
    this.#ofClicks = undefined;
  }

  /** A pixel's conversion is no longer found by its click and goal, only by its own names. */
  forgetPixel(row: ConversionRow): void {
    this.#named.delete(pixelNameOf(row) ?? "");
  }

  /** Found by its click and goal, regardless of its order. */
  #ofClick(name: string): StoredConversion | undefined {
    this.#ofClicks ??= new Map([...this.#byId.values()].toReversed().map((one) => [anyNameOf(one), one]));
    return this.#ofClicks.get(name);
  }

  /** Whether a report's own names decide its conversion. Not those of a pixel's: reports before it may complete it. */
  hasOwn(subject: Subject): boolean {
    const own = this.#ownOf(subject.names);
    return own !== undefined && own.channel !== "pixel" && !isOfAnyGoal(subject);
  }

  #ownOf({ identity, once }: Names): StoredConversion | undefined {
    return this.#named.get(identity) ?? (once === null ? undefined : this.#named.get(once));
  }

  match(subject: Subject): Match {
    const { report, goal, goals, names } = subject;
    const { clickId, goal: code } = report;
    const found = (conversion: StoredConversion | undefined, ofGoal = goal): Match => ({
      conversion,
      goal: ofGoal,
      otherGoals: NO_GOALS,
    });
    const own = this.#ownOf(names);
    if (own !== undefined && !isOfAnyGoal(subject)) return found(own);
    const others = mayBeOfAnyGoal(report) ? goals.filter((other) => this.#named.has(identityFor(other, report))) : [];
    const [only] = others;
    if (own !== undefined && others.length <= 1) return found(own);
    if (only !== undefined && others.length === 1 && code === null)
      return found(this.#named.get(identityFor(only, report)), only);
    if (only !== undefined) return { conversion: undefined, goal, otherGoals: others.map((other) => other.code) };
    if (clickId === null) return found(undefined);
    const ofClick = { click_id: clickId, goal_id: goal.id, is_test: 0 as const };
    if (CHANNELS[report.channel].creates === "held") return found(this.#ofClick(anyNameOf(ofClick)));
    return found(completesPixel(report) ? this.#named.get(`pixel/${clickId}/${goal.id}`) : undefined);
  }
}

const NO_GOALS: readonly string[] = [];

/** The names by which reports find a conversion. */
function namesOf(conversion: StoredConversion): string[] {
  const { identity, once } = conversion;
  const pixel = pixelNameOf(conversion);
  return [identity, ...(once === null ? [] : [once]), ...(pixel === null ? [] : [pixel])];
}
