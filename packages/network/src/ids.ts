import { secondDigits } from "@waymark/contract/sorted-id";
import { customAlphabet } from "nanoid";

/**
 * What generated text is made of: digits and lower-case letters that are not taken for one another, in print, by hand or
 * by voice. No m stands beside rn, and without vowels no word is spelt. All of them are digits of base 32.
 */
export const CLEAR_ALPHABET = "346789bcdfghjknpqrtwxy";

/** Random text of so many digits, each of 4.46 bits. */
export const randomDigits: (length: number) => string = customAlphabet(CLEAR_ALPHABET);

/** 71 bits: ids of one second do not meet. */
const RANDOM_DIGITS = 16;

/** A new id that sorts by time: `off_…`. */
export const mintId = (prefix: string, now: number): string =>
  `${prefix}_${secondDigits(now)}${randomDigits(RANDOM_DIGITS)}`;

/** The same digits under another prefix: an id that derives from its cause. */
export const derivedId = (prefix: string, cause: string): string => `${prefix}_${cause.slice(cause.indexOf("_") + 1)}`;
