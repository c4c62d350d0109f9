/** Writes an unsigned integer, big-endian. Throws a RangeError if it does not fit. */
export function writeUint(bytes: Uint8Array, value: number, at: number, size: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 256 ** size)
    throw new RangeError(`not ${size} bytes: ${value}`);
  for (let i = at + size - 1; i >= at; i--) {
    bytes[i] = value % 256;
    value = Math.floor(value / 256);
  }
}

/** Reads what `writeUint` wrote. */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

/** Lower-case hex, two digits a byte. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
