/**
 * HMAC-SHA-256 with prepared keys (FIPS 180-4, RFC 2104), synchronous and short: the hot path signs twice a click, and
 * a key's two pads are half of the work (docs/decisions/0003). Tests compare it with node:crypto.
 */
export interface HmacKey {
  /** States after the blocks of the key's inner and outer pad. */
  inner: Int32Array;
  outer: Int32Array;
}

const BLOCK = 64;
const DIGEST = 32;

const [K, START] = constants();
/**
 * Scratch buffer of one call, which is never interrupted: allocating it would cost a redirect as much as the work
 * itself.
 */
const words = new Int32Array(BLOCK);
const tail = new Uint8Array(BLOCK);
const state = new Int32Array(8);
const innerDigest = new Uint8Array(DIGEST);

export function prepareHmac(key: Uint8Array): HmacKey {
  const short = key.length > BLOCK ? finish(START, key, key.length, 0, new Uint8Array(DIGEST)) : key;
  const stateAfter = (pad: number) => {
    const block = new Uint8Array(BLOCK).fill(pad);
    short.forEach((byte, i) => (block[i] = byte ^ pad));
    const padded = START.slice();
    compress(padded, block, 0);
    return padded;
  };
  return { inner: stateAfter(0x36), outer: stateAfter(0x5c) };
}

/** The 32-byte MAC of the first `length` bytes of `message`. */
export function hmacOf({ inner, outer }: HmacKey, message: Uint8Array, length = message.length): Uint8Array {
  finish(inner, message, length, BLOCK, innerDigest);
  return finish(outer, innerDigest, DIGEST, BLOCK, new Uint8Array(DIGEST));
}

/**
 * Fills `digest` with SHA-256 from the state `start`, after `before` bytes, continued by `length` bytes of `message`.
 */
function finish(start: Int32Array, message: Uint8Array, length: number, before: number, digest: Uint8Array) {
  for (let i = 0; i < 8; i++) state[i] = start[i] ?? 0;
  let at = 0;
  for (; at + BLOCK <= length; at += BLOCK) compress(state, message, at);
  tail.fill(0);
  for (let i = at; i < length; i++) tail[i - at] = message[i] ?? 0;
  tail[length - at] = 0x80;
  if (length - at >= BLOCK - 8) {
    compress(state, tail, 0);
    tail.fill(0);
  }
  const bits = (before + length) * 8;
  for (let i = 0; i < 4; i++) tail[BLOCK - 1 - i] = bits >>> (8 * i); // our messages are far below 2^32 bits
  compress(state, tail, 0);
  for (let i = 0; i < DIGEST; i++) digest[i] = (state[i >> 2] ?? 0) >>> (24 - 8 * (i & 3));
  return digest;
}

// Every index is below its array's length, which the compiler can't know.
function compress(state: Int32Array, bytes: Uint8Array, at: number) {
  const w = words;
  for (let i = 0; i < 16; i++, at += 4)
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    w[i] =
      (w[i - 16]! + w[i - 7]! + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const t = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t) | 0;
    d = c;
    c = b;
    b = a;
    a = (t + u) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/**
 * The first 32 bits of the fractions of the cube roots of the first 64 primes, and of the square roots of the first 8.
 */
function constants() {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (root: number) => (root % 1) * 2 ** 32;
  return [
    Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)) | 0),
    Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)) | 0),
  ] as const;
}
