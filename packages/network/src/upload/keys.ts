/** Secret, and another for each table. */
export type HashKey = readonly [number, number];

const KEY_WORDS = 2;

/**
 * The keys that a file names, as 64-bit hashes in typed arrays. A million keys take 24 MB; a Map of strings would
 * exceed a Worker's memory. The probability that two of a million keys share a hash is 3·10⁻⁸.
 */
export class KeyTable {
  readonly #key: HashKey;
  #hashes: Uint32Array<ArrayBuffer>;
  #rows: Uint32Array<ArrayBuffer>;
  #size = 0;

  constructor(key: HashKey, capacity = 1_024) {
    this.#key = key;
    this.#hashes = new Uint32Array(capacity * 2);
    this.#rows = new Uint32Array(capacity);
  }

  /** The first row (1 or more) that names this key; this row, if no earlier one does. */
  firstOf(key: string, row: number): number {
    const at = this.#slotFor(key);
    return (this.#rows[at] ||= row);
  }

  /** Records that a key is named, without a row. */
  note(key: string) {
    this.#slotFor(key);
  }

  /** The key and the hashes, to be stored and read by `hasKey`. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(KEY_WORDS + this.#hashes.length);
    words.set(this.#key);
    words.set(this.#hashes, KEY_WORDS);
    return new Uint8Array(words.buffer);
  }

  /** The slot of a key, which counts as named from now on. */
  #slotFor(key: string): number {
    if (this.#size * 2 >= this.#rows.length) this.#grow();
    const [high, low] = hashOf(key, this.#key);
    const at = slotOf(this.#hashes, high, low);
    if (this.#hashes[at * 2] !== 0) return at;
    this.#size++;
    this.#set(at, high, low, 0);
    return at;
  }

  #set(at: number, high: number, low: number, row: number) {
    this.#hashes[at * 2] = high;
    this.#hashes[at * 2 + 1] = low;
    this.#rows[at] = row;
  }

  #grow() {
    const [hashes, rows] = [this.#hashes, this.#rows];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#rows = new Uint32Array(rows.length * 2);
    for (const [i, row] of rows.entries()) {
      const [high = 0, low = 0] = [hashes[i * 2], hashes[i * 2 + 1]];
      if (high === 0) continue;
      this.#set(slotOf(this.#hashes, high, low), high, low, row);
    }
  }
}

/** Whether a table that `toBytes` wrote holds this key. */
export function hasKey(table: Uint32Array, key: string): boolean {
  const hashes = table.subarray(KEY_WORDS);
  const [high, low] = hashOf(key, [table[0] ?? 0, table[1] ?? 0]);
  return hashes[slotOf(hashes, high, low) * 2] !== 0;
}

/** The slot of a hash, occupied or free. The capacity is a power of two, and the table is never full. */
function slotOf(hashes: Uint32Array, high: number, low: number): number {
  const mask = hashes.length / 2 - 1;
  for (let at = low & mask; ; at = (at + 1) & mask)
    if (hashes[at * 2] === 0 || (hashes[at * 2] === high && hashes[at * 2 + 1] === low)) return at;
}

const UPDATE_ROUNDS = 2;
const FINAL_ROUNDS = 4;

/**
 * HalfSipHash-2-4 of a text in UTF-16 LE: 64 bits with a secret key, so that callers who choose order ids can't choose
 * their slots. The first word is never 0, which marks an empty slot.
 */
export function hashOf(text: string, [first, second]: HashKey): [high: number, low: number] {
  let [v0, v1, v2, v3] = [first | 0, second ^ 0xee, 0x6c796765 ^ first, 0x74656462 ^ second];
  const words = (text.length >> 1) + 1;
  let high = 0;
  // The last two turns are the two ends, one for each half of the hash. One loop, because closures are ten times slower.
  for (let i = 0; i < words + 2; i++) {
    let rounds = FINAL_ROUNDS;
    let word = 0;
    if (i < words) {
      word = i < words - 1 ? text.charCodeAt(i * 2) | (text.charCodeAt(i * 2 + 1) << 16) : lastWordOf(text);
      v3 ^= word;
      rounds = UPDATE_ROUNDS;
    } else if (i === words) v2 ^= 0xee;
    else {
      high = v1 ^ v3;
      v1 ^= 0xdd;
    }
    for (; rounds > 0; rounds--) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    v0 ^= word;
  }
  return [high >>> 0 || 1, (v1 ^ v3) >>> 0];
}

/** The unit that has no pair, and the length in bytes. */
const lastWordOf = (text: string) =>
  ((text.length * 2) << 24) | (text.length % 2 === 0 ? 0 : text.charCodeAt(text.length - 1));
