import { sortedId } from "@waymark/contract/sorted-id";

/** A new id that sorts by time: `off_…`. */
export const mintId = (prefix: string, now: number): string =>
  sortedId(prefix, now, crypto.getRandomValues(new Uint8Array(10)));

/** The same digits under another prefix: an id that derives from its cause. */
export const derivedId = (prefix: string, cause: string): string => `${prefix}_${cause.slice(cause.indexOf("_") + 1)}`;
