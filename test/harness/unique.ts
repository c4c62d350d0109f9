let count = 0;

/** A name that is unique in this test file, and a valid slug without look-alikes: it ends with digits. */
export const unique = (prefix: string) => `${prefix.toLowerCase()}-${++count}`;

/** An unused address, so that the click is not a duplicate. */
export const freshAddress = () => `10.${(++count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;

/** The next file begins with the same names, whichever files this process ran before: recorded examples hold them. */
export function restartNames() {
  count = 0;
}
