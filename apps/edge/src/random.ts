const BYTES = 5;
/** Random bytes are drawn for many clicks at once: each draw is a call into the runtime. */
const pool = new Uint8Array(BYTES * 200);
let next = pool.length;

/** Five random bytes that nobody else gets. */
export function fiveRandomBytes(): Uint8Array {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  return pool.subarray(next, (next += BYTES));
}

let isolate = "";

/** Names this isolate's life. Random values are not to be had while a Worker loads, so it is named by its first click. */
export const isolateName = () => (isolate ||= crypto.randomUUID().slice(0, 13));
