import type { OfferSnapshot } from "@waymark/contract/snapshot";
import type { readFamily } from "@waymark/contract/user-agent";

const FAMILIES: readonly string[] = ["device", "os", "browser"] satisfies Parameters<typeof readFamily>[0][];

let reader: typeof readFamily | undefined;

/**
 * The parser of user agents, if a rule or a landing of the offer needs a family. It is loaded by the first visitor of
 * such an offer: most offers need none, and code that is not loaded costs a cold isolate nothing.
 */
export const readerFor = (offer: OfferSnapshot) => (asksFamily(offer) ? (reader ?? load()) : undefined);

const asksFamily = ({ rules, landings }: OfferSnapshot) =>
  rules?.some(({ by }) => FAMILIES.includes(by)) === true ||
  landings.some(({ template }) => FAMILIES.some((family) => template.includes(family)));

const load = async () => (reader = (await import("@waymark/contract/user-agent")).readFamily);
