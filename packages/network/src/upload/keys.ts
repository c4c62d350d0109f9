/**
 * Which keys a file names, as 64-bit hashes in typed arrays: a million of them take 24 MB, where a Map of strings would
 * take more than a Worker has. Two of a million keys share a hash with a probability of 3·10⁻⁸.
 */
export class KeyTable {
  #hashes: Uint32Array<ArrayBuffer>;
  #rows: Uint32Array<ArrayBuffer>;
  #size = 0;

  constructor(capacity = 1_024) {
    this.#hashes = new Uint32Array(capacity * 2);
    this.#rows = new Uint32Array(capacity);
  }

  /** Notes that a row (1 or more) names this key. Returns the row that named it before, or 0. */
  put(key: string, row: number): number {
    if (this.#size * 2 >= this.#rows.length) this.#grow();
    const [high, low] = hashOf(key);
    const at = slotOf(this.#hashes, high, low);
    const before = this.#rows[at] ?? 0;
    if (this.#hashes[at * 2] === 0) this.#size++;
    this.#set(at, high, low, row);
    return before;
  }

  /** Notes that a key is named, without a row. */
  note(key: string) {
    if (this.#size * 2 >= this.#rows.length) this.#grow();
    const [high, low] = hashOf(key);
    const at = slotOf(this.#hashes, high, low);
    if (this.#hashes[at * 2] !== 0) return;
    this.#size++;
    this.#set(at, high, low, 0);
  }

  /** The hashes alone, to be kept and asked by `hasKey`. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#hashes.buffer);
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
export function hasKey(hashes: Uint32Array, key: string): boolean {
  const [high, low] = hashOf(key);
  return hashes[slotOf(hashes, high, low) * 2] !== 0;
}

/** Where a hash is, or would be; the capacity is a power of two, and never full. */
function slotOf(hashes: Uint32Array, high: number, low: number): number {
  const mask = hashes.length / 2 - 1;
  for (let at = low & mask; ; at = (at + 1) & mask)
    if (hashes[at * 2] === 0 || (hashes[at * 2] === high && hashes[at * 2 + 1] === low)) return at;
}

/** Two lanes of 32 bits (cyrb53 without its cut to 53); the first is never 0, which marks an empty slot. */
function hashOf(key: string): [high: number, low: number] {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return [a >>> 0 || 1, b >>> 0];
}
