const BYTES = 5;
/** Random bytes are drawn for many clicks at once: each draw is a call into the runtime. */
const pool = new Uint8Array(BYTES * 200);
let next = pool.length;

/** Five fresh random bytes. */
export function fiveRandomBytes(): Uint8Array {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  return pool.subarray(next, (next += BYTES));
}

let isolate = "";

/** Identifies this isolate. Random values are not available while a Worker loads, so the first click sets it. */
export const isolateName = () => (isolate ||= crypto.randomUUID().slice(0, 13));
