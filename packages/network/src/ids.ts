import { secondDigits } from "@waymark/contract/sorted-id";
import { customAlphabet } from "nanoid";

/**
 * The alphabet of generated text: digits and lower-case letters that can't be confused in print, by hand or by voice.
 * It has no m, which looks like rn, and no vowels, so that no words appear. All of them are digits of base 32.
 */
export const CLEAR_ALPHABET = "346789bcdfghjknpqrtwxy";

/** Random text of this length, 4.46 bits a digit. */
export const randomDigits: (length: number) => string = customAlphabet(CLEAR_ALPHABET);

/** 71 bits, so that ids of one second don't collide. */
const RANDOM_DIGITS = 16;

/** A new id that sorts by time: `off_…`. */
export const mintId = (prefix: string, now: number): string =>
  `${prefix}_${secondDigits(now)}${randomDigits(RANDOM_DIGITS)}`;

/** The same digits under another prefix: an id that derives from its cause. */
export const derivedId = (prefix: string, cause: string): string => `${prefix}_${cause.slice(cause.indexOf("_") + 1)}`;
